"""Handing a form in, signing it off, sending it back."""

from contextlib import suppress
from datetime import date

from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.forms.answers import first_name
from tessera.engine.forms.kinds.dates import Day
from tessera.engine.workflow import actions, permissions, queries, register
from tessera.engine.workflow.actions.completion import findings, standing_in_the_way
from tessera.engine.workflow.actions.following import Follow, follow_of, next_of
from tessera.engine.workflow.pages import may_authorise, may_write, step_page
from tessera.engine.workflow.views import reading
from tessera.engine.workflow.views.layout import address_of, question_of
from tessera.engine.workflow.views.questions import Paper
from tessera.foundations.access.models import Assignment, Grant, Membership, User
from tessera.people.models import Person


@step_page(permissions.WRITE, writes=True)
def finish(request, step):
    """Everything that was written, what is missing, and what happens next."""
    if not may_write(request, step):
        return redirect(address_of(step))
    if request.method == "POST":
        return _hand_in(request, step)
    return _check(request, step)


def _hand_in(request, step):
    chosen, errors = _chosen(request, step)
    if errors:
        return _check(request, step, errors=errors)
    try:
        actions.submit_step(step=step, next_steps=chosen, at=request.now, by=request.user)
    except actions.Unfinished:
        return _check(request, step)
    except actions.NotOpen:
        return redirect(address_of(step))
    except actions.NotYet as refusal:
        href = _where(Paper(request, step), refusal.field, refusal.child)
        return _check(request, step, errors=[{"text": refusal.words, "href": href}])
    return _afterwards(request, step)


def _check(request, step, errors=()):
    paper = Paper(request, step)
    missing = standing_in_the_way(step, paper.answers, request.today)
    said = findings(step, paper.answers, request.today)
    problems = [
        {
            "text": problem.words,
            "href": problem.href or _where(paper, problem.field, problem.child),
        }
        for problem in missing
    ]
    return render(
        request,
        "workflow/finish.html",
        {
            **reading.about(request, step),
            "paper": paper,
            "written": reading.written(paper),
            "errors": [*problems, *errors],
            "missing": missing,
            "signers": _signers(request, step, paper),
            "notes": list(dict.fromkeys(f.words for f in said if f.soft)),
            "offers": _offers(request, step, paper),
        },
    )


def _signers(request, step, paper) -> list[str]:
    """Who signs this piece of work, in order: the manager by name, and each level above."""
    definition = register.step(step.code)
    asked = definition.levels_for(
        step=step, answers=paper.answers, on=request.today, by=request.user
    )
    manager = manager_of(step.team_id, request.today, request.user)
    first = [manager.name if manager else "A manager"] if asked else []
    titles = {level.permission: level.title for level in definition.levels}
    return first + [f"the {titles[level].lower()}" for level in asked[1:]]


def _where(paper, key, child):
    """The address of the page that holds a question, at its box."""
    if key not in paper.form:
        return "#main"
    section = paper.form.section_of(key)
    question = question_of(paper, key, child)
    query = {"section": section.key, "child": child.public_id if child else None, "check": "all"}
    return f"{address_of(paper.step, **query)}#{question.box}"


def _offers(request, step, paper) -> list[dict]:
    """What may follow, with who and when, ready to be chosen."""
    today = request.today
    offers = []
    for number, following in enumerate(next_of(step, paper.answers)):
        proposed = follow_of(step, following, paper.answers, today)
        name = f"next-{number}"
        typed = {part: request.POST.get(f"{name}-on-{part}", "") for part in DATE_PARTS}
        offers.append(
            {
                "name": name,
                "title": following.title or register.step(following.code).title,
                "required": following.required,
                "ticked": _ticked(request, name, following),
                "due_on": typed if any(typed.values()) else proposed.due_on,
                "worker": request.POST.get(f"{name}-who") or _who(proposed),
                "workers": _whom(proposed, step, request.user, today),
            }
        )
    return offers


DATE_PARTS = ("day", "month", "year")


def _ticked(request, name, following) -> bool:
    return name in request.POST if request.method == "POST" else following.is_suggested


def _who(follow) -> str:
    return str(follow.worker.public_id) if follow.worker else "nobody"


def _whom(follow, step, user, on) -> list[tuple[str, str]]:
    """Who could do it: oneself first, the team, or left for the manager to allocate.

    What is taken from a list of its own is for those alone who may do such work.
    """
    definition = register.step(follow.code)
    if definition.taken_by:
        able = holders_of(definition.permission, on)
        mine = [(str(user.public_id), "Me")] if user in able else []
        others = [(str(each.public_id), each.name) for each in able if each.pk != user.pk]
        return [("nobody", definition.taken_by), *mine, *others]
    colleagues = colleagues_of(step.team_id, on)
    first = [(str(user.public_id), "Me")]
    others = [(str(c.public_id), c.name) for c in colleagues if c.pk != user.pk]
    if follow.worker and follow.worker.pk not in {user.pk, *(c.pk for c in colleagues)}:
        others.insert(0, (str(follow.worker.public_id), follow.worker.name))
    team = follow.team.name if follow.team else "the team"
    return [*first, *others, ("nobody", f"To be allocated, {team}")]


def _chosen(request, step):
    """(what was chosen to follow, errors)."""
    paper = Paper(request, step)
    chosen, errors = [], []
    for number, following in enumerate(next_of(step, paper.answers)):
        name = f"next-{number}"
        if not following.required and name not in request.POST:
            continue
        proposed = follow_of(step, following, paper.answers, request.today)
        due = Day().read(None, request.POST, f"{name}-on", paper.asked)
        if isinstance(due, dict):
            errors.append({"text": due["problem"], "href": f"#{name}-on-day"})
            continue
        worker = _worker(request.POST.get(f"{name}-who", _who(proposed)), proposed)
        chosen.append(
            Follow(
                following.code,
                worker=worker,
                team=proposed.team if worker is None else None,
                due_on=date.fromisoformat(due) if due else None,
                due_why=f"Asked for by {request.user.name}",
                subjects=proposed.subjects,
            )
        )
    return chosen, errors


def _worker(public_id, proposed):
    if public_id == "nobody":
        return None
    return User.objects.filter(public_id=public_id, is_active=True).first() or proposed.worker


def colleagues_of(team_id, on) -> list[User]:
    memberships = Membership.objects.in_force_on(on).filter(team=team_id, user__is_active=True)
    return [m.user for m in memberships.select_related("user").order_by("user__name", "user")]


def holders_of(permission, on) -> list[User]:
    """Everyone who may do such work, for when nobody in the team may: chairs of conferences."""
    roles = Grant.objects.in_force_on(on).filter(permission=permission).values("role")
    held = Assignment.objects.in_force_on(on).filter(role__in=roles).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True).order_by("name", "pk"))


def manager_of(team_id, on, besides) -> User | None:
    memberships = Membership.objects.managing(team_id, on)
    first = memberships.exclude(user=besides).select_related("user").order_by("pk").first()
    return first.user if first else None


@step_page(permissions.VIEW)
def done(request, step):
    """What became of it, and what is next: the page after handing in."""
    clocks = queries.running_of_kind(step)
    follows = {
        each.pk: each for each in step.followed_by.select_related("worker", "team", "work_item")
    }
    follows |= {clock.step_id: clock.step for clock in clocks if clock.step_id not in follows}
    return render(
        request,
        "workflow/done.html",
        {
            **reading.about(request, step),
            "follows": [
                {
                    "title": register.step(each.code).title,
                    "href": reverse("workflow:step", args=[each.public_id]),
                    "worker": each.worker,
                    "team": each.team,
                    "taken_by": register.step(each.code).taken_by,
                    "due_on": each.work_item.due_on if hasattr(each, "work_item") else None,
                    "asked_for": _asked_later(each),
                    "is_mine": each.worker_id == request.user.pk,
                    "each": _of_each([clock for clock in clocks if clock.step_id == each.pk]),
                }
                for _, each in sorted(follows.items())
            ],
            "holder": _holder(request, step),
        },
    )


def _asked_later(step):
    """The day that was asked for, where the work is due before it all the same."""
    item = getattr(step, "work_item", None)
    is_later = item and step.due_on and item.due_on and step.due_on > item.due_on
    return step.due_on if is_later else None


def _of_each(clocks) -> list:
    """Of a piece of work about several people with days of their own: whose day is which."""
    nearest = {clock.person: clock.due_on for clock in reversed(clocks)}
    if len(set(nearest.values())) < 2:
        return []
    return [(first_name(person), on) for person, on in reversed(nearest.items())]


def _holder(request, step) -> str:
    """Who has it now: the team's manager, or another level: above, once a manager has signed, or a chair."""
    signed = reading.signed(step)
    waiting = next((one for one in signed if one["signature"] is None), None)
    if any(one["signature"] for one in signed):
        return f"The {waiting['title'].lower()}" if waiting else ""
    if waiting and "manager" not in waiting["title"].lower():
        return f"A {waiting['title'].lower()}"
    manager = manager_of(step.team_id, request.today, request.user)
    return manager.name if manager else "A manager"


@step_page(permissions.VIEW, writes=True)
def authorise(request, step):
    """Sign the work off. What is not right goes back with words."""
    if request.method != "POST" or not may_authorise(request, step):
        return redirect(address_of(step))
    comment = request.POST.get("comment", "").strip()
    if request.POST.get("decision") == "return":
        return _send_back(request, step, comment)
    try:
        actions.authorise_step(step=step, comment=comment, at=request.now, by=request.user)
    except actions.NotAwaiting:
        return redirect(address_of(step))
    except actions.SignedAlready:
        words = "You have signed it. The next signature has to be somebody else's"
        return reading.read(request, step, errors=[{"text": words}])
    except actions.OwnWork:
        return reading.read(request, step, errors=[{"text": "Someone else has to authorise this"}])
    except actions.NotYet as refusal:
        return reading.read(request, step, errors=[{"text": refusal.words}])
    return _afterwards(request, step)


def _afterwards(request, step):
    """What is next; or one's own work, where the end of the work has taken it out of one's reach."""
    ids = [person.pk for person in queries.subjects_of(step)]
    open_to = Person.objects.visible_to(request.actor, permissions.VIEW).filter(pk__in=ids)
    if open_to.count() < len(ids):
        return redirect("workflow:my_work")
    return redirect("workflow:done", step_id=step.public_id)


def _send_back(request, step, comment):
    if not comment:
        wrong = [{"text": "Say what should change", "href": "#comment"}]
        return reading.read(request, step, errors=wrong)
    with suppress(actions.NotAwaiting):
        actions.return_step(step=step, comment=comment, at=request.now, by=request.user)
    return redirect(address_of(step))
