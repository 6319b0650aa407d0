from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.plans import rules


@checks.register("plans")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's plans.yaml stops the site at its start."""
    return [checks.Error(words, id="plans.E001") for words in rules.LIMITS.problems()]


class PlansConfig(AppConfig):
    name = "tessera.practice.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
