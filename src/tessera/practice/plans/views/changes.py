"""Changes between meetings: an action done, another added, a score, somebody's words. One page each."""

from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.forms.answers import first_name
from tessera.people.pages import child_page
from tessera.people.queries.workers import worker_named
from tessera.practice.plans import actions, forms, permissions, queries
from tessera.practice.plans.choices import Whose
from tessera.practice.plans.pages import action_of, family_on, outcome_of, plan_of

REFUSALS = {
    actions.ActionEnded: "Somebody has ended this action meanwhile.",
    actions.NotOnThisPlan: "One of these children is no longer on this plan.",
    actions.OutcomeEnded: "This outcome has ended meanwhile.",
    actions.PlanEnded: "This plan has ended meanwhile.",
}


def _ask(request, child, form, write, *, title, about="", button="Save"):
    """Show the form, or write what it says and go back to the plan."""
    back = reverse("plans:plan", kwargs={"person_id": child.public_id})
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data)
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        except actions.DatesOutOfOrder as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(back)
    shown = {"child": child, "form": form, "title": title, "about": about, "button": button}
    return render(request, "plans/change.html", {**shown, "back": back})


def _data(request):
    return request.POST if request.method == "POST" else None


@child_page(permissions.WRITE, writes=True)
def done(request, child, action_id):
    action = action_of(child, action_id)
    form = forms.DoneForm(_data(request), today=request.today, initial={"done_on": request.today})

    def write(data):
        actions.finish_action(action=action, by=request.user, **data)

    title = "Mark this action done"
    return _ask(request, child, form, write, title=title, about=action.what, button="Mark done")


@child_page(permissions.WRITE, writes=True)
def drop(request, child, action_id):
    action = action_of(child, action_id)
    form = forms.DropForm(_data(request), today=request.today)

    def write(data):
        actions.drop_action(action=action, dropped_on=request.today, by=request.user, **data)

    return _ask(
        request, child, form, write, title="Drop this action", about=action.what, button="Drop it"
    )


def _owner(data):
    """A worker of ours where there is just one of that name; anybody else as written."""
    name = data.pop("who")
    worker = worker_named(name)
    return {**data, "worker": worker, "named": "" if worker else name, "person": None}


@child_page(permissions.WRITE, writes=True)
def add_action(request, child, outcome_id):
    outcome = outcome_of(child, outcome_id)
    form = forms.ActionForm(_data(request), today=request.today)

    def write(data):
        actions.add_action(
            outcome=outcome, started_on=request.today, by=request.user, **_owner(data)
        )

    return _ask(request, child, form, write, title="Add an action", about=outcome.title)


@child_page(permissions.WRITE, writes=True)
def change_action(request, child, action_id):
    action = action_of(child, action_id)
    now = {name: getattr(action, name) for name in ("what", "role", "due_on", "how_often")}
    form = forms.ChangeActionForm(
        _data(request), today=request.today, initial={**now, "who": queries.owner_of(action)}
    )

    def write(data):
        changes = _owner(data)
        if action.person_id and changes["named"] == action.person.name:
            changes |= {"person": action.person, "named": ""}
        actions.change_action(action=action, by=request.user, **changes)

    return _ask(request, child, form, write, title="Change this action", about=action.outcome.title)


def _chosen(data, children):
    """The children ticked; the only one there is needs no tick."""
    ticked = data.pop("children", None)
    return [c for c in children if ticked is None or str(c.public_id) in ticked]


@child_page(permissions.WRITE, writes=True)
def add_outcome(request, child):
    plan = plan_of(child, open_only=True)
    children = _on_plan(request, child, plan)
    form = forms.OutcomeForm(
        _data(request),
        today=request.today,
        children=children,
        initial={"children": [str(c.public_id) for c in children]},
    )

    def write(data):
        chosen = _chosen(data, children)
        actions.add_outcome(
            plan=plan, children=chosen, started_on=request.today, by=request.user, **data
        )

    return _ask(request, child, form, write, title="Add an outcome")


@child_page(permissions.WRITE, writes=True)
def change_outcome(request, child, outcome_id):
    outcome = outcome_of(child, outcome_id)
    children = _on_plan(request, child, outcome.plan)
    members = set(outcome.members.current().values_list("child__public_id", flat=True))
    now = {
        name: getattr(outcome, name)
        for name in ("title", "change", "how_we_know", "contingency", "area")
    }
    form = forms.ChangeOutcomeForm(
        _data(request),
        today=request.today,
        children=children,
        initial={**now, "children": [str(c.public_id) for c in children if c.public_id in members]},
    )

    def write(data):
        chosen = _chosen(data, children)
        unseen = outcome.members.current().exclude(child__in=children).select_related("child")
        actions.change_outcome(
            outcome=outcome,
            children=[*chosen, *(member.child for member in unseen)],
            on=request.today,
            by=request.user,
            **data,
        )

    return _ask(request, child, form, write, title="Change this outcome")


@child_page(permissions.WRITE, writes=True)
def score(request, child, outcome_id):
    outcome = outcome_of(child, outcome_id)
    members = set(outcome.members.current().values_list("child_id", flat=True))
    children = [c for c in _on_plan(request, child, outcome.plan) if c.pk in members]
    form = forms.ScoreForm(
        _data(request),
        today=request.today,
        children=children,
        initial={"on": request.today, "children": [str(c.public_id) for c in children]},
    )

    def write(data):
        for each in _chosen(data, children):
            actions.score(outcome=outcome, child=each, by=request.user, **data)

    return _ask(request, child, form, write, title="How it goes", about=outcome.title)


@child_page(permissions.WRITE, writes=True)
def describe(request, child):
    plan = plan_of(child, open_only=True)
    now = {"why": plan.why, "can_end_when": plan.can_end_when}
    form = forms.DescribeForm(_data(request), today=request.today, initial=now)

    def write(data):
        actions.describe(plan=plan, by=request.user, **data)

    return _ask(request, child, form, write, title="Why there is a plan")


@child_page(permissions.WRITE, writes=True)
def hear(request, child):
    plan = plan_of(child, open_only=True)
    form = forms.ViewForm(
        _data(request),
        today=request.today,
        child_name=first_name(child),
        initial={"on": request.today, "heard": "between"},
    )

    def write(data):
        is_child = data["whose"] == Whose.CHILD
        data["named"] = "" if is_child else data["named"]
        actions.hear_view(plan=plan, person=child if is_child else None, by=request.user, **data)

    return _ask(request, child, form, write, title="Add somebody's words")


def _on_plan(request, child, plan):
    """The children of the plan about whom this worker may write."""
    here = set(plan.members.current().values_list("child_id", flat=True))
    return [c for c in family_on(request, child, plan, permissions.WRITE) if c.pk in here]
