"""The day on which the manager looks at an assessment half-way."""

from django import forms

from tessera.ui.formatting import long_date

NOT_A_DAY = "Write a real date, such as 27 3 2026"


class ReviewPointForm(forms.Form):
    """Three boxes, as every day is asked for."""

    on = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NOT_A_DAY}
    )

    def __init__(self, *args, assessment, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.assessment = assessment
        self.today = today
        self.typed = {part: self.data.get(f"on-{part}", "") for part in ("day", "month", "year")}
        if self.is_bound:
            self.data = {"on": "-".join(self.typed[p].strip() for p in ("year", "month", "day"))}

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day is None:
            raise forms.ValidationError(NOT_A_DAY)
        if day < self.today:
            raise forms.ValidationError(
                f"The review point must be today or later: today is {long_date(self.today)}"
            )
        return day
