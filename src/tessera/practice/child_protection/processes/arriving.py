"""What arrives in the boxes of a meeting's form: who was asked, who is always asked, and who holds it."""

from datetime import date

from tessera.engine.forms.filling import Filled, arrival
from tessera.foundations import codesets
from tessera.foundations.access.models import Membership, User
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.people.rules import folded
from tessera.practice.child_protection import queries, rules
from tessera.practice.child_protection.models import Plan
from tessera.practice.meetings import queries as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tessera.practice.meetings.queries import proposed

ANSWERED = {
    Invited.Answer.COMING: Invited.Came.YES,
    Invited.Answer.VIDEO: Invited.Came.YES,
    Invited.Answer.APOLOGIES: Invited.Came.APOLOGIES,
}
CONFERENCES = ("initial", "before_birth", "transfer_in", "review")
LAST_MET = ("core_group", *CONFERENCES)


@arrival("child_protection.chair")
def whoever_holds_it(step, children, actor, on):
    """The chair of a conference is the one who writes it up."""
    return Filled(_name_of(actor), "your sign-in")


@arrival("child_protection.asked")
def asked(step, children, actor, on):
    """Those who were asked; once the day is there, as having come if they said they would.

    Whoever did not answer is asked about: an invitation is no sign that somebody was there. When nobody
    was asked, those of the last meeting; or else those around the children.
    """
    meeting = meetings.meeting_of_step(step.public_id)
    invited = _invited(meeting, actor)
    if invited:
        is_over = meeting.planned_for is not None and local(meeting.planned_for).date() <= on
        return Filled([_row(each, meeting, is_over) for each in invited], "those who were asked")
    return _of_last_meeting(children, actor) or Filled(
        [
            _filled(who=each.name, agency=each.agency, role=each.role)
            for each in proposed(children, on, actor=actor)
            if each.worker is None or each.worker.pk != actor.user_id
        ]
        or None,
        "those around the children",
    )


@arrival("child_protection.quorum")
def always_asked(step, children, actor, on):
    """The agencies without whom a discussion does not count; who took part for each is still asked."""
    rows = [
        _filled(agency=agency, who=_name_of(actor) if agency == "social_care" else "")
        for agency in rules.quorum(on)
    ]
    return Filled(rows, "who must take part")


@arrival("child_protection.leads")
def leads(step, children, actor, on):
    """The manager of the team: a team manager calls and leads a strategy discussion (practice 2.5)."""
    managers = Membership.objects.managing(step.team_id, on)
    first = managers.select_related("user").order_by("pk").first()
    if first is None:
        return None
    user = first.user
    return Filled({"id": str(user.public_id), "name": user.name}, "the team")


@arrival("child_protection.core_group")
def core_group(step, children, actor, on):
    """The members: those of the last core group on the plan; at the first, those of the conference who
    work with the children, the parents, and the children who are old enough.

    Of the one who holds it and writes here it is known that they came.
    """
    found = _last_core_group(children, actor) or _first_core_group(step, children, actor, on)
    if found is None:
        return None
    meeting, members = found
    planned = meetings.meeting_of_step(step.public_id)
    is_over = planned is None or local(planned.planned_for).date() <= on
    rows = [
        _filled(who=m.name, role=_role(m), came=is_over and m.worker_id == actor.user_id)
        for m in members
    ]
    said = "the last core group" if meeting.kind == "core_group" else "the conference"
    return Filled(rows, said, meeting.held_on)


def _role(member):
    """With the agency beside it: the form of a core group has one cell for both."""
    agency = codesets.label("agency", member.agency) if member.agency else ""
    if not agency or agency.lower() in member.role.lower():
        return member.role
    return f"{member.role}, {agency}" if member.role else agency


def _last_core_group(children, actor):
    plans = Plan.objects.current().filter(child__in=children)
    since = plans.order_by("started_on").values_list("started_on", flat=True).first()
    if since is None:
        return None
    meeting = _last_held(children, ("core_group",), since=since)
    members = [each for each in _invited(meeting, actor) if not each.left_out_why]
    return (meeting, members + _joined(children, meeting, members, actor)) if members else None


def _joined(children, group, members, actor):
    """Who has come to a conference since, and to none before it: new to the case, and so to the group."""
    held = Meeting.objects.held().filter(children__child__in=children, kind__in=CONFERENCES)
    since = held.filter(held_on__gt=group.held_on).order_by("-held_on", "-pk").first()
    if since is None:
        return []
    before = Invited.objects.filter(meeting__in=held.filter(held_on__lt=since.held_on))
    there = {folded(each.name) for each in members}
    there |= {folded(name) for name in before.values_list("name", flat=True)}
    came = [each for each in _invited(since, actor) if each.took_part]
    return [e for e in came if folded(e.name) not in there and _is_member(e, since.chair, set())]


def _first_core_group(step, children, actor, on):
    """The chair is no member; nor are the police, unless they work with the children."""
    meeting = _last_held(children, CONFERENCES)
    if meeting is None:
        return None
    asked, around = _invited(meeting, actor), proposed(children, on, actor=actor)
    names = {folded(each.name) for each in around}
    members = [each for each in asked if _is_member(each, meeting.chair, names)]
    there = {folded(each.name) for each in asked} | {each.person_id for each in asked}
    for each in around:
        person = each.person.pk if each.person else None
        is_of_it = person is not None or (each.worker and each.worker.pk == step.worker_id)
        if is_of_it and not {folded(each.name), person} & (there - {None}):
            members.append(Invited(name=each.name, role=each.role, worker=each.worker))
    for child in children:
        is_old_enough = rules.child_is_asked(born_on=child.born_on, on=on)
        if is_old_enough and not {folded(child.name), child.pk} & there:
            members.append(Invited(name=child.name, role="The child"))
    return meeting, members


def _is_member(each, chair, names):
    if each.left_out_why or (chair and folded(each.name) == folded(chair.name)):
        return False
    return each.agency != "police" or folded(each.name) in names


def _last_held(children, kinds, *, since=date.min):
    held = Meeting.objects.held().filter(children__child__in=children, kind__in=kinds)
    return held.filter(held_on__gte=since).order_by("-held_on", "-pk").first()


def _of_last_meeting(children, actor):
    meeting = _last_held(children, LAST_MET)
    invited = _invited(meeting, actor)
    came_for = queries.agencies_of(children) if invited else {}
    rows = [
        _filled(who=each.name, agency=came_for.get(folded(each.name), ""), role=each.role)
        for each in invited
    ]
    return Filled(rows, "the last meeting", meeting.held_on) if rows else None


def _invited(meeting, actor):
    """Those of a meeting whom the reader may know of."""
    rows = list(Invited.objects.filter(meeting=meeting).order_by("pk")) if meeting else []
    named = [each.person_id for each in rows if each.person_id]
    known = set(Person.objects.known_to(actor).filter(pk__in=named).values_list("pk", flat=True))
    return [each for each in rows if each.person_id is None or each.person_id in known]


def _row(each, meeting, is_over):
    chairs = each.worker_id is not None and each.worker_id == meeting.chair_id
    said = Invited.Came.YES if chairs else ANSWERED.get(each.answer, "")
    came = Invited.Came.NO if each.left_out_why else said
    return _filled(
        who=each.name,
        agency=each.agency,
        role=each.role,
        came=str(each.came or (came if is_over else "")),
        report=True if each.report_received_on else None,
    )


def _filled(**cells):
    return {key: value for key, value in cells.items() if value}


def _name_of(actor):
    return User.objects.get(pk=actor.user_id).name
