"""The picture: square for male, circle for female, diamond when not known, triangle before birth."""

from textwrap import wrap

from markupsafe import Markup, escape

from tessera.people.genogram.layout import APART, drawn, lay_out
from tessera.people.queries.family import RELATED, first_name, word_for
from tessera.people.rules import age_on
from tessera.ui.seen import note_shown

HALF = 17.0
ROW = 114.0
TOP = 16.0
MARGIN = 46.0
LABEL = 40.0
HOME = 92.0
LINE = 15.0
LETTERS, LETTERS_WITH_AGE = 12, 15
"""As many as stand between two people: what is longer goes on below, to its last letter."""


def draw(family, relatives, *, household=(), today, most=24, key="genogram"):
    """SVG of a family, or nothing when there is nobody beside the person."""
    layout = lay_out(family, most)
    if len(layout.x) < 2:
        return ""
    for pk in layout.x:
        note_shown(family.people[pk])
    picture = _Picture(layout, family, _words(family, relatives), today)
    home = {family.person.pk, *household} & set(layout.x)
    title = f"{first_name(family.person)}'s family"
    parts = [
        picture.home(home) if len(home) > 1 else "",
        picture.lines(),
        *(picture.person(pk) for pk in layout.x),
    ]
    width, height = picture.size
    return Markup(
        '<svg class="ts-genogram" viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}"'
        ' role="img" aria-labelledby="{k}-t'
        ' {k}-d" focusable="false"><title id="{k}-t">{title}</title><desc id="{k}-d">{desc}</desc>'
        "{parts}</svg>"
    ).format(
        w=width,
        h=height,
        k=key,
        title=title,
        desc=describe(family, relatives, household),
        parts=Markup("").join(parts),
    )


def not_drawn(family, relatives, *, most=24):
    """Those of the list whom the drawing does not show, each once, in words: "Nell Adeyard, grandmother"."""
    there = drawn(family, most)
    if len(there) < 2:
        return []
    missing = {each.person.pk: each for each in reversed(relatives) if each.person.pk not in there}
    return [f"{each.person.name}, {each.word}" for each in reversed(missing.values())]


def describe(family, relatives, household):
    """The picture in a sentence or two, for whoever does not see it."""
    name = first_name(family.person)
    near = [f"{each.word} {first_name(each.person)}" for each in relatives[:12]]
    together = [r for r in relatives if r.person.pk in set(household)]
    words = [f"{name}'s family: {', '.join(near)}." if near else f"{name}."]
    if together:
        words.append(f"{name} lives with {', '.join(first_name(r.person) for r in together)}.")
    return " ".join([*words, "The list below gives the same facts."])


class _Picture:
    def __init__(self, layout, family, words, today):
        self.layout, self.family, self.words, self.today = layout, family, words, today
        self.alone = self._single_parents()
        self.labels = {pk: self._lines_of(pk) for pk in layout.x}
        self.more = {row: self._more_lines(people) for row, people in layout.rows.items()}
        self.top, self.height = {}, 2.0
        for generation in sorted(layout.rows):
            self.top[generation] = self.height - 2
            self.height += ROW + self.more[generation]

    @property
    def size(self):
        beside = max((self._label_width(pk) for pk in self.alone), default=0)
        return max(self.layout.x.values()) + 2 * MARGIN + beside, self.height

    def at(self, pk):
        return self.layout.x[pk] + MARGIN, self.top[self.layout.generation[pk]] + TOP + HALF

    def _more_lines(self, row):
        """How much taller than others a row is, whose names or relations need more than a line each."""
        return LINE * (max(2, *(len(self.labels[pk]) for pk in row)) - 2)

    def person(self, pk):
        person = self.family.people[pk]
        x, y = self.at(pk)
        shapes = Markup("").join(self._shapes(person, x, y))
        if person.died_on:
            shapes += _line(f"M{x - 14:.0f} {y - 14:.0f}l28 28M{x + 14:.0f} {y - 14:.0f}l-28 28")
        return shapes + self._label(pk, x, y)

    def _shapes(self, person, x, y):
        if person.pk != self.family.person.pk:
            return [_shape(person, x, y, HALF, "ts-genogram__person")]
        # Whose record this is, is drawn double.
        return [_shape(person, x, y, size, "ts-genogram__self") for size in (HALF, HALF - 6)]

    def _label(self, pk, x, y):
        beside = pk in self.alone
        x = x + HALF + 8 + self._label_width(pk) / 2 if beside else x
        y = y - 2 if beside else y + HALF + 16
        lines = enumerate(self.labels[pk])
        return Markup("").join(_text(x, y + LINE * n, words, kind) for n, (words, kind) in lines)

    def _lines_of(self, pk):
        """[(words, kind)]: the whole name with the age, and what they are to the person."""
        words = self.words.get(pk, "")
        note = wrap(words[:1].upper() + words[1:], LETTERS + 2)
        name = self._name(self.family.people[pk])
        return [*((line, "name") for line in name), *((line, "note") for line in note)]

    def _name(self, person):
        *lines, last = wrap(first_name(person), LETTERS) or [""]
        if person.born_on is None or person.died_on:
            return [*lines, last]
        age = str(age_on(person.born_on, self.today))
        if len(f"{last}, {age}") > LETTERS_WITH_AGE:
            return [*lines, f"{last},", age]
        return [*lines, f"{last}, {age}"]

    def _label_width(self, pk):
        return 7.2 * max(len(words) for words, _ in self.labels[pk])

    def _single_parents(self):
        """Their line to their children goes down through where the name would stand."""
        couples = self.layout.couples
        return {c.parents[0] for c in couples if len(c.parents) == 1 and c.children}

    def lines(self):
        parts = []
        lows: dict[int, int] = {}
        for couple in self.layout.couples:
            from_x, from_y = self._couple(couple, parts, lows)
            if couple.children:
                parts.append(self._to_children(couple, from_x, from_y))
        return Markup("").join(parts)

    def _couple(self, couple, parts, lows):
        """The line between two parents; gives where their children's line begins."""
        if len(couple.parents) == 1:
            x, y = self.at(couple.parents[0])
            return x, y + HALF
        (left, y), (right, _) = sorted(self.at(pk) for pk in couple.parents)
        if self._are_neighbours(couple.parents):
            path, middle = f"M{left + HALF:.0f} {y:.0f}H{right - HALF:.0f}", (left + right) / 2
            low = y
        else:
            generation = self.layout.generation[couple.parents[0]]
            lows[generation] = lows.get(generation, 0) + 1
            low = y + HALF + LABEL + self.more[generation] - 6 + 7 * lows[generation]
            middle = (left + right) / 2
            path = f"M{left:.0f} {y + HALF:.0f}V{low:.0f}H{right:.0f}V{y + HALF:.0f}"
        parts.append(_line(path))
        if couple.is_apart:
            # Beside the middle, so that it does not cross the children's line.
            mark = middle - 18
            parts.append(
                _line(f"M{mark:.0f} {low + 7:.0f}l8 -14M{mark + 6:.0f} {low + 7:.0f}l8 -14")
            )
        return middle, low

    def _are_neighbours(self, pair):
        row = self.layout.rows[self.layout.generation[pair[0]]]
        return abs(row.index(pair[0]) - row.index(pair[1])) == 1

    def _to_children(self, couple, from_x, from_y):
        places = [self.at(pk) for pk in couple.children]
        bar = places[0][1] - HALF - 12
        xs = [from_x, *(x for x, _ in places)]
        trunk = _line(f"M{from_x:.0f} {from_y:.0f}V{bar:.0f}M{min(xs):.0f} {bar:.0f}H{max(xs):.0f}")
        drops = Markup("")
        for pk, (x, y) in zip(couple.children, places, strict=True):
            is_adopted = any((p, pk) in self.layout.by_adoption for p in couple.parents)
            drops += _line(f"M{x:.0f} {bar:.0f}V{y - HALF:.0f}", dashed=is_adopted)
        return trunk + drops

    def home(self, people):
        """A dashed line around those who live together, row by row, past those who do not."""
        sides = []
        for generation in sorted(self.layout.rows):
            row = self.layout.rows[generation]
            xs = [self.at(pk)[0] for pk in row if pk in people]
            if xs:
                top = self.top[generation] + 4
                beside = APART / 2 - 2
                bottom = top + HOME + self.more[generation]
                last = max(row, key=lambda pk: self.at(pk)[0])
                right = max(xs) + beside
                if last in people and last in self.alone:
                    right = max(right, max(xs) + HALF + 12 + self._label_width(last))
                sides.append((min(xs) - beside, right, top, bottom))
        path = f"M{sides[0][0]:.0f} {sides[0][2]:.0f}H{sides[0][1]:.0f}"
        for _, right, top, _ in sides[1:]:
            path += f"V{top:.0f}H{right:.0f}"
        path += f"V{sides[-1][3]:.0f}"
        for left, _, top, _ in reversed(sides):
            path += f"H{left:.0f}V{top:.0f}"
        return Markup('<path class="ts-genogram__home" d="{}Z"/>').format(path)


def _shape(person, x, y, half, css):
    if person.is_unborn:
        path = f"M{x:.0f} {y - half:.0f}L{x + half:.0f} {y + half:.0f}H{x - half:.0f}Z"
        return Markup('<path class="{}" d="{}"/>').format(css, path)
    if person.sex == "F":
        return Markup('<circle class="{}" cx="{:.0f}" cy="{:.0f}" r="{:.0f}"/>').format(
            css, x, y, half
        )
    if person.sex == "M":
        return Markup(
            '<rect class="{}" x="{:.0f}" y="{:.0f}" width="{:.0f}" height="{:.0f}"/>'
        ).format(css, x - half, y - half, 2 * half, 2 * half)
    path = f"M{x:.0f} {y - half:.0f}l{half:.0f} {half:.0f}l{-half:.0f} {half:.0f}l{-half:.0f} {-half:.0f}Z"
    return Markup('<path class="{}" d="{}"/>').format(css, path)


def _line(path, dashed=False):
    dash = Markup(' stroke-dasharray="4 3"') if dashed else ""
    return Markup('<path class="ts-genogram__line" d="{}"{}/>').format(path, dash)


def _text(x, y, words, kind):
    return Markup('<text class="ts-genogram__{}" x="{:.0f}" y="{:.0f}">{}</text>').format(
        kind, x, y, escape(words)
    )


def _words(family, relatives):
    """What each is to the person; one of no relation is named by their child: "Ivy's dad"."""
    words = {r.person.pk: r.word for r in relatives if r.kind in RELATED}
    for child in family.people:
        for parent in family.parents_of(child):
            if parent not in words and parent != family.person.pk:
                word = word_for("parent", family.people[parent].sex)
                words[parent] = f"{first_name(family.people[child])}'s {word}"
    return words
