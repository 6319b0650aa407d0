from django.apps import AppConfig
from django.core import checks

from tessera.foundations.registers import load
from tessera.practice.children_in_need import rules


@checks.register("short_breaks")
def limits_fit(app_configs: object = None, **kwargs: object) -> list:
    """A slip in the council's short_breaks.yaml stops the site at its start."""
    return [checks.Error(words, id="children_in_need.E001") for words in rules.LIMITS.problems()]


class ChildrenInNeedConfig(AppConfig):
    name = "tessera.practice.children_in_need"
    label = "children_in_need"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
