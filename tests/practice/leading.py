"""Where the lines of a chronology lead, and what kind of work each kind of line is written in."""

from django.urls import Resolver404, resolve

from tessera.engine.workflow.models import Step
from tessera.people.models import Line
from tessera.people.queries.chronology import Wanted, chronology_page

PROTECTION, NEED = "child_protection", "children_in_need"
CONFERENCES = {f"{PROTECTION}.initial_conference", f"{PROTECTION}.transfer_in_conference"}
REVIEW = f"{PROTECTION}.review_conference"
DISCUSSION = f"{PROTECTION}.strategy_discussion"

WRITTEN_IN = {
    "front_door.referral": {"front_door.decision"},
    "front_door.referral_closed": {"front_door.close_case", "early_help.step_down", "transfers.step_down"},
    "assessments.assessment": {"assessments.single_assessment", "assessments.update"},
    "assessments.update": {"assessments.single_assessment", "assessments.update"},
    f"{PROTECTION}.strategy_discussion": {DISCUSSION},
    f"{PROTECTION}.section47": {DISCUSSION, f"{PROTECTION}.elsewhere"},
    f"{PROTECTION}.section47_ended": {f"{PROTECTION}.section47"},
    f"{PROTECTION}.conference": CONFERENCES | {REVIEW},
    f"{PROTECTION}.plan": CONFERENCES,
    f"{PROTECTION}.plan_ended": {REVIEW},
    f"{PROTECTION}.core_group": {f"{PROTECTION}.core_group"},
    f"{PROTECTION}.emergency": {f"{PROTECTION}.emergency"},
    f"{PROTECTION}.emergency_ended": {f"{PROTECTION}.emergency_end"},
    f"{NEED}.plan": {f"{NEED}.first_meeting", REVIEW},
    f"{NEED}.plan_ended": {f"{NEED}.review", *CONFERENCES},
    f"{NEED}.meeting": {f"{NEED}.first_meeting", f"{NEED}.review"},
    "plans.outcome_reached": {f"{PROTECTION}.core_group", REVIEW, f"{NEED}.review"},
    "proceedings.pre_proceedings": {"proceedings.pre_proceedings"},
}  # fmt: skip
"""kind of line -> the steps that write its fact's start, or its end."""

OWN_PAGE = {
    "recording.visit", "recording.case_note", "recording.management_decision", "front_door.contact",
    "letters.sent", "letters.sent_about_too", "cp_is.attendance", "workflow.oversight",
}  # fmt: skip
"""What is read on a page of its own, whichever form it came of."""


def lines_that_lead_astray(lines=None):
    """Of lines that a step made: (kind, the steps it opens, the step that made it), where the two differ
    or no such step writes that.
    """
    rows = Line.objects.exclude(step_ref=None) if lines is None else lines.exclude(step_ref=None)
    made = dict(Step.objects.values_list("public_id", "code"))
    wrong = set()
    for person in rows.values_list("person", flat=True).distinct():
        for each in chronology_page(Wanted((person,)), size=2000).lines:
            kind, step = each.line.kind, each.line.step_ref
            if step is None or kind in OWN_PAGE:
                continue
            opens = step_opened(each.entry.url)
            if opens != step or made.get(step) not in WRITTEN_IN.get(kind, {made.get(step)}):
                wrong.add((kind, made.get(opens), made.get(step)))
    return sorted(wrong, key=str)


def step_opened(url):
    """The step whose page this is."""
    try:
        return resolve(url or "").kwargs.get("step_id")
    except Resolver404:
        return None
