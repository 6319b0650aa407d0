"""The pages of the public referral form: what each asks, and what is wrong with an answer."""

from django import forms

from tessera.foundations import codesets
from tessera.practice.front_door.forms.parts import (
    PARTS,
    DayField,
    YesNoField,
    choice,
    errors_of,
    text,
)

MOST_CHILDREN = 12
MOST_ADULTS = 8
LONG = 10_000
MOST_KEPT = 50_000
MOST_CHOICES = 100

PEOPLE_WHO_REFER = (
    "school early_years education gp health_visitor school_nurse midwife primary_health"
    " accident_and_emergency other_health police housing probation court adult_services"
    " council_service other_council voluntary individual"
).split()


def kinds_of_referrer():
    return [
        (code, codesets.label("contact.source_kind", code))
        for code in PEOPLE_WHO_REFER
        if codesets.is_valid("contact.source_kind", code)
    ]


class AboutYou(forms.Form):
    name = text(150, required=True, missing="Tell us your name")
    role = text(100, required=True, missing="Tell us what your work is, such as class teacher")
    kind = forms.ChoiceField(
        error_messages={
            "required": "Choose where you work",
            "invalid_choice": "Choose where you work",
        }
    )
    agency = text(150, required=True, missing="Give the name of your school, practice or service")
    telephone = text(30, required=True, missing="Give a number where we can reach you")
    email = forms.EmailField(
        max_length=200,
        error_messages={
            "required": "Give an e-mail address where we can reach you",
            "invalid": "Give an e-mail address such as name@example.org",
        },
    )
    may_be_named = YesNoField(
        error_messages={"required": "Say whether we may tell the family that you told us"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_of_referrer()

    def clean_telephone(self):
        number = self.cleaned_data["telephone"]
        if sum(character.isdigit() for character in number) < 6:
            raise forms.ValidationError("Give the whole number, such as 01632 960 118")
        return number


class Child(forms.Form):
    given = text(120)
    family = text(120)
    born_on = DayField(required=False)
    is_unborn = forms.BooleanField(required=False)
    sex = choice((("F", "Female"), ("M", "Male"), ("U", "Not known")))
    address = text(300)
    postcode = text(10)
    school = text(150)

    def clean(self):
        given, family = self.cleaned_data.get("given"), self.cleaned_data.get("family")
        if not given and not family:
            self.add_error("given", "Give at least one name. For an unborn baby, write Baby")


class Adult(forms.Form):
    given = text(120)
    family = text(120)
    relation = text(100)
    telephone = text(30)
    address = text(300)


class Worries(forms.Form):
    immediate_risk = YesNoField(error_messages={"required": "Say whether a child is in danger now"})
    immediate_risk_why = text(2_000)
    concerns = forms.MultipleChoiceField(required=False)
    account = text(LONG, required=True, missing="Tell us what you have seen or heard, and when")
    childs_words = text(4_000)
    tried = text(4_000)
    safety = text(2_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["concerns"].choices = codesets.choices("contact.concern")

    def clean(self):
        if self.cleaned_data.get("immediate_risk") and not self.cleaned_data.get(
            "immediate_risk_why"
        ):
            self.add_error("immediate_risk_why", "Say what the danger is")


CONSENT = (
    ("given", "Yes, they agree"),
    ("refused", "No, they do not agree"),
    ("not_asked", "I have not asked them yet"),
    ("not_safe_to_ask", "It is not safe to ask them"),
)


class Consent(forms.Form):
    family_knows = YesNoField(
        error_messages={"required": "Say whether the family knows that you are telling us"}
    )
    consent = choice(
        CONSENT, required=True, missing="Say whether the family agrees to your telling us"
    )
    consent_note = text(500)

    def clean(self):
        answer, note = self.cleaned_data.get("consent"), self.cleaned_data.get("consent_note")
        if answer in ("refused", "not_safe_to_ask") and not note:
            self.add_error("consent_note", "Say why, in a sentence")


class SaveForLater(forms.Form):
    email = forms.EmailField(
        max_length=200,
        error_messages={
            "required": "Give your e-mail address",
            "invalid": "Give an e-mail address such as name@example.org",
        },
    )


class ComeBack(SaveForLater):
    reference = text(20, required=True, missing="Give the reference from our e-mail")


class Code(forms.Form):
    code = text(20, required=True, missing="Give the code from our e-mail")

    def clean_code(self):
        return "".join(c for c in self.cleaned_data["code"] if c.isdigit())


def rows_of(data, name):
    """How many rows a repeated part was posted with, never more than make sense."""
    try:
        given = int(data.get(f"{name}-count", 1))
    except ValueError:
        given = 1
    return max(0, min(given, MOST_CHILDREN if name == "child" else MOST_ADULTS))


def read_rows(data, name, kind):
    """The rows of a repeated part as typed, blank ones left out, and what is wrong with each."""
    rows, errors = [], {}
    for n in range(rows_of(data, name)):
        form = kind(data, prefix=f"{name}-{n}")
        typed = typed_in(data, form)
        if not _is_blank(typed):
            moved = kind(_as_posted(typed, f"{name}-{len(rows)}"), prefix=f"{name}-{len(rows)}")
            errors |= errors_of(moved)
            rows.append(typed)
    return rows, errors


def typed_in(data, form):
    """What was typed, word for word, so that nothing is lost while it is still wrong."""
    return {
        name: _kept(field.widget.value_from_datadict(data, {}, form.add_prefix(name)))
        for name, field in form.fields.items()
    }


def _kept(value):
    """As typed, up to far more than any box takes: a robot may not fill the house."""
    if isinstance(value, str):
        return value[:MOST_KEPT]
    if isinstance(value, list):
        return [_kept(each) for each in value[:MOST_CHOICES]]
    if isinstance(value, dict):
        return {name: _kept(each) for name, each in value.items()}
    return value


def form_of(kind, typed, prefix=None):
    """The form again, filled from what was kept."""
    return kind(_as_posted(typed or {}, prefix), prefix=prefix)


class _Posted(dict):
    def getlist(self, name):
        value = self.get(name)
        return value if isinstance(value, list) else [] if value is None else [value]


def _as_posted(typed, prefix=None):
    posted = _Posted()
    for name, value in typed.items():
        box = f"{prefix}-{name}" if prefix else name
        if isinstance(value, dict):
            posted.update({f"{box}-{part}": value.get(part, "") for part in PARTS})
        elif value is True:
            posted[box] = "on"
        elif value not in (None, False):
            posted[box] = value
    return posted


def _is_blank(typed):
    return not any(value for name, value in typed.items() if name != "sex")
