"""Yes or no, one of a list, many of a list. A list is a code set as at the day, or the form's own."""

from datetime import date

from tessera.engine.forms.kinds.base import Kind, register, typed
from tessera.foundations import codesets

NOT_OFFERED = "Choose one of the answers offered"


def offered(field, on: date) -> list[tuple[str, str, str]]:
    """(value, label, hint) of each answer that may be chosen on a day."""
    if field.options:
        return [(one.value, one.label, one.hint) for one in field.options]
    return [(code.code, code.label, "") for code in codesets.codes(field.codes, on=on)]


def label_of(field, value: str, on: date) -> str:
    if field.options:
        return next((one.label for one in field.options if one.value == value), value)
    return codesets.label(field.codes, value, on=on)


@register("yes_no")
class YesNo(Kind):
    def clean(self, field, raw, asked):
        return {"yes": True, "no": False, "true": True, "false": False}.get(raw.lower())

    def shown(self, field, value, on):
        return "Yes" if value else "No"


@register("one_of")
class OneOf(Kind):
    def clean(self, field, raw, asked):
        if not raw:
            return None
        if raw not in {value for value, _, _ in offered(field, asked.today)}:
            return typed(raw[:200], NOT_OFFERED)
        return raw

    def shown(self, field, value, on):
        return label_of(field, value, on)


@register("many_of")
class ManyOf(Kind):
    def read(self, field, post, name, asked):
        chosen = post.getlist(name) if hasattr(post, "getlist") else post.get(name) or []
        allowed = [value for value, _, _ in offered(field, asked.today)]
        if any(one not in allowed for one in chosen if one):
            return typed(", ".join(chosen)[:500], NOT_OFFERED)
        return [value for value in allowed if value in chosen] or None

    def store(self, value):
        return list(value)

    def shown(self, field, value, on):
        return "\n".join(label_of(field, one, on) for one in value)
