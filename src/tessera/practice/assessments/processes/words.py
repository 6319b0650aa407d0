"""What the forms fill in and say of assessments, and what must be true of them."""

from django.db.models import Exists, OuterRef, Q

from tessera.engine.forms.filling import Filled, filler, statement
from tessera.engine.workflow.processes import invariant
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import date_words
from tessera.practice.assessments import queries
from tessera.practice.assessments.models import Assessment, Factor


@filler("assessments.why_referred")
def why_referred(child, on):
    """What the one who referred told us; of an update, what the manager said has changed."""
    under_way = queries.open_assessment(child) if child else None
    if under_way is not None and under_way.is_update:
        return Filled(under_way.update_why, "the decision to assess again", under_way.started_on)
    referral = queries.open_referral(child) if child else None
    contact = referral.contact if referral else None
    if contact is None or not contact.account:
        return None
    return Filled(contact.account, "the contact", referral.received_on)


@filler("assessments.outcome")
def outcome(child, on):
    """What the last finished assessment led to, in words."""
    done = queries.last_authorised(child) if child else None
    if done is None:
        return None
    words = codesets.label("assessment.outcome", done.outcome)
    return Filled(words, "the last finished assessment", done.authorised_on)


@filler("assessments.authorised_on")
def authorised_on(child, on):
    done = queries.last_authorised(child) if child else None
    if done is None:
        return None
    return Filled(done.authorised_on.isoformat(), "the last finished assessment")


@statement("assessments.earlier_work")
def earlier_work(subjects, on):
    """Earlier assessments, in a sentence for each child who has one; and why a child is assessed again."""
    words = []
    for child in subjects:
        earlier = queries.last_authorised(child)
        if earlier is not None:
            outcome = codesets.label("assessment.outcome", earlier.outcome)
            found = f": {outcome.lower()}" if outcome else ""
            words.append(f"{child.name}: assessed on {date_words(earlier.authorised_on)}{found}.")
    why = dict.fromkeys(_why_again(each) for each in queries.open_updates(subjects))
    return " ".join([*words, *why]) or "No earlier assessment on the record."


def _why_again(update):
    said = update.update_why.rstrip(".")
    decided = f"{update.update_decided_by.name}, {date_words(update.clock_started_on)}"
    return f"Assessed again because of a change ({decided}): {said}."


@statement("assessments.told_since")
def told_since(subjects, on):
    """What came to the front door about these children while they are being assessed."""
    words = []
    for child in subjects:
        for each in queries.told_since(queries.open_assessment(child)):
            who = codesets.label("cin.referral_source", each.contact.source).lower()
            told = date_words(local(each.contact.received_at).date())
            words.append(f"{child.name}: {told}, {who}.")
    if not words:
        return "Nothing since it began."
    return (
        f"{' '.join(words)} Read it on the child's Assessments page, and add here what it changes."
    )


@invariant("assessments.updates", "A second assessment of a case, when it is ours, says why")
def second_without_a_reason():
    first = Assessment.objects.filter(
        Q(authorised_on__lt=OuterRef("started_on"))
        | Q(authorised_on=OuterRef("started_on"), pk__lt=OuterRef("pk")),
        referral=OuterRef("referral"),
    )
    ours = Assessment.objects.exclude(step_ref=None).filter(update_of=None)
    return ours.filter(Exists(first)).values("pk")[:100]


@invariant(
    "assessments.factors", "A completed assessment of ours has factors; an open one has none"
)
def assessments_without_factors():
    ours = Assessment.objects.exclude(step_ref=None)
    for row in ours.authorised().filter(factors=None)[:100]:
        yield {"assessment": row.pk, "why": "completed without factors"}
    for row in Factor.objects.filter(assessment__authorised_on=None)[:100]:
        yield {"assessment": row.assessment_id, "why": "open with factors"}
