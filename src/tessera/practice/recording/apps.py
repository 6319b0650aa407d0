from django.apps import AppConfig

from tessera.foundations.registers import load


class RecordingConfig(AppConfig):
    name = "tessera.practice.recording"
    label = "recording"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
