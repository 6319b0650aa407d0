"""What kind of information each field holds (security: field classes). Every model says so."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.apps import apps
from django.core import checks
from django.db import models

M = TypeVar("M", bound=type[models.Model])

FIELD_CLASSES = (
    "public",
    "personal",
    "sensitive",
    "whereabouts",
    "informant",
    "legal",
    "finance",
    "adoption_link",
    "secret",
)

# Other packages' models, classed in one place.
FOREIGN_APPS = {
    "account": "personal",
    "audit": "personal",
    "admin": "personal",
    "auth": "public",
    "axes": "personal",
    "contenttypes": "public",
    "mfa": "secret",
    "procrastinate": "public",
    "sessions": "secret",
    "sites": "public",
    "socialaccount": "secret",
}


def classed(default: str, **named: tuple[str, ...]) -> Callable[[M], M]:
    """Class every field of a model as `default`, but for those named under another class."""
    unknown = {default, *named} - set(FIELD_CLASSES)
    if unknown:
        raise ValueError(f"No such field class: {sorted(unknown)}")

    def decorate(model: M) -> M:
        by_field = {field: name for name, fields in named.items() for field in fields}
        missing = set(by_field) - {f.name for f in (*model._meta.fields, *model._meta.many_to_many)}
        if missing:
            raise ValueError(f"{model.__name__} has no field {sorted(missing)}")
        model.field_class_default = default  # type: ignore[attr-defined]
        model.field_classes = by_field  # type: ignore[attr-defined]
        return model

    return decorate


def field_class(model: type[models.Model], field: str) -> str | None:
    """The class of one field, or None when nobody has said."""
    if "field_class_default" in model.__dict__:
        return model.field_classes.get(field, model.field_class_default)  # type: ignore[attr-defined]
    return FOREIGN_APPS.get(model._meta.app_label)


def unclassed_fields() -> Iterator[str]:
    """Every concrete field, as app.Model.field, that no class has been given."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field_class(model, field.name) is None and not model._meta.auto_created:
                yield f"{model._meta.label}.{field.name}"


@checks.register("fieldclass")
def every_field_has_a_class(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"{name} has no field class.", hint="Add @classed(...).", id="access.E001")
        for name in unclassed_fields()
    ]
