"""Findings as an analyst works through them: by child, with the owner, and a page at a time.

Nothing is said of a child whom the reader may not know of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count

from tessera.insight.cin_census import putting_right, words
from tessera.insight.cin_census.compare import Comparison
from tessera.insight.cin_census.models import FrozenReturn, Run, RunFinding
from tessera.insight.cin_census.owners import NOBODY, people_by_id
from tessera.insight.cin_census.queries import OwnedFinding
from tessera.insight.cin_census.rules import ERROR, Finding
from tessera.people.models import Person

PER_PAGE = 50
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One finding on the page. There is no person when it is of the whole return.

    A reader who may not open the record reads the child's number in the return, and no name.
    """

    finding: Finding
    owner: str
    person: Person | None
    may_open: bool

    @property
    def field(self) -> str:
        return words.field_words(self.finding.field)

    @property
    def put_right_at(self) -> str:
        """The page of the child's record where it is put right, for whoever may open it."""
        if self.person is None or not self.may_open:
            return ""
        return putting_right.where(self.finding.field, self.person)[0]

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
    total: int
    newer: str = ""
    older: str = ""

    @property
    def owner_items(self) -> list[tuple[str, str]]:
        return [("", "Anyone"), *((name, f"{name} ({count})") for name, count in self.owners)]

    @property
    def rule_items(self) -> list[tuple[str, str]]:
        named = ((rule, f"{field}, rule {rule} ({count})") for rule, field, count in self.rules)
        return [("", "Anything"), *named]


def listed(run: Run, *, actor, asked: Asked) -> Listed:
    """What the reader may know of in a run, chosen by owner, rule and severity; a page by its place."""
    known = run.findings.known_to(actor)
    kinds = known.values_list("severity", "owner", "rule", "field").annotate(Count("pk")).order_by()
    chosen = known.filter(**{name: asked[name] for name in CHOICES if asked.get(name)})
    rows, newer, older = _page(chosen, asked)
    return _summed(
        Counter({kind[:4]: kind[4] for kind in kinds}),
        lines=_lines([_as_found(row) for row in rows], actor),
        children=known.exclude(la_child_id="").aggregate(n=Count("person", distinct=True))["n"],
        asked=asked,
        newer=newer,
        older=older,
    )


CHOICES = ("severity", "owner", "rule")


def _page(chosen, asked: Asked) -> tuple[list, str, str]:
    """The rows after a place, or those before one, and what leads on from them each way."""
    before, after = _place(asked.get("before", "")), _place(asked.get("after", ""))
    if before:
        rows = list(chosen.filter(place__lt=before).order_by("-place")[: PER_PAGE + 1])
        rows, has_newer, has_older = rows[:PER_PAGE][::-1], len(rows) > PER_PAGE, True
    else:
        rows = list(chosen.filter(place__gt=after).order_by("place")[: PER_PAGE + 1])
        rows, has_newer, has_older = rows[:PER_PAGE], after > 0, len(rows) > PER_PAGE
    newer = f"before={rows[0].place}" if rows and has_newer else ""
    return rows, newer, f"after={rows[-1].place}" if rows and has_older else ""


def _as_found(row: RunFinding) -> OwnedFinding:
    child = row.la_child_id or None
    finding = Finding(row.rule, row.severity, child, row.field, row.message)
    return OwnedFinding(finding, row.owner, row.person_id)


def _lines(found: Sequence[OwnedFinding], actor) -> list[Line]:
    ids = {f.person_id for f in found if f.person_id}
    people = Person.objects.in_bulk(ids)
    to_open = set(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Line(f.finding, f.owner, people.get(f.person_id or 0), f.person_id in to_open)
        for f in found
    ]


def _summed(kinds: Counter, *, lines, children: int, asked: Asked, **around: str) -> Listed:
    """Counts of each severity, owner, rule and field, put under a page of lines."""
    owners: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    fields: dict[str, str] = {}
    errors = total = 0
    for (severity, owner, rule, field), count in kinds.items():
        owners[owner] += count
        rules[rule] += count
        fields.setdefault(rule, words.field_words(field))
        errors += count if severity == ERROR else 0
        of = {"severity": severity, "owner": owner, "rule": rule}
        total += count if all(asked.get(n) in (None, "", of[n]) for n in CHOICES) else 0
    return Listed(
        lines=lines,
        errors=errors,
        queries=kinds.total() - errors,
        children=children,
        owners=sorted(owners.items(), key=_most_first),
        rules=[(r, fields[r], count) for r, count in sorted(rules.items(), key=_most_first)],
        total=total,
        **{name: asked.get(name, "") for name in CHOICES},
        **around,
    )


def listed_frozen(frozen: FrozenReturn, *, actor, asked: Asked) -> Listed:
    """The rule results that were kept with a return. A place is a finding's number in its list."""
    people = people_by_id({f["child"] for f in frozen.findings if f["child"]})
    known = _known(set(people.values()), actor)
    found = [
        (place, f)
        for place, f in enumerate(frozen.findings, 1)
        if f["child"] is None or people.get(f["child"]) in known
    ]
    chosen = [
        (place, f) for place, f in found if all(asked.get(n) in (None, "", f[n]) for n in CHOICES)
    ]
    shown, newer, older = _frozen_page(chosen, asked)
    owned = [
        OwnedFinding(
            Finding(f["rule"], f["severity"], f["child"], f["field"], f["message"]),
            f["owner"],
            people.get(f["child"] or ""),
        )
        for _, f in shown
    ]
    return _summed(
        Counter((f["severity"], f["owner"], f["rule"], f["field"]) for _, f in found),
        lines=_lines(owned, actor),
        children=len({f["child"] for _, f in found} - {None}),
        asked=asked,
        newer=newer,
        older=older,
    )


def _frozen_page(chosen: list[tuple[int, dict]], asked: Asked) -> tuple[list, str, str]:
    before, after = _place(asked.get("before", "")), _place(asked.get("after", ""))
    if before:
        rest = [row for row in chosen if row[0] < before]
        shown, has_newer, has_older = rest[-PER_PAGE:], len(rest) > PER_PAGE, True
    else:
        rest = [row for row in chosen if row[0] > after]
        shown, has_newer, has_older = rest[:PER_PAGE], after > 0, len(rest) > PER_PAGE
    newer = f"before={shown[0][0]}" if shown and has_newer else ""
    return shown, newer, f"after={shown[-1][0]}" if shown and has_older else ""


@dataclass(frozen=True)
class Shown:
    """A child of a return whom the reader may know of."""

    person: Person
    may_open: bool


def people_of(la_child_ids: Iterable[str], *, actor) -> dict[str, Shown]:
    """The children of a return whom the reader may know of, by their ids in it."""
    ids = people_by_id(set(la_child_ids))
    known = Person.objects.known_to(actor).filter(pk__in=ids.values()).in_bulk()
    to_open = set(
        Person.objects.visible_to(actor).filter(pk__in=known).values_list("pk", flat=True)
    )
    return {each: Shown(known[pk], pk in to_open) for each, pk in ids.items() if pk in known}


def known_only(comparison: Comparison, people: Mapping[str, Shown]) -> Comparison:
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


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _place(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0


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
