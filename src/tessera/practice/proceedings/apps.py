from django.apps import AppConfig

from tessera.foundations.registers import load


class ProceedingsConfig(AppConfig):
    name = "tessera.practice.proceedings"
    label = "proceedings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
