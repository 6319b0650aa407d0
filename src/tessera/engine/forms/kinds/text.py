"""Words, numbers and money."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tessera.engine.forms.kinds.base import Kind, in_words, is_typed, register, typed
from tessera.ui.formatting import money

SHORT = 500
LONG = 100_000


@register("short_text")
class ShortText(Kind):
    longest = SHORT

    def clean(self, field, raw, asked):
        raw = raw.replace("\x00", "")
        if len(raw) > self.longest:
            return typed(raw, f"Use {self.longest:,} characters or fewer")
        return raw or None


@register("long_text")
class LongText(ShortText):
    longest = LONG

    def clean(self, field, raw, asked):
        return super().clean(field, raw.replace("\r\n", "\n"), asked)


@register("number")
class Number(Kind):
    def clean(self, field, raw, asked):
        if not raw:
            return None
        try:
            number = Decimal(raw.replace(",", "").removesuffix(field.unit).strip())
        except InvalidOperation:
            return typed(raw, "Write a number, such as 3")
        if not number.is_finite() or abs(number) > Decimal("1e12"):
            return typed(raw, "Write a number, such as 3")
        return _plain(number)

    def store(self, value):
        return _plain(value) if isinstance(value, Decimal) else value

    def problem(self, field, value, asked):
        if is_typed(value):
            return value["problem"]
        number = Decimal(str(value))
        label = in_words(field.label, asked)
        if field.min is not None and number < Decimal(str(field.min)):
            return f"{label}: must be {field.min:g} or more"
        if field.max is not None and number > Decimal(str(field.max)):
            return f"{label}: must be {field.max:g} or fewer"
        return ""

    def python(self, value: Any) -> Any:
        return value if isinstance(value, int) else Decimal(str(value))

    def shown(self, field, value, on: date) -> str:
        return f"{value} {field.unit}".strip()


@register("money")
class Money(Number):
    def clean(self, field, raw, asked):
        cleaned = super().clean(field, raw.replace("£", ""), asked)
        if cleaned is None or is_typed(cleaned):
            return typed(raw, "Write pounds and pence, such as 12.50") if cleaned else None
        if Decimal(str(cleaned)) != round(Decimal(str(cleaned)), 2):
            return typed(raw, "Write pounds and pence, such as 12.50")
        return str(round(Decimal(str(cleaned)), 2))

    def store(self, value):
        return str(round(Decimal(str(value)), 2))

    def python(self, value):
        return Decimal(value)

    def shown(self, field, value, on):
        return money(Decimal(value))


def _plain(number: Decimal) -> int | str:
    whole = number.to_integral_value()
    return int(whole) if whole == number else str(number.normalize())
