"""Where someone lives."""

from django import forms

from tessera.foundations import codesets
from tessera.people.forms.base import HouseForm, day, one_of, postcode, reason, tick, words
from tessera.people.models.particulars import HOME


class AddressForm(HouseForm):
    lines = words(
        "House and street", required=True, longest=200, hint="For example, 14 Tanner's Row"
    )
    town = words("Town or village", longest=80, width=20)
    postcode = words("Postcode", width=10)

    def clean_postcode(self):
        return postcode(self.cleaned_data["postcode"])

    @property
    def address(self):
        parts = (self.cleaned_data["lines"], self.cleaned_data["town"])
        return {
            "lines": "\n".join(filter(None, parts)),
            "postcode": self.cleaned_data["postcode"],
        }


class MoveForm(AddressForm):
    """Nobody writes an address five times: those who moved too are ticked."""

    moved_on = day(
        "Since when",
        required=False,
        hint="Leave it empty only when nobody knows and it is the first",
    )

    def __init__(self, *args, household=(), may_protect=False, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [c for c in codesets.choices("address.kind") if c[0] != "none"]
        self.fields["kind"] = one_of("Kind of address", kinds, initial=HOME)
        if household:
            self.fields["together"] = forms.MultipleChoiceField(
                label="Who moved too",
                required=False,
                choices=[(str(each.public_id), each.name) for each in household],
            )
        if may_protect:
            self.fields["is_protected"] = tick(
                "Protect this address",
                "Nobody sees it but you and those you then put on its list.",
            )

    def _shown(self, bound):
        """Beside each kind of address stands what it does to the home before."""
        shown = super()._shown(bound)
        if bound.name == "kind":
            shown["items"] = [
                {
                    "value": kind,
                    "text": label,
                    "hint": codesets.get("address.kind", kind).extra["does"],
                }
                for kind, label in shown["items"]
            ]
        return shown


class CorrectResidenceForm(AddressForm):
    started_on = day("From", required=False)
    ended_on = day("Until", required=False, hint="The first day they no longer lived there")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason()
