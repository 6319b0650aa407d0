"""Who might be asked to a conference: children, advocates, those around them, and who took part before."""

from datetime import date

from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words
from tessera.people.queries import wider_family_of
from tessera.people.rules import age_words, folded
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.models import EnquiryAgency
from tessera.practice.child_protection.queries.records import checks_of
from tessera.practice.front_door.models import Referral
from tessera.practice.meetings.models import Invited
from tessera.practice.meetings.queries import Proposed, each_once, proposed
from tessera.practice.meetings.rules import advocate_to_find

MET = ("strategy_discussion", "initial", "before_birth", "transfer_in", "core_group", "review")
MOST = 60


def to_ask(children, on, *, actor):
    """Each once: family, workers and professionals around the children, others of the family, those who took
    part in meetings of the open case, and who answered for an agency in it."""
    found = [*_children(children, on), *proposed(children, on, actor=actor)]
    found += _wider_family(children, on, actor)
    since = Referral.objects.open().filter(child__in=children).order_by("received_on").first()
    found += [*_took_part(children, since), *_answered(children, since)]
    return each_once(found)


def _children(children, on):
    """A child who is old enough; and somebody who speaks for the child."""
    asked = [child for child in children if rules.child_is_asked(born_on=child.born_on, on=on)]
    for child in asked:
        words = f"The child, {age_words(child.born_on, on)}"
        yield Proposed(f"p{child.public_id}", child.name, "", words, person=child)
    for child in asked:
        yield Proposed(
            f"a{child.public_id}",
            advocate_to_find(child.name),
            "voluntary",
            "Advocate",
            why="Write the name once somebody is found",
            reports=False,
        )


def _wider_family(children, on, actor):
    """Family beyond the parents may be asked where they can help: whoever asks chooses them."""
    for child in children:
        for each in wider_family_of(child, on, actor=actor):
            person, word = each.person, each.word[:1].upper() + each.word[1:]
            yield Proposed(
                f"p{person.public_id}", person.name, "", word, person=person, reports=False
            )


def _took_part(children, since):
    """Newest meeting first: who was asked to meetings about these children in this case, family too, though
    the record may not know them or say what they are to the child. Nobody whom the chair left out."""
    rows = Invited.objects.filter(
        meeting__children__child__in=children, meeting__kind__in=MET, left_out_why=""
    )
    rows = rows.exclude(person__in=children).exclude(person__died_on__isnull=False)
    if since is not None:
        rows = rows.filter(meeting__held_on__gte=since.received_on)
    rows = rows.exclude(meeting__held_on=None)
    rows = rows.select_related("meeting", "worker", "person").order_by("-meeting__held_on", "pk")
    for each in list(dict.fromkeys(rows))[:MOST]:
        if folded(each.name) != folded(codesets.label("agency", each.agency) or ""):
            meeting = codesets.label("meeting.kind", each.meeting.kind).lower()
            why = f"Asked to the {meeting} of {date_words(each.meeting.held_on)}"
            chaired = each.worker is not None and each.worker_id == each.meeting.chair_id
            yield Proposed(
                _key(each),
                each.name,
                each.agency,
                each.role,
                person=each.person,
                worker=each.worker,
                why=why,
                reports=not chaired and not each.is_family,
            )


def agencies_of(children):
    """name -> agency, as last written: a core group's form does not ask again for whom somebody comes."""
    asked = Invited.objects.filter(meeting__children__child__in=children).exclude(agency="")
    rows = asked.order_by("pk").values_list("name", "agency")
    return {folded(name): agency for name, agency in rows}


def _key(each):
    if each.worker:
        return f"w{each.worker_id}"
    return f"p{each.person.public_id}" if each.person else f"m{each.public_id}"


def _answered(children, since):
    """Who answered for an agency: in the section 47 enquiry, or to a check at the front door."""
    asked = EnquiryAgency.objects.filter(enquiry__child__in=children, answered=True).exclude(who="")
    if since is not None:
        asked = asked.filter(enquiry__started_on__gte=since.received_on)
    for each in asked.order_by("-pk")[:MOST]:
        yield Proposed(f"q{each.pk}", each.who, each.agency, "", why="Answered in the enquiry")
    first = since.received_on - rules.CHECKS_FRESH_FOR if since else date.min
    for each in checks_of(children, since=first):
        if each.answered_at and each.answered_by:
            why = "Answered our check at the front door"
            yield Proposed(f"c{each.public_id}", each.answered_by, each.agency, "", why=why)
