"""Who takes over instead."""

from django import forms

from tessera.people.forms.base import HouseForm, one_of, words


class AnotherForm(HouseForm):
    """A worker of the team that was asked, and why it is no longer the one who was named."""

    worker = one_of("Worker who takes over", [])
    why = words("Why another worker takes over", required=True, longest=300, rows=3)

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self._workers = {str(worker.public_id): worker for worker in workers}
        self.fields["worker"].choices = [(key, w.name) for key, w in self._workers.items()]
        self.fields["why"].error_messages["required"] = "Say why another worker takes over"

    def clean_worker(self):
        worker = self._workers.get(self.cleaned_data["worker"])
        if worker is None:
            raise forms.ValidationError("Choose the worker who takes over")
        return worker
