"""Why a record is hidden or a place protected, and until when it is asked again."""

from django import forms

from tessera.people.forms.base import HouseForm, day, words


class GuardForm(HouseForm):
    why = words("Reason", required=True, longest=300, rows=3)
    review_on = day("Ask again by", required=False, future=True, hint="Empty means in 90 days")


class ListForm(HouseForm):
    worker = forms.UUIDField(error_messages={"required": "Find the worker"})

    def shown(self):
        return []


class EndGuardForm(HouseForm):
    reason = words("Why it is safe to end it", required=True, longest=300)
