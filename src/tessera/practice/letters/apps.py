from django.apps import AppConfig

from tessera.foundations.registers import load


class LettersConfig(AppConfig):
    name = "tessera.practice.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
