from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.meetings import rules


@checks.register("meetings")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's meetings.yaml stops the site at its start."""
    return [checks.Error(words, id="meetings.E001") for words in rules.LIMITS.problems()]


class MeetingsConfig(AppConfig):
    name = "tessera.practice.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
