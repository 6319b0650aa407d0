"""Where brothers and sisters stand, in one row: by name what is not true of them all."""

from tessera.people.queries.family import first_name
from tessera.ui.formatting import list_words


def standing(people, statuses):
    """The weightiest first."""
    whose = {}
    for person in people:
        for each in statuses[person.pk]:
            whose.setdefault((each.label, not each.is_solid), []).append(person)
    in_order = sorted(whose.items(), key=lambda each: each[0][1])
    return [
        {"text": _named(label, them, people), "lesser": lesser}
        for (label, lesser), them in in_order
    ]


def whose_warnings(people, warnings):
    """Each warning once, in the words of the record."""
    whose = {}
    for person in people:
        for words in warnings.get(person.pk, ()):
            whose.setdefault(words, []).append(person)
    return [_named(words, them, people) for words, them in whose.items()]


def _named(words, them, people):
    return words if len(them) == len(people) else f"{words} ({list_words(map(first_name, them))})"
