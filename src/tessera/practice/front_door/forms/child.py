"""A child who was forgotten when a contact was taken."""

from django import forms

from tessera.foundations import codesets
from tessera.practice.front_door.actions import PartAsTold
from tessera.practice.front_door.forms.parts import DayField, choice, text


class AddChild(forms.Form):
    """As told: nothing has to be known but that there is such a child."""

    given = text(120)
    family = text(120)
    born_on = DayField(required=False)
    expected_on = DayField(required=False)
    sex = choice(())
    same_home = forms.BooleanField(required=False)
    school = text(150)
    childs_words = text(20_000)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["sex"].choices = [("", "Not told"), *codesets.choices("cin.sex", on=today)]

    def clean(self):
        born, expected = self.cleaned_data.get("born_on"), self.cleaned_data.get("expected_on")
        if born and born > self.today:
            self.add_error("born_on", "The date of birth is still to come. Is the baby expected?")
        if born and expected:
            self.add_error("expected_on", "Give the date of birth or the expected date, not both")

    def part(self, first):
        """The child as the action takes it; `first` is the child at whose home it lives, if it does."""
        data = dict(self.cleaned_data)
        if data.pop("same_home") and first is not None:
            data |= {"address": first.address_as_told, "postcode": first.postcode_as_told}
        return PartAsTold(**data)
