from django.apps import AppConfig

from tessera.foundations.registers import load


class DocumentsConfig(AppConfig):
    name = "tessera.engine.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
