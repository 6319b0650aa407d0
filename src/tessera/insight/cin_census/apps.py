from django.apps import AppConfig

from tessera.foundations.registers import load


class CinCensusConfig(AppConfig):
    name = "tessera.insight.cin_census"
    label = "cin_census"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
