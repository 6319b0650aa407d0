"""The house's Jinja environment: escaping on, a forgotten variable is an error, words from `formatting`."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from tessera.foundations import codesets
from tessera.foundations.calendar import clock
from tessera.ui import doors, formatting, navigation, svg
from tessera.ui.addresses import address
from tessera.ui.seen import note_shown


class HouseTemplates(Jinja2):
    """Finds `templates/` in our own rooms only, so that a package's Django templates never land here."""

    @cached_property
    def template_dirs(self) -> tuple[Path, ...]:
        ours = (app.path for app in apps.get_app_configs() if app.name.startswith("tessera."))
        rooms = (Path(path) / "templates" for path in ours)
        return (*map(Path, self.dirs), *(room for room in rooms if room.is_dir()))


NOTHING = Markup("")


def url(name: str, **kwargs: object) -> str:
    return address(name, **kwargs)


def url_if(name: str, **kwargs: object) -> str | None:
    """The address, or nothing where the council has no such page."""
    try:
        return address(name, **kwargs)
    except NoReverseMatch:
        return None


def council_name() -> str:
    return settings.COUNCIL_NAME


def council_colours() -> str:
    return settings.COUNCIL_COLOURS


def idempotency_field() -> Markup:
    """One key for one showing of a form: a double click or a retry acts once."""
    return Markup('<input type="hidden" name="idempotency_key" value="{}">').format(uuid.uuid4())


def attrs(attributes: Mapping[str, object] | None) -> Markup:
    """True writes the bare name; None and False write nothing."""
    if not attributes:
        return NOTHING
    written = [
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    ]
    return Markup("".join(written)) if written else NOTHING  # noqa: S704 - escaped one by one


def described_ids(id: str, hint: object, error: object, by: str | None = None) -> str:
    """The ids of what explains a box: what the page says, then its hint, then its error."""
    return " ".join(
        filter(None, (by, f"{id}-hint" if hint else "", f"{id}-error" if error else ""))
    )


def describedby(id: str, hint: object, error: object, by: str | None = None) -> Markup:
    if not (hint or error or by):
        return NOTHING
    return Markup(' aria-describedby="{}"').format(described_ids(id, hint, error, by))


def paragraphs(text: object) -> Markup:
    """What a worker typed, in paragraphs and lines as typed, escaped."""
    if hasattr(text, "__html__"):
        return escape(text)
    blocks = [block.strip("\n") for block in str(text or "").replace("\r\n", "\n").split("\n\n")]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n")))
        for block in blocks
        if block.strip()
    )


def plain(value: object) -> object:
    """A fact that is not there prints as nothing, never as the word None."""
    return "" if value is None else value


def today_aware(say: Callable[..., str]) -> Callable[..., str]:
    """A filter that asks the clock unless the template says which day it is."""

    def filter_(day: date | None, *args: object, today: date | None = None, **more: object) -> str:
        return "" if day is None else say(day, *args, today=today or clock.today(), **more)

    return filter_


def _moment(at: datetime | None, *, now: datetime | None = None) -> str:
    return "" if at is None else formatting.moment(at, now=now or clock.now())


def _age(born: date | None, *, on: date | None = None) -> str:
    return "" if born is None else formatting.age_on(born, on or clock.today())


def _age_or_expected(person: Any, *, today: date | None = None) -> str:
    return formatting.age_or_expected(
        today=today or clock.today(),
        born=person.born_on,
        expected=person.expected_on,
        died=person.died_on,
    )


def _period(started: date, ended: date | None = None, *, today: date | None = None) -> str:
    return formatting.period(started, ended, today=today or clock.today())


def _long_date(day: date | None) -> str:
    return "" if day is None else formatting.long_date(day)


def _clock_time(at: datetime | None) -> str:
    return "" if at is None else formatting.clock_time(at)


def code_label(name: str, code: str | None, *, on: date | None = None) -> str:
    """The words for a code, as they are on that day: pages show words, returns hold the code."""
    return codesets.label(name, code, on=on or clock.today()) if code else ""


def filters() -> dict[str, Callable[..., Any]]:
    dated = ("due_date", "short_date", "day_date", "day_month", "days_ago", "due_words")
    same = ("duration", "list_words", "count_words", "number_word", "money", "percent")
    return {
        **{name: today_aware(getattr(formatting, name)) for name in dated},
        **{
            name: getattr(formatting, name)
            for name in (*same, "possessive", "lower_first", "upper_first")
        },
        "long_date": _long_date,
        "clock_time": _clock_time,
        "moment": _moment,
        "age": _age,
        "age_or_expected": _age_or_expected,
        "period": _period,
        "paragraphs": paragraphs,
    }


def environment(**options: Any) -> Environment:
    options = {"trim_blocks": True, "lstrip_blocks": True, **options}
    env = Environment(**{**options, "undefined": StrictUndefined, "finalize": plain})  # noqa: S701
    env.autoescape = True
    env.filters.update(filters())
    env.globals.update(
        url=url,
        url_if=url_if,
        opens=doors.opens,
        records_open=doors.records_open,
        leads=doors.leads,
        may=doors.may,
        static=static,
        idempotency_field=idempotency_field,
        attrs=attrs,
        described_ids=described_ids,
        describedby=describedby,
        code_label=code_label,
        council_name=council_name,
        council_colours=council_colours,
        today=clock.today,
        now=clock.now,
        note_shown=note_shown,
        places=navigation.places,
        svg_progress=svg.progress,
        svg_bar=svg.bar,
        svg_spark=svg.spark,
        svg_trail=svg.trail,
    )
    return env
