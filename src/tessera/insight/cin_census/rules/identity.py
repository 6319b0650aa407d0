"""Who the child is: identifiers, dates of birth, sex, and that there is an episode at all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.layout import SEX_SINCE
from tessera.insight.cin_census.rules.register import Said, of_child, of_return
from tessera.insight.cin_census.shape import Child
from tessera.insight.cin_census.years import Year

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_FORMER_UPN = re.compile(r"[A-Z]\d{11}[\dA-Z]", re.ASCII)
_GOES_ON = {"UN2", "UN3", "UN4", "UN5", "UN6", "UN7"}

# Authorities since April 1998 and the department's pseudo codes (rule 1530).
_AUTHORITY_RANGES = (
    "001-005 201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 660-681 701-708 "
    "800-803 805-808 810-813 815 816 820-823 825 826 830 831 835-841 845 846 850-852 855-857 860 "
    "861 865-896 908 909 916 919 921 925 926 928 929 931 933 935-938 940 941"
)
_AUTHORITIES_SINCE_2024 = frozenset({"942", "943"})


def _expanded(ranges: str) -> frozenset[str]:
    pairs = (part.partition("-") for part in ranges.split())
    return frozenset(
        f"{number:03}"
        for first, _, last in pairs
        for number in range(int(first), int(last or first) + 1)
    )


_AUTHORITIES = _expanded(_AUTHORITY_RANGES)


def authorities_in(year: Year) -> frozenset[str]:
    return _AUTHORITIES | _AUTHORITIES_SINCE_2024 if year.number >= 2024 else _AUTHORITIES


def check_letter(digits: str) -> str:
    """Of the twelve figures after it, weighed 2 to 13 (rule 1510)."""
    return CHECK_LETTERS[sum(int(d) * w for w, d in enumerate(digits, 2)) % 23]


@of_return("8500", "LAchildID")
def has_an_id(children: Sequence[Child], year: Year) -> Iterator[tuple[Child, str]]:
    for child in children:
        if not child.la_child_id:
            yield child, "This child has no child ID. Every child in the census needs one."


@of_return("8510", "LAchildID")
def id_is_the_childs_own(children: Sequence[Child], year: Year) -> Iterator[tuple[Child, str]]:
    times = Counter(child.la_child_id or "" for child in children)
    for child in children:
        if child.la_child_id and times[child.la_child_id] > 1:
            yield (
                child,
                (
                    "More than one child in the return has this child ID. If they are one child, "
                    "merge the records; if not, give one of them another ID."
                ),
            )


@of_return("1520", "UPN")
def upn_is_the_childs_own(children: Sequence[Child], year: Year) -> Iterator[tuple[Child, str]]:
    times = Counter(child.upn or "" for child in children)
    for child in children:
        if child.upn and times[child.upn] > 1:
            yield (
                child,
                (
                    "Another child in the return has the same unique pupil number. Ask the "
                    "schools which child it belongs to; if both records are one child, merge "
                    "them."
                ),
            )


@of_child("1570", "LAchildID", since=SEX_SINCE)
def id_is_short_enough(child: Child, year: Year) -> Iterator[str]:
    if child.la_child_id and len(child.la_child_id) > 20:
        yield "The child ID is longer than 20 letters and figures, which the census does not take."


@of_child("1580", "LAchildID", since=SEX_SINCE)
def id_is_letters_and_figures(child: Child, year: Year) -> Iterator[str]:
    if child.la_child_id and not (child.la_child_id.isascii() and child.la_child_id.isalnum()):
        yield "The child ID holds something other than letters and figures."


@of_child("1510", "UPN")
def upn_has_its_check_letter(child: Child, year: Year) -> Iterator[str]:
    if child.upn is None:
        return
    if len(child.upn) != 13:
        yield (
            f"The unique pupil number has {len(child.upn)} letters and figures; it should have "
            "13. Check it with the school."
        )
    elif child.upn[1:].isascii() and child.upn[1:].isdigit():
        if child.upn[0] != check_letter(child.upn[1:]):
            yield (
                "The first letter of the unique pupil number does not fit its figures, so one of "
                "them was typed wrong. Check it with the school."
            )
    elif child.upn[0] not in CHECK_LETTERS:
        yield (
            "The unique pupil number should begin with a capital letter. Check it with the school."
        )


@of_child("1530", "UPN")
def upn_is_of_an_authority(child: Child, year: Year) -> Iterator[str]:
    if child.upn and len(child.upn) == 13 and child.upn[1:4] not in authorities_in(year):
        yield (
            f"Figures 2 to 4 of the unique pupil number, {child.upn[1:4]}, are not the number of "
            "a local authority. Check it with the school."
        )


@of_child("1540", "UPN")
def upn_is_figures_inside(child: Child, year: Year) -> Iterator[str]:
    inside = (child.upn or "")[4:12]
    if child.upn and not (inside.isascii() and inside.isdigit()):
        yield (
            "The unique pupil number should have figures only in places 5 to 12. Check it with "
            "the school."
        )


@of_child("1550", "UPN")
def upn_ends_well(child: Child, year: Year) -> Iterator[str]:
    if child.upn and len(child.upn) == 13 and child.upn[12] not in CHECK_LETTERS + "0123456789":
        yield (
            "The last place of the unique pupil number should be a figure, or a capital letter "
            "other than I, O and S. Check it with the school."
        )


@of_child("1560Q", "FormerUPN")
def former_upn_looks_right(child: Child, year: Year) -> Iterator[str]:
    if child.former_upn and not _FORMER_UPN.fullmatch(child.former_upn):
        yield (
            "The former unique pupil number is not written as one. Check it with the school, or "
            "take it out."
        )


@of_child("8770Q", "UPN")
def school_age_child_has_a_upn(child: Child, year: Year) -> Iterator[str]:
    if child.upn or child.born_on is None or child.born_on > year.school_age_born_by:
        return
    reasons = _GOES_ON if year.number >= SEX_SINCE else _GOES_ON | {"UN1"}
    if child.upn_unknown in reasons:
        return
    if any(episode.no_further_action is False for episode in child.episodes):
        yield (
            "This child is of school age and has no unique pupil number, nor a reason that fits. "
            "Ask the school for it, or say why there is none."
        )


@of_child("8772", "UPNunknown")
def no_upn_because_nothing_followed(child: Child, year: Year) -> Iterator[str]:
    if child.upn_unknown == "UN7" and any(e.no_further_action is not True for e in child.episodes):
        yield (
            "The reason for no unique pupil number says that the referral led to no further "
            "action, but a referral of this child did go on. Give the number, or another reason."
        )


@of_child("8520", "PersonBirthDate")
def born_by_the_end(child: Child, year: Year) -> Iterator[str]:
    if child.born_on and child.born_on > year.ends_on:
        yield (
            f"The date of birth, {date_words(child.born_on)}, is after the census year. If the "
            "child is not yet born, record it as the expected date."
        )


@of_child("8525Q", "PersonBirthDate")
def born_or_expected(child: Child, year: Year) -> Iterator[str | Said]:
    if child.born_on is None and child.expected_on is None:
        yield "This child has neither a date of birth nor an expected date. Record one of them."
    elif child.born_on and child.expected_on:
        yield Said(
            "This child has a date of birth and also an expected date. Take out the expected date.",
            field="ExpectedPersonBirthDate",
        )


@of_child("8530Q", "ExpectedPersonBirthDate")
def expected_about_now(child: Child, year: Year) -> Iterator[str]:
    earliest, latest = year.expected_births
    if child.expected_on and not earliest <= child.expected_on <= latest:
        yield (
            f"The baby is expected on {date_words(child.expected_on)}, which is far from the "
            "census date. If the baby has been born, record the date of birth."
        )


@of_child("8750", "Sex", since=SEX_SINCE)
def sex_of_an_unborn_child(child: Child, year: Year) -> Iterator[str]:
    if child.expected_on and child.born_on is None and child.sex != "U":
        yield "This child is not yet born, so sex should be given as not known."


@of_child("4180", "Sex", since=SEX_SINCE)
def sex_is_given(child: Child, year: Year) -> Iterator[str]:
    if child.sex not in year.codes("cin.sex"):
        yield (
            "The child's sex is missing or not one the census knows. Record male, female or not "
            "known."
        )


@of_child("8750", "GenderCurrent", until=SEX_SINCE - 1)
def gender_of_an_unborn_child(child: Child, year: Year) -> Iterator[str]:
    if child.expected_on and child.born_on is None and child.gender != "0":
        yield "This child is not yet born, so sex should be given as not known."


@of_child("4180", "GenderCurrent", until=SEX_SINCE - 1)
def gender_is_given(child: Child, year: Year) -> Iterator[str]:
    if child.gender not in year.codes("cin.gender_before_2025"):
        yield (
            "The child's sex is missing or not one the census knows. Record male, female or not "
            "known."
        )


@of_child("8775Q", "PersonBirthDate")
def under_twenty_five(child: Child, year: Year) -> Iterator[str]:
    if child.born_on is None or (child.born_on.year, child.born_on.month, child.born_on.day) >= (
        year.number - 25,
        3,
        31,
    ):
        return
    month_day = (child.born_on.month, child.born_on.day)
    for episode in child.episodes:
        closed = episode.closed_on
        if closed is None or (closed.year, closed.month, closed.day) > (
            child.born_on.year + 25,
            *month_day,
        ):
            yield (
                "This person is over 25. Check the date of birth, and whether the case should be "
                "closed."
            )
            return


@of_child("8590", "CINdetails")
def has_an_episode(child: Child, year: Year) -> Iterator[str]:
    if not child.episodes:
        yield "This child has no referral in the census year, and so has no place in the return."
