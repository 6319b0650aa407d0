"""The day on which the manager looks at an assessment half-way, and for whom."""

from django import forms

from tessera.people.queries.family import first_name
from tessera.ui.formatting import list_words, long_date

NOT_A_DAY = "Write a real date, such as 27 3 2026"


ALL = "all"


class ReviewPointForm(forms.Form):
    """Three boxes, as every day is asked for: for all who are assessed together, unless one is chosen."""

    on = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NOT_A_DAY}
    )

    whom = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Say for whom it is"}
    )

    def __init__(self, *args, together, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.together = {str(each.child.public_id): each for each in together}
        self.fields["whom"].choices = self.whom_items
        self.today = today
        self.typed = {part: self.data.get(f"on-{part}", "") for part in ("day", "month", "year")}
        if self.is_bound:
            self.data = {
                "on": "-".join(self.typed[p].strip() for p in ("year", "month", "day")),
                "whom": self.data.get("whom", ""),
            }

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day is None:
            raise forms.ValidationError(NOT_A_DAY)
        if day < self.today:
            raise forms.ValidationError(
                f"The review point must be today or later: today is {long_date(self.today)}"
            )
        return day

    @property
    def whom_items(self):
        names = {key: first_name(each.child) for key, each in self.together.items()}
        only = [(key, f"Only {name}") for key, name in names.items()]
        return [(ALL, list_words(list(names.values()))), *only]

    @property
    def chosen(self):
        """The assessments that it is for."""
        one = self.together.get(self.cleaned_data["whom"])
        return [one] if one else list(self.together.values())
