from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.child_protection.rules import drift, outside


@checks.register("drift")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's drift.yaml or eighteen.yaml stops the site at its start."""
    slips = (*drift.problems(), *outside.LIMITS.problems())
    return [checks.Error(words, id="child_protection.E001") for words in slips]


class ChildProtectionConfig(AppConfig):
    name = "tessera.practice.child_protection"
    label = "child_protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
