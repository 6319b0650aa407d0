"""A CIN census return as plain values: what a file says, or what the facts amount to.

Everything here is frozen and compares by what it says. The line it was read from, the faults met in
reading and the form that wrote the fact ride along, and count for nothing when two returns are compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with what a file says, at its line and under the return's own field name.

    `keeps` tells whether the row that holds it can be taken all the same.
    """

    line: int
    field: str
    message: str
    keeps: bool
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Whatever a file can hold many of."""

    line: int = field(default=0, compare=False)
    faults: tuple[Fault, ...] = field(default=(), compare=False, repr=False)
    lines: dict[str, int] | None = field(default=None, compare=False, repr=False)
    step_ref: UUID | None = field(default=None, compare=False, repr=False)

    def line_of(self, name: str) -> int:
        """The line of a field where it is known, else the line of the row."""
        for fault in self.faults:
            if fault.field == name:
                return fault.line
        return (self.lines or {}).get(name, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Row):
    collection: str | None = None
    year: int | None = None
    reference_on: date | None = None
    source_level: str | None = None
    authority: str | None = None
    software_code: str | None = None
    release: str | None = None
    serial_number: str | None = None
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Row):
    started_on: date | None = None
    review_on: date | None = None
    authorised_on: date | None = None
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CinPlan(Row):
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section47(Row):
    started_on: date | None = None
    conference_target_on: date | None = None
    conference_on: date | None = None
    conference_not_required: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Row):
    held_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionPlan(Row):
    started_on: date | None = None
    ended_on: date | None = None
    initial_category: str | None = None
    latest_category: str | None = None
    previous_plans: int | None = None
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreProceedings(Row):
    """The module of 2026-27: work before court, and the family's own meeting."""

    started_on: date | None = None
    letter_sent_on: date | None = None
    family_meeting_offered: bool | None = None
    family_meeting_held: bool | None = None
    first_meeting_on: date | None = None
    review_meetings: int | None = None
    decided_on: date | None = None
    outcome: str | None = None
    applied_to_court_on: date | None = None
    initial_letter_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Row):
    """One CINdetails: a referral and all that came of it until it was closed."""

    referred_on: date | None = None
    source: str | None = None
    primary_need: str | None = None
    closed_on: date | None = None
    closure_reason: str | None = None
    conference_on: date | None = None
    assessments: tuple[Assessment, ...] = ()
    cin_plans: tuple[CinPlan, ...] = ()
    section47s: tuple[Section47, ...] = ()
    no_further_action: bool | None = None
    protection_plans: tuple[ProtectionPlan, ...] = ()
    pre_proceedings: tuple[PreProceedings, ...] = ()

    @property
    def conferenced(self) -> "tuple[Episode | Section47, ...]":
        """Every row that can carry the date of an initial conference."""
        return (self, *self.section47s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Row):
    la_child_id: str | None = None
    upn: str | None = None
    former_upn: str | None = None
    upn_unknown: str | None = None
    born_on: date | None = None
    expected_on: date | None = None
    sex: str | None = None
    gender: str | None = None
    died_on: date | None = None
    ethnicity: str | None = None
    disabilities: tuple[str, ...] = ()
    episodes: tuple[Episode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A whole return, for the year that ends on 31 March of `year`."""

    header: Header
    children: tuple[Child, ...]


def plan_rows(plan: ProtectionPlan) -> int:
    return 1 + len(plan.reviews)


def episode_rows(episode: Episode) -> int:
    """The rows that an episode holds, itself included; pre-proceedings are counted with it."""
    return (
        1
        + len(episode.assessments)
        + len(episode.cin_plans)
        + len(episode.section47s)
        + sum(plan_rows(plan) for plan in episode.protection_plans)
    )


def child_rows(child: Child) -> int:
    return 1 + sum(episode_rows(episode) for episode in child.episodes)


def rows_within(child: Child) -> Iterator[Row]:
    """Every row of a child, the child first."""
    yield child
    for episode in child.episodes:
        yield from rows_of_episode(episode)


def rows_of_episode(episode: Episode) -> Iterator[Row]:
    """Every row of a referral, the referral first."""
    yield episode
    yield from episode.assessments
    yield from episode.cin_plans
    yield from episode.section47s
    for plan in episode.protection_plans:
        yield plan
        yield from plan.reviews
    yield from episode.pre_proceedings
