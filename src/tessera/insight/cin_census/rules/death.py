"""When a child has died, nothing begins or ends afterwards."""

from collections.abc import Iterator
from datetime import date

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.rules.register import Said, of_child, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year


def _after_death(what: str, on: date | None, child: Child) -> str | None:
    if on and child.died_on and on > child.died_on:
        return (
            f"{what} on {date_words(on)}, after the child died on {date_words(child.died_on)}. "
            "Check both dates."
        )
    return None


@of_child("8535Q", "PersonDeathDate")
def died_after_birth(child: Child, year: Year) -> Iterator[str]:
    if child.died_on and child.born_on and child.died_on < child.born_on:
        yield (
            f"The date of death, {date_words(child.died_on)}, is before the date of birth, "
            f"{date_words(child.born_on)}. One of the two dates is wrong."
        )
    elif child.died_on and child.born_on is None:
        yield "There is a date of death but no date of birth. Record the date of birth."


@of_child("8545Q", "PersonDeathDate")
def died_in_the_year(child: Child, year: Year) -> Iterator[str]:
    if child.died_on and not year.holds(child.died_on):
        yield (
            f"The date of death, {date_words(child.died_on)}, is not within the census year. "
            "Check the date, and whether the case was closed then."
        )


@of_episode("8555Q", "CINreferralDate")
def referred_before_death(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if said := _after_death("The child was referred", episode.referred_on, child):
        yield said


@of_episode("8585Q", "ReasonForClosure")
def died_has_a_date(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    if episode.closure_reason == "RC2" and child.died_on is None:
        yield Said(
            "The case is closed because the child died, but there is no date of death. Record it."
        )


@of_episode("4008", "CINPlanStartDate", needs="cin_plans")
def plan_began_in_life(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if said := _after_death("The child in need plan began", plan.started_on, child):
            yield Said(said, line=plan.line)


@of_episode("4009Q", "CINPlanEndDate", needs="cin_plans")
def plan_ended_in_life(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if said := _after_death("The child in need plan ended", plan.ended_on, child):
            yield Said(said, line=plan.line)


@of_episode("8915", "CPPstartDate", needs="protection_plans")
def protection_plan_began_in_life(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if said := _after_death("The child protection plan began", plan.started_on, child):
            yield Said(said, line=plan.line)


@of_episode("8920", "CPPendDate", needs="protection_plans")
def protection_plan_ended_in_life(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if said := _after_death("The child protection plan ended", plan.ended_on, child):
            yield Said(said, line=plan.line)
