from django.apps import AppConfig

from tessera.foundations.registers import load


class FormsConfig(AppConfig):
    name = "tessera.engine.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
