"""The facts that a census year is made of, read set by set: as many queries for one child as for 20,000."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tessera.people.models import Disability, Identifier, Person
from tessera.practice.assessments.models import Assessment, Factor
from tessera.practice.child_protection.models import (
    Conference,
    Plan,
    PlanCategory,
    Section47Enquiry,
)
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral
from tessera.practice.proceedings.models import PreProceedings

IDENTIFIERS = ("la_child_id", "upn", "former_upn")
Grouped = dict[int, list[Any]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by the row they belong to, in the order in which they were recorded."""

    people: dict[int, Any]
    referrals: Grouped
    identifiers: Grouped
    disabilities: Grouped
    assessments: Grouped
    factors: Grouped
    enquiries: Grouped
    conferences: Grouped
    protection_plans: Grouped
    categories: Grouped
    reviews: Grouped
    cin_plans: Grouped
    pre_proceedings: Grouped


def referrals_in_scope(
    starts_on: date, ends_on: date, child: Person | None = None
) -> QuerySet[Referral]:
    """Received by the end and not closed before the start; no further action, only if received then."""
    of = Referral.objects.all() if child is None else Referral.objects.filter(child=child)
    return of.filter(
        Q(closed_on=None) | Q(closed_on__gte=starts_on),
        Q(is_nfa=False) | Q(received_on__gte=starts_on),
        received_on__lte=ends_on,
    )


def facts_for(starts_on: date, ends_on: date, child: Person | None = None) -> Facts:
    """Everything of the children whose referrals are in scope between two days, or of one of them."""
    scope = referrals_in_scope(starts_on, ends_on, child)
    children = scope.values("child_id")
    plans = Plan.objects.filter(referral__in=scope, started_on__lte=ends_on)
    # One of ours is told from the day its clock began, which may be of the year before its first page.
    begun = Q(started_on__lte=ends_on) | Q(step_ref__isnull=False, clock_started_on__lte=ends_on)
    done = Assessment.objects.filter(begun, referral__in=scope)
    held = Conference.objects.took_place().filter(held_on__lte=ends_on)
    conferences = held.filter(referral__in=scope)
    return Facts(
        people={
            row.id: row
            for row in _rows(
                Person.objects.filter(Exists(scope.filter(child=OuterRef("pk")))),
                "id", "public_id", "born_on", "expected_on", "died_on", "sex", "ethnicity",
                "upn_unknown",
            )
        },
        referrals=_grouped(
            scope,
            "child_id", "id", "received_on", "source", "primary_need", "is_nfa", "closed_on",
            "closure_reason", "step_ref",
        ),
        identifiers=_grouped(
            Identifier.objects.filter(person__in=children, kind__in=IDENTIFIERS),
            "person_id", "kind", "value", "started_on", "ended_on",
        ),
        disabilities=_grouped(
            Disability.objects.filter(person__in=children),
            "person_id", "code", "started_on", "ended_on",
        ),
        assessments=_grouped(
            done, "referral_id", "id", "started_on", "review_point_on", "authorised_on",
            "clock_started_on", "step_ref",
        ),
        factors=_grouped(Factor.objects.filter(assessment__in=done), "assessment_id", "code"),
        enquiries=_grouped(
            Section47Enquiry.objects.filter(referral__in=scope, started_on__lte=ends_on),
            "referral_id", "id", "started_on", "conference_target_on", "ended_on",
            "is_conference_not_required", "step_ref",
        ),
        conferences=_grouped(
            conferences.exclude(kind=Conference.Kind.REVIEW),
            "referral_id", "held_on", "enquiry_id",
        ),
        protection_plans=_grouped(
            plans,
            "referral_id", "id", "started_on", "ended_on", "initial_category", "previous_plans",
            "step_ref",
        ),
        categories=_grouped(
            PlanCategory.objects.filter(plan__in=plans), "plan_id", "category", "started_on"
        ),
        reviews=_grouped(
            held.filter(plan__in=plans, kind=Conference.Kind.REVIEW),
            "plan_id", "held_on", "step_ref",
        ),
        cin_plans=_grouped(
            ChildInNeedPlan.objects.filter(referral__in=scope, started_on__lte=ends_on),
            "referral_id", "started_on", "ended_on", "step_ref",
        ),
        pre_proceedings=_grouped(
            PreProceedings.objects.filter(referral__in=scope),
            "referral_id", "started_on", "letter_sent_on", "family_meeting_offered",
            "family_meeting_facilitated", "first_meeting_on", "review_meetings",
            "step_decided_on", "outcome", "court_application_on", "care_letter_on", "step_ref",
        ),
    )  # fmt: skip


def _rows(rows: QuerySet[Any], *fields: str) -> Iterable[Any]:
    return rows.order_by("pk").values_list(*fields, named=True).iterator(chunk_size=5000)


def _grouped(rows: QuerySet[Any], by: str, *fields: str) -> Grouped:
    groups: Grouped = defaultdict(list)
    for row in _rows(rows, by, *fields):
        groups[row[0]].append(row)
    return groups
