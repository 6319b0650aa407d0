from django.apps import AppConfig

from tessera.foundations.registers import load


class AssessmentsConfig(AppConfig):
    name = "tessera.practice.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
