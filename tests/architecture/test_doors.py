"""Every door names its permission, and every field its class."""

from django.urls import URLPattern, URLResolver, get_resolver

from tessera.foundations.access import classes, permissions

OTHER_PACKAGES = ("allauth.", "django.", "whitenoise.")


def views(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def ours():
    for path, view in views():
        module = getattr(view, "__module__", "")
        if not module.startswith(OTHER_PACKAGES):
            yield path, view


def test_every_route_names_its_permission():
    bare = [path for path, view in ours() if not getattr(view, "tessera_permission", "")]

    assert bare == []


def test_every_permission_that_a_route_names_is_defined():
    known = {p.code for p in permissions.permissions()} | {permissions.PUBLIC}
    unknown = {
        f"{path}: {view.tessera_permission}"
        for path, view in ours()
        if getattr(view, "tessera_permission", "") not in known
    }

    assert unknown == set()


def test_a_route_without_a_permission_would_be_found():
    def bare(request): ...

    assert not getattr(bare, "tessera_permission", "")


def test_every_model_field_has_a_class():
    assert list(classes.unclassed_fields()) == []


def test_a_field_without_a_class_would_be_found():
    class Unclassed:
        class _meta:  # noqa: N801 - Django's own name
            app_label = "nobody"

    assert classes.field_class(Unclassed, "name") is None
