"""Giving work away, setting it aside, opening it again, and whom it is about."""

from uuid import UUID

from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.forms.answers import first_name
from tessera.engine.workflow import actions, permissions, queries, register
from tessera.engine.workflow.pages import may_set_aside, may_write, step_page
from tessera.engine.workflow.views import reading
from tessera.engine.workflow.views.finish import colleagues_of, holders_of
from tessera.engine.workflow.views.layout import address_of
from tessera.foundations.access.models import Team, User
from tessera.foundations.access.policy import Decision, Reason
from tessera.people import queries as people
from tessera.people.models import Person
from tessera.ui.formatting import list_words, lower_first
from tessera.ui.guard import Refused
from tessera.ui.said import say


@step_page(permissions.CANCEL, writes=True)
def cancel(request, step):
    """Set the work aside, saying why."""
    if not may_set_aside(request, step):
        raise Refused(Decision(False, Reason.NO_PERMISSION))
    return _with_reason(
        request,
        step,
        actions.cancel_step,
        title="Set this aside",
        about="Nothing that was written is lost. A statutory clock runs on until the work is done.",
        label="Why is it not needed?",
        button="Set it aside",
        then=reverse("workflow:my_work"),
    )


@step_page(permissions.REOPEN, writes=True)
def reopen(request, step):
    """Open finished work again, to put a mistake right."""
    return _with_reason(
        request,
        step,
        actions.reopen_step,
        title="Open this again",
        about="Every earlier answer is kept. When it is finished again, the record is put right.",
        label="What has to be put right, and why?",
        button="Open it again",
        then=address_of(step),
    )


def _with_reason(request, step, act, *, title, about, label, button, then):
    error = ""
    if request.method == "POST":
        try:
            act(step=step, reason=request.POST.get("reason", ""), at=request.now, by=request.user)
        except actions.NeedsReason:
            error = "Say why"
        except actions.NotOpen:
            return redirect(address_of(step))
        except actions.NotYet as refusal:
            error = refusal.words
        else:
            return redirect(then)
    words = {"title": title, "about": about, "label": label, "button": button, "error": error}
    return render(request, "workflow/reason.html", {**reading.about(request, step), "words": words})


@step_page(permissions.ALLOCATE, writes=True)
def allocate(request, step):
    """Give the work to a worker, or to another team."""
    error, stays = "", register.step(step.code).stays_with_team
    if request.method == "POST":
        worker, team = _whom(request)
        if worker or team:
            try:
                actions.allocate_step(
                    step=step, worker=worker, team=team, at=request.now, by=request.user
                )
            except actions.NotOpen:
                return redirect(address_of(step))
            except actions.NotYet as refusal:
                error = refusal.words
            except actions.StaysWithTeam as refusal:
                error = str(refusal.__doc__)
            else:
                say(request, _given(step, worker or team))
                return redirect("workflow:team_home")
        else:
            error = "Choose a worker" if stays else "Choose a worker or a team"
    label, colleagues = _colleagues(request, step)
    return render(
        request,
        "workflow/allocate.html",
        {
            **reading.about(request, step),
            "label": label,
            "colleagues": colleagues,
            "teams": [] if stays else Team.objects.filter(ended_on=None).order_by("name", "pk"),
            "error": error,
        },
    )


def _given(step, whom) -> str:
    title = lower_first(register.step(step.code).title)
    names = list_words(first_name(child) for child in queries.subjects_of(step))
    return f"{whom.name} has the {title} now{f': {names}' if names else ''}."


def _whom(request):
    worker = User.objects.filter(
        public_id=_uuid(request.POST.get("worker")), is_active=True
    ).first()
    team = Team.objects.filter(public_id=_uuid(request.POST.get("team"))).first()
    return worker, None if worker else team


def _uuid(text):
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _colleagues(request, step):
    """What they are called, and each with the work they have: the team, or else those who may do it."""
    label = f"A worker of {step.team.name if step.team else 'the team'}"
    workers = colleagues_of(step.team_id, request.today)
    able = holders_of(register.step(step.code).permission, request.today)
    if register.step(step.code).stays_with_team:
        workers = [each for each in workers if each in able]
    elif not {each.pk for each in workers} & {each.pk for each in able}:
        label, workers = "Those who may do this", able
    counts = queries.open_counts([worker.pk for worker in workers])
    return label, [{"worker": worker, "open": counts.get(worker.pk, 0)} for worker in workers]


@step_page(permissions.WRITE, writes=True)
def children(request, step):
    """Brothers and sisters join the work, or leave it."""
    if not may_write(request, step) or not register.step(step.code).per_child:
        return redirect(address_of(step))
    error = ""
    if request.method == "POST":
        error = _change_children(request, step)
        if not error:
            return redirect("workflow:children", step_id=step.public_id)
    return render(
        request,
        "workflow/children.html",
        {**reading.about(request, step), "others": _others(request, step), "error": error},
    )


def _others(request, step):
    """Brothers and sisters of those in the step about whom the worker may do this work too."""
    found = {}
    for child in step.subjects_list:
        for relative in people.siblings_of(child, request.today, actor=request.actor):
            found[relative.person.pk] = relative.person
    here = {child.pk for child in step.subjects_list}
    permission = register.step(step.code).permission
    open_to = Person.objects.visible_to(request.actor, permission).filter(pk__in=found)
    may = set(open_to.values_list("pk", flat=True)) - here
    return [person for pk, person in found.items() if pk in may]


def _change_children(request, step) -> str:
    joins = next((p for p in _others(request, step) if _is(p, request.POST.get("add"))), None)
    leaves = next((p for p in step.subjects_list if _is(p, request.POST.get("remove"))), None)
    if joins is not None:
        actions.add_subject(step=step, person=joins, at=request.now, by=request.user)
    elif leaves is not None and len(step.subjects_list) > 1:
        try:
            actions.remove_subject(step=step, person=leaves, at=request.now, by=request.user)
        except actions.StillHasAnswers:
            return f"Something is written about {leaves.known_as or leaves.given_name}. Clear it first."
    return ""


def _is(person, public_id) -> bool:
    return str(person.public_id) == public_id
