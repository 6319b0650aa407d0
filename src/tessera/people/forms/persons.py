"""Adding a person, and putting right or adding to what is known of one."""

from django import forms

from tessera.foundations import codesets
from tessera.people.forms.base import HouseForm, checked, day, one_of, postcode, reason, tick, words
from tessera.people.models import Sex
from tessera.people.rules import clean_contact_point, clean_identifier, clean_nhs_number

UNTIL_BIRTH = "Leave it empty for a child who is not born yet"


def _sex(held=""):
    """`held` is what stands there: "not specified" came with a past census and is offered to no one else."""
    order = [(Sex.FEMALE, "Female"), (Sex.MALE, "Male"), (Sex.UNKNOWN, "Not known")]
    if held == Sex.NOT_SPECIFIED:
        order.append((Sex.NOT_SPECIFIED, Sex.NOT_SPECIFIED.label))
    return one_of("Sex", order, initial=Sex.UNKNOWN)


class AddPersonForm(HouseForm):
    """Asks the least: enough to look whether they are known already."""

    given = words("First name", hint="For a child not born yet, Baby will do", width=20)
    family = words("Surname", width=20)
    born_on = day("Date of birth", required=False, hint=UNTIL_BIRTH)
    born_on_is_estimated = tick("The date of birth is a guess")
    expected_on = day("Expected date of birth", required=False, future=True, hint="If not born yet")
    postcode = words("Postcode", hint="Helps to find someone already known", width=10)
    nhs_number = words("NHS number, if you have it", width=10, longest=14)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"] = _sex()
        self.order_fields(
            ["given", "family", "born_on", "born_on_is_estimated", "expected_on", "sex"]
        )

    def clean_postcode(self):
        return postcode(self.cleaned_data["postcode"])

    def clean_nhs_number(self):
        number = self.cleaned_data["nhs_number"]
        return checked(clean_nhs_number, number) if number else ""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not (data.get("given") or data.get("family") or self.errors):
            self.add_error("given", "Enter at least one name")
        if data.get("born_on") and data.get("expected_on"):
            self.add_error(
                "expected_on", "A child is either born or expected: empty one of the two"
            )
        return data


class NameForm(HouseForm):
    given = words("First name", width=20)
    middle = words("Middle names", width=20)
    family = words("Surname", width=20)
    started_on = day("From", required=False, hint="Leave it empty when it is not known")

    def __init__(self, *args, correcting=False, **kwargs):
        super().__init__(*args, **kwargs)
        if correcting:
            self.fields["reason"] = reason()
        else:
            self.fields["kind"] = one_of(
                "Kind of name", codesets.choices("person.name_kind"), initial="legal"
            )
            self.order_fields(["kind"])

    def clean(self):
        super().clean()
        if not (self.cleaned_data.get("given") or self.cleaned_data.get("family")):
            self.add_error("given", "Enter at least one name")
        return self.cleaned_data


class IdentifierForm(HouseForm):
    value = words("Number", required=True, width=20, longest=40)

    def __init__(self, *args, correcting=False, **kwargs):
        super().__init__(*args, **kwargs)
        choices = codesets.choices("person.identifier_kind")
        self.fields["kind"] = one_of("Kind of number", choices, initial="nhs")
        self.order_fields(["kind", "value"])
        if correcting:
            self.fields["reason"] = reason()

    def clean(self):
        super().clean()
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind and value:
            try:
                self.cleaned_data["value"] = checked(clean_identifier, kind, value)
            except forms.ValidationError as refusal:
                self.add_error("value", refusal)
        return self.cleaned_data


class ContactPointForm(HouseForm):
    value = words("Number or address", required=True, longest=200)
    note = words("What to know", hint="When to ring, whose it is", longest=200)

    def __init__(self, *args, correcting=False, **kwargs):
        super().__init__(*args, **kwargs)
        choices = codesets.choices("person.contact_kind")
        self.fields["kind"] = one_of("Way to reach", choices, initial="mobile")
        self.fields["is_unsafe"] = tick(
            "Do not use it", "Someone else may read or hear it. It is then not shown on the record."
        )
        self.order_fields(["kind", "value"])
        if correcting:
            self.fields["reason"] = reason()

    def clean(self):
        super().clean()
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind and value:
            try:
                self.cleaned_data["value"] = checked(clean_contact_point, kind, value)
            except forms.ValidationError as refusal:
                self.add_error("value", refusal)
        self.cleaned_data["is_safe"] = not self.cleaned_data.pop("is_unsafe", False)
        return self.cleaned_data


class ParticularsForm(HouseForm):
    """What has been learnt. Blank stays blank: nobody has asked yet."""

    gender = words("Gender, in their own words", longest=60, width=20)
    needs_interpreter = tick("Needs an interpreter")
    communication_needs = words(
        "How best to talk and listen to them",
        hint="For example, with signs, with pictures, or with more time",
        longest=500,
        rows=3,
    )

    def __init__(self, *args, asks_why_no_upn=False, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label, codes in (
            ("ethnicity", "Ethnicity", "ethnicity"),
            ("religion", "Religion or belief", "religion"),
            ("first_language", "First language", "language"),
        ):
            # "Not asked yet" is a code of its own, which the census takes; a blank is no answer.
            choices = [("", "Nothing recorded"), *codesets.choices(codes, on=self.today)]
            self.fields[name] = one_of(label, choices, required=False)
        self.order_fields(["gender", "ethnicity", "religion", "first_language"])
        if asks_why_no_upn:
            self.fields["upn_unknown"] = one_of(
                "Why there is no unique pupil number",
                [("", "Nothing recorded"), *codesets.choices("cin.upn_unknown", on=self.today)],
                required=False,
            )


class DisabilitiesForm(HouseForm):
    recorded_on = day("When it was known")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codes"] = forms.MultipleChoiceField(
            label="Disabilities",
            help_text="No disability stands alone",
            choices=codesets.choices("cin.disability", on=self.today),
            error_messages={"required": "Choose at least one, or that there is none"},
        )
        self.order_fields(["codes"])


class CorrectPersonForm(HouseForm):
    born_on = day("Date of birth", required=False, hint=UNTIL_BIRTH)
    born_on_is_estimated = tick("The date of birth is a guess")
    expected_on = day("Expected date of birth", required=False, future=True)
    died_on = day("Date of death", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"] = _sex(self.initial.get("sex", ""))
        self.fields["reason"] = reason()
        self.order_fields(["sex"])


class BirthForm(HouseForm):
    born_on = day("Date of birth")
    given = words("First name", width=20)
    middle = words("Middle names", width=20)
    family = words("Surname", width=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"] = _sex()


class DeathForm(HouseForm):
    died_on = day("Date of death")
