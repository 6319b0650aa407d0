"""A chronology as data for the typesetter."""

from tessera.people.queries import chronology_page
from tessera.people.rules import age_words
from tessera.ui.formatting import long_date
from tessera.ui.jinja import council_name

MOST = 2000
KEY_EVENT = 3


def chronology_data(child, asked, *, user, today) -> dict:
    """Oldest first, by year, as a reader in court wants it."""
    page = chronology_page(asked.wanted, size=MOST)
    names = {person.pk: person for person in asked.chosen}
    age = age_words(child.born_on, today, expected_on=child.expected_on)
    about = [
        {"label": "About", "shown": f"{child.name}, {age}"},
        {"label": "Shown", "shown": asked.in_words()},
    ]
    if page.older:
        about.append({"label": "Not all", "shown": f"The latest {MOST} lines"})
    years = [
        {"year": str(year), "entries": [_entry(each, names) for each in reversed(lines)]}
        for year, lines in reversed(page.years)
    ]
    return {
        "title": f"Chronology of {child.name}",
        "council": council_name(),
        "made": f"Printed for {user.name} on {long_date(today)}",
        "about": about,
        "lines": years,
    }


def _entry(each, names) -> dict:
    who = [names[pk].name for pk in each.person_ids if pk in names] if len(names) > 1 else []
    return {
        "on": long_date(each.line.on),
        "title": each.entry.title,
        "text": each.entry.text,
        "voice": each.entry.childs_words,
        "who": ". ".join(part for part in (each.entry.who, ", ".join(who)) if part),
        "key": each.line.significance == KEY_EVENT,
    }
