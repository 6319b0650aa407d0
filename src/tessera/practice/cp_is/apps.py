from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.cp_is.rules import layout


@checks.register("cp_is")
def upload_fits(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's cp_is.yaml stops the site at its start."""
    return [checks.Error(words, id="cp_is.E001") for words in layout.problems()]


class CpIsConfig(AppConfig):
    name = "tessera.practice.cp_is"
    label = "cp_is"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
