"""The short forms of a contact's page."""

from django import forms

from tessera.foundations import codesets
from tessera.foundations.access.models import Team
from tessera.foundations.calendar.clock import local
from tessera.practice.front_door.forms.parts import (
    DayField,
    MomentField,
    YesNoField,
    choice,
    text,
)
from tessera.practice.front_door.rules.contact import (
    OFFERED_OUTCOMES,
    REFERRED,
    asks_without_agreement,
    urgency_doubt,
)
from tessera.practice.front_door.rules.family import KINDS

MOST_WORDS = 20_000


class Urgency(forms.Form):
    rag = forms.ChoiceField(error_messages={"required": "Choose how urgent it is"})
    sure = text(10)

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rag"].choices = codesets.choices("contact.rag")
        self.contact = contact

    def clean(self):
        """Asked once whether it is right, where the danger says something else."""
        rag = self.cleaned_data.get("rag")
        doubt = urgency_doubt(rag or "", self.contact.immediate_risk)
        if doubt and self.cleaned_data.get("sure") != rag:
            self.add_error("rag", doubt)


class Ask(forms.Form):
    """What agencies are asked: all of them the same, and any of them something of its own."""

    agencies = forms.MultipleChoiceField(error_messages={"required": "Choose at least one agency"})
    why = text(300, required=True, missing="Say in short why you ask")
    question = text(2_000)
    without_agreement_why = text(
        2_000,
        missing="Say why agencies are asked though the family does not agree, or was not asked",
    )

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = codesets.choices("agency")
        for code, _ in self.fields["agencies"].choices:
            self.fields[f"question-{code}"] = text(2_000)
        self.fields["without_agreement_why"].required = needs_why(contact)

    def questions(self):
        """agency -> its question."""
        data = self.cleaned_data
        return {
            agency: "\n".join(filter(None, (data["question"], data[f"question-{agency}"])))
            for agency in data["agencies"]
        }


def needs_why(contact):
    """Whether it is still to be said why agencies are asked without the family's agreement."""
    return asks_without_agreement(contact.consent) and not contact.without_agreement_why


class Family(forms.Form):
    """What each grown-up of a contact is to its children, and who lives with them; whether the children are
    brothers and sisters."""

    siblings = forms.BooleanField(required=False)

    def __init__(self, *args, unrelated, **kwargs):
        super().__init__(*args, **kwargs)
        self.adults = {f"kind-{part.pk}": part for part, _ in unrelated.adults}
        for name in self.adults:
            self.fields[name] = choice([("", "Not known yet"), *kinds()])
        self.homeless = {f"home-{part.pk}": part for part in unrelated.homeless}
        for name in self.homeless:
            self.fields[name] = forms.BooleanField(required=False)

    def clean(self):
        if not any(self.cleaned_data.values()):
            first = next(iter([*self.adults, *self.homeless, "siblings"]))
            self.add_error(first, "Say who is related to whom, or who lives with whom")

    @property
    def said(self):
        """part -> kind, of those of whom it was said."""
        return {
            part: self.cleaned_data[name]
            for name, part in self.adults.items()
            if self.cleaned_data[name]
        }

    @property
    def at_home(self):
        """The parts of those who live with the children."""
        return [part for name, part in self.homeless.items() if self.cleaned_data[name]]


def kinds():
    """What a grown-up may be to a child, in words."""
    return [(code, codesets.label("relationship.kind", code)) for code in KINDS]


class Answer(forms.Form):
    is_known = YesNoField(error_messages={"required": "Say whether the family is known to them"})
    answer = text(MOST_WORDS, required=True, missing="Write what they said")
    answered_by = text(150, required=True, missing="Say who answered")


class PartnerAnswer(forms.Form):
    is_known = YesNoField(error_messages={"required": "Say whether your agency knows the family"})
    answer = text(MOST_WORDS, required=True, missing="Write what the front door should know")


class LastWord(forms.Form):
    words = text(200, required=True, missing="Write what they said")


class WithReason(forms.Form):
    reason = text(300, required=True, missing="Say why")


class Meeting(forms.Form):
    note = text(300)


class Decide(forms.Form):
    outcome = forms.ChoiceField(
        error_messages={
            "required": "Choose what happens now",
            "invalid_choice": "Choose what happens now",
        }
    )
    why = text(MOST_WORDS, required=True, missing="Say why")
    primary_need = forms.ChoiceField(required=False)
    team = forms.ModelChoiceField(
        Team.objects.taking_cases(),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "Choose the team that takes the referral"},
    )
    passed_to = text(200)
    advice = text(MOST_WORDS)

    def __init__(self, *args, children=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.children = children if len(children) > 1 else ()
        for part in self.children:
            self.fields[f"outcome-{part.pk}"] = forms.ChoiceField(
                required=False, choices=[("", ""), *outcomes()]
            )
        self.fields["outcome"].choices = outcomes()
        self.fields["primary_need"].choices = [
            ("", "Choose"),
            *codesets.choices("cin.primary_need"),
        ]

    def clean(self):
        """What must stand for each outcome, all at once; the action asks again, and of the children."""
        data = self.cleaned_data
        outcomes_ = {data.get("outcome"), *self.others().values()}
        if outcomes_ & REFERRED and not data.get("primary_need"):
            self.add_error("primary_need", "Choose the main need")
        if outcomes_ & REFERRED and not data.get("team"):
            self.add_error("team", "Choose the team that takes the referral")
        if "other_council" in outcomes_ and not data.get("passed_to"):
            self.add_error("passed_to", "Name the council, and who there took it")
        if "advice" in outcomes_ and not data.get("advice"):
            self.add_error("advice", "Write what you advised")

    def others(self):
        """part id -> outcome, for the children for whom it is something else."""
        said = {part.pk: self.cleaned_data.get(f"outcome-{part.pk}") for part in self.children}
        main = self.cleaned_data.get("outcome")
        return {pk: outcome for pk, outcome in said.items() if outcome and outcome != main}

    def decision(self):
        """What was decided, as the action takes it."""
        shared = {k: v for k, v in self.cleaned_data.items() if not k.startswith("outcome-")}
        return {**shared, "others": self.others()}


def outcomes():
    return [(code, codesets.label("contact.outcome", code)) for code in OFFERED_OUTCOMES]


class Level(forms.Form):
    level = choice((), required=True, missing="Choose the level of need")

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = codesets.choices("contact.level", on=on)


class Return(forms.Form):
    comment = text(MOST_WORDS, required=True, missing="Say what should change")


class Authorise(forms.Form):
    comment = text(MOST_WORDS)


class Call(forms.Form):
    note = text(MOST_WORDS, required=True, missing="Write what was said")


class Letter(forms.Form):
    """The call, where there was one, and where the letter goes."""

    note = text(MOST_WORDS)
    address = text(400)


class NoLetter(forms.Form):
    note = text(MOST_WORDS)
    reason = text(300, required=True, missing="Say why no letter goes")


class CorrectContact(forms.Form):
    """All that a contact says, as it stands, to be put right."""

    received_at = MomentField(
        error_messages={
            "required": "Say when we got it",
            "unreal": "Give a real day and time, such as 27 3 2026, 14:05",
        }
    )
    channel = choice((), required=True, missing="Say how the contact came")
    source = choice((), required=True, missing="Say who told us")
    account = text(MOST_WORDS, required=True, missing="Write what was told")
    childs_words = text(MOST_WORDS)
    concerns = forms.MultipleChoiceField(required=False)
    immediate_risk = YesNoField(error_messages={"required": "Say whether a child was in danger"})
    immediate_risk_why = text(MOST_WORDS)
    referrer_name = text(150)
    referrer_role = text(100)
    referrer_agency = text(150)
    referrer_telephone = text(30)
    referrer_email = forms.EmailField(
        required=False,
        error_messages={"invalid": "Give the whole e-mail address, such as name@school.example"},
    )
    referrer_may_be_named = YesNoField(required=False)
    family_knows = YesNoField(required=False)
    consent = forms.ChoiceField(required=False)
    consent_note = text(500)
    without_agreement_why = text(2_000)
    reason = text(300, required=True, missing="Say why you correct it")

    def __init__(self, *args, contact, **kwargs):
        now = {name: getattr(contact, name) for name in self.base_fields if name != "reason"}
        super().__init__(*args, initial=now, **kwargs)
        on = local(contact.received_at).date()
        self.fields["channel"].choices = codesets.choices("contact.channel", on=on)
        self.fields["source"].choices = codesets.choices("cin.referral_source", on=on)
        self.fields["concerns"].choices = codesets.choices("contact.concern")
        self.fields["consent"].choices = [("", "Not written down"), *codesets.choices("consent")]
        self.fields["immediate_risk"].required = contact.immediate_risk is not None
        self.contact = contact
        children = [part for part in contact.children.all() if part.part == "child"]
        self.children = {f"words-{part.pk}": part for part in children if len(children) > 1}
        for name, part in self.children.items():
            self.fields[name] = text(MOST_WORDS)
            self.initial[name] = part.childs_words

    def clean(self):
        data = self.cleaned_data
        if data.get("immediate_risk") and not data.get("immediate_risk_why"):
            self.add_error("immediate_risk_why", "Say what the danger was")
        return data

    def changes(self):
        """Only what differs from what stands there. A time is typed to the minute."""
        data = {n: v for n, v in self.cleaned_data.items() if n in self.base_fields}
        del data["reason"]
        if data["received_at"] == self.contact.received_at.replace(second=0, microsecond=0):
            del data["received_at"]
        return {name: v for name, v in data.items() if v != getattr(self.contact, name)}

    def words(self):
        """part -> what this child said, where that differs from what stands there."""
        said = {part: self.cleaned_data[name] for name, part in self.children.items()}
        return {part: words for part, words in said.items() if words != part.childs_words}


class CorrectReferral(forms.Form):
    """The facts of a case that the census counts, as they stand, to be put right."""

    received_on = DayField(
        error_messages={
            "required": "Say on which day the referral came",
            "unreal": "Give a real date, such as 31 3 2026",
        }
    )
    source = choice((), required=True, missing="Say who referred")
    primary_need = choice(())
    closed_on = DayField(
        error_messages={
            "required": "Say on which day the case closed",
            "unreal": "Give a real date, such as 31 3 2026",
        }
    )
    closure_reason = choice((), required=True, missing="Choose why the case closed")
    closure_summary = text(MOST_WORDS)
    reason = text(300, required=True, missing="Say why you correct it")

    def __init__(self, *args, referral, **kwargs):
        now = {name: getattr(referral, name) for name in self.base_fields if name != "reason"}
        super().__init__(*args, initial=now, **kwargs)
        self.referral = referral
        needs = codesets.choices("cin.primary_need", on=referral.received_on)
        self.fields["primary_need"].choices = [("", "Not known"), *needs]
        self.fields["source"].choices = codesets.choices(
            "cin.referral_source", on=referral.received_on
        )
        if referral.closed_on is None:
            for name in ("closed_on", "closure_reason", "closure_summary"):
                del self.fields[name]
        else:
            self.fields["closure_reason"].choices = codesets.choices(
                "cin.closure_reason", on=referral.closed_on
            )

    def changes(self):
        """Only what differs from what stands there."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "reason" and value != getattr(self.referral, name)
        }


class Allocate(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.filter(ended_on=None),
        to_field_name="code",
        error_messages={"required": "Choose the team", "invalid_choice": "Choose the team"},
    )
    worker = choice((), required=True, missing="Choose the worker")
    beside = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, workers=(), beside=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(str(w.public_id), w.name) for w in workers]
        self.fields["beside"].choices = [(str(case.public_id), case.child.name) for case in beside]


class Close(forms.Form):
    closed_on = DayField(
        error_messages={
            "required": "Say on which day the case closes",
            "unreal": "Give a real date, such as 31 3 2026",
        }
    )
    reason = choice((), required=True, missing="Choose why the case closes")
    summary = text(MOST_WORDS, required=True, missing="Write what has changed")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["reason"].choices = codesets.choices("cin.closure_reason", on=today)

    def clean_closed_on(self):
        day = self.cleaned_data["closed_on"]
        if day > self.today:
            raise forms.ValidationError("The case must close today or before")
        return day
