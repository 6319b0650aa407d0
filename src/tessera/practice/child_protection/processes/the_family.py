"""Who is in the family, in a sentence or two: who lives with the children and who else there is.

Each with what they are to them. It stands in the report for a conference as the record knows it; the worker
writes on.
"""

from collections.abc import Iterator

from tessera.engine.forms.answers import first_name
from tessera.engine.forms.filling import Filled, arrival
from tessera.people import queries as people
from tessera.ui.formatting import list_words


@arrival("child_protection.report_family")
def family(step, children, actor, on):
    """A home at a time, as far as the writer may know it."""
    kin = {child: people.family_of(child, on, actor=actor) for child in children}
    there = {child: people.household_of(child, on, actor=actor) for child in children}
    homes: dict[frozenset, list] = {}
    for child in children:
        homes.setdefault(frozenset({child, *there[child]}), []).append(child)
    said = [_home(living, together, kin) for living, together in homes.items()]
    said += _elsewhere(children, {each for home in there.values() for each in home}, kin)
    if not any(kin.values()) and not any(there.values()):
        return None
    return Filled("\n\n".join(said), "the record of the family and the household")


def _home(living, children, kin) -> str:
    others = sorted((each for each in living if each not in children), key=_eldest_first)
    names = list_words([child.name for child in children])
    if not others:
        return f"It is not on the record who lives with {names}."
    live = "lives" if len(children) == 1 else "live"
    return f"{names} {live} with {list_words([_named(each, children, kin) for each in others])}."


def _elsewhere(children, housed, kin) -> Iterator[str]:
    seen = {child.pk for child in children} | {each.pk for each in housed}
    nearest: dict[int, int] = {}
    others = {}
    for child in children:
        for place, each in enumerate(kin[child]):
            if each.person.pk not in seen:
                others[each.person.pk] = each.person
                nearest[each.person.pk] = min(place, nearest.get(each.person.pk, place))
    in_order = sorted(others.values(), key=lambda each: nearest[each.pk])
    words = [_named(each, children, kin) for each in in_order]
    if words:
        yield f"Also in the family, not recorded as living there: {list_words(words)}."


def _named(person, children, kin) -> str:
    """With what they are to the children: once if it is the same for all, else whose."""
    words: dict[str, list] = {}
    for child in children:
        for each in kin[child]:
            if each.person.pk == person.pk:
                words.setdefault(each.word, []).append(first_name(child))
                break
    if person.died_on:
        words.setdefault("has died", []).extend(first_name(child) for child in children)
    parts = [
        word if len(whose) == len(children) else f"{word} of {list_words(whose)}"
        for word, whose in words.items()
    ]
    return f"{person.name} ({', '.join(parts)})" if parts else person.name


def _eldest_first(person):
    return person.born_on is None, person.born_on, person.pk
