"""Who stands where: generations in rows, couples beside each other, children under their parents."""

from dataclasses import dataclass, field

from tessera.people.queries.family import as_parent

PARTNERS = frozenset({"married", "civil_partner", "partner", "former_partner"})
SIBLINGS = frozenset({"sibling", "half_sibling"})
APART = 84.0
ROUNDS = 30


@dataclass(frozen=True)
class Couple:
    """One or two parents, known to be together, apart, or only to have children with each other."""

    parents: tuple[int, ...]
    children: tuple[int, ...]
    is_apart: bool = False
    are_partners: bool = False


@dataclass
class Layout:
    rows: dict[int, list[int]] = field(default_factory=dict)  # generation -> people, left to right
    couples: list[Couple] = field(default_factory=list)
    by_adoption: set[tuple[int, int]] = field(default_factory=set)
    x: dict[int, float] = field(default_factory=dict)

    @property
    def generation(self):
        return {pk: row for row, people in self.rows.items() for pk in people}


def lay_out(family, most=24):
    """Place the person, their parents and grandparents, brothers and sisters, partners, children."""
    generations = _generations(family)
    people = _chosen(family, generations, most)
    layout = Layout(couples=_couples(family, people, generations))
    layout.by_adoption = {as_parent(tie) for tie in family.ties if tie.kind == "adoptive_parent"}
    for generation in sorted({generations[pk] for pk in people}):
        row = [pk for pk in people if generations[pk] == generation]
        layout.rows[generation] = row
    _order_rows(layout, family)
    _place(layout)
    return layout


def drawn(family, most=24):
    """Whom the drawing has room for and can place: without a tie to a parent or partner, nobody can be."""
    return _chosen(family, _generations(family), most)


def _chosen(family, generations, most):
    nearest = sorted(generations, key=lambda pk: (abs(generations[pk]), pk != family.person.pk, pk))
    return set(nearest[:most])


def _generations(family):
    """How many generations below the person each one is; three rows at most."""
    found = {family.person.pk: 0}
    waiting = [family.person.pk]
    while waiting:
        one = waiting.pop(0)
        for other, step in _next_to(family, one):
            if other not in found and -2 <= found[one] + step <= 1:
                found[other] = found[one] + step
                waiting.append(other)
    if 1 in found.values():
        found = {pk: row for pk, row in found.items() if row >= -1}
    return found


def _next_to(family, one):
    for tie in family.ties:
        parent, child = as_parent(tie)
        if one == child:
            yield parent, -1
        elif one == parent:
            yield child, 1
        elif one in (tie.person_id, tie.relative_id) and tie.kind in PARTNERS | SIBLINGS:
            yield tie.relative_id if one == tie.person_id else tie.person_id, 0


def _couples(family, people, generations):
    by_parents: dict[tuple[int, ...], list[int]] = {}
    for child in sorted(people, key=lambda pk: _birth(family, pk)):
        parents = sorted(
            parent
            for parent in family.parents_of(child)
            if parent in people and generations[parent] == generations[child] - 1
        )
        if parents:
            by_parents.setdefault(tuple(parents[:2]), []).append(child)
    partners = _partners(family, people, generations)
    pairs = {**dict.fromkeys(partners, ()), **{k: tuple(v) for k, v in by_parents.items()}}
    return [
        Couple(
            parents,
            tuple(children),
            is_apart=partners.get(parents) == "apart",
            are_partners=parents in partners,
        )
        for parents, children in sorted(pairs.items())
    ]


def _partners(family, people, generations):
    found = {}
    for tie in family.ties:
        pair = tuple(sorted((tie.person_id, tie.relative_id)))
        if tie.kind not in PARTNERS or not set(pair) <= people:
            continue
        if generations[pair[0]] == generations[pair[1]]:
            is_over = tie.kind == "former_partner" or tie.ended_on
            found[pair] = "apart" if is_over else "together"
    return found


def _birth(family, pk):
    person = family.people[pk]
    born = person.born_on or person.expected_on
    return (born is None, born or 0, pk) if born else (True, 0, pk)


def _order_rows(layout, family):
    """Couples stay beside each other; children follow the order of their parents."""
    order: dict[int, float] = {}
    for generation in sorted(layout.rows):
        row = layout.rows[generation]
        keys = {pk: _parents_place(layout, order, pk) for pk in row}
        row.sort(key=lambda pk: (keys[pk], _birth(family, pk)))
        chained = _chain(row, [c.parents for c in layout.couples if len(c.parents) == 2])
        layout.rows[generation] = chained
        order.update({pk: place for place, pk in enumerate(chained)})


def _parents_place(layout, order, pk):
    for couple in layout.couples:
        if pk in couple.children:
            places = [order[parent] for parent in couple.parents if parent in order]
            if places:
                return sum(places) / len(places)
    return 1e6


def _chain(row, pairs):
    """Reorder a row so that each couple stands together where that can be."""
    beside: dict[int, list[int]] = {pk: [] for pk in row}
    for one, other in pairs:
        if one in beside and other in beside:
            beside[one].append(other)
            beside[other].append(one)
    done: list[int] = []

    def follow(pk):
        if pk not in done:
            done.append(pk)
            for other in sorted(beside[pk], key=row.index):
                follow(other)

    # Begin each chain at an end, so that someone with two partners stands between them.
    for pk in sorted(row, key=lambda pk: (len(beside[pk]) > 1, row.index(pk))):
        follow(pk)
    return done


def _place(layout):
    layout.x = {pk: APART * i for row in layout.rows.values() for i, pk in enumerate(row)}
    for turn in range(ROUNDS):
        generations = sorted(layout.rows, reverse=bool(turn % 2))
        for generation in generations:
            wanted = _wanted(layout, upwards=bool(turn % 2))
            row = layout.rows[generation]
            _spread(layout, row, [wanted.get(pk, layout.x[pk]) for pk in row])
    least = min(layout.x.values())
    layout.x = {pk: x - least for pk, x in layout.x.items()}


def _wanted(layout, *, upwards):
    """Children want to be under their parents' middle, parents over their children's."""
    wanted: dict[int, float] = {}
    for couple in (c for c in layout.couples if c.children):
        over = sum(layout.x[pk] for pk in couple.parents) / len(couple.parents)
        under = sum(layout.x[pk] for pk in couple.children) / len(couple.children)
        if upwards:
            wanted.update({pk: layout.x[pk] + under - over for pk in couple.parents})
        else:
            wanted.update({pk: layout.x[pk] + over - under for pk in couple.children})
    return wanted


def _spread(layout, row, wanted):
    """As near to where each wants to be as the others allow, keeping the order."""
    left = list(wanted)
    for i in range(1, len(left)):
        left[i] = max(left[i], left[i - 1] + APART)
    right = list(wanted)
    for i in range(len(right) - 2, -1, -1):
        right[i] = min(right[i], right[i + 1] - APART)
    for i, pk in enumerate(row):
        layout.x[pk] = (left[i] + right[i]) / 2
