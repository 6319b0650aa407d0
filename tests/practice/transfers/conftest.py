"""Maisie, ready to be handed over from Eskmoor North to Eskmoor South."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.recording import actions as recording
from tests.factories import engine as make
from tests.factories import practice

ASKED = date(2026, 3, 24)
AGREED = date(2026, 3, 25)
TAKEN = date(2026, 3, 31)
STEPPED_DOWN = date(2026, 3, 12)


@pytest.fixture
def south(db):
    return make.a_team("Eskmoor South")


@pytest.fixture
def gwen(south):
    """The manager of the team that is asked."""
    return make.a_worker("Gwen Ormathwaite", team=south, role="team_manager", manages=True)


@pytest.fixture
def idris(south):
    """A social worker of the team that is asked."""
    worker = make.a_worker("Idris Pellew", team=south)
    worker.is_qualified_social_worker = True
    worker.save()
    return worker


@pytest.fixture
def petra(db):
    """A service manager, over both teams."""
    return make.a_worker("Petra Lindqvall", role="service_manager")


@pytest.fixture
def early_help(db):
    return make.a_team("Early help west")


@pytest.fixture
def odette(early_help):
    """The early help manager."""
    return make.a_worker("Odette Marr", team=early_help, role="early_help_manager", manages=True)


@pytest.fixture
def lucian(early_help):
    """An early help worker, who is no social worker."""
    return make.a_worker("Lucian Parr", team=early_help, role="early_help_worker")


def make_ready(*children, by, on=date(2026, 3, 16)):
    """Everything that the record itself can check is there."""
    practice.brothers_and_sisters(*children)
    for child in children:
        people.move_home(person=child, lines="4 Weir Terrace", by=by)
    Person.objects.filter(pk__in=[c.pk for c in children]).update(ethnicity="WBRI")
    for child in children:
        child.refresh_from_db()
        practice.a_visit(child, by, on=on)
    recording.write_case_summary(
        people_about=children,
        written_on=on,
        texts={child: f"Where things stand for {child.name}." for child in children},
        by=by,
    )
    recording.record_management_decision(
        people_about=children, decided_on=on, decision="South.", basis="The family moved.", by=by
    )


@pytest.fixture
def ready(maisie, hannah):
    make_ready(maisie, by=hannah)
    return maisie


def asking(children, to_team, **more):
    shared = {
        "asked_on": ASKED,
        "to_team": to_team,
        "point": "moved",
        "why": "The family moved to the south.",
        "checked": {"name": "Hannah Treloyd", "on": ASKED},
        **more,
    }
    each = {child: {"summary": f"What matters for {child.name}."} for child in children}
    return {"answers": shared, "each": each}


def asked(children, to_team, hannah, joseph, **more):
    """Asked by the worker, agreed by the manager the day after."""
    step = practice.complete(
        "transfers.ask", children, asking(children, to_team, **more), on=ASKED, by=hannah
    )
    return workflow.authorise_step(step=step, at=practice.at(AGREED), by=joseph)


def yes(worker, **more):
    return {
        "answers": {
            "answered_on": date(2026, 3, 27),
            "answer": "yes",
            "worker": worker,
            "takes_on": TAKEN,
            "visit_on": date(2026, 3, 30),
            "read": {"name": "Gwen Ormathwaite", "on": date(2026, 3, 27)},
            **more,
        }
    }


def no(why="We have nobody until May."):
    return {"answers": {"answered_on": date(2026, 3, 27), "answer": "no", "why_not": why}}


def taking(**more):
    return {
        "answers": {
            "takes_on": TAKEN,
            "read": {"name": "Idris Pellew", "on": TAKEN},
            "visited": True,
            "visited_on": date(2026, 3, 30),
            **more,
        }
    }


def down(child, to_team, **more):
    return {
        "answers": {
            "asked_on": STEPPED_DOWN,
            "to_team": to_team,
            "agreed": "given",
            "agreed_by": "Leanne",
            "why": "Bedtimes, and somebody to talk to.",
            **more,
        },
        "each": {child: {"summary": "Nights are calm now."}},
    }


def step_down(child, to_team, by, signer, **more):
    return practice.complete(
        "transfers.step_down", [child], down(child, to_team, **more), on=STEPPED_DOWN, by=by,
        authorised_by=signer,
    )  # fmt: skip
