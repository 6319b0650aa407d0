"""Where a child's assessments stand."""

from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door.models import AgencyCheck, Contact, ContactChild, Referral
from tessera.practice.front_door.permissions import VIEW_CONTACT
from tessera.practice.front_door.rules import contact as contact_rules


def open_assessment(child):
    return Assessment.objects.open().filter(child=child).first()


def assessed_together(assessment):
    """The open assessments that one form is written for: this one, with those of brothers and sisters."""
    if assessment.step_ref is None:
        return [assessment]
    rows = Assessment.objects.open().filter(step_ref=assessment.step_ref)
    return list(rows.select_related("child").order_by("child__born_on", "pk"))


def of_step(step):
    """The assessments, one for each child, that a step makes."""
    return Assessment.objects.filter(step_ref=step.public_id)


def open_referral(child):
    return Referral.objects.open().filter(child=child).select_related("contact").first()


def answered_checks(children):
    """What agencies answered about the contact of these children's open referrals, the first first."""
    referrals = Referral.objects.open().filter(child__in=children)
    rows = AgencyCheck.objects.answered().filter(
        contact__in=referrals.values("contact"), withdrawn_at=None
    )
    return list(rows.order_by("answered_at", "pk"))


def assessments_of(child):
    """Newest first, with their factors and with whom they were shared."""
    return (
        Assessment.objects.filter(child=child)
        .select_related("child", "authorised_by", "referral", "update_of", "update_decided_by")
        .prefetch_related("factors", "sharings")
        .order_by("-started_on", "-pk")
    )


def last_authorised(child):
    return (
        Assessment.objects.authorised()
        .filter(child=child)
        .order_by("-authorised_on", "-pk")
        .first()
    )


def in_assessment(children):
    """The ids of those who are being assessed."""
    return set(
        Assessment.objects.open().filter(child__in=children).values_list("child_id", flat=True)
    )


def assessed_in_case(children):
    """The ids of those of whom an assessment is signed off in the case that is open."""
    done = Assessment.objects.authorised().filter(referral__in=Referral.objects.open())
    return set(done.filter(child__in=children).values_list("child_id", flat=True))


def assessed_last(child):
    """The last assessment that was signed off in the case that is open, or None."""
    done = Assessment.objects.authorised().filter(child=child, referral__in=Referral.objects.open())
    return done.order_by("-authorised_on", "-pk").first()


def updates(child):
    return Assessment.objects.filter(child=child, update_of__isnull=False).select_related(
        "child", "referral", "update_of"
    )


def open_updates(children):
    """Those under way that a manager decided on, with who and whom."""
    found = Assessment.objects.open().filter(child__in=children, update_of__isnull=False)
    return found.select_related("child", "update_decided_by").order_by("child", "pk")


def told_since(assessment, *, actor=None):
    """What came to the front door about the child while they are being assessed: it belongs in here.

    With an `actor`, only what they may read. The contact that opened the case is not news.
    """
    if assessment is None or assessment.authorised_on is not None:
        return []
    began = assessment.clock_started_on
    found = ContactChild.objects.filter(
        person=assessment.child_id,
        part=ContactChild.Part.CHILD,
        contact__authorised_at__date__gte=began,
        contact__received_at__date__gte=began,
    )
    found = found.exclude(contact=assessment.referral.contact_id)
    if actor is not None:
        found = found.filter(contact__in=Contact.objects.visible_to(actor, VIEW_CONTACT))
    passed_on = [
        part
        for part in found.select_related("contact").order_by("contact__received_at", "pk")
        if (part.outcome or part.contact.outcome) in (*contact_rules.REFERRED, "open_case")
    ]
    return passed_on


def shared_in(step):
    """child id -> the assessment that a form said was shared."""
    found = Assessment.objects.filter(sharings__step_ref=step.public_id).select_related("child")
    return {assessment.child_id: assessment for assessment in found.distinct()}
