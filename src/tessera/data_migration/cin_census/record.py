"""One child's facts in hand while files are folded into them: what stands already, and what is new."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from tessera.people.models import Disability, Identifier, Person
from tessera.people.queries import people_of_own_numbers
from tessera.practice.assessments.models import Assessment, Factor
from tessera.practice.child_protection.models import (
    Conference,
    Plan,
    PlanCategory,
    Section47Enquiry,
)
from tessera.practice.child_protection.models.conference import ADJOURNED
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral
from tessera.practice.proceedings.models import PreProceedings

ID_KIND = "la_child_id"
IDENTIFIER_KINDS = (ID_KIND, "upn", "former_upn")


@dataclass(slots=True, eq=False)
class Held:
    """A row in hand, with the names of what was changed in it."""

    row: Any
    changed: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return self.row.pk is None

    def put(self, **values: Any) -> None:
        for name, value in values.items():
            if getattr(self.row, name) != value:
                setattr(self.row, name, value)
                self.changed.add(name)


@dataclass(slots=True, eq=False)
class HeldAssessment(Held):
    factors: list[Held] = field(default_factory=list)
    gone: list[Held] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class HeldEnquiry(Held):
    conference: Held | None = None


@dataclass(slots=True, eq=False)
class HeldPlan(Held):
    categories: list[Held] = field(default_factory=list)
    reviews: list[Held] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class HeldEpisode(Held):
    assessments: list[HeldAssessment] = field(default_factory=list)
    cin_plans: list[Held] = field(default_factory=list)
    enquiries: list[HeldEnquiry] = field(default_factory=list)
    conferences: list[Held] = field(default_factory=list)
    protection_plans: list[HeldPlan] = field(default_factory=list)
    pre_proceedings: list[Held] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class HeldChild(Held):
    identifiers: list[Held] = field(default_factory=list)
    disabilities: list[Held] = field(default_factory=list)
    episodes: list[HeldEpisode] = field(default_factory=list)

    def each(self, kind: str) -> list[Any]:
        """All of one kind, over all episodes."""
        return [held for episode in self.episodes for held in getattr(episode, kind)]

    def current(self, kind: str) -> Held | None:
        """The identifier of a kind that is in use."""
        found = [h for h in self.identifiers if h.row.kind == kind and h.row.ended_on is None]
        return found[-1] if found else None


def new_child() -> HeldChild:
    return HeldChild(Person())


def known_children(la_child_ids: Iterable[str]) -> dict[str, HeldChild]:
    """Those of these children who are in the record, with all that the census knows of them."""
    numbers = Identifier.objects.filter(
        kind=ID_KIND, ended_on=None, value__in=list(la_child_ids)
    ).select_related("person")
    whose = {number.value: number.person for number in numbers}
    whose |= _by_own_number(set(la_child_ids) - whose.keys())
    children = {person.pk: HeldChild(person) for person in whose.values()}
    _gather(children)
    return {value: children[person.pk] for value, person in whose.items()}


def _by_own_number(la_child_ids: set[str]) -> dict[str, Person]:
    """Children of ours whom a return names by the council's own number, none other having been given."""
    found = people_of_own_numbers(la_child_ids)
    people = (
        Person.objects.filter(pk__in=found.values())
        .exclude(identifiers__in=Identifier.objects.filter(kind=ID_KIND, ended_on=None))
        .in_bulk()
    )
    return {number: people[pk] for number, pk in found.items() if pk in people}


def holders_of_upns(upns: Iterable[str]) -> dict[str, set[int]]:
    """The people in the record who have each of these pupil numbers now."""
    holders: dict[str, set[int]] = defaultdict(set)
    rows = Identifier.objects.filter(kind="upn", ended_on=None, value__in=list(upns))
    for value, person_id in rows.values_list("value", "person_id"):
        holders[value].add(person_id)
    return holders


def _gather(children: dict[int, HeldChild]) -> None:
    for person_id, held in _of(Identifier, "person_id", children, kind__in=IDENTIFIER_KINDS):
        children[person_id].identifiers.append(held)
    for person_id, held in _of(Disability, "person_id", children):
        children[person_id].disabilities.append(held)
    episodes: dict[int, HeldEpisode] = {}
    for person_id, held in _of(Referral, "child_id", children):
        episodes[held.row.pk] = episode = HeldEpisode(held.row)
        children[person_id].episodes.append(episode)
    _gather_assessments(episodes)
    _gather_protection(episodes)
    for referral_id, held in _of(ChildInNeedPlan, "referral_id", episodes):
        episodes[referral_id].cin_plans.append(held)
    for referral_id, held in _of(PreProceedings, "referral_id", episodes):
        episodes[referral_id].pre_proceedings.append(held)


def _gather_assessments(episodes: dict[int, HeldEpisode]) -> None:
    assessments: dict[int, HeldAssessment] = {}
    for referral_id, held in _of(Assessment, "referral_id", episodes):
        assessments[held.row.pk] = assessment = HeldAssessment(held.row)
        episodes[referral_id].assessments.append(assessment)
    for assessment_id, held in _of(Factor, "assessment_id", assessments):
        assessments[assessment_id].factors.append(held)


def _gather_protection(episodes: dict[int, HeldEpisode]) -> None:
    enquiries: dict[int, HeldEnquiry] = {}
    for referral_id, held in _of(Section47Enquiry, "referral_id", episodes):
        enquiries[held.row.pk] = enquiry = HeldEnquiry(held.row)
        episodes[referral_id].enquiries.append(enquiry)
    plans: dict[int, HeldPlan] = {}
    for referral_id, held in _of(Plan, "referral_id", episodes):
        plans[held.row.pk] = plan = HeldPlan(held.row)
        episodes[referral_id].protection_plans.append(plan)
    for plan_id, held in _of(PlanCategory, "plan_id", plans):
        plans[plan_id].categories.append(held)
    for referral_id, held in _of(Conference, "referral_id", episodes):
        if held.row.kind == Conference.Kind.REVIEW:
            plans[held.row.plan_id].reviews.append(held)
        elif held.row.enquiry_id in enquiries:
            enquiries[held.row.enquiry_id].conference = held
        elif held.row.outcome != ADJOURNED:
            episodes[referral_id].conferences.append(held)


def _of(
    model: type[Model], by: str, holders: dict[int, Any], **narrowed: Any
) -> Iterator[tuple[int, Held]]:
    """Rows of a model that belong to the holders, in the order in which they were recorded."""
    if not holders:
        return
    rows = model._default_manager.filter(**{f"{by}__in": list(holders)}, **narrowed).order_by("pk")
    for row in rows.iterator(chunk_size=5000):
        yield getattr(row, by), Held(row)


def span(held: Held) -> tuple[date, date | None]:
    return held.row.started_on, held.row.ended_on


def by_table(children: Iterable[HeldChild]) -> dict[str, list[Held]]:
    """Every row in hand, by the table it belongs to, children of a row after it."""
    tables: dict[str, list[Held]] = defaultdict(list)
    for child in children:
        tables["people"].append(child)
        tables["identifiers"] += child.identifiers
        tables["disabilities"] += child.disabilities
        tables["referrals"] += child.episodes
        for episode in child.episodes:
            _sort_out(tables, episode)
    return tables


def _sort_out(tables: dict[str, list[Held]], episode: HeldEpisode) -> None:
    tables["assessments"] += episode.assessments
    for assessment in episode.assessments:
        tables["factors"] += assessment.factors
        tables["factors gone"] += assessment.gone
    tables["enquiries"] += episode.enquiries
    tables["conferences"] += episode.conferences
    tables["conferences"] += [e.conference for e in episode.enquiries if e.conference]
    tables["protection plans"] += episode.protection_plans
    for plan in episode.protection_plans:
        tables["categories"] += plan.categories
        tables["conferences"] += plan.reviews
    tables["child in need plans"] += episode.cin_plans
    tables["pre-proceedings"] += episode.pre_proceedings
