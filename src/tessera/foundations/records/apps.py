from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "tessera.foundations.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(_install, dispatch_uid="records.triggers")


def _install(sender, using, **kwargs):
    from django.apps import apps

    from tessera.foundations.records import triggers

    # After the last app only: one call covers every table.
    if sender is [c for c in apps.get_app_configs() if c.models_module][-1]:
        triggers.install(using=using)
