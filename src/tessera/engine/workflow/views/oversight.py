"""A manager's words on late work, and a new day: of a piece of work, or of a clock with no form open."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from tessera.engine.forms.kinds.base import Asked, is_typed
from tessera.engine.forms.kinds.dates import Day
from tessera.engine.workflow import actions, lines, permissions, queries, rules
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.pages import step_page
from tessera.engine.workflow.views import reading
from tessera.people.models import Person
from tessera.people.pages import child_page


@step_page(permissions.EXTEND, writes=True)
def extend(request, step):
    """Late work: why, what happens now, and the new day; the first date still counts."""
    timers = Timer.objects.filter(step=step, stopped_on=None)
    about = {
        **reading.about(request, step),
        "timers": list(timers.order_by("statutory_due_on", "pk")),
    }

    def act(**said):
        actions.oversee_step(step=step, at=request.now, by=request.user, **said)

    return _page(request, about["definition"].title, about, act)


@child_page(permissions.EXTEND, writes=True)
def oversee_clock(request, child, timer_id):
    """The same of a clock that no form is open for, with the same clock of brothers and sisters."""
    timer = get_object_or_404(Timer, public_id=timer_id, person=child)
    if timer.stopped_on is not None:
        raise Http404
    title = rules.timer(timer.rule, on=timer.triggered_on).name
    beside = _beside(request, timer)

    def act(**said):
        actions.oversee_clock(timer=timer, beside=beside, at=request.now, by=request.user, **said)

    people = [child, *(each.person for each in beside)]
    return _page(
        request, title, {**reading.about_people(people, request), "timers": [timer, *beside]}, act
    )


def _beside(request, timer):
    """Of the clocks that are named with it, those of the same rule that are open to the worker."""
    named = set(request.GET.getlist("with"))
    if not named:
        return []
    open_to = Person.objects.visible_to(request.actor, permissions.EXTEND)
    alike = Timer.objects.filter(rule=timer.rule, stopped_on=None, step=None, person__in=open_to)
    found = alike.exclude(pk=timer.pk).filter(person__family_name=timer.person.family_name)
    return [
        each
        for each in found.select_related("person").order_by("pk")
        if str(each.public_id) in named
    ]


def _page(request, title, about, act):
    on = Day().read(None, request.POST, "on", Asked(request.today)) if request.POST else None
    errors = {"on-day": on["problem"]} if is_typed(on) else {}
    if request.method == "POST" and not errors:
        try:
            act(words=request.POST.get("why", ""), new_on=Day().python(on) if on else None)
        except actions.NothingSaid:
            errors["why"] = "Say why, and what happens now"
        except actions.DayBehind:
            errors["on-day"] = "The new date must be today or later"
        except actions.NotMovable as problem:
            errors["on-day"] = str(problem)
        else:
            return redirect("workflow:team_home")
    given = request.POST.get("why", "")
    moving = queries.moving_together(
        about["timers"], roles=request.actor.role_codes, today=request.today
    )
    late = [lines.lateness(t.due_on, t.statutory_due_at, request.now) for t in about["timers"]]
    more = {
        "title": title,
        "errors": errors,
        "given": given,
        "moving": moving,
        "in_time": bool(late) and not any(late),
    }
    return render(request, "workflow/oversight.html", {**about, **more})
