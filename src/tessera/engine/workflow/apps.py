from django.apps import AppConfig

from tessera.foundations.registers import load


class WorkflowConfig(AppConfig):
    name = "tessera.engine.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
