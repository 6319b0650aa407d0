from django.apps import AppConfig

from tessera.foundations.registers import load


class EarlyHelpConfig(AppConfig):
    name = "tessera.practice.early_help"
    label = "early_help"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
