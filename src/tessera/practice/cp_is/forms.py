"""What the data team types of health's notices."""

from django import forms

from tessera.foundations import codesets
from tessera.people.forms.base import HouseForm, checked, day, one_of, reason, words
from tessera.people.rules import clean_nhs_number
from tessera.practice.cp_is.choices import Answer
from tessera.practice.cp_is.rules import notices

MOST_BYTES = 1_000_000


class NoticeForm(HouseForm):
    """One notice, as it stands in health's message."""

    nhs_number = words("NHS number", required=True, longest=14, width=10)
    seen_on = day("Day on which the child was seen")
    seen_time = words("Time", required=True, longest=5, width=5, hint="As 21:40")
    place = words(
        "Place", required=True, longest=notices.LONGEST_PLACE, hint="The hospital or service"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = codesets.choices(notices.SETTINGS, on=self.today, blank=True)
        self.fields["setting"] = one_of("Setting", choices)
        self.order_fields(["nhs_number", "seen_on", "seen_time", "setting", "place"])

    def clean_nhs_number(self):
        return checked(clean_nhs_number, self.cleaned_data["nhs_number"])

    def clean(self):
        super().clean()
        seen_on, typed = self.cleaned_data.get("seen_on"), self.cleaned_data.get("seen_time")
        if seen_on and typed:
            self.cleaned_data["seen_at"] = notices.seen_moment(seen_on, typed)
            if self.cleaned_data["seen_at"] is None:
                self.add_error("seen_time", "Write the time as 21:40")
        return self.cleaned_data


class AnswerForm(HouseForm):
    """Health's answer to one line, put right."""

    answer = one_of("Answer", [c for c in Answer.choices if c[0] != Answer.NOT_SENT])
    why = words("Why the NHS refused it", longest=300, hint="If it was refused")
    reason = reason()

    def clean(self):
        super().clean()
        if self.cleaned_data.get("answer") == Answer.REFUSED and not self.cleaned_data.get("why"):
            self.add_error("why", "Say why the NHS refused it")
        return self.cleaned_data


class LoadForm(forms.Form):
    """A file of notices."""

    file = forms.FileField(
        error_messages={"required": "Choose the file", "empty": "The file is empty"}
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. Split it")
        return file
