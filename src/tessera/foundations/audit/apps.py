from django.apps import AppConfig

from tessera.foundations.registers import load


class AuditConfig(AppConfig):
    name = "tessera.foundations.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
