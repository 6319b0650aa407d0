"""Truths of the front door that no constraint can hold."""

from django.db.models import Exists, OuterRef, Q

from tessera.engine.workflow.models import OPEN_STATES
from tessera.engine.workflow.processes import invariant
from tessera.people.models import Line
from tessera.practice.front_door.actions.contact import CONTACT_LINE
from tessera.practice.front_door.actions.referral import CLOSED_LINE, REFERRAL_LINE
from tessera.practice.front_door.models import Contact, ContactChild, Referral


@invariant(
    "front_door.decision_step", "An undecided contact has its open decision; a decided one none"
)
def contacts_out_of_step():
    undecided = Q(stage__in=Contact.UNDECIDED)
    is_open = Q(decision_step__state__in=OPEN_STATES)
    wrong = Contact.objects.filter((undecided & ~is_open) | (~undecided & is_open))
    return wrong.values("public_id", "stage", "decision_step__state")


@invariant("front_door.contact_lines", "A contact stands in the story of everyone it is matched to")
def contacts_without_a_line():
    line = Line.objects.filter(
        person=OuterRef("person"), kind=CONTACT_LINE, source_id=OuterRef("contact")
    )
    parts = ContactChild.objects.filter(~Exists(line), person__isnull=False)
    return parts.values("contact__public_id", "person__public_id")


@invariant("front_door.referral_lines", "A referral and its closing stand in the child's story")
def referrals_without_a_line():
    line = Line.objects.filter(person=OuterRef("child"), source_id=OuterRef("pk"))
    opened, closed = line.filter(kind=REFERRAL_LINE), line.filter(kind=CLOSED_LINE)
    wrong = Referral.objects.filter(
        ~Exists(opened) | (Q(closed_on__isnull=False) & ~Exists(closed))
    )
    return wrong.values("public_id", "child__public_id")
