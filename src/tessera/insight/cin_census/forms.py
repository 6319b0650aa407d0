from django import forms


class FreezeForm(forms.Form):
    note = forms.CharField(required=False, max_length=5000)
    sure = forms.BooleanField(
        error_messages={"required": "Say that this is the return as it was submitted."}
    )
