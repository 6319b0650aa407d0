from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.front_door.rules import closing, out_of_hours


@checks.register("front_door")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's closing.yaml or out_of_hours.yaml stops the site at its start."""
    found = [*closing.LIMITS.problems(), *out_of_hours.LIMITS.problems()]
    return [checks.Error(words, id="front_door.E001") for words in found]


class FrontDoorConfig(AppConfig):
    name = "tessera.practice.front_door"
    label = "front_door"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
