"""What to write, and about whom."""

from django import forms

from tessera.people import rules
from tessera.people.forms.base import HouseForm, day

CODES = (
    "recording.visit",
    "recording.case_note",
    "recording.case_summary",
    "recording.management_decision",
)


class WriteForm(forms.Form):
    """A kind of writing, and at least one of the people offered."""

    code = forms.ChoiceField(
        choices=[(code, code) for code in CODES],
        error_messages={
            "required": "Say what you want to write",
            "invalid_choice": "Say what you want to write",
        },
    )
    people = forms.MultipleChoiceField(error_messages={"required": "Choose at least one child"})

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self._people = {str(person.public_id): person for person in people}
        self.fields["people"].choices = [(key, key) for key in self._people]

    def clean_people(self):
        return [self._people[key] for key in self.cleaned_data["people"]]

    def people_items(self, today):
        """The people offered, each with their age."""
        return [
            {"value": key, "text": f"{person.name}, {age_words(person, today)}"}
            for key, person in self._people.items()
        ]

    def chosen_people(self, child):
        """What was ticked; at first everyone on whose record one stands: the child alone."""
        return self.data.getlist("people") if self.is_bound else [str(child.public_id)]


class SupervisionForm(HouseForm):
    """The day of a supervision, and the children who were gone through."""

    held_on = day("Day of the supervision")
    people = forms.MultipleChoiceField(error_messages={"required": "Choose at least one child"})

    def __init__(self, *args, families, **kwargs):
        super().__init__(*args, **kwargs)
        self._families = families
        self.fields["people"].choices = [
            (str(child.public_id), child.name) for family in families for child in family
        ]

    def chosen(self):
        """The children who were chosen, by family: nobody stands with another family's children."""
        wanted = set(self.cleaned_data["people"])
        found = [[c for c in family if str(c.public_id) in wanted] for family in self._families]
        return [family for family in found if family]


def age_words(person, today):
    return rules.age_words(person.born_on, today, expected_on=person.expected_on)
