"""Who is subject to a protection plan, in which category, and what conferences were held."""

from django.db.models import Max, OuterRef, Q, Subquery

from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.practice.child_protection.models import (
    Conference,
    CoreGroup,
    EmergencyMeasure,
    Plan,
    PlanCategory,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.child_protection.models.conference import ADJOURNED
from tessera.practice.front_door.models import AgencyCheck, Referral
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tessera.practice.plans.queries import is_worked

SENDS = (
    "child_protection.send_decisions",
    "child_protection.send_record",
    "child_protection.send_discussion",
    "child_protection.send_discussion_record",
)
FIRST_CONFERENCES = ("initial", "transfer_in")


def with_category(plans, on=None):
    """Plans with `latest_category`: that of the last review, up to a day when one is given."""
    categories = PlanCategory.objects.filter(plan=OuterRef("pk")).order_by("-started_on", "-pk")
    if on is not None:
        categories = categories.filter(started_on__lte=on)
    return plans.annotate(latest_category=Subquery(categories.values("category")[:1]))


def open_referral(child):
    return Referral.objects.open().filter(child=child).first()


def last_held():
    """The days of the last conference on a plan and of its last review; one that was put off is neither."""
    held = ~Q(conferences__outcome=ADJOURNED)
    reviews = Q(held, conferences__kind=Conference.Kind.REVIEW)
    return {
        "last_held_on": Max("conferences__held_on", filter=held),
        "last_reviewed_on": Max("conferences__held_on", filter=reviews),
    }


def current_plan(child):
    """With its category, and the days of the last conference and of the last review."""
    plans = with_category(Plan.objects.current().filter(child=child))
    return plans.annotate(
        **last_held(),
        is_worked=is_worked("protection"),
    ).first()


def plans_of(child):
    """Newest first, with their conferences."""
    return (
        with_category(Plan.objects.filter(child=child))
        .annotate(is_worked=is_worked("protection"))
        .prefetch_related("conferences")
        .order_by("-started_on", "-pk")
    )


def category_on(plan, day):
    """The category of a plan as it stood on a day."""
    return with_category(Plan.objects.filter(pk=plan.pk), on=day).get().latest_category


def current_enquiry(child):
    return Section47Enquiry.objects.under_way().filter(child=child).first()


def with_day_set(enquiries):
    """Enquiries with `day_set`: the moment for which the conference about the child is set."""
    to_come = Meeting.objects.to_come().filter(
        kind__in=FIRST_CONFERENCES, children__child=OuterRef("child")
    )
    first = to_come.order_by("planned_for", "pk").values("planned_for")[:1]
    return enquiries.annotate(day_set=Subquery(first))


def enquiry_of_step(step, child):
    """The enquiry that this form is about: the one that its discussion began, or else the latest."""
    rows = Section47Enquiry.objects.filter(child=child).order_by("-started_on", "-pk")
    began = rows.filter(step_ref=step.follows.public_id).first() if step.follows else None
    return began or rows.first()


def checks_of(children, *, since):
    """What agencies were asked since a day about contacts that tell of these children, and not called off."""
    about = Q(contact__referrals__child__in=children) | Q(contact__children__person__in=children)
    checks = AgencyCheck.objects.filter(about, withdrawn_at=None, asked_at__date__gte=since)
    return list(checks.distinct().order_by("asked_at", "pk"))


def took_part_in(step):
    """(agency, name) of those who took part in the discussion that this step records."""
    rows = Invited.objects.filter(meeting__step_ref=step.public_id, came__in=("yes", "part"))
    return list(rows.exclude(agency="").order_by("pk").values_list("agency", "name"))


def went_further(enquiry):
    """More stands on this enquiry than its beginning: what it found, did or led to."""
    if enquiry.outcome or hasattr(enquiry, "conference"):
        return True
    return any(rows.exists() for rows in (enquiry.delays, enquiry.seen, enquiry.agencies))


def discussion_of_step(step, child):
    return StrategyDiscussion.objects.filter(step_ref=step.public_id, child=child).first()


def emergency_in_force(child):
    """The measure that has not been ended yet, also when it has run out."""
    rows = EmergencyMeasure.objects.filter(child=child, ended_at=None)
    return rows.order_by("-started_at", "-pk").first()


def emergency_of_step(step, child):
    return EmergencyMeasure.objects.filter(step_ref=step.public_id, child=child).first()


def conference_of_step(step, child):
    return Conference.objects.filter(step_ref=step.public_id, child=child).first()


def core_group_of_step(step, child):
    return CoreGroup.objects.filter(step_ref=step.public_id, plan__child=child).first()


def decided_at(meeting):
    """child id -> the discussion or conference that says what was decided for the child."""
    model = StrategyDiscussion if meeting.kind == "strategy_discussion" else Conference
    if meeting.step_ref is None:
        return {}
    return {row.child_id: row for row in model.objects.filter(step_ref=meeting.step_ref)}


def open_sending(meeting):
    """The step that still waits to send what this meeting decided, if there is one."""
    if meeting.step_ref is None:
        return None
    waiting = Step.objects.filter(
        Q(follows__public_id=meeting.step_ref) | Q(follows__follows__public_id=meeting.step_ref),
        code__in=SENDS,
        state__in=OPEN_STATES,
    )
    return waiting.first()


def sendings_gone():
    """The work that sent copies of which the mail server has taken some since; nothing is noted of that."""
    gone = Sending.objects.filter(sent_on=None, document__sent_at__isnull=False)
    rows = gone.values_list("meeting__step_ref", "what").distinct()
    found = []
    for step_ref, what in rows:
        steps = Step.objects.filter(
            Q(follows__public_id=step_ref) | Q(follows__follows__public_id=step_ref),
            code__in=[c for c in SENDS if c.endswith("_record") == (what == "record")],
        )
        found += steps.order_by("-pk")[:1]
    return found


def meetings_of(child):
    """Strategy discussions and conferences, as two lists, newest first."""
    discussions = StrategyDiscussion.objects.filter(child=child).order_by("-held_on", "-pk")
    conferences = (
        Conference.objects.filter(child=child).select_related("plan").order_by("-held_on", "-pk")
    )
    return list(discussions), list(conferences)


def core_groups_of(child):
    return list(CoreGroup.objects.filter(plan__child=child).order_by("-held_on", "-pk"))
