"""What a manager does when they sit down with a worker, as the pages take it."""

from datetime import date

from tessera.engine.workflow.models import Step, Timer
from tests.factories import practice

HELD_ON = date(2026, 3, 30)
SUPERVISED = ("T262", "T262N")


def sit_down(ask, joseph, hannah, *children, on=HELD_ON):
    data = {"people": [str(c.public_id) for c in children], "held_on-day": on.day,
            "held_on-month": on.month, "held_on-year": on.year}  # fmt: skip
    return ask(joseph, "recording:supervision", data, worker_id=hannah.public_id)


def decided(*children, **more):
    """What a manager writes on the form of one family."""
    answers = {}
    for number, child in enumerate(children, start=1):
        answers |= {
            f"c{number}_decision": f"{child.given_name} goes on as agreed.",
            f"c{number}_basis": f"What {child.given_name} told Hannah.",
        }
    return answers | more


def finish(ask, joseph, step, *children, **more):
    date_boxes = {"decided_on-day": "30", "decided_on-month": "3", "decided_on-year": "2026"}
    data = {**date_boxes, **decided(*children, **more), "go": "finish"}
    return ask(joseph, "workflow:step", data, step_id=step.public_id)


def steps():
    return list(Step.objects.filter(code="recording.case_supervision").order_by("pk"))


def running(child):
    rows = Timer.objects.filter(person=child, rule__in=SUPERVISED, stopped_on=None)
    return list(rows.values_list("rule", "triggered_on", "statutory_due_on"))


def supervise(child, manager):
    to_do = [{"what": "Ask the school", "who": "Hannah Treloyd"}]
    words = {"decision": "Go on.", "basis": "Two reports.", "to_do": to_do}
    return practice.complete(
        "recording.case_supervision", [child],
        {"answers": {"decided_on": HELD_ON}, "each": {child: words}},
        on=HELD_ON, by=manager,
    )  # fmt: skip


def decide(child, manager, *to_do, on=HELD_ON, before=None):
    words = {"decision": "Go on.", "basis": "Two reports.", "to_do": list(to_do)}
    return practice.complete(
        "recording.case_supervision", [child],
        {"answers": {"decided_on": on, "before": before}, "each": {child: words}},
        on=on, by=manager,
    )  # fmt: skip
