"""What is typed on the pages of a conference: its day, who is asked, a delay."""

from datetime import datetime, time

from django import forms

from tessera.foundations import codesets
from tessera.foundations.calendar.clock import LONDON
from tessera.people.forms.base import DateField, HouseForm, day
from tessera.practice.child_protection import rules
from tessera.practice.meetings.models import Meeting

SAY_WHEN = "Say on which day"


class ArrivedForm(HouseForm):
    """The day on which a recipient says that their copy came."""

    on = day("Day it arrived")


class DayForm(forms.Form):
    """The day, time and place of a conference that is to come."""

    on = DateField(future=True, error_messages={"required": SAY_WHEN})
    time = forms.CharField(max_length=5, error_messages={"required": "Say at what time"})
    how = forms.ChoiceField(choices=[("", ""), *Meeting.How.choices], required=False)
    place = forms.CharField(max_length=200, required=False)
    reason = forms.CharField(max_length=500, required=False)

    def __init__(self, *args, today, is_moved=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.is_moved = today, is_moved

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day < self.today:
            raise forms.ValidationError("Choose today or a later day")
        problem = self.check_day(day)
        if problem:
            raise forms.ValidationError(problem)
        return day

    def check_day(self, day):
        return rules.conference_day_problem(day)

    def clean_time(self):
        found = rules.held_at(self.today, self.cleaned_data["time"])
        if found is None:
            raise forms.ValidationError("Write the time as 14:30")
        return time(*found)

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if self.is_moved and not reason:
            raise forms.ValidationError("Say why the day is moved")
        return reason

    @property
    def planned_for(self):
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"], LONDON)


class CoreGroupDayForm(DayForm):
    """The same of a core group, which may meet on any day."""

    def check_day(self, day):
        return ""


class AskForm(forms.Form):
    """Those around the children who are ticked, and one more by name."""

    ask = forms.MultipleChoiceField(required=False)
    name = forms.CharField(max_length=200, required=False)
    agency = forms.ChoiceField(required=False)
    role = forms.CharField(max_length=200, required=False)

    def __init__(self, *args, around, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ask"].choices = [(each.key, each.name) for each in around]
        self.fields["agency"].choices = codesets.choices("agency", on=today, blank=True)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("ask") and not cleaned.get("name"):
            self.add_error("ask", "Tick who is asked, or write a name")
        return cleaned


class DelayForm(forms.Form):
    """A conference later than the law asks: until when, why, and what keeps the child safe."""

    until = DateField(future=True, error_messages={"required": SAY_WHEN})
    why = forms.CharField(max_length=2000, error_messages={"required": "Say why it is later"})
    safety = forms.CharField(
        max_length=2000, error_messages={"required": "Say what keeps the children safe until then"}
    )
