"""What a referrer is told: plain words for each outcome, and nothing that we found out."""

from collections.abc import Mapping, Sequence
from datetime import date

from tessera.foundations.calendar import date_words

DECIDED = {
    "referral": "A social worker will now assess what the children and their family need.",
    "strategy_discussion": (
        "We are acting on this today, together with the police and health. A social worker will be "
        "in touch if we need to know more from you."
    ),
    "early_help": "We have asked our early help service to work with the family, with their agreement.",
    "open_case": (
        "A social worker already works with the family, and has been given what you told us."
    ),
    "other_council": (
        "Another council is responsible for the children. We have passed on what you told us."
    ),
    "signposted": "We have shown where the family can find help.",
    "advice": "We do not need to do more ourselves now.",
    "consultation": "We talked it over with you, and do not need to do more ourselves now.",
    "information": "We have kept what you told us, and do not need to do more now.",
    "referral_no_action": (
        "We looked into it as a referral to social care, and do not need to do more now."
    ),
    "no_further_action": "We looked into it, and do not need to do more now.",
}
AGREES_NOT = (
    "If you do not agree, ring us and ask for the manager of the front door. If you stay worried, "
    "or something changes, tell us again. In danger, ring 999."
)


def what_we_tell(
    *, outcomes: Mapping[str, Sequence[str]], received_on: date, is_professional: bool, advice: str
) -> list[str]:
    """The paragraphs of the letter. Only someone who works with children is told the outcome itself.

    `outcomes` is outcome -> first names; the names are said where brothers and sisters differ.
    """
    thanks = f"Thank you for telling us of your worry on {date_words(received_on)}."
    if not is_professional:
        looked = (
            "We have read it with care, and decided what to do. To keep the family's life private, "
            "we cannot tell you what that is."
        )
        return [thanks, looked, AGREES_NOT]
    if len(outcomes) == 1:
        paragraphs = [thanks, *(DECIDED[outcome] for outcome in outcomes)]
    else:
        said = [f"{_and(names)}: {DECIDED[each]}" for each, names in outcomes.items()]
        paragraphs = [thanks, *said]
    if advice and outcomes.keys() & {"advice", "signposted", "consultation"}:
        paragraphs.append(advice)
    return [*paragraphs, AGREES_NOT]


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
