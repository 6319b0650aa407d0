from django.apps import AppConfig

from tessera.foundations.registers import load


class ChildProtectionConfig(AppConfig):
    name = "tessera.practice.child_protection"
    label = "child_protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
