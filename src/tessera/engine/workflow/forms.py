"""Who acts for a worker who is away, and until when."""

from tessera.foundations.calendar import date_words
from tessera.people.forms.base import HouseForm, day, one_of


class AwayForm(HouseForm):
    """`colleagues` are those of the team who may act, each with how much they have to do."""

    started_on = day("First day away", future=True)
    ended_on = day("First day back", future=True)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["covered_by"] = one_of(
            "Colleague who acts",
            [(str(each.public_id), each.name) for each in colleagues],
            hint="They see the work and the children of whoever is away, and write under their own name.",
        )
        self._colleagues = {str(each.public_id): each for each in colleagues}

    def clean(self):
        data = super().clean()
        first, back = data.get("started_on"), data.get("ended_on")
        if back and back <= self.today:
            self.add_error("ended_on", "The first day back must be after today")
        elif first and back and back <= first:
            self.add_error("ended_on", f"The first day back must be after {date_words(first)}")
        return data

    def said(self):
        """As the action takes it."""
        data = dict(self.cleaned_data)
        return {**data, "covered_by": self._colleagues[data["covered_by"]]}
