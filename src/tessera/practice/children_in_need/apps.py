from django.apps import AppConfig

from tessera.foundations.registers import load


class ChildrenInNeedConfig(AppConfig):
    name = "tessera.practice.children_in_need"
    label = "children_in_need"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
