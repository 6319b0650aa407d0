"""What arrives in the boxes of a meeting's form: who was asked, who is always asked, and who holds it."""

from tessera.engine.forms.filling import Filled, arrival
from tessera.foundations.access.models import Membership, User
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.people.rules import folded
from tessera.practice.child_protection import rules
from tessera.practice.meetings import queries as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tessera.practice.meetings.queries import proposed

UNLESS_SEEN = {Invited.Answer.APOLOGIES: Invited.Came.APOLOGIES}
LAST_MET = ("core_group", "initial", "before_birth", "transfer_in", "review")


@arrival("child_protection.chair")
def whoever_holds_it(step, children, actor, on):
    """The chair of a conference is the one who writes it up."""
    return Filled(_name_of(actor), "your sign-in")


@arrival("child_protection.asked")
def asked(step, children, actor, on):
    """Those who were asked, as having come once the day is there.

    When nobody was, those of the last meeting; or else those around the children.
    """
    meeting = meetings.meeting_of_step(step.public_id)
    invited = _invited(meeting, actor)
    if invited:
        is_over = meeting.planned_for is not None and local(meeting.planned_for).date() <= on
        return Filled([_row(each, is_over) for each in invited], "those who were asked")
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
    managers = Membership.objects.in_force_on(on).filter(team=step.team_id, is_manager=True)
    first = managers.select_related("user").order_by("pk").first()
    if first is None:
        return None
    user = first.user
    return Filled({"id": str(user.public_id), "name": user.name}, "the team")


@arrival("child_protection.core_group")
def core_group(step, children, actor, on):
    """Those who were asked to the last core group, or to the conference before it."""
    return _of_last_meeting(children, actor, agencies=False)


def _of_last_meeting(children, actor, *, agencies=True):
    held = Meeting.objects.held().filter(children__child__in=children, kind__in=LAST_MET)
    meeting = held.order_by("-held_on", "-pk").first()
    invited = _invited(meeting, actor)
    came_for = _agencies(children) if agencies and invited else {}
    rows = [
        _filled(who=each.name, agency=came_for.get(folded(each.name), ""), role=each.role)
        for each in invited
    ]
    return Filled(rows, "the last meeting", meeting.held_on) if rows else None


def _agencies(children):
    """name -> agency, as last written: a core group's form does not ask again for whom somebody comes."""
    asked = Invited.objects.filter(meeting__children__child__in=children).exclude(agency="")
    rows = asked.order_by("pk").values_list("name", "agency")
    return {folded(name): agency for name, agency in rows}


def _invited(meeting, actor):
    """Those of a meeting whom the reader may know of."""
    rows = list(Invited.objects.filter(meeting=meeting).order_by("pk")) if meeting else []
    named = [each.person_id for each in rows if each.person_id]
    known = set(Person.objects.known_to(actor).filter(pk__in=named).values_list("pk", flat=True))
    return [each for each in rows if each.person_id is None or each.person_id in known]


def _row(each, is_over):
    came = "no" if each.left_out_why else UNLESS_SEEN.get(each.answer, "yes")
    return _filled(
        who=each.name,
        agency=each.agency,
        role=each.role,
        came=each.came or (came if is_over else ""),
        report=True if each.report_received_on else None,
    )


def _filled(**cells):
    return {key: value for key, value in cells.items() if value}


def _name_of(actor):
    return User.objects.get(pk=actor.user_id).name
