from django.apps import AppConfig

from tessera.foundations.registers import load


class MeetingsConfig(AppConfig):
    name = "tessera.practice.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
