from django.apps import AppConfig

from tessera.foundations.registers import load


class WorkflowConfig(AppConfig):
    name = "tessera.engine.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
        # Its rooms stand above and are loaded by now: a council's steps may follow theirs.
        from tessera.engine.workflow import overlay, roads  # noqa: F401 - roads looks them over

        overlay.load(overlay.folder())
