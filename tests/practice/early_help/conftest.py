from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tests.factories import front_door as make

AGREED_ON = date(2026, 3, 2)
ASSESSED_ON = date(2026, 3, 31)


@pytest.fixture
def staff(db):
    """The front door, and early help with its manager and two workers."""
    door = make.a_staff()
    team = make.a_team("early_help", "Early help")
    return SimpleNamespace(
        door=door,
        team=team,
        manager=make.a_worker("Odette Marr", "early_help_manager", team=team, manages=True),
        lucian=make.a_worker("Lucian Parr", "early_help_worker", team=team, is_qualified=False),
        wren=make.a_worker("Wren Dallow", "early_help_worker", team=team, is_qualified=False),
    )


@pytest.fixture
def zayd(staff):
    return make.a_child()


@pytest.fixture
def noor(staff):
    return make.a_child("Noor", born_on=date(2019, 4, 2))


def at(day):
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def ask(staff, *children, by=None, on=AGREED_ON, **answers):
    """The family's agreement, written by an early help worker: early help begins."""
    return workflow.complete_with(
        code="early_help.request",
        subjects=list(children),
        answers={
            "asked_on": on,
            "agreed": "given",
            "agreed_by": "Samira Rahmeen",
            "needs": "Calm mornings",
            **answers,
        },
        at=at(on),
        by=by or staff.lucian,
    )


def said(outcome="goes_on", **more):
    """What is written of one child."""
    given = {
        "words": "I want breakfast with mum.",
        "strengths": "Kind to her brother.",
        "needs": "Sleep.",
        "outcome": outcome,
    }
    if outcome == "goes_on":
        given["plan"] = "Breakfast club from Monday: Lucian asks the school."
    else:
        given["why"] = "What we saw and heard."
    return {**given, **more}


def assess(staff, children, *, on=ASSESSED_ON, signed_by="manager", **answers):
    """The open assessment of these children, written by its worker and signed by the manager."""
    first = next(iter(children))
    return workflow.complete_with(
        code="early_help.assessment",
        step=work.open_step(first, "early_help.assessment"),
        subjects=list(children),
        answers={
            "assessed_on": on,
            "taking_part": [{"who": "Samira Rahmeen", "role": "Mother"}],
            "family_view": "Calm mornings",
            **answers,
        },
        each=children,
        authorised_by=getattr(staff, signed_by) if signed_by else None,
        at=at(on),
        by=staff.lucian,
    )


def end(staff, *children, on=ASSESSED_ON, reason="needs_met", is_signed=True, step=None, **answers):
    return workflow.complete_with(
        code="early_help.end",
        step=step,
        subjects=list(children),
        answers={"ended_on": on, "reason": reason, "family_view": "We manage now.", **answers},
        each={child: {"changed": "On time, and fed."} for child in children},
        authorised_by=staff.manager if is_signed else None,
        at=at(on),
        by=staff.lucian,
    )
