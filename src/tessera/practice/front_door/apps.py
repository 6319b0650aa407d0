from django.apps import AppConfig

from tessera.foundations.registers import load


class FrontDoorConfig(AppConfig):
    name = "tessera.practice.front_door"
    label = "front_door"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
