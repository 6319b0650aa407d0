"""Work that exists only to be measured: a form of sixty questions, and a step that writes forty facts."""

import os

from tessera.engine.workflow.processes import StepDefinition, completes, define
from tessera.people import actions as people
from tessera.practice.recording import permissions

FORM, FACTS = "demo.bench_form", "demo.bench_facts"
HOW_MANY_FACTS = 40
BENCH = "TESSERA_BENCH"


def is_measuring() -> bool:
    """What exists only to be measured is there only while something measures."""
    return os.environ.get(BENCH, "").strip().lower() == "on"


def _write_facts(*, step, subjects, answers, completed_on, by):
    for number in range(HOW_MANY_FACTS):
        people.add_contact_point(
            person=subjects[0],
            kind="mobile",
            value=f"07700 900{number:03d}",
            started_on=completed_on,
            step_ref=step.public_id,
            by=by,
        )


if is_measuring():
    define(
        StepDefinition(
            code=FORM,
            title="Sixty questions",
            form="bench_form",
            permission=permissions.WRITE,
            starts_from=None,
        ),
        StepDefinition(
            code=FACTS,
            title="Forty facts",
            form="bench_facts",
            permission=permissions.WRITE,
            starts_from=None,
        ),
    )
    completes(FACTS)(_write_facts)
