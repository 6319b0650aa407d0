"""A plan's outcomes and open actions as rows of a meeting's form: asked about one by one."""

from tessera.engine.forms.answers import first_name
from tessera.engine.forms.filling import Filled, Row, arrival, rows
from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words
from tessera.people.queries import carers_of
from tessera.practice.plans import queries
from tessera.practice.plans.choices import Kind
from tessera.ui.formatting import list_words


@rows("plans.outcomes")
def outcomes(subjects, on):
    """Of whichever plan the children are on."""
    return _outcomes(subjects)


@rows("plans.protection_outcomes")
def protection_outcomes(subjects, on):
    return _outcomes(subjects, Kind.PROTECTION)


@rows("plans.actions")
def actions(subjects, on):
    return _actions(subjects)


@rows("plans.protection_actions")
def protection_actions(subjects, on):
    return _actions(subjects, Kind.PROTECTION)


@arrival("plans.parents")
def parents(step, children, actor, on):
    """Parents and carers as the record has them; what each says at the meeting is still asked."""
    found = [{"who": person.name} for person, _ in carers_of(children, on, actor=actor)]
    return Filled(found, "the record of the family") if found else None


def _outcomes(subjects, kind=None):
    """One row for each outcome; under it, where it is for several children, one for each of them."""
    found = queries.open_outcomes(subjects, kind)
    latest = queries.latest_progress(found)
    given = []
    for number, outcome in enumerate(found, 1):
        children = outcome.for_children
        words = f"{number}. {outcome.title}{_whose(children, subjects)}"
        about = _about(outcome, children, latest)
        given.append(Row(str(outcome.public_id), words, about))
        if len(children) > 1:
            given += [_apart(outcome, child, number) for child in children]
    return given


def _actions(subjects, kind=None):
    """Every action that still waits: done, going on, or dropped."""
    return [
        Row(
            str(action.public_id), f"{action.what}, {queries.owner_of(action)}", _when(action), True
        )
        for action in queries.open_actions(subjects, kind)
    ]


@arrival("plans.outline")
def outline(step, children, actor, on):
    """The outcomes of a child in need plan, ready as the outline of a protection plan."""
    found = queries.with_open_actions(queries.open_outcomes(children, Kind.IN_NEED))
    if not found:
        return None
    rows = [_outlined(outcome, children) for outcome in found]
    return Filled(rows, "the child in need plan", min(outcome.started_on for outcome in found))


def _outlined(outcome, children):
    """As a row of "What needs to be different?"; the first action that waits goes with it."""
    first = outcome.open_actions[0] if outcome.open_actions else None
    row = {
        "title": outcome.title,
        "area": outcome.area,
        "only": _whose(outcome.for_children, children).strip(" ()"),
        "how_we_know": outcome.how_we_know,
        "contingency": outcome.contingency,
        "action": first.what if first else "",
        "who": queries.owner_of(first) if first else "",
        "by_when": first.due_on.isoformat() if first and first.due_on else "",
    }
    return {key: value for key, value in row.items() if value}


def _whose(children, subjects):
    if len(children) == len(subjects):
        return ""
    return f" ({list_words([first_name(child) for child in children])})"


def _apart(outcome, child, number):
    return Row(
        key=f"{outcome.public_id}:{child.public_id}",
        words=f"{number}. {outcome.title}, only {first_name(child)}",
        is_optional=True,
        under=str(outcome.public_id),
    )


def _about(outcome, children, latest):
    """How we shall know, and how it went the last time: alike for all, or child by child."""
    last = [(child, latest.get((outcome.pk, child.pk))) for child in children]
    said = [
        (first_name(child), codesets.label("plan.progress", row.scale).lower(), row.on)
        for child, row in last
        if row is not None
    ]
    parts = [f"How we shall know: {outcome.how_we_know}"] if outcome.how_we_know else []
    if len({words for _, words, _ in said}) == 1 and len(said) == len(children):
        parts.append(f"Last time: {said[0][1]} ({date_words(max(on for *_, on in said))})")
    elif said:
        each = ", ".join(f"{name} {words}" for name, words, _ in said)
        parts.append(f"Last time: {each} ({date_words(max(on for *_, on in said))})")
    return ". ".join(part.rstrip(".") for part in parts)


def _when(action):
    if action.due_on:
        return f"By {date_words(action.due_on)}"
    return action.how_often
