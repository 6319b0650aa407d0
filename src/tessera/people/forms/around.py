"""Family, who works with someone, and what to beware of."""

from datetime import timedelta

from django import forms

from tessera.foundations import codesets
from tessera.people.forms.base import HouseForm, checked, day, one_of, reason, tick, words
from tessera.people.queries.warnings import must_name_somebody
from tessera.people.rules import clean_phone

RESPONSIBILITY = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
OURS = {"Our workers"}


def _responsibility():
    return one_of(
        "Parental responsibility",
        RESPONSIBILITY,
        required=False,
        hint="Mothers have it; a father by marriage, registration, agreement or order",
    )


def _as_flag(value):
    return {"yes": True, "no": False}.get(value)


class RelationshipForm(HouseForm):
    """`who` is found by the picker; the rest is about the tie."""

    who = forms.UUIDField(error_messages={"required": "Find the person, or add them first"})
    is_main_carer = tick("Main carer")
    note = words("What to know", hint="For example, has them on Tuesdays", longest=200)
    started_on = day("Since", required=False, hint="Leave it empty when it has always been so")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [("", "Choose"), *codesets.choices("relationship.kind")]
        self.fields["kind"] = one_of("What they are to this person", kinds)
        self.fields["has_parental_responsibility"] = _responsibility()
        self.order_fields(["who", "kind", "has_parental_responsibility"])

    def clean_has_parental_responsibility(self):
        return _as_flag(self.cleaned_data["has_parental_responsibility"])

    def shown(self):
        return [each for each in super().shown() if each["name"] != "who"]


class CorrectRelationshipForm(RelationshipForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["who"]
        self.fields["reason"] = reason()


class EndForm(HouseForm):
    ended_on = day("Last day, or the day it changed")


class EndWarningForm(HouseForm):
    ended_on = day("From when it is no longer so")
    reason = words("Why it is safe to stop warning", required=True, longest=300)


class InvolvementForm(HouseForm):
    """Someone of another organisation; our own workers are allocated or join by their own page."""

    professional_name = words("Name", longest=150, width=20)
    organisation_name = words(
        "School, surgery or service", hint="One that is known already is found by its name",
        longest=150,
    )  # fmt: skip
    telephone = words("Telephone", width=20, longest=30)
    started_on = day("Since when")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = [c for c in codesets.codes("involvement.role") if c.group not in OURS]
        self.fields["role"] = one_of(
            "What they are", [("", "Choose"), *((c.code, c.label) for c in others)]
        )
        self.order_fields(["role"])

    def clean_telephone(self):
        number = self.cleaned_data["telephone"]
        return checked(clean_phone, number) if number else ""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not (data.get("professional_name") or data.get("organisation_name") or self.errors):
            self.add_error("professional_name", "Enter a name, or the school, surgery or service")
        return data


class WorkerForm(HouseForm):
    """One of our own workers begins to work with someone."""

    worker = forms.UUIDField(error_messages={"required": "Find the worker"})
    started_on = day("From when", future=True)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"] = one_of("As what", [("", "Choose"), *roles])

    def shown(self):
        return [each for each in super().shown() if each["name"] != "worker"]


class WarningForm(HouseForm):
    """`around` are those of the family whom it may be about; `siblings` those who may have the same."""

    whom_typed = words("Or their name, if it is somebody else", longest=150, width=20)
    detail = words("What to know before going", longest=300, rows=2)
    review_on = day("Ask again by", future=True, required=False)

    def __init__(self, *args, around=(), siblings=(), **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [("", "Choose"), *codesets.choices("warning.kind")]
        self.fields["kind"] = one_of("What to beware of", kinds)
        self.named = {str(person.public_id): person.name for person, _ in around}
        if around:
            people = [(str(person.public_id), f"{person.name}, {word}") for person, word in around]
            self.fields["whom"] = one_of(
                "Who it is about",
                [("", "Nobody in particular"), *people],
                required=False,
                hint="Who must not come to the house, must not be alone with children, or must"
                " not learn the address. The warning says their name.",
            )
        else:
            self.fields["whom_typed"].label = "Who it is about"
        if siblings:
            self.fields["also"] = forms.MultipleChoiceField(
                label="Also for",
                required=False,
                help_text="Each gets a warning of their own.",
                choices=[(str(each.public_id), each.name) for each in siblings],
            )
        self.order_fields(["kind", "whom", "whom_typed", "detail", "also"])

    def clean(self):
        """`whom` is a name from here on, as chosen or as typed."""
        super().clean()
        data = self.cleaned_data
        typed = data.pop("whom_typed", "").strip()
        data["whom"] = typed or self.named.get(data.get("whom") or "", "")
        if data.get("kind") and must_name_somebody(data["kind"]) and not data["whom"]:
            field = "whom" if "whom" in self.fields else "whom_typed"
            self.add_error(field, "Say who: choose or type their name")
        return data


class ReviewForm(HouseForm):
    review_on = day("Still true. Ask again by", future=True)

    def clean_review_on(self):
        asked = self.cleaned_data["review_on"]
        if asked <= self.today or asked > self.today + timedelta(days=366):
            raise forms.ValidationError("Choose a day in the next year")
        return asked
