"""A referral that needs no further action, or does after all."""

from django import forms

from tessera.foundations import codesets
from tessera.foundations.access.models import Team
from tessera.practice.front_door.forms.parts import choice, text


class NoAction(forms.Form):
    """Why a referral needs nothing more, and which of the others that came with it end too."""

    why = text(20_000, required=True, missing="Say why nothing more is needed")
    beside = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, beside, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [(str(case.public_id), "") for case in beside]


class TakeUp(forms.Form):
    """What a case must have: its main need, and the team that takes it."""

    primary_need = choice((), required=True, missing="Choose the main need")
    team = forms.ModelChoiceField(
        Team.objects.taking_cases(),
        to_field_name="code",
        error_messages={
            "required": "Choose the team that takes it",
            "invalid_choice": "Choose the team that takes it",
        },
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["primary_need"].choices = codesets.choices("cin.primary_need", on=on)
