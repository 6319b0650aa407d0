from datetime import date

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "tessera.foundations.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from tessera.foundations.access import classes, permissions  # noqa: F401  registers a check

        post_migrate.connect(_install_roles, dispatch_uid="access.roles")


def _install_roles(sender, using, **kwargs):
    from tessera.foundations.access import actions

    if sender is [c for c in apps.get_app_configs() if c.models_module][-1]:
        actions.install_roles(started_on=date(2000, 1, 1))
