from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.transfers import rules


@checks.register("transfers")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's transfers.yaml stops the site at its start."""
    return [checks.Error(words, id="transfers.E001") for words in rules.LIMITS.problems()]


class TransfersConfig(AppConfig):
    name = "tessera.practice.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
