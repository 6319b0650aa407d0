from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.people.rules import reviewing


@checks.register("people")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's people.yaml stops the site at its start."""
    return [checks.Error(words, id="people.E001") for words in reviewing.LIMITS.problems()]


class PeopleConfig(AppConfig):
    name = "tessera.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
