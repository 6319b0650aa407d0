"""What the room's web forms share: a day in three boxes, and errors as the pages want them."""

from datetime import date, datetime, time

from django import forms

from tessera.foundations.calendar.clock import LONDON

YES_NO = (("yes", "Yes"), ("no", "No"))


class DayBoxes(forms.Widget):
    """Reads NAME-day, NAME-month and NAME-year; the page's own macro draws them."""

    def value_from_datadict(self, data, files, name):
        parts = {part: (data.get(f"{name}-{part}") or "").strip() for part in PARTS}
        return parts if any(parts.values()) else None

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}-{part}" not in data for part in PARTS)


PARTS = ("day", "month", "year")


class DayField(forms.Field):
    """A date as a person types it, in three boxes. `before` is the last day that makes sense."""

    widget = DayBoxes
    default_error_messages = {
        "required": "Give the date",
        "unreal": "Give a real date, such as 27 3 2019",
    }

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return date(*(int(value[part]) for part in reversed(PARTS)))
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["unreal"]) from None


class MomentBoxes(DayBoxes):
    """The same with NAME-time."""

    def value_from_datadict(self, data, files, name):
        time = (data.get(f"{name}-time") or "").strip()
        parts = super().value_from_datadict(data, files, name)
        return {**(parts or dict.fromkeys(PARTS, "")), "time": time} if parts or time else None


class MomentField(DayField):
    """A day and a time of it, such as 14:05, in our own time."""

    widget = MomentBoxes
    default_error_messages = {
        "required": "Give the day and the time",
        "unreal": "Give a real day and time, such as 27 3 2026, 14:05",
    }

    def to_python(self, value):
        day = super().to_python(value)
        if day is None:
            return None
        try:
            at = time.fromisoformat(value["time"].replace(".", ":").zfill(5))
        except ValueError:
            raise forms.ValidationError(self.error_messages["unreal"]) from None
        return datetime.combine(day, at, LONDON)


class YesNoField(forms.ChoiceField):
    """Yes, no, or not answered: True, False, None."""

    def __init__(self, **options):
        super().__init__(choices=YES_NO, **options)

    def clean(self, value):
        return {"yes": True, "no": False}.get(super().clean(value))


def text(limit, *, required=False, missing="Fill this in", **options):
    """A line or a box of words, trimmed, with its limit said in words."""
    return forms.CharField(
        max_length=limit,
        required=required,
        error_messages={
            "required": missing,
            "max_length": f"Keep this to {limit:,} characters or fewer",
        },
        **options,
    )


def choice(choices, *, required=False, missing="Choose one"):
    return forms.ChoiceField(
        choices=choices,
        required=required,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def errors_of(form):
    """Box id to words, one for each field at fault, as the error summary wants them."""
    return {
        _box(form, name): str(errors[0])
        for name, errors in form.errors.items()
        if name != "__all__"
    } | ({"main": str(form.non_field_errors()[0])} if form.non_field_errors() else {})


def _box(form, name):
    box = form.add_prefix(name)
    return f"{box}-day" if isinstance(form.fields[name], DayField) else box
