"""Who may know that a record exists, and who may see where a person is."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from tessera.foundations.access import gate
from tessera.foundations.access.models import User
from tessera.people import actions, permissions
from tessera.people.forms.guarding import DecideForm, EndGuardForm, GuardForm, LiftForm, ListForm
from tessera.people.pages import child_page
from tessera.people.queries.family import first_name
from tessera.people.queries.guarding import open_lifting, protection_of, restriction_of
from tessera.people.views.asking import ask
from tessera.people.views.pickers import worker_picker

BACK = "people:guarding"


@child_page(permissions.PROTECT)
def guarding(request, child):
    restriction = restriction_of(child, request.today)
    context = {
        "child": child,
        "protection": protection_of(child, request.today),
        "restriction": restriction,
        "lifting": open_lifting(restriction) if restriction else None,
        "may_restrict": gate.check(request.actor, permissions.RESTRICT, child).allow,
    }
    return render(request, "people/guarding.html", context)


@child_page(permissions.PROTECT, writes=True)
def protect(request, child):
    form = GuardForm(request.POST or None, today=request.today)

    def write(data):
        actions.protect_whereabouts(person=child, started_on=request.today, by=request.user, **data)

    return ask(
        request,
        child,
        form,
        write,
        title=f"Protect where {first_name(child)} is",
        about="Address, telephone and e-mail, and the home of whoever lives there too, are then seen"
        " by you and those you put on the list, by nobody else.",
        back=BACK,
    )


@child_page(permissions.PROTECT, writes=True)
def list_viewer(request, child):
    protection = _found(protection_of(child, request.today))

    def write(worker):
        actions.list_viewer(
            protection=protection, user=worker, started_on=request.today, by=request.user
        )

    listed = {viewer.user_id for viewer in protection.viewers.all() if viewer.ended_on is None}
    return _add_to_list(request, child, write, f"Who may see where {first_name(child)} is", listed)


@child_page(permissions.PROTECT, writes=True)
def end_protection(request, child):
    protection = _found(protection_of(child, request.today))
    form = EndGuardForm(request.POST or None, today=request.today)

    def write(data):
        actions.end_protection(
            protection=protection, ended_on=request.today, by=request.user, **data
        )

    title = f"Stop protecting where {first_name(child)} is"
    return ask(request, child, form, write, title=title, back=BACK)


@child_page(permissions.RESTRICT, writes=True)
def restrict(request, child):
    form = GuardForm(request.POST or None, today=request.today)

    def write(data):
        actions.restrict(person=child, started_on=request.today, by=request.user, **data)

    return ask(
        request,
        child,
        form,
        write,
        title="Restrict this record",
        about="From then on it does not exist for anyone but you and those you put on its list.",
        back=BACK,
    )


@child_page(permissions.RESTRICT, writes=True)
def list_worker(request, child):
    restriction = _found(restriction_of(child, request.today))

    def write(worker):
        actions.list_worker(
            restriction=restriction, user=worker, started_on=request.today, by=request.user
        )

    listed = {each.user_id for each in restriction.listings.all() if each.ended_on is None}
    return _add_to_list(request, child, write, "Who may know of this record", listed)


@child_page(permissions.RESTRICT, writes=True)
def lift(request, child):
    """Ask that the restriction be lifted: a second person decides."""
    restriction = _found(restriction_of(child, request.today))
    form = LiftForm(request.POST or None, today=request.today)

    def write(data):
        actions.ask_to_lift(
            restriction=restriction, asked_on=request.today, by=request.user, **data
        )

    return ask(
        request,
        child,
        form,
        write,
        title="This record need not be hidden any more",
        about="Someone else decides, because nobody lifts a restriction alone. They must be on the"
        " list to know of the record: put a service manager or head of service there first.",
        back=BACK,
        button="Ask for it",
    )


@child_page(permissions.RESTRICT, writes=True)
def decide_lifting(request, child):
    """Say yes or no to a colleague who asks that the restriction be lifted."""
    lifting = _found(open_lifting(_found(restriction_of(child, request.today))))
    if lifting.asked_by_id == request.user.pk:
        raise Http404
    form = DecideForm(request.POST or None, today=request.today)

    def write(data):
        actions.decide_lifting(
            lifting=lifting,
            is_agreed=data["is_agreed"] == "yes",
            decided_on=request.today,
            by=request.user,
        )

    return ask(
        request,
        child,
        form,
        write,
        title="Lift the restriction?",
        about=f"{lifting.asked_by.name} asks for it: {lifting.why}. If you agree, everyone who"
        " looks for this person finds the name from today.",
        back=BACK,
        button="Decide",
    )


def _add_to_list(request, child, write, title, listed):
    form = ListForm(request.POST or None, today=request.today)

    def write_worker(data):
        worker = get_object_or_404(User, public_id=data["worker"], is_active=True)
        if worker.pk not in listed:
            write(worker)

    def picker(form):
        is_wrong = form.is_bound and "worker" in form.errors
        return worker_picker(request, form.errors["worker"][0] if is_wrong else None)

    return ask(
        request, child, form, write_worker, title=title, back=BACK, picker=picker, button="Add"
    )


def _found(guard):
    if guard is None:
        raise Http404
    return guard
