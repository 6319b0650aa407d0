"""What is measured: each page as the request that a browser would send."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from django.urls import reverse

from tessera.demo import processes
from tessera.demo.bulk import staff, story
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.queries import open_step
from tessera.foundations.access.models import Team, User
from tessera.people.models import Person
from tessera.people.queries.chronology import Wanted, chronology_page

BARE = "bare"
PAGE_KEY, TURNS = uuid.uuid4(), itertools.count(1)
"""The open page that the fields are saved from, and its changes one after the other."""
PROBE_CHILDREN = range(3, 41)
"""Persons of the probe worker's homes; those whose number leaves 3 or 0 after four are children."""


@dataclass(frozen=True)
class Asked:
    """One request: a form is posted, no form is read."""

    path: str
    form: dict[str, str] | None = None
    expects: int = 200
    leads_to: str = ""


@dataclass
class Page:
    key: str
    user: User
    ask: Callable[[int], Asked]
    times: int = 1  # in each round
    took: list[float] = field(default_factory=list)


def pages(*, rounds: int, at) -> list[Page]:
    """Every page with its signed-in worker. Makes the steps that are written in and finished."""
    worker, manager = User.objects.get(pk=staff.WORKER), User.objects.get(pk=staff.MANAGER)
    team = Team.objects.get(pk=staff.PROBE_TEAM)
    child = Person.objects.get(pk=story.PROBE_CHILD)
    form = open_step(child, processes.FORM) or _step(processes.FORM, child, worker, at)
    finishing = _finishing(rounds, worker, at)
    found = _known(rounds)
    stories = _pages_of_story(child)
    record = {"person_id": child.public_id}
    return [
        Page(BARE, worker, lambda n: Asked(reverse("demo:bare", kwargs=record)), times=4),
        Page("my_work", worker, lambda n: Asked(reverse("workflow:my_work"))),
        Page(
            "team_list",
            manager,
            lambda n: Asked(reverse("workflow:team_work", kwargs={"team_id": team.public_id})),
        ),
        Page(
            "search", worker, lambda n: Asked(f"{reverse('people:search')}?q={_misspelt(found[n])}")
        ),
        Page("child_record", worker, lambda n: Asked(reverse("people:record", kwargs=record))),
        Page("chronology", worker, lambda n: Asked(stories[n % len(stories)])),
        Page(
            "form_60",
            worker,
            lambda n: Asked(reverse("workflow:step", kwargs={"step_id": form.public_id})),
            times=3,
        ),
        Page("save_field", worker, lambda n: _saving(form, n), times=3),
        Page("complete_step", worker, lambda n: _completing(finishing[n])),
        Page("duplicates", worker, lambda n: _adding(found[n])),
    ]


def _step(code, child, worker, at):
    return workflow.start_step(code=code, subjects=[child], worker=worker, at=at, by=worker)


def _finishing(rounds, worker, at):
    """A step for each round, each about another child.

    Each writes 40 telephone numbers: a family whose record is measured would grow past any real one.
    """
    children = [
        child
        for child in Person.objects.filter(pk__in=PROBE_CHILDREN).order_by("pk")
        if child.pk % 4 in (3, 0) and child.pk > story.PROBE_CHILD + 1
    ]
    return [_step(processes.FACTS, children[n % len(children)], worker, at) for n in range(rounds)]


def _known(rounds):
    """Children from all over the record, whom nobody hides; the same ones at the same size."""
    last = Person.objects.order_by("-pk").values_list("pk", flat=True).first()
    children = range(103, last + 1, 4)
    ids = Random(last).choices(children, k=rounds)  # noqa: S311 - not a secret
    known = Person.objects.select_related("search_key").in_bulk(ids)
    return [known[pk] for pk in ids]


def _misspelt(person) -> str:
    given, family = person.given_name, person.family_name
    slipped = f"{family[:2]}{family[3:4]}{family[2:3]}{family[4:]}"
    return f"{given}+{slipped}"


def _pages_of_story(child) -> list[str]:
    """The first pages of the long chronology, all of it, the few significant lines, and two versions."""
    address = reverse("people:chronology", kwargs={"person_id": child.public_id})
    found, key = [f"{address}?much=all"], ""
    for _ in range(3):
        key = chronology_page(Wanted(people=(child.pk,)), after=key).older
        found.append(f"{address}?much=all&after={key}")
    return [*found, address, f"{address}?version=court", f"{address}?version=manager"]


def _saving(step, n) -> Asked:
    address = reverse("workflow:save", kwargs={"step_id": step.public_id})
    said = {"field": "q01", "q01": f"What was written in round {n}"}
    return Asked(address, {**said, "page-key": str(PAGE_KEY), "page-turn": str(next(TURNS))})


def _completing(step) -> Asked:
    address = reverse("workflow:finish", kwargs={"step_id": step.public_id})
    done = reverse("workflow:done", kwargs={"step_id": step.public_id})
    return Asked(address, {"idempotency_key": str(uuid.uuid4())}, expects=302, leads_to=done)


def _adding(person) -> Asked:
    """Somebody who is there already, with a slip in the name: likely matches are shown first."""
    born = person.born_on
    return Asked(
        reverse("people:add"),
        {
            "given": person.given_name,
            "family": person.family_name + "e",
            "born_on-day": str(born.day),
            "born_on-month": str(born.month),
            "born_on-year": str(born.year),
            "sex": person.sex,
            "postcode": person.search_key.postcodes[0],
            "nhs_number": "",
            "idempotency_key": str(uuid.uuid4()),
        },
    )
