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
    reason = words("Reason it is safe to end it", required=True, longest=300)


class LiftForm(HouseForm):
    reason = words("Reason it need not be hidden any more", required=True, longest=300, rows=3)


class DecideForm(HouseForm):
    is_agreed = forms.ChoiceField(
        label="What do you decide?",
        choices=[("yes", "Lift it from today"), ("no", "Keep the record hidden")],
        error_messages={"required": "Say whether it is lifted"},
    )
