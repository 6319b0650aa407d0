"""What may be changed in a plan between meetings: each a few boxes on a page."""

from django import forms

from tessera.foundations import codesets
from tessera.people.forms.base import HouseForm, day, one_of, words
from tessera.practice.plans.choices import Heard, Whose


class DoneForm(HouseForm):
    done_on = day("Day it was done")
    note = words("In a few words", longest=500)


class DropForm(HouseForm):
    why = words("Reason for dropping it", required=True, longest=500)


class ActionForm(HouseForm):
    what = words("Action", required=True, longest=1000, rows=2)
    who = words("Who does it", required=True, longest=150)
    role = words(
        "What they are to the family",
        longest=100,
        hint="For example, mum, school or health visitor",
    )
    due_on = day("By when", required=False, future=True)
    how_often = words("How often", longest=100, hint="For example, every school day")


class ChangeActionForm(ActionForm):
    reason = words("Why it changes", required=True, longest=300)


class OutcomeForm(HouseForm):
    """`children` are those of the plan whom the worker may write about."""

    title = words("Outcome", required=True, longest=200, hint="In words that the family would use")
    change = words("What will change", longest=2000, rows=3)
    how_we_know = words("How we shall know", longest=2000, rows=3)
    contingency = words("If it does not change", longest=2000, rows=3)

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        areas = [(code.code, code.label) for code in codesets.codes("plan.outcome_area")]
        self.fields["area"] = one_of("Area", [("", "Choose"), *areas])
        if len(children) > 1:
            self.fields["children"] = forms.MultipleChoiceField(
                label="For whom",
                choices=[(str(c.public_id), c.known_as or c.given_name) for c in children],
                error_messages={"required": "Choose at least one child"},
            )


class ChangeOutcomeForm(OutcomeForm):
    reason = words("Why it changes", required=True, longest=300)


class ScoreForm(HouseForm):
    on = day("Day this was so")
    evidence = words("What shows it", required=True, longest=5000, rows=4)
    risk = words("What it means for the risk", longest=2000, rows=2)

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        scale = [(code.code, code.label) for code in codesets.codes("plan.progress")]
        self.fields["scale"] = one_of("Progress", scale)
        if len(children) > 1:
            self.fields["children"] = forms.MultipleChoiceField(
                label="For whom",
                choices=[(str(c.public_id), c.known_as or c.given_name) for c in children],
                error_messages={"required": "Choose at least one child"},
            )
        self.order_fields(["children", "on", "scale", "evidence", "risk"])


class DescribeForm(HouseForm):
    why = words("Why there is a plan", longest=4000, rows=4)
    can_end_when = words("The plan can end when", longest=2000, rows=3)


class ViewForm(HouseForm):
    words = words("Their words", required=True, longest=5000, rows=4)
    on = day("Day they said it")

    def __init__(self, *args, child_name, **kwargs):
        super().__init__(*args, **kwargs)
        whose = [(Whose.CHILD, child_name), (Whose.PARENT, Whose.PARENT.label)]
        self.fields["whose"] = one_of("Whose words", [*whose, (Whose.OTHER, Whose.OTHER.label)])
        self.fields["named"] = words(
            "Their name", longest=150, hint=f"Leave empty for {child_name}"
        )
        self.fields["heard"] = one_of("When they were heard", Heard.choices)
        self.order_fields(["whose", "named", "heard", "on", "words"])

    def clean(self):
        given = super().clean()
        if given.get("whose") not in (None, Whose.CHILD) and not given.get("named"):
            self.add_error("named", "Enter their name")
        return given
