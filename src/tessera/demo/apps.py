from django.apps import AppConfig

from tessera.foundations.registers import load


class DemoConfig(AppConfig):
    name = "tessera.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
