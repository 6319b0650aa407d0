"""After a correction: the work that the first decision asked for, and the right one does not."""

from django.db.models import Q

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow.models import OPEN_STATES, State, Step
from tessera.engine.workflow.processes import NotYet
from tessera.foundations.calendar.clock import local
from tessera.practice.child_protection import actions

ENQUIRY = "child_protection.section47"
CONFERENCE = "child_protection.initial_conference"
SENDING = "child_protection.send_"


def follow_otherwise(step, subjects, answers, by):
    """Open work that followed is set aside, saying why, for the children for whom it no longer does.

    An enquiry or a conference goes on for the other children; any other work is set aside once it is
    about none of them. What was sent is sent again.
    """
    asked = _asked_for(step, subjects, answers)
    for each in _open_work(step, subjects):
        about = work.subjects_of(each)
        leaving = [c for c in about if c in subjects and c not in asked.get(each.code, ())]
        if not leaving:
            _join(each, about, step, by)
        elif leaving == about or each.code in (ENQUIRY, CONFERENCE):
            _set_aside(each, leaving, step, by)


def _open_work(step, subjects):
    """What followed; and, after an enquiry, the conference of its children, also one that was put off."""
    offered = {following.code for following in register.step(step.code).then}
    follows = Q(follows=step, code__in=[c for c in offered if not c.startswith(SENDING)])
    if step.code == ENQUIRY:
        follows |= Q(code=CONFERENCE, subjects__person__in=subjects)
    return Step.objects.filter(follows, state__in=OPEN_STATES).distinct().order_by("pk")


def _asked_for(step, subjects, answers):
    """code -> the children for whom the answers now ask for it."""
    asked: dict[str, list] = {}
    for following in register.next_of(step.code, answers):
        about = following.subjects(answers, subjects) if following.subjects else subjects
        asked.setdefault(following.code, []).extend(about)
    return asked


def _join(each, about, step, by):
    """Work that is under way already takes up the children for whom it follows now."""
    chosen = [data["subjects"] for data in step.next_steps if data["code"] == each.code]
    for child in work.subjects_of(step):
        is_chosen = any(str(child.public_id) in subjects for subjects in chosen)
        if is_chosen and child not in about and each.state != State.AWAITING_AUTHORISATION:
            workflow.add_subject(step=each, person=child, at=step.submitted_at, by=by)


def _set_aside(each, leaving, step, by):
    why, at = step.reason, step.submitted_at
    try:
        if each.code == CONFERENCE:
            actions.no_conference(
                step=each, children=leaving, on=local(at).date(), reason=why, at=at, by=by
            )
        elif leaving == work.subjects_of(each):
            workflow.cancel_step(step=each, reason=why, at=at, by=by)
        else:
            for child in leaving:
                workflow.remove_subject(step=each, person=child, at=at, by=by)
    except (workflow.StillHasAnswers, workflow.NotOpen) as refusal:
        title = register.step(each.code).title
        names = " and ".join(child.name for child in leaving)
        raise NotYet(
            f"“{title}” says something about {names} already. Clear that there first.",
            field="outcome",
            child=leaving[0],
        ) from refusal
