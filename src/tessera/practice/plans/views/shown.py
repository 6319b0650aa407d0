"""A plan in words, as its page and its paper show it."""

from tessera.engine.forms.answers import first_name
from tessera.foundations import codesets
from tessera.practice.plans import queries, rules
from tessera.practice.plans.choices import ActionEnd, OutcomeEnd
from tessera.ui.formatting import day_month, due_date, list_words, long_date


def cards(sight, today):
    """Each outcome: open ones first, in their order."""
    ordered = sorted(sight.cards, key=lambda c: (_ended(c.outcome, today), c.outcome.position))
    return [_card(card, n, len(sight.members), today) for n, card in enumerate(ordered, 1)]


def _ended(outcome, today):
    return outcome.ended_on is not None and outcome.ended_on <= today


def _card(card, number, count, today):
    outcome = card.outcome
    is_over = _ended(outcome, today)
    return {
        "outcome": outcome,
        "number": number,
        "key": f"o{outcome.pk}",
        "title": outcome.title,
        "whose": "" if len(card.children) == count else _names(card.children),
        "area": codesets.label("plan.outcome_area", outcome.area),
        "came_from": _came_from(outcome, today),
        "is_over": is_over,
        "over": f"{outcome.get_how_ended_display()}, {long_date(outcome.ended_on)}"
        if is_over
        else "",
        "over_why": outcome.ended_why if is_over else "",
        "is_reached": outcome.how_ended == OutcomeEnd.REACHED,
        "latest": _latest(card, today),
        "trails": _trails(card, today),
        "stuck": _stuck(card, today) if not is_over else "",
        "actions": [_action(row, today) for row in _in_order(card.actions)],
        "views": [view_words(view, today) for view in card.views],
    }


def _stuck(card, today):
    """What is said of an outcome under which nothing changes, for one of the children at least."""
    stands = any(rules.unmoved(_scores(card, child), on=today) for child in card.children)
    return rules.unmoved_words(on=today) if stands else ""


def _came_from(outcome, today):
    """ "Goes on from the child protection plan, 23 March": where the plan before had it."""
    if outcome.came_from_id is None:
        return ""
    before = outcome.came_from.plan.get_kind_display().lower()
    return f"Goes on from the {before}, {day_month(outcome.started_on, today=today)}"


def _names(children):
    return list_words([first_name(child) for child in children])


def _scores(card, child):
    return [row.score for row in card.progress.get(child.pk, ())]


def _groups(card, of):
    """Children who are alike by `of` together, in the children's order: (words for whom, value)."""
    groups: dict = {}
    for child in card.children:
        groups.setdefault(of(child), []).append(child)
    alone = len(groups) == 1
    return [("" if alone else _names(children), children[0]) for children in groups.values()]


def _latest(card, today):
    """The newest score in a word and in five boxes: once for all, or for each who differs. One of the plan
    before says so, with its day."""
    latest = card.latest
    found = []
    for who, child in _groups(card, lambda c: latest[c.pk].scale if c.pk in latest else ""):
        row = latest.get(child.pk)
        if row is not None:
            word = codesets.label("plan.progress", row.scale)
            found.append(
                {
                    "who": who,
                    "word": word,
                    "step": rules.step_of(row.score),
                    "before": _scored_before(card, row, today),
                }
            )
    return found


def _scored_before(card, row, today):
    if row.outcome_id == card.outcome.pk:
        return ""
    kind = card.outcome.came_from.plan.get_kind_display().lower()
    return f"{day_month(row.on, today=today)}, in the {kind}"


def _trails(card, today):
    """How it went, score by score: a line, and the same in words with the latest evidence."""
    found = []
    alike = _groups(card, lambda c: tuple((r.on, r.scale) for r in card.progress.get(c.pk, ())))
    for who, child in alike:
        rows = card.progress.get(child.pk, [])
        if rows:
            said = [(r, codesets.label("plan.progress", r.scale)) for r in rows]
            found.append(
                {
                    "who": who,
                    "key": f"o{card.outcome.pk}-c{child.pk}",
                    "points": [(day_month(r.on, today=today), r.score, w) for r, w in said],
                    "words": [f"{w} ({day_month(r.on, today=today)})" for r, w in said],
                    "evidence": rows[-1].evidence,
                    "risk": rows[-1].risk,
                    "on": rows[-1].on,
                }
            )
    return found


def _in_order(actions):
    """What waits first, by its day; then what is over."""
    return sorted(
        actions,
        key=lambda a: (a.ended_on is not None, a.due_on is None, a.due_on or a.started_on, a.pk),
    )


def _action(row, today):
    return {
        "id": row.public_id,
        "what": row.what,
        "who": ", ".join(part for part in (queries.owner_of(row), row.role) if part),
        "when": _when(row, today),
        "is_open": _is_open(row, today),
        **_state(row, today),
    }


def _when(row, today):
    by = f"By {due_date(row.due_on, today=today)}" if row.due_on else ""
    return ", ".join(part for part in (by, row.how_often) if part) or "No date"


def _is_open(row, today):
    return row.ended_on is None or row.ended_on > today


def _state(row, today):
    """In a word and, where it is late, by how much: never by colour alone."""
    if not _is_open(row, today):
        on = day_month(row.ended_on, today=today)
        if row.how_ended == ActionEnd.DONE:
            return {"tag": f"Done {on}", "kind": "done", "why": row.ended_why}
        return {"tag": f"Dropped {on}", "kind": "todo", "why": row.ended_why}
    late = rules.lateness(row.due_on, today=today)
    if late:
        return {"tag": late, "kind": "late", "why": ""}
    return {"tag": "Going on", "kind": "waiting", "why": ""}


def view_words(view, today):
    heard = view.get_heard_display().lower()
    return {
        "head": f"{queries.speaker_of(view)}'s view, {day_month(view.on, today=today)}, {heard}",
        "words": view.words,
        "is_child": view.whose == "child",
    }
