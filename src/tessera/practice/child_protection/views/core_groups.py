"""When and where the core group meets next."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.workflow.pages import step_page
from tessera.practice.child_protection import actions, forms
from tessera.practice.child_protection.actions.core_groups import CORE_GROUP
from tessera.practice.child_protection.queries.apart import came_apart
from tessera.practice.meetings import permissions
from tessera.practice.meetings.models import Meeting
from tessera.practice.meetings.queries import meeting_of_step


@step_page(permissions.PREPARE, writes=True)
def day(request, step):
    """The hour and the place, so that they stand with the plan and in the calendars of those who work it."""
    meeting = meeting_of_step(step.public_id)
    if step.code != CORE_GROUP or not step.is_open or (meeting and meeting.held_on):
        raise Http404
    form = forms.CoreGroupDayForm(
        request.POST or None, today=request.today, is_moved=meeting is not None
    )
    if request.method == "POST" and form.is_valid():
        actions.plan_core_group(
            step=step,
            planned_for=form.planned_for,
            how=form.cleaned_data["how"],
            place=form.cleaned_data["place"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return redirect("plans:plan", person_id=step.subjects_list[0].public_id)
    context = {
        "step": step,
        "meeting": meeting,
        "apart": came_apart(step.subjects_list, actor=request.actor),
        "shows_place": "whereabouts" not in request.withheld,
        "ways": [("", "Choose"), *Meeting.How.choices],
        "typed": request.POST,
        "errors": {n if n != "on" else "on-day": w[0] for n, w in form.errors.items()},
        "item": step.work_item,
    }
    return render(request, "child_protection/core_group_day.html", context)
