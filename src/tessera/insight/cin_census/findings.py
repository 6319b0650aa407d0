"""Findings as an analyst works through them: by child, with the owner, and a page at a time.

Nothing is said of a child whom the reader may not know of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tessera.insight.cin_census import words
from tessera.insight.cin_census.compare import Comparison
from tessera.insight.cin_census.models import FrozenReturn
from tessera.insight.cin_census.owners import NOBODY, people_by_id
from tessera.insight.cin_census.queries import OwnedFinding
from tessera.insight.cin_census.rules import ERROR, Finding
from tessera.people.models import Person

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One finding on the page. There is no person when it is of the whole return."""

    finding: Finding
    owner: str
    person: Person | None

    @property
    def field(self) -> str:
        return words.field_words(self.finding.field)

    @property
    def must_be_put_right(self) -> bool:
        return self.finding.severity == ERROR


@dataclass(frozen=True)
class Listed:
    """A page of findings, with what they were chosen by and how many there are of each."""

    lines: list[Line]
    errors: int
    queries: int
    children: int
    owners: list[tuple[str, int]]
    rules: list[tuple[str, str, int]]
    owner: str
    rule: str
    severity: str
    first: int
    total: int

    @property
    def owner_items(self) -> list[tuple[str, str]]:
        return [("", "Anyone"), *((name, f"{name} ({count})") for name, count in self.owners)]

    @property
    def rule_items(self) -> list[tuple[str, str]]:
        named = ((rule, f"{field}, rule {rule} ({count})") for rule, field, count in self.rules)
        return [("", "Anything"), *named]

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def newer(self) -> int | None:
        return max(1, self.first - PER_PAGE) if self.first > 1 else None

    @property
    def older(self) -> int | None:
        return self.last + 1 if self.last < self.total else None


def listed(found: Sequence[OwnedFinding], *, actor, asked: Mapping[str, str]) -> Listed:
    """What the reader may know of, chosen by owner, rule and severity; a page from a place on."""
    known = _known({f.person_id for f in found if f.person_id}, actor)
    found = [f for f in found if f.finding.child is None or f.person_id in known]
    owner, rule = asked.get("owner", ""), asked.get("rule", "")
    severity = asked.get("severity", "")
    chosen = [
        f
        for f in found
        if owner in ("", f.owner)
        and rule in ("", f.finding.rule)
        and severity in ("", f.finding.severity)
    ]
    first = _place(asked.get("from", ""), len(chosen))
    shown = chosen[first - 1 : first - 1 + PER_PAGE]
    people = Person.objects.in_bulk({f.person_id for f in shown if f.person_id})
    errors = sum(f.finding.severity == ERROR for f in found)
    return Listed(
        lines=[Line(f.finding, f.owner, people.get(f.person_id or 0)) for f in shown],
        errors=errors,
        queries=len(found) - errors,
        children=len({f.finding.child for f in found} - {None}),
        owners=sorted(Counter(f.owner for f in found).items(), key=_most_first),
        rules=_rules(found),
        owner=owner,
        rule=rule,
        severity=severity,
        first=first,
        total=len(chosen),
    )


def listed_frozen(frozen: FrozenReturn, *, actor, asked: Mapping[str, str]) -> Listed:
    """The rule results that were kept with a return."""
    people = people_by_id({f["child"] for f in frozen.findings if f["child"]})
    found = [
        OwnedFinding(
            Finding(f["rule"], f["severity"], f["child"], f["field"], f["message"]),
            f["owner"],
            people.get(f["child"] or ""),
        )
        for f in frozen.findings
    ]
    return listed(found, actor=actor, asked=asked)


def people_of(la_child_ids: Iterable[str], *, actor) -> dict[str, Person]:
    """The children of a return whom the reader may know of, by their ids in it."""
    ids = people_by_id(set(la_child_ids))
    known = Person.objects.known_to(actor).filter(pk__in=ids.values()).in_bulk()
    return {each: known[pk] for each, pk in ids.items() if pk in known}


def known_only(comparison: Comparison, people: Mapping[str, Person]) -> Comparison:
    """Without the children whom the reader may not know of."""
    return replace(
        comparison,
        added=tuple(each for each in comparison.added if each in people),
        removed=tuple(each for each in comparison.removed if each in people),
        changed=tuple(child for child in comparison.changed if child.la_child_id in people),
    )


def _known(person_ids: set[int], actor) -> set[int]:
    known = Person.objects.known_to(actor).filter(pk__in=person_ids)
    return set(known.values_list("pk", flat=True))


def _rules(found: Sequence[OwnedFinding]) -> list[tuple[str, str, int]]:
    """Each rule that found something, in words, the busiest first."""
    counts = Counter(f.finding.rule for f in found)
    fields = {f.finding.rule: words.field_words(f.finding.field) for f in found}
    return [(rule, fields[rule], count) for rule, count in sorted(counts.items(), key=_most_first)]


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _place(said: str, total: int) -> int:
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 1
    return min(max(number, 1), max(total, 1))


def figures(found: Listed, *, children: int, second: tuple[int, str], here: str) -> list[dict]:
    """The numbers at the top of a return's page; what is wrong opens."""
    number, label = second
    nobodys = dict(found.owners).get(NOBODY, 0)
    return [
        {"figure": f"{children:,}", "label": "child" if children == 1 else "children"},
        {"figure": f"{number:,}", "label": label},
        {"figure": f"{found.children:,}", "label": "with something to look at"},
        {
            "figure": f"{found.errors:,}",
            "label": "to put right",
            "href": f"{here}?severity=error#findings",
        },
        {
            "figure": f"{found.queries:,}",
            "label": "to explain",
            "href": f"{here}?severity=query#findings",
        },
        {
            "figure": f"{nobodys:,}",
            "label": "with no worker to ask",
            "href": f"{here}?owner={NOBODY.replace(' ', '+')}#findings",
        },
    ]
