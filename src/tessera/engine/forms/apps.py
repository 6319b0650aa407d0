from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tessera.foundations.registers import load


class FormsConfig(AppConfig):
    name = "tessera.engine.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        load(self.name)
        post_migrate.connect(_publish, sender=self)


def _publish(**kwargs):
    """A database that has been migrated has every form as it is now."""
    from tessera.engine.forms.actions import publish_forms

    publish_forms()
