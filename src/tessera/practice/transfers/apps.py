from django.apps import AppConfig

from tessera.foundations.registers import load


class TransfersConfig(AppConfig):
    name = "tessera.practice.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
