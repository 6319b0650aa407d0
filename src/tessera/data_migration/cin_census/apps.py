from django.apps import AppConfig

from tessera.foundations.registers import load


class CinCensusLoadingConfig(AppConfig):
    name = "tessera.data_migration.cin_census"
    label = "cin_census_loading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
