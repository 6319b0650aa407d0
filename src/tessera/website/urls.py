"""Every address: each room brings its own, and the shell adds signing in and health."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import include, path

from tessera.website import views

handler400 = "tessera.website.views.bad_request"
handler403 = "tessera.website.views.forbidden"
handler404 = "tessera.website.views.not_found"
handler500 = "tessera.website.views.failed"

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("accounts/", include("tessera.website.sign_in_urls")),
]

for room in apps.get_app_configs():
    if (
        room.name.startswith("tessera.")
        and room.name != "tessera.website"
        and find_spec(f"{room.name}.urls")
    ):
        urlpatterns.append(path("", include(f"{room.name}.urls")))
