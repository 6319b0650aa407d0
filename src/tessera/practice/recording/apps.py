from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.recording import rules


@checks.register("visits")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's visits.yaml stops the site at its start."""
    return [checks.Error(words, id="recording.E001") for words in rules.LIMITS.problems()]


class RecordingConfig(AppConfig):
    name = "tessera.practice.recording"
    label = "recording"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
