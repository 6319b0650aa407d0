"""A room that exists only in the tests: a visit, and a decision that a manager signs off."""

from datetime import date, timedelta
from pathlib import Path

from tessera.engine.forms import definitions
from tessera.engine.forms.filling import Filled, filler, statement
from tessera.engine.workflow.processes import (
    Finding,
    Next,
    NotYet,
    SignOff,
    StepDefinition,
    cancels,
    checks,
    completes,
    define,
    returns,
    starts,
    submits,
)
from tessera.foundations.access.permissions import define as define_permission

definitions.add_folder(Path(__file__).parent / "definitions")
WRITE = define_permission(
    "sample:visit:write",
    "Write a sample visit",
    {"social_worker": "team", "team_manager": "team", "duty_worker": "all"},
)
AUTHORISE = define_permission(
    "sample:decision:authorise",
    "Sign off a sample decision",
    {"team_manager": "team", "social_worker": "team"},
)
AUTHORISE_HIGH = define_permission(
    "sample:decision:authorise_high",
    "Sign off a costly sample decision",
    {"service_manager": "all"},
)
calls: list[tuple] = []


def worried(answers):
    return bool(answers["worried"])


def costly(*, step, answers, on, by):
    return "costly" in (answers["decision"] or "")


def in_two_weeks(answers, on):
    return on + timedelta(days=14)


define(
    StepDefinition(
        code="sample.visit",
        title="Sample visit",
        form="sample_visit",
        permission=WRITE,
        happened_on="visited_on",
        can_start=True,
        story="visit",
        detail="Write up what you saw",
        then=(
            Next("sample.decision", when=worried, due=in_two_weeks),
            Next("sample.visit", due=in_two_weeks),
        ),
    ),
    StepDefinition(
        code="sample.report",
        title="Sample report",
        form="sample_report",
        permission=WRITE,
        can_start=True,
        story="note",
        quick=True,
    ),
    StepDefinition(
        code="sample.decision",
        title="Sample decision",
        form="sample_decision",
        permission=WRITE,
        authorise=AUTHORISE,
        after=("sample.visit",),
        can_start=True,
        story="decision",
        then=(Next("sample.visit", required=True, worker="none"),),
    ),
    StepDefinition(
        code="sample.spending",
        title="Sample spending",
        form="sample_decision",
        permission=WRITE,
        authorise=(
            SignOff(AUTHORISE, "Team manager"),
            SignOff(AUTHORISE_HIGH, "Service manager", when=costly),
        ),
    ),
    StepDefinition(
        code="sample.only_costly",
        title="Sample gift",
        form="sample_decision",
        permission=WRITE,
        authorise=(SignOff(AUTHORISE_HIGH, "Service manager", when=costly),),
    ),
)


@filler("sample.household")
def household(child, on):
    return Filled("Samira (mum) and Hana", "your visit", on - timedelta(days=8))


@filler("sample.gp")
def gp(child, on):
    return Filled("Tannery Street Surgery", "the assessment", date(2025, 3, 6))


@statement("sample.reminder")
def reminder(subjects, on):
    return f"There are {len(subjects)} children in this family."


@starts("sample.visit")
def started(*, step, subjects, started_on, by):
    calls.append(("starts", step.code, started_on))


@checks("sample.visit")
def dates(*, step, subjects, answers, today):
    if answers["days"] == 13:
        return [Finding("days", "Not 13 days")]
    return []


@completes("sample.visit")
def record(*, step, subjects, answers, completed_on, by):
    if answers["place"] == "school" and answers["school_name"] == "Closed":
        raise NotYet("That school has closed", field="school_name")
    calls.append(("completes", step.code, [answers.of(child)["account"] for child in subjects]))


@submits("sample.decision")
def handed_in(*, step, subjects, answers, submitted_on, by):
    calls.append(("submits", step.code, submitted_on))


@returns("sample.decision")
def came_back(*, step, subjects, comment, returned_on, by):
    calls.append(("returns", step.code, comment))


@completes("sample.decision")
def decide(*, step, subjects, answers, completed_on, by):
    calls.append(("completes", step.code, completed_on))


@completes("sample.spending")
def spend(*, step, subjects, answers, completed_on, by):
    calls.append(("completes", step.code, by.name))


@cancels("sample.decision")
def set_aside(*, step, subjects, reason, cancelled_on, by):
    calls.append(("cancels", step.code, reason))
