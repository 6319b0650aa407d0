"""What a working plan tells in a child's chronology."""

from django.urls import reverse

from tessera.foundations import codesets
from tessera.people.record_page import Entry, chronology_kind
from tessera.practice.plans import permissions
from tessera.practice.plans.actions.plans import REACHED
from tessera.practice.plans.models import Outcome
from tessera.ui import navigation

navigation.place("Outcomes", "plans:outcomes", permissions.COLLATE, 45)


def _reached(ids):
    rows = Outcome.objects.filter(pk__in=ids).select_related("recorded_by")
    return {row.pk: _entry(row) for row in rows}


def _entry(row):
    area = codesets.label("plan.outcome_area", row.area)
    url = reverse("workflow:step", kwargs={"step_id": row.step_ref}) if row.step_ref else None
    who = row.recorded_by.name if row.recorded_by else ""
    return Entry(f"Outcome reached: {row.title}", f"{area}. {row.ended_why}".strip(), url, who)


chronology_kind(REACHED, "Outcome reached", _reached, group="Plans")
