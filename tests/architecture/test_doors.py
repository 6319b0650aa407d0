"""Every door names its permission, and every field its class."""

import pytest
from django.db import models
from django.test.utils import isolate_apps
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.urls.resolvers import RegexPattern

from tessera.foundations.access import classes, permissions

OTHER_PACKAGES = ("allauth.", "django.", "whitenoise.")


def views(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def ours(resolver=None):
    for place, view in views(resolver):
        module = getattr(view, "__module__", "")
        if not module.startswith(OTHER_PACKAGES):
            yield place, view


def without_permission(resolver=None):
    return [place for place, view in ours(resolver) if not getattr(view, "tessera_permission", "")]


def test_every_route_names_its_permission():
    assert without_permission() == []


def test_every_permission_that_a_route_names_is_defined():
    known = {p.code for p in permissions.permissions()} | {permissions.PUBLIC}
    unknown = {
        f"{place}: {view.tessera_permission}"
        for place, view in ours()
        if getattr(view, "tessera_permission", "") not in known
    }

    assert unknown == set()


def test_a_route_without_a_permission_would_be_found():
    def bare(request): ...

    pages = [path("open/", include(([path("bare/", bare)], "open")))]

    assert without_permission(URLResolver(RegexPattern(r"^/"), pages)) == ["open/bare/"]


def test_every_model_field_has_a_class():
    assert list(classes.unclassed_fields()) == []


def test_a_field_without_a_class_would_be_found():
    with isolate_apps("tessera.people") as apps, pytest.MonkeyPatch.context() as patch:

        class Unclassed(models.Model):  # noqa: DJ008
            secret = models.TextField()

            class Meta:
                app_label = "people"

        patch.setattr(classes, "apps", apps)
        found = list(classes.unclassed_fields())

    assert "people.Unclassed.secret" in found
