"""The report for a conference, and the forms of this case that it is made from."""

from django.db.models import Q

from tessera.engine.workflow.models import OPEN_STATES, State, Step
from tessera.foundations.calendar.clock import start_of
from tessera.foundations.records.queries import true_on
from tessera.people.models import Relationship
from tessera.people.queries.disclosure import CARES, restricted_among
from tessera.practice.child_protection.queries.records import open_referral

REPORT = "child_protection.conference_report"


def latest_form(child, code):
    """The latest form of a kind about a child since the case was opened, finished or being written."""
    referral = open_referral(child)
    if referral is None:
        return None
    since = start_of(referral.received_on)
    mine = Step.objects.filter(code=code, subjects__person=child, made_at__gte=since)
    return mine.exclude(state=State.CANCELLED).select_related("sheet").order_by("-pk").first()


def report_of(conference):
    """The social worker's report for the conference that this step is, once it is finished."""
    return _reports().filter(follows=conference).first()


def report_waiting(child):
    """The finished report about a child for a conference that has still to be written up."""
    waiting = _reports().filter(follows__state__in=OPEN_STATES, subjects__person=child)
    return waiting.first()


def reported_on(people):
    """The ids of those of these people about whom there is a report for a conference to come."""
    written = Step.objects.filter(code=REPORT, follows__state__in=OPEN_STATES)
    about = written.exclude(state=State.CANCELLED).filter(subjects__person__in=people)
    return set(about.values_list("subjects__person", flat=True))


def parents_among(children, on):
    """The living parents and carers of some children, by name; not those whose record is restricted, of whom
    whoever reads the form may not know."""
    ties = Relationship.objects.filter(true_on(on), relative__in=children, person__died_on=None)
    ties = ties.filter(
        Q(kind__in=CARES) | Q(has_parental_responsibility=True) | Q(is_main_carer=True)
    )
    found = {tie.person_id: tie.person for tie in ties.select_related("person").order_by("pk")}
    hidden = restricted_among(found, on)
    return [person for pk, person in found.items() if pk not in hidden]


def _reports():
    done = Step.objects.filter(code=REPORT, state=State.DONE).select_related("sheet")
    return done.order_by("-pk")
