"""What follows a piece of work: what its answers propose, and what the worker chose of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q

from tessera.engine.workflow import register
from tessera.engine.workflow.actions.upkeep import people_of
from tessera.engine.workflow.models import OPEN_STATES, Subject
from tessera.foundations.access.models import Membership, Team
from tessera.people.queries import allocated_workers


class NotOffered(Exception):
    """This step may not follow that one."""


@dataclass(frozen=True)
class Follow:
    """What is to follow: a step's code, who does it or which team, and by when."""

    code: str
    worker: Any = None
    team: Any = None
    due_on: date | None = None
    due_why: str = ""
    subjects: list = field(default_factory=list)


def follows_of(step, answers, chosen, on) -> list[Follow]:
    """What is to follow: what was chosen, and always what must."""
    offered = next_of(step, answers)
    if chosen is None:
        return [follow_of(step, n, answers, on) for n in offered if n.is_suggested]
    chosen = [_as_follow(step, one, answers, on) for one in chosen]
    codes = {one.code for one in chosen}
    must = [follow_of(step, n, answers, on) for n in offered if n.required and n.code not in codes]
    return chosen + must


def _as_follow(step, chosen, answers, on) -> Follow:
    """A worker's choice, with the people whom it is about. Raises NotOffered."""
    follow = (
        chosen
        if isinstance(chosen, Follow)
        else Follow(chosen[0], worker=chosen[1], due_on=chosen[2])
    )
    following = next((n for n in register.step(step.code).then if n.code == follow.code), None)
    if following is None:
        raise NotOffered(follow.code)
    proposed = follow_of(step, following, answers, on)
    return replace(
        follow,
        team=follow.team or (None if follow.worker else proposed.team),
        subjects=follow.subjects or proposed.subjects,
        due_why=follow.due_why or proposed.due_why,
    )


def next_of(step, answers) -> list:
    """What may follow a step with these answers, without what is settled for everyone it would be about."""
    return [n for n in register.next_of(step.code, answers) if not _is_settled(step, n, answers)]


def _is_settled(step, following, answers) -> bool:
    about = _asked(step, following, answers)
    return bool(about) and not register.still_needing(following.code, about, after=step.code)


def _asked(step, following, answers) -> list:
    subjects = people_of(step)
    return list(following.subjects(answers, subjects) if following.subjects else subjects)


def follow_of(step, following, answers, on) -> Follow:
    """What one `Next` proposes after these answers."""
    asked = _asked(step, following, answers)
    chosen = register.still_needing(following.code, asked, after=step.code)
    team = Team.objects.filter(code=following.team).first() if following.team else None
    worker = step.worker if following.worker == "same" and team in (None, step.team) else None
    if following.worker == "allocated" and chosen:
        worker = _allocated(chosen, on) or (None if step.team else step.worker)
    if following.worker == "manager":
        worker = _manager(team or step.team, on)
    return Follow(
        following.code,
        worker=worker,
        team=team or step.team,
        due_on=following.due(answers, on) if following.due else None,
        due_why=f"Asked for when “{register.step(step.code).title}” was finished",
        subjects=chosen,
    )


def _allocated(people, on):
    """The worker of the first child who has one."""
    found = allocated_workers([person.pk for person in people], on)
    return next((found[p.pk].worker for p in people if p.pk in found), None)


def _manager(team, on):
    """Who manages the team; without one, it waits for the team to give it out."""
    managers = Membership.objects.managing(team, on).filter(user__is_active=True)
    first = managers.select_related("user").order_by("pk").first()
    return first.user if first else None


def not_twice(step, code) -> None:
    """Written late, this work asks for what waits already: for those people it is not made again."""
    kept = []
    for data in step.next_steps:
        if data["code"] == code:
            waiting = _waiting(step, code)
            about = [each for each in data["subjects"] if each not in waiting]
            if not about:
                continue
            data = {**data, "subjects": about}
        kept.append(data)
    step.next_steps = kept


def _waiting(step, code) -> set[str]:
    """The public ids of those for whom other open work of this code waits, which this did not ask for."""
    found = Subject.objects.filter(
        step__code=code, step__state__in=OPEN_STATES, person__in=people_of(step)
    )
    ids = found.exclude(Q(step=step) | Q(step__follows=step)).values_list(
        "person__public_id", flat=True
    )
    return {str(public_id) for public_id in ids}


def as_data(follow: Follow) -> dict:
    return {
        "code": follow.code,
        "worker": follow.worker.pk if follow.worker else None,
        "team": follow.team.pk if follow.team else None,
        "due_on": follow.due_on.isoformat() if follow.due_on else None,
        "due_why": follow.due_why if follow.due_on else "",
        "subjects": [str(person.public_id) for person in follow.subjects],
    }
