"""Rules about the whole authority: no one child is at fault."""

from collections.abc import Iterator, Sequence

from tessera.insight.cin_census.layout import PRE_PROCEEDINGS_SINCE, SEX_SINCE
from tessera.insight.cin_census.rules.register import of_return
from tessera.insight.cin_census.shape import Child
from tessera.insight.cin_census.years import Year

MOST_WITHOUT_SEX = 0.02
FEWEST_DISABILITY_CODES = 8

OfTheReturn = Iterator[tuple[None, str]]


@of_return("2883", "CPPstartDate")
def plans_no_more_than_conferences(children: Sequence[Child], year: Year) -> OfTheReturn:
    plans = conferences = 0
    for child in children:
        for episode in child.episodes:
            plans += sum(1 for plan in episode.protection_plans if year.holds(plan.started_on))
            conferences += year.holds(episode.conference_on)
            conferences += sum(1 for e in episode.section47s if year.holds(e.conference_on))
    if plans > conferences:
        yield (
            None,
            f"{plans} child protection plans began in the year, but only {conferences} initial "
            "conferences were held. Look for plans whose conference is not recorded.",
        )


def _too_many(without: int, of: int) -> OfTheReturn:
    if of and without / of > MOST_WITHOUT_SEX:
        yield (
            None,
            f"Sex is not known for {without} of {of} children, not counting the unborn: more than "
            "2 in 100. Fill in what is known, or be ready to say why.",
        )


@of_return("2886Q", "Sex", since=SEX_SINCE)
def sex_is_mostly_known(children: Sequence[Child], year: Year) -> OfTheReturn:
    without = sum(1 for c in children if c.sex in {None, "U"} and c.expected_on is None)
    yield from _too_many(without, len(children))


@of_return("2886Q", "GenderCurrent", until=SEX_SINCE - 1)
def gender_is_mostly_known(children: Sequence[Child], year: Year) -> OfTheReturn:
    without = sum(1 for c in children if c.gender in {None, "0"} and c.expected_on is None)
    yield from _too_many(without, len(children))


@of_return("2887Q", "Disability")
def many_kinds_of_disability(children: Sequence[Child], year: Year) -> OfTheReturn:
    """Counts kinds; the sector's checker counts rows, and so misses it."""
    kinds = {code for child in children for code in child.disabilities} - {"NONE"}
    if children and len(kinds) < FEWEST_DISABILITY_CODES:
        yield (
            None,
            f"Only {len(kinds)} kinds of disability are used in the whole return; 8 or more are "
            "expected. Check that disabilities are recorded in full.",
        )


@of_return("2888Q", "Disability")
def some_children_have_several(children: Sequence[Child], year: Year) -> OfTheReturn:
    disabled = [set(c.disabilities) - {"NONE"} for c in children]
    disabled = [codes for codes in disabled if codes]
    if disabled and all(len(codes) == 1 for codes in disabled):
        yield (
            None,
            "Every child with a disability has just one recorded. Some children have several: "
            "record all that are known.",
        )


@of_return("8995Q", "PreProceedingsandFGDM", since=PRE_PROCEEDINGS_SINCE)
def some_pre_proceedings(children: Sequence[Child], year: Year) -> OfTheReturn:
    if children and not any(e.pre_proceedings for c in children for e in c.episodes):
        yield None, "No pre-proceedings are recorded for any child. Record those that took place."


@of_return("9000Q", "FGDMMeetingOffer", since=PRE_PROCEEDINGS_SINCE)
def some_family_meetings(children: Sequence[Child], year: Year) -> OfTheReturn:
    rows = (row for c in children for e in c.episodes for row in e.pre_proceedings)
    if children and not any(row.family_meeting_offered for row in rows):
        yield (
            None,
            "No family was offered a family meeting in pre-proceedings. Record those that were.",
        )
