"""Who should be at a child in need meeting: proposed in the table of who came, where nobody came by that."""

from tessera.engine.forms import queries as sheets
from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow.models import Step
from tessera.foundations import codesets
from tessera.people.models import Person
from tessera.people.rules import folded
from tessera.practice.children_in_need.models import Meeting
from tessera.practice.meetings.models import Invited
from tessera.practice.meetings.models import Meeting as OtherMeeting
from tessera.practice.meetings.queries import proposed


@arrival("children_in_need.attendance")
def who_should_be_there(step, children, actor, on):
    """Those of the last meeting about the children, and the family, workers and agencies around them.

    Only of the one who writes here it is known that they came (ADR 33).
    """
    before, said, day = _last_time(step, children, actor)
    around = proposed(children, on, actor=actor)
    rows = {folded(row["who"]): row for row in (*map(_row, around), *before)}
    for each in around:
        if each.worker is not None and each.worker.pk == actor.user_id:
            rows[folded(each.name)]["came"] = "yes"
    return Filled(list(rows.values()) or None, said or "those around the children", day)


def _last_time(step, children, actor):
    """(rows, from where, of which day): of the plan's last meeting; before its first, of the last other."""
    last = Meeting.objects.filter(plan__child__in=children, plan__ended_on=None)
    last = last.exclude(step_ref=step.public_id).order_by("-held_on", "-pk").first()
    if last is not None:
        wrote = Step.objects.select_related("sheet").filter(public_id=last.step_ref).first()
        came = sheets.answers_of(wrote.sheet).get("attendance") if wrote and wrote.sheet else ()
        rows = [_filled(who=row["who"], role=row["role"]) for row in came or ()]
        return rows, rows and "the last meeting, and those around the children", last.held_on
    other = OtherMeeting.objects.held().filter(children__child__in=children)
    other = other.order_by("-held_on", "-pk").first()
    asked = _asked(other, actor) if other else []
    rows = [_filled(who=each.name, role=_role(each)) for each in asked]
    kind = codesets.label("meeting.kind", other.kind).lower() if rows else ""
    return rows, rows and f"the {kind}, and those around the children", other and other.held_on


def _asked(meeting, actor):
    """Whoever the reader may know of, without those whom the chair left out, and without the chair."""
    rows = list(Invited.objects.filter(meeting=meeting, left_out_why="").order_by("pk"))
    named = [each.person_id for each in rows if each.person_id]
    known = set(Person.objects.known_to(actor).filter(pk__in=named).values_list("pk", flat=True))
    return [
        each
        for each in rows
        if (each.person_id is None or each.person_id in known)
        and (each.worker_id is None or each.worker_id != meeting.chair_id)
    ]


def _row(each):
    """What somebody is to the child says for whom they come."""
    return _filled(who=each.name, role=each.role or _role(each))


def _role(each):
    """With the agency beside it: the form has one cell for both."""
    agency = codesets.label("agency", each.agency) if each.agency else ""
    if not agency or agency.lower() in each.role.lower():
        return each.role
    return f"{each.role}, {agency}" if each.role else agency


def _filled(**cells):
    return {key: value for key, value in cells.items() if value}
