"""A chronology as data for the typesetter."""

from tessera.people.queries import chronology_page
from tessera.people.rules import age_words
from tessera.people.tellings import CHILD, COURT
from tessera.ui.formatting import long_date
from tessera.ui.jinja import council_name

MOST = 2000
"""Lines of one document. 2,000 take a second and 200 MB to set, and both grow with the number."""
KEY_EVENT = 3
OUR_REFERENCE = "la_child_id"
COLUMNS = ["No.", "Date", "Event", "Source", "Significance"]


def chronology_data(child, asked, *, after="", actor, user, today) -> dict:
    """Oldest first, by year; for court as one table (see `tellings`).

    `after` names a part: see `queries.parts`. What `actor` may read is told whole: paper leads nowhere.
    Raises BadKey.
    """
    page = chronology_page(asked.wanted_by(actor, on_paper=True), after=after, size=MOST)
    names = {person.pk: person for person in asked.chosen}
    age = age_words(child.born_on, today, expected_on=child.expected_on)
    born = f", born {long_date(child.born_on)}" if child.born_on else ""
    about = [
        {"label": "About", "shown": f"{child.name}, {age}{born}"},
        *_numbers(child, asked),
        {"label": "Period covered", "shown": asked.period},
        {"label": "Shown", "shown": asked.in_words()},
    ]
    if asked.says:
        about.append({"label": "What it holds", "shown": asked.says})
    if asked.known:
        about.append({"label": "As known", "shown": f"At the end of {long_date(asked.known)}"})
    if page.lines and (page.older or after):
        oldest, newest = page.lines[-1].line.on, page.lines[0].line.on
        about.append({"label": "Part", "shown": f"{long_date(oldest)} to {long_date(newest)}"})
    data = {
        "title": f"Chronology of {child.name}",
        "council": council_name(),
        "made": f"Printed for {user.name} on {long_date(today)}",
        "about": about,
    }
    if asked.version == COURT:
        return {**data, "columns": COLUMNS, "rows": _rows(page, names, asked)}
    years = [
        {"year": str(year), "entries": [_entry(each, names, asked) for each in reversed(lines)]}
        for year, lines in reversed(page.years)
    ]
    return {**data, "lines": years}


def _numbers(child, asked):
    """The number of the case that was typed for this paper, and our own reference of the child."""
    if asked.version != COURT:
        return
    ours = child.identifiers.filter(kind=OUR_REFERENCE, ended_on=None).values_list(
        "value", flat=True
    )
    for label, number in (
        ("Court case number", asked.case_number),
        ("Our reference", ours.order_by("-pk").first()),
    ):
        if number:
            yield {"label": label, "shown": number}


def _rows(page, names, asked) -> list[list]:
    """No., date, event in its title and its words, source, significance."""
    found = []
    for number, each in enumerate(reversed(page.lines), 1):
        said = _entry(each, names, asked)
        event = {key: said[key] for key in ("title", "text", "voice")}
        source = "\n".join(part for part in (each.kind.label, said["who"]) if part)
        found.append([str(number), said["on"], event, source, each.line.get_significance_display()])
    return found


def _entry(each, names, asked) -> dict:
    who = [names[pk].name for pk in each.person_ids if pk in names] if len(names) > 1 else []
    return {
        "on": long_date(each.line.on),
        "title": each.entry.title,
        "text": "\n".join(part for part in (each.entry.text, each.entry.timely) if part),
        "voice": "\n".join(_voice(each, names)),
        "who": ". ".join(part for part in (_written(each.entry), ", ".join(who)) if part),
        "key": each.line.significance == KEY_EVENT and asked.version != CHILD,
    }


def _voice(each, names) -> list[str]:
    """The children's own words, with whose they are where that is not plain."""
    if len(each.voices) < 2:
        return [words for _, words in each.voices]
    return [f"{names[pk].given_name}: {words}" for pk, words in each.voices]


def _written(entry) -> str:
    signed = f", signed off by {entry.signed_off_by}" if entry.signed_off_by else ""
    return f"{entry.who}{signed}" if entry.who else ""
