"""The front door: clocks from receipt to decision, referrals that come back, and what may close a case.

Dates in, dates or words out. Statutory where it says so; the rest is a council's own, and a default.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from tessera.engine.workflow.rules import Rung, TimerRule, define_timers
from tessera.foundations import codesets
from tessera.foundations.calendar import add_months, date_words
from tessera.people.rules import referral_too_early
from tessera.ui.formatting import upper_first

RE_REFERRAL_WITHIN_MONTHS = 12
NO_DISABILITY = "NONE"
DIED = "RC2"
AFTER_ASSESSMENT = frozenset({"RC8", "RC9"})

TIMERS = define_timers(
    TimerRule(
        code="T001",
        name="Decide what to do about a contact",
        since="receipt",
        limit=1,
        unit="WD",
        timed=True,
        basis="G",
        source="Working Together, chapter on assessing need: a decision within one working day",
        verify=True,
        ladder=(Rung(20, "h", ("team_manager",)), Rung(28, "h", ("service_manager",))),
    ),
    TimerRule(
        code="T002",
        name="Tell the referrer that we have it",
        since="receipt",
        limit=1,
        unit="WD",
        timed=True,
        basis="G",
        source="Working Together, chapter on assessing need",
        verify=True,
    ),
    TimerRule(
        code="T003",
        name="Red contact",
        since="receipt",
        limit=4,
        unit="h",
        timed=True,
        basis="L",
        source="Local: Oxfordshire's hub; runs past office hours",
        extendable_by="team_manager",
        ladder=(Rung(4, "h", ("service_manager",)),),
    ),
    TimerRule(
        code="T004",
        name="Amber contact",
        since="receipt",
        limit=1,
        unit="WD",
        timed=True,
        basis="L",
        source="Local: Oxfordshire's hub",
        extendable_by="team_manager",
    ),
    TimerRule(
        code="T005",
        name="Green contact",
        since="receipt",
        limit=3,
        unit="WD",
        basis="L",
        source="Local: Oxfordshire's hub",
        extendable_by="team_manager",
    ),
    TimerRule(
        code="T006",
        name="Tell the referrer what was decided",
        since="the decision",
        limit=3,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="team_manager",
    ),
    # No clock runs on it: it is the day that the work asks for. A council changes the number in its
    # `timers.yaml`.
    TimerRule(
        code="T006N",
        name="Read what was told about an open case",
        since="the decision",
        limit=1,
        unit="WD",
        basis="L",
        source="Local",
    ),
    # No clock runs on it either: no law sets a day for closing.
    TimerRule(
        code="T009N",
        name="Close the case",
        since="the decision that our work ends",
        limit=10,
        unit="WD",
        basis="L",
        source="Local",
    ),
    TimerRule(
        code="T007",
        name="Allocate the referral",
        since="the day the referral was accepted",
        limit=1,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="service_manager",
        ladder=(Rung(2, "WD", ("head_of_service",)),),
    ),
)


@dataclass(frozen=True)
class Activity:
    """Something dated in an episode of need: what to call it, when it began, whether it is open.

    `kind` is assessment, section47, conference, protection_plan, child_in_need_plan or other; `href` is
    the page on which it is gone on with.
    """

    kind: str
    name: str
    started_on: date
    ended_on: date | None = None
    href: str = ""

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def open_words(self) -> str:
        return f"{upper_first(self.name)} is still open: finish it first"

    @property
    def last_on(self) -> date:
        return self.ended_on or self.started_on


def is_re_referral(*, earlier_received_on: Iterable[date], received_on: date) -> bool:
    """A referral within 12 months of an earlier one (Department for Education, statistics method).

    The same date a year later still counts and the next day does not; the guidance does not say, so
    this boundary is LOCAL. A referral on the very day of another is the same event entered twice.
    """
    since = add_months(received_on, -RE_REFERRAL_WITHIN_MONTHS)
    return any(since <= earlier < received_on for earlier in earlier_received_on)


def referral_problems(
    *,
    received_on: date,
    today: date,
    born_or_expected_on: date | None = None,
    died_on: date | None = None,
    open_episode_since: date | None = None,
    last_closed_on: date | None = None,
) -> list[str]:
    """What is wrong with the date of a referral, before it is saved.

    CIN census rules 8600 (not in the future), 8606 (40 weeks before birth), 8815 and 8820 (episodes
    of one child do not overlap), 4008 (nothing after death).
    """
    problems = []
    if received_on > today:
        problems.append("The referral must be today or before")
    if born_or_expected_on and referral_too_early(received_on, born_or_expected_on):
        problems.append(
            f"The referral is more than 40 weeks before the birth on"
            f" {date_words(born_or_expected_on)}. Check both dates"
        )
    if died_on and received_on > died_on:
        problems.append(f"The child died on {date_words(died_on)}, before this referral")
    if open_episode_since:
        problems.append(
            f"A case has been open since {date_words(open_episode_since)}: add this to it instead"
        )
    elif last_closed_on and received_on < last_closed_on:
        problems.append(
            f"The case before was open until {date_words(last_closed_on)}, after this referral"
        )
    return problems


def correction_problems(
    *,
    received_on: date,
    today: date,
    born_or_expected_on: date | None = None,
    died_on: date | None = None,
    activities: Collection[Activity] = (),
) -> list[str]:
    """What contradicts the date of a referral that is put right: the dates above, and what it opened.

    CIN census rules 8600, 8606 and 4008; nothing of an episode comes before its referral.
    """
    problems = referral_problems(
        received_on=received_on,
        today=today,
        born_or_expected_on=born_or_expected_on,
        died_on=died_on,
    )
    early = [each for each in activities if each.started_on < received_on]
    return problems + [
        f"{each.name[:1].upper()}{each.name[1:]} began on {date_words(each.started_on)}, before this"
        for each in early
    ]


def overlap_words(received_on: date, closed_on: date | None) -> str:
    """A child has one case at a time (CIN census rules 8815 and 8820)."""
    until = f"until {date_words(closed_on)}" if closed_on else "and is open"
    return f"Another case of the child runs from {date_words(received_on)} {until}"


def closure_problems(
    *,
    received_on: date,
    closed_on: date,
    reason: str,
    activities: Collection[Activity],
    died_on: date | None = None,
    today: date | None = None,
) -> list[str]:
    """What stands in the way of closing a case, in words: nothing may be open, and the answers must fit.

    CIN census rules 8867 and 8868 (open assessment or enquiry), 8935 and 4014 (open plans).
    """
    still_open = [each.open_words for each in activities if each.is_open]
    return still_open + closing_problems(
        received_on=received_on,
        closed_on=closed_on,
        reason=reason,
        activities=activities,
        died_on=died_on,
        today=today,
    )


def closing_problems(
    *,
    received_on: date,
    closed_on: date,
    reason: str,
    activities: Collection[Activity],
    died_on: date | None = None,
    today: date | None = None,
) -> list[str]:
    """What is wrong with the day or the reason of closing, in words.

    CIN census rules 8640, 8565 (nothing after closure), 2990 and 8825Q (RC8 and RC9 mean an assessment
    and nothing else), 8585Q (RC2 needs the date of death).
    """
    problems = _closing_dates(received_on, closed_on, today)
    if not codesets.is_valid("cin.closure_reason", reason, on=closed_on):
        problems.append("Choose why the case closes")
    problems += [
        f"{each.name} is dated {date_words(each.last_on)}, after the day the case closes"
        for each in activities
        if each.last_on > closed_on
    ]
    return problems + _closing_reason(reason, activities, died_on, closed_on)


def no_action_problems(activities: Iterable[Activity]) -> list[str]:
    """Why a referral cannot end with no further action: something was done in it.

    CIN census N00112, ReferralNFA, and rules 8831, 8832 and 4000: nothing but the referral itself.
    """
    return [
        f"There is {each.name} of {date_words(each.started_on)}: close the case instead"
        for each in activities
    ]


def reason_suits(reason: str, activities: Collection[Activity]) -> bool:
    """ "Closed after assessment" is for a case in which there was an assessment and nothing else."""
    if reason not in AFTER_ASSESSMENT:
        return True
    kinds = {each.kind for each in activities if each.kind != "other"}
    return kinds == {"assessment"}


def disability_problem(chosen: Collection[str], *, on: date | None = None) -> str:
    """CIN census rules 8540, 8790 and 8794: answered, "none" alone, and nothing twice."""
    if not chosen:
        return "Say whether the child has a disability, or choose No disability"
    if any(not codesets.is_valid("cin.disability", code, on=on) for code in chosen):
        return "Choose disabilities from the list"
    if NO_DISABILITY in chosen and len(set(chosen)) > 1:
        return "You chose No disability together with others. Keep one or the other"
    return "Each disability once is enough" if len(set(chosen)) != len(chosen) else ""


def _closing_dates(received_on: date, closed_on: date, today: date | None) -> list[str]:
    problems = []
    if closed_on < received_on:
        problems.append(
            f"The case would close before the referral on {date_words(received_on)}. Check the day"
        )
    if today and closed_on > today:
        problems.append("The case must close today or before")
    return problems


def _closing_reason(
    reason: str, activities: Collection[Activity], died_on: date | None, closed_on: date
) -> list[str]:
    problems = []
    if died_on and died_on <= closed_on and reason != DIED:
        problems.append(f"The child died on {date_words(died_on)}: that is why the case closes")
    if reason == DIED and died_on is None:
        problems.append("First record the day on which the child died")
    if reason in AFTER_ASSESSMENT and not reason_suits(reason, activities):
        others = sorted({a.name for a in activities if a.kind not in ("assessment", "other")})
        if others:
            problems.append(
                f"{codesets.label('cin.closure_reason', reason)} cannot be the reason:"
                f" there was also {', '.join(others)}"
            )
        else:
            problems.append("There was no assessment: choose another reason for closing")
    return problems
