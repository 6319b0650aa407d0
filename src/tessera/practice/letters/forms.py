"""Which letter, and for whom."""

from django import forms


class BeginForm(forms.Form):
    """One letter for one recipient, out of those offered; about the child, and others of the family."""

    template = forms.ChoiceField(error_messages={"required": "Choose a letter"})
    to = forms.ChoiceField(error_messages={"required": "Choose whom it is for"})
    others = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, templates, addressees, others=(), not_for_all, **kwargs):
        super().__init__(*args, **kwargs)
        self._templates = {each.code: each for each in templates}
        self._addressees = {each.key: each for each in addressees}
        self.fields["template"].choices = [(code, code) for code in self._templates]
        self.fields["to"].choices = [(key, key) for key in self._addressees]
        self._others = {str(each.public_id): each for each in others}
        self.fields["others"].choices = [(key, key) for key in self._others]
        self._not_for_all = not_for_all

    def clean(self):
        data = super().clean()
        template = self._templates.get(data.get("template", ""))
        to = self._addressees.get(data.get("to", ""))
        if template and to and to.kind not in template.to:
            self.add_error(
                "to", f"“{template.label}” is not a letter for {to.name}. Choose another"
            )
        others = [self._others[key] for key in data.get("others", ())]
        if to and others and (stops := self._not_for_all(to, others)):
            self.add_error("to", stops[0])
        return {"template": template, "to": to, "others": others}

    def problems(self):
        return {name: words[0] for name, words in self.errors.items()}
