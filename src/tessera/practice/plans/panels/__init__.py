"""What a working plan tells on a child's record: how each outcome goes, and what was reached."""

from collections import Counter
from datetime import date

from tessera.foundations import codesets
from tessera.people.record_page import Entry, Lines, chronology_kind, glance
from tessera.practice.plans import permissions, queries, rules
from tessera.practice.plans.actions.plans import REACHED
from tessera.practice.plans.models import Outcome
from tessera.practice.plans.panels import said  # noqa: F401  it registers where a child's words stand
from tessera.ui import navigation
from tessera.ui.formatting import day_month, long_date, month_words

navigation.place("Outcomes", "plans:outcomes", permissions.COLLATE, 45)


def _entry(row):
    area = codesets.label("plan.outcome_area", row.area)
    return Entry(f"Outcome reached: {row.title}", f"{area}. {row.ended_why}".strip())


chronology_kind(
    REACHED,
    "Outcome reached",
    Lines(Outcome, _entry, told_by="ended_on"),
    group="Plans",
    to_child=True,
    to_manager=1,
    order=61,
)


def how_it_goes(outcomes, today):
    """Outcome by outcome, as the last meeting found it and since when: for the panel of either kind of plan.

    `outcomes` are as `queries.outcomes_under` gives them.
    """
    rows = [_outcome(row) for row in outcomes]
    met_on = max((row["scores"][-1][0] for row in rows if row["scores"]), default=None)
    before = max((row["scores"][-2][0] for row in rows if len(row["scores"]) > 1), default=None)
    return {
        "rows": [_row(row, met_on, today) for row in rows],
        "met": f"At {day_month(met_on, today=today)}" if met_on else "",
        "before": f"Since {_since(before, met_on, today)}" if before else "",
        "stuck": [_stuck(row) for row in rows if rules.unmoved(_figures(row), on=today)],
    }


def _outcome(row):
    scores = [(date.fromisoformat(s["on"]), s["scale"], s["score"]) for s in row["scores"]]
    return row | {"scores": scores, "still_since": _still_since(scores)}


def _still_since(scores):
    return rules.unchanged_since([(on, score) for on, _, score in scores])


def _figures(row):
    return [score for *_, score in row["scores"]]


def _row(row, met_on, today):
    if not row["scores"]:
        return {"title": row["title"], "word": "", "moved": "", "is_bad": False}
    on, scale, score = row["scores"][-1]
    trend = rules.trend(_figures(row))
    return {
        "title": row["title"],
        "word": codesets.label("plan.progress", scale),
        "step": rules.step_of(score),
        "on": "" if on == met_on else day_month(on, today=today),
        "moved": _moved(row, trend, met_on, today),
        "is_bad": trend == "worse" or rules.unmoved(_figures(row), on=today),
    }


def _moved(row, trend, met_on, today):
    """Up, down or the same, in words: what it was, or since when it has stood still."""
    if not trend:
        return "The first time"
    if trend == "the same":
        return f"Same since {_since(row['still_since'], met_on, today)}"
    was = codesets.label("plan.progress", row["scores"][-2][1])
    return f"{'Up' if trend == 'better' else 'Down'} from “{was}”"


def _since(day, met_on, today):
    """The month is enough, but for a day in the month of the last meeting itself."""
    same = (day.year, day.month) == (met_on.year, met_on.month)
    return day_month(day, today=today) if same else month_words(day, today=today)


def _stuck(row):
    return row | {"since": long_date(row["still_since"])}


def _goes(people, on):
    """person_id -> how many open outcomes stand where, worst first."""
    found: dict[int, Counter] = {}
    for child_id, scale in queries.standing_of(people):
        found.setdefault(child_id, Counter())[scale] += 1
    scales = [None, *(code.code for code in codesets.codes("plan.progress"))]
    return {
        child_id: ", ".join(_so_many(scale, counted[scale]) for scale in scales if counted[scale])
        for child_id, counted in found.items()
    }


def _so_many(scale, number):
    words = codesets.label("plan.progress", scale).lower() if scale else "not looked at yet"
    return f"{number} × {words}"


glance("plans.progress", "Outcomes", 20, _goes, permissions.VIEW, is_column=False)
