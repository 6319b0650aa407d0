from django.apps import AppConfig

from tessera.foundations.registers import load


class FeedsConfig(AppConfig):
    name = "tessera.engine.feeds"
    label = "feeds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
