"""A child's contacts and referrals; a case given to a worker, and closed."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.forms.answers import first_name
from tessera.foundations.access.models import Membership, Team, User
from tessera.people import actions as people
from tessera.people.models import Involvement, Person
from tessera.people.pages import child_page
from tessera.people.queries import team_of
from tessera.practice.front_door import actions, permissions, queries
from tessera.practice.front_door.forms import contact as forms
from tessera.practice.front_door.forms import referral as ending
from tessera.practice.front_door.forms.parts import PARTS, errors_of
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.pages import may, referral_page
from tessera.ui.formatting import list_words
from tessera.ui.said import say
from tessera.ui.seen import note_shown


@child_page(permissions.VIEW_REFERRAL)
def referrals(request, child):
    """Every contact about the child, and every case, newest first."""
    cases = queries.referrals_of([child.pk]).get(child.pk, [])
    return render(
        request,
        "front_door/referrals.html",
        {
            "child": child,
            "referrals": cases,
            "corrections": queries.corrections_of(cases),
            "contacts": queries.earlier_contacts([child], actor=request.actor, limit=50),
            "family_words": queries.family_words,
            "may_allocate": may(request, permissions.ALLOCATE_REFERRAL, child),
            "may_close": may(request, permissions.CLOSE_REFERRAL, child),
            "may_correct": may(request, permissions.CORRECT_REFERRAL, child),
        },
    )


@referral_page(permissions.ALLOCATE_REFERRAL, writes=True)
def allocate(request, referral):
    """Choose the team and the worker who takes the child's case."""
    team = _team(request, referral)
    workers = _workers(team, request.today)
    beside = _beside(request, referral)
    sent = request.POST if "go" in request.POST else None
    form = forms.Allocate(sent, workers=workers, beside=beside)
    errors = {}
    if form.is_valid():
        worker = User.objects.get(public_id=form.cleaned_data["worker"])
        too = [case for case in beside if str(case.public_id) in form.cleaned_data["beside"]]
        errors = _give(request, [referral, *too], worker, form.cleaned_data["team"])
        if not errors:
            say(request, _given([referral.child, *(case.child for case in too)], worker))
            return redirect("people:record", person_id=referral.child.public_id)
    elif form.is_bound:
        errors = errors_of(form)
    return render(
        request,
        "front_door/allocate.html",
        {
            "referral": referral,
            "team": team,
            "teams": list(Team.objects.taking_cases().order_by("name").values_list("code", "name")),
            "workers": workers,
            "beside": beside,
            "holder": (holder := queries.holder_of(referral.child, request.today)),
            "may_end": holder is None and may(request, permissions.CLOSE_REFERRAL, referral.child),
            "given_too": request.POST.getlist("beside")
            if request.method == "POST"
            else [str(case.public_id) for case in beside],
            "chosen": request.POST.get("worker", ""),
            "errors": errors,
        },
    )


def _given(children, worker):
    """Who was given to whom: "Jodie, Rufus and Wren are with Iris Fostesk."."""
    names = list_words(first_name(child) for child in children)
    return f"{names} {'is' if len(children) == 1 else 'are'} with {worker.name}."


def _beside(request, referral):
    """The cases of the same contact that nobody holds either, or the same worker holds: they go together."""
    if referral.contact_id is None:
        return []
    children = Person.objects.visible_to(request.actor, permissions.ALLOCATE_REFERRAL)
    holder = queries.holder_of(referral.child, request.today)
    if holder is None:
        cases = Referral.objects.unheld()
    else:
        theirs = Involvement.objects.in_force_on(request.today).filter(
            role=holder.role, worker=holder.worker, team=holder.team
        )
        cases = Referral.objects.open().filter(child__in=theirs.values("person"))
    cases = cases.filter(contact=referral.contact_id, child__in=children)
    found = list(cases.exclude(pk=referral.pk).select_related("child").order_by("pk"))
    for case in found:
        note_shown(case.child)
    return found


def _team(request, referral):
    code = request.POST.get("team") or request.GET.get("team", "")
    chosen = Team.objects.taking_cases().filter(code=code).first()
    return chosen or referral.team or team_of(referral.child, request.today)


def _workers(team, on):
    """Members of the team, those with the fewest children first; who manages it after all others."""
    if team is None:
        return []
    manages = dict(
        Membership.objects.in_force_on(on).filter(team=team).values_list("user", "is_manager")
    )
    found = list(User.objects.filter(is_active=True, pk__in=manages).order_by("name", "pk"))
    loads = queries.caseloads([user.pk for user in found], on)
    for user in found:
        user.children_now = loads.get(user.pk, 0)
    return sorted(found, key=lambda user: (manages[user.pk], user.children_now, user.name, user.pk))


def _give(request, referrals, worker, team):
    """Every case, or none; what stands in the way, in words."""
    try:
        with transaction.atomic():
            for referral in referrals:
                actions.allocate_referral(
                    referral=referral,
                    worker=worker,
                    team=team,
                    on=request.today,
                    at=request.now,
                    by=request.user,
                )
    except actions.MustBeQualified:
        return {
            "worker": f"{worker.name} is not a social worker. There is child protection work, and a "
            "social worker must lead it"
        }
    except actions.NeedsTransfer:
        return {
            "team": "Another team has this child. Ask the new team to take over: Transfers, on the record"
        }
    except actions.NotInTeam:
        return {"worker": f"{worker.name} is not in {team.name}"}
    except actions.AlreadyClosed:
        return {"main": "The case has been closed meanwhile"}
    except people.AlreadyAllocated:
        return {"worker": f"{worker.name} holds the case already"}
    return {}


@referral_page(permissions.CLOSE_REFERRAL, writes=True)
def close(request, referral):
    """A manager closes a case at once, with its reason."""
    form = forms.Close(request.POST or None, today=request.today)
    errors = {}
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.close_referral(
                referral=referral,
                closed_on=data["closed_on"],
                reason_code=data["reason"],
                summary=data["summary"],
                by=request.user,
            )
        except actions.CannotClose as stands:
            errors = [{"text": words, "href": "#closed_on-day"} for words in stands.problems]
        except actions.AlreadyClosed:
            errors = {"main": "The case has been closed meanwhile"}
        else:
            return redirect("front_door:referrals", person_id=referral.child.public_id)
    elif form.is_bound:
        errors = errors_of(form)
    return render(
        request,
        "front_door/close.html",
        {
            "referral": referral,
            "in_the_way": queries.still_open(referral),
            "reasons": form.fields["reason"].choices,
            "typed": request.POST,
            "day": {
                part: request.POST.get(f"closed_on-{part}", "") for part in ("day", "month", "year")
            }
            if form.is_bound
            else request.today,
            "errors": errors,
        },
    )


@referral_page(permissions.CLOSE_REFERRAL, writes=True)
def no_action(request, referral):
    """A manager ends a referral that nobody has taken up: considered, and nothing more is done."""
    beside = _beside(request, referral)
    form = ending.NoAction(request.POST or None, beside=beside)
    errors = {}
    if form.is_valid():
        too = [case for case in beside if str(case.public_id) in form.cleaned_data["beside"]]
        errors = _end(request, [referral, *too], form.cleaned_data["why"])
        if not errors:
            return redirect("front_door:referrals", person_id=referral.child.public_id)
    elif form.is_bound:
        errors = errors_of(form)
    return render(
        request,
        "front_door/no_action.html",
        {
            "referral": referral,
            "beside": beside,
            "typed": request.POST,
            "chosen": request.POST.getlist("beside"),
            "errors": errors,
        },
    )


@referral_page(permissions.CLOSE_REFERRAL, writes=True)
def take_up(request, referral):
    """It does need action after all: a team takes it, and an assessment is asked for."""
    if not referral.is_nfa and request.method != "POST":
        raise Http404
    form = ending.TakeUp(request.POST or None, on=request.today)
    errors = errors_of(form) if form.is_bound and not form.is_valid() else {}
    if form.is_bound and not errors:
        try:
            actions.take_up_after_all(
                referral=referral, at=request.now, by=request.user, **form.cleaned_data
            )
        except actions.AlreadyOpen:
            errors = {"main": "The child has had another case since: add it to that one"}
        except actions.NotEnded:
            errors = {"main": "Somebody has taken it up meanwhile"}
        else:
            return redirect("front_door:referrals", person_id=referral.child.public_id)
    contact = referral.contact
    was = {
        "primary_need": referral.primary_need or (contact.primary_need if contact else ""),
        "team": referral.team.code if referral.team else "",
    }
    return render(
        request,
        "front_door/take_up.html",
        {
            "referral": referral,
            "needs": form.fields["primary_need"].choices,
            "teams": list(Team.objects.taking_cases().order_by("name").values_list("code", "name")),
            "typed": request.POST if form.is_bound else was,
            "errors": errors,
        },
    )


def _end(request, referrals, why):
    """Every one of them, or none; what stands in the way, in words."""
    try:
        with transaction.atomic():
            for referral in referrals:
                actions.end_without_action(
                    referral=referral, why=why, at=request.now, by=request.user
                )
    except actions.CannotClose as stands:
        return [{"text": words, "href": "#why"} for words in stands.problems]
    except actions.AlreadyClosed:
        return {"main": "The case has ended meanwhile"}
    return {}


@referral_page(permissions.CORRECT_REFERRAL, writes=True)
def correct(request, referral):
    """Put right what the census counts of a case: its days, who referred, and its main need."""
    form = forms.CorrectReferral(request.POST or None, referral=referral)
    errors = errors_of(form) if form.is_bound and not form.is_valid() else {}
    if form.is_bound and not errors:
        try:
            actions.correct_referral(
                referral=referral,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                today=request.today,
                by=request.user,
            )
        except actions.OutOfOrder as refusal:
            box = "closed_on-day" if "closed_on" in form.changes() else "received_on-day"
            errors = [{"text": words, "href": f"#{box}"} for words in refusal.problems]
        else:
            return redirect("front_door:referrals", person_id=referral.child.public_id)
    days = {
        name: {part: request.POST.get(f"{name}-{part}", "") for part in PARTS}
        if form.is_bound
        else form.initial[name]
        for name in ("received_on", "closed_on")
    }
    return render(
        request,
        "front_door/correct_referral.html",
        {
            "referral": referral,
            "days": days,
            "typed": request.POST if form.is_bound else form.initial,
            "errors": errors,
            "choices": {
                name: form.fields[name].choices
                for name in ("source", "primary_need", "closure_reason")
                if name in form.fields
            },
        },
    )
