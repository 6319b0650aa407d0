from django.apps import AppConfig

from tessera.foundations.registers import load


class PeopleConfig(AppConfig):
    name = "tessera.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
