from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "tessera.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Whoever signs in is on the record from the first, whether or not a page has been asked for yet.
        from tessera.website import sessions  # noqa: F401
