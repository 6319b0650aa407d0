from django.apps import AppConfig

from tessera.foundations.registers import load


class PlansConfig(AppConfig):
    name = "tessera.practice.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
