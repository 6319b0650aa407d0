"""Plain forms that one template can show: each field says its kind, its words and what was typed."""

from datetime import date

from django import forms

from tessera.people.rules import NotValid, clean_postcode, parse_date

FEW = 7


class DateBoxes(forms.Widget):
    """Day, month and year in three boxes."""

    def value_from_datadict(self, data, files, name):
        parts = {p: data.get(f"{name}-{p}", "").strip() for p in ("day", "month", "year")}
        return parts if any(parts.values()) else None


class DateField(forms.Field):
    """A date in three boxes; the month may be a word."""

    widget = DateBoxes

    def __init__(self, *, today=None, future=False, **kwargs):
        super().__init__(**kwargs)
        self.future = future

    def to_python(self, value):
        if value is None or isinstance(value, date):
            return value
        missing = [part for part, typed in value.items() if not typed]
        if missing:
            raise forms.ValidationError(f"Enter the {' and the '.join(missing)} as well")
        typed = f"{value['day']} {value['month']} {value['year']}"
        found = _by_figures(value) or parse_date(typed, today=date(2199, 12, 31))
        if found is None:
            raise forms.ValidationError("There is no such date: check the day, month and year")
        return found


def _by_figures(value):
    try:
        return date(int(value["year"]), int(value["month"]), int(value["day"]))
    except (ValueError, OverflowError):
        return None


class HouseForm(forms.Form):
    """`today` is the last day a date may be, unless its field is for the future."""

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    use_required_attribute = False

    def clean(self):
        for name, field in self.fields.items():
            given = self.cleaned_data.get(name)
            if isinstance(field, DateField) and given and not field.future and given > self.today:
                self.add_error(name, "This date is still to come: check the year")
        return self.cleaned_data

    def shown(self):
        """Each field as the template asks for it."""
        return [self._shown(bound) for bound in self]

    def summary(self):
        """What to put right, each with its place on the page."""
        found = []
        for name, messages in self.errors.items():
            bound = self.fields.get(name)
            anchor = f"{name}-day" if isinstance(bound, DateField) else name
            href = {} if name == "__all__" else {"href": f"#{anchor}"}
            found.extend({"text": message, **href} for message in messages)
        return found

    def _shown(self, bound):
        field = bound.field
        value = bound.value()
        return {
            "kind": _kind(field),
            "name": bound.name,
            "label": bound.label,
            "hint": field.help_text or None,
            "error": bound.errors[0] if bound.errors else None,
            "value": value,
            "items": list(getattr(field, "choices", [])),
            "width": field.widget.attrs.get("width"),
        }


def _kind(field):
    if isinstance(field, DateField):
        return "date"
    if isinstance(field, forms.MultipleChoiceField):
        return "checkboxes"
    if isinstance(field, forms.BooleanField):
        return "tick"
    if isinstance(field, forms.ChoiceField):
        return "radios" if len(field.choices) <= FEW else "select"
    return "textarea" if isinstance(field.widget, forms.Textarea) else "input"


def words(label, *, required=False, hint="", longest=120, rows=None, width=None):
    widget = forms.Textarea() if rows else forms.TextInput(attrs={"width": width})
    messages = {"required": f"Enter the {label[:1].lower()}{label[1:]}"}
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=longest,
        widget=widget,
        error_messages=messages,
    )


def reason():
    return forms.CharField(
        label="Why it is being put right",
        help_text="What it says now is kept, with your reason, under What was changed.",
        max_length=300,
        error_messages={"required": "Say why it is being put right"},
    )


def one_of(label, choices, *, required=True, hint="", initial=None):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        initial=initial,
        error_messages={"required": f"Choose the {label[:1].lower()}{label[1:]}"},
    )


def tick(label, hint=""):
    return forms.BooleanField(label=label, required=False, help_text=hint)


def day(label, *, required=True, hint="", future=False):
    messages = {"required": f"Enter the {label[:1].lower()}{label[1:]}"}
    return DateField(
        label=label, required=required, help_text=hint, future=future, error_messages=messages
    )


def checked(clean, *args):
    """A rule's cleaning, with its refusal as the form's error."""
    try:
        return clean(*args)
    except NotValid as refusal:
        raise forms.ValidationError(str(refusal)) from None


def postcode(value):
    return checked(clean_postcode, value) if value else ""
