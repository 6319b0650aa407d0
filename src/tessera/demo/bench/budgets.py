"""What each page may cost: the house's budgets, in milliseconds, bare pages and growth.

A growth is compared as its budget is written, with one decimal: 1.0x is kept by all that rounds to it.
Milliseconds and bare pages are of the slowest answer in twenty; growth is of the answers that both sizes
gave one after the other, the middle one of all those pairs, so that one slow moment of the machine does
not pass for growth. What the slowest in twenty grew by is in the JSON beside it.
"""

from dataclasses import dataclass

from tessera.demo.bench.measuring import Figure, growth_of


@dataclass(frozen=True)
class Budget:
    """`growth` is the page at the full size against the same page at a hundredth of it."""

    key: str
    what: str
    milliseconds: int
    ratio: float | None
    growth: float
    queries: int | None = None


BUDGETS = (
    Budget("my_work", "my work", 100, 6, 1.3),
    Budget("team_list", "a team's list of 500", 100, 6, 1.3),
    Budget("search", "search by name with spelling mistakes", 150, 8, 2),
    Budget("child_record", "a child's record", 100, 6, 1.2, 15),
    Budget("chronology", "chronology of 20,000 entries", 100, 6, 1.2),
    Budget("form_60", "a form of 60 fields", 60, 4, 1.0),
    Budget("save_field", "save a field", 30, 2, 1.0),
    Budget("complete_step", "complete a step with 40 facts", 300, None, 1.2),
    Budget("duplicates", "possible duplicates", 200, None, 2),
)


def rows(small: dict[str, Figure], large: dict[str, Figure]) -> list[dict]:
    return [_row(budget, small[budget.key], large[budget.key]) for budget in BUDGETS]


def _row(budget: Budget, small: Figure, large: Figure) -> dict:
    growth = growth_of(small, large)
    kept = {
        "milliseconds": large.p95 * 1000 <= budget.milliseconds,
        "ratio": budget.ratio is None or large.ratio <= budget.ratio,
        "growth": round(growth, 1) <= budget.growth,
        "queries": budget.queries is None or large.queries <= budget.queries,
    }
    return {
        "key": budget.key,
        "ratio": round(large.ratio, 2),
        "growth": round(growth, 2),
        "growth_p95": round(large.ratio / small.ratio, 2),
        "queries": large.queries,
        "p95_ms": round(large.p95 * 1000, 1),
        "over": [name for name, is_kept in kept.items() if not is_kept],
    }


def table(document: dict) -> str:
    """The budgets with what was measured beside them, for a person to read."""
    lines = [f"{'':38}{'p95 ms':>14}{'bare pages':>14}{'growth':>14}{'queries':>10}"]
    for budget, row in zip(BUDGETS, document["rows"], strict=True):
        over = set(row["over"])
        cells = (
            _cell(f"{row['p95_ms']:.0f}", budget.milliseconds, "milliseconds" in over, 14)
            + _cell(f"{row['ratio']:.1f}", budget.ratio, "ratio" in over, 14)
            + _cell(f"{row['growth']:.2f}", budget.growth, "growth" in over, 14)
            + _cell(str(row["queries"]), budget.queries, "queries" in over, 10)
        )
        lines.append(f"{budget.what:38}{cells}{'  over' if over else '  kept'}")
    lines.append(f"{document['people']:,} people; a bare page takes {document['bare_ms']} ms (p95)")
    return "\n".join(lines)


def _cell(value: str, most: float | None, is_over: bool, width: int) -> str:
    limit = f"/{most:g}" if most is not None else ""
    return f"{value}{limit}{'!' if is_over else ' '}".rjust(width)
