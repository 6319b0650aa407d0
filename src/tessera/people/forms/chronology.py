"""What the reader of a chronology wants to see: everything has a default; a day that is none is said."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from django.utils.http import urlencode

from tessera.foundations.calendar import clock, day_words
from tessera.foundations.records.queries import known_at
from tessera.people import record_page
from tessera.people.queries.chronology import Wanted
from tessera.people.queries.family import first_name
from tessera.people.rules import parse_date
from tessera.people.tellings import CHILD, COURT, FULL, MANAGER, VERSIONS, levels
from tessera.ui.formatting import long_date

LEAST = {"all": 1, "significant": 2, "key": 3}
DAYS = ("since", "until", "known")
CASE_NUMBER = 40
SAYS = {
    COURT: "Significant events as plain facts, each with its source and who signed it off, what we were told,"
    " and what the child said. What workers and meetings think of the risk, what others told in confidence,"
    " decisions of managers, letters and warnings are left out.",
    MANAGER: "What we were told, what was decided and on what basis, what core groups found, who held the"
    " case, which of it was late, and visits at which a child was not seen or that tell of harm or danger.",
}
"""What a version holds, for who has not asked for it before."""
_ALL_KINDS = {
    FULL: "all kinds",
    COURT: "as plain facts",
    MANAGER: "how the case is managed",
    CHILD: "in plain words",
}
_FILES = {
    FULL: "chronology full",
    COURT: "chronology for court",
    MANAGER: "chronology for a manager",
    CHILD: "chronology in plain words",
}
VERSION_LEAST = {FULL: "significant", COURT: "significant", MANAGER: "all", CHILD: "all"}


class ChronologyFilter:
    """Read from the address, so that a page can be kept, sent and printed as it is."""

    def __init__(self, data, *, child, family, today):
        self.child, self.family = child, family
        self.version = data.get("version") if data.get("version") in VERSIONS else FULL
        much = data.get("much", "")
        self.much = much if much in self._levels else VERSION_LEAST[self.version]
        self.groups = self._groups(data)
        self.who = data.get("who", "")
        self.today = today
        self.case_number = " ".join(data.get("case_number", "").split())[:CASE_NUMBER]
        self.wrong: dict[str, str] = {}
        self.typed = {name: data.get(name, "").strip() for name in DAYS}
        self.since, self.until, self.known = (self._day(name) for name in DAYS)

    def _day(self, name):
        """A day as a worker types it, or nothing: "14 May 2026", "14/5/26"."""
        typed = self.typed[name]
        day = parse_date(typed, today=self.today)
        if typed and day is None:
            self.wrong[name] = f"“{typed[:20]}” is not a day we know. Write it like 14 May 2026."
        return day

    def as_known(self) -> AbstractContextManager[None]:
        """The record as it was known at the end of the day asked for; as it is known now, if none was.

        For a page guarded with `as_known=True`, which has the facts covered.
        """
        if self.known is None or self.known >= self.today:
            return nullcontext()
        return known_at(clock.day_over(self.known))

    @property
    def says(self):
        return SAYS.get(self.version, "")

    @property
    def made_words(self):
        """From what the chronology is made, for its head."""
        if self.known is None:
            return ""
        return f"as the record was known at the end of {day_words(self.known)}"

    def _groups(self, data):
        asked = [group for group in data.getlist("kind") if group in self.all_groups]
        return asked or list(self.all_groups)

    @property
    def all_groups(self):
        return self._codes_by_group

    @property
    def _codes_by_group(self):
        kinds = record_page.kind_groups()
        told = levels(record_page.kinds(), self.version)
        if told is None:
            return kinds
        shown = {group: [code for code in codes if code in told] for group, codes in kinds.items()}
        return {group: codes for group, codes in shown.items() if codes}

    @property
    def _levels(self):
        """How much there is to choose from: a court is told significant events alone."""
        return [much for much in LEAST if self.version != COURT or much != "all"]

    @property
    def chosen(self):
        """Whose lines: the child's, one sibling's with them, or all brothers and sisters.

        In the child's own version nobody else's.
        """
        if self.version == CHILD:
            return [self.child]
        if self.who == "family":
            return self.family
        others = [each for each in self.family if str(each.public_id) == self.who]
        return [self.child, *(each for each in others if each.pk != self.child.pk)]

    @property
    def wanted(self):
        return Wanted(
            people=tuple(person.pk for person in self.chosen),
            least=LEAST[self.much],
            kinds=self._kinds,
            since=self.since,
            # What is set for a day to come has not happened yet.
            until=min(self.until or self.today, self.today),
            version=self.version,
        )

    def wanted_by(self, actor, *, on_paper=False):
        """The same, told whole to this reader: to a court, to a manager, and wherever no link can lead on."""
        is_whole = on_paper or self.version in (COURT, MANAGER)
        return replace(self.wanted, reader=actor) if is_whole else self.wanted

    @property
    def everything(self):
        """The same, of any kind, however significant: for the figures beside the choices."""
        return Wanted(
            self.wanted.people, since=self.since, until=self.wanted.until, version=self.version
        )

    @property
    def _kinds(self):
        by_group = self._codes_by_group
        if set(self.groups) == set(by_group):
            return None
        return tuple(code for group in self.groups for code in by_group[group])

    def query(self, **changes):
        """The query of a page like this one, but for the changes."""
        return urlencode(self.pairs(**changes))

    def pairs(self, **changes):
        """The same as pairs, for a form that asks for more."""
        parts = [("version", self.version), ("much", self.much), ("who", self.who)]
        parts += [(name, getattr(self, name)) for name in DAYS]
        parts.append(("case_number", self.case_number))
        if set(self.groups) != set(self.all_groups):
            parts += [("kind", group) for group in self.groups]
        kept = [(name, value) for name, value in parts if value and name not in changes]
        return [*kept, *changes.items()]

    @property
    def period(self):
        """The days that it covers."""
        until = long_date(self.wanted.until)
        if self.since is None:
            return f"Everything up to {until}"
        return f"From {long_date(self.since)} to {until}"

    @property
    def file_name(self):
        """By version and day: a name of a file travels further than what is in it, and names nobody."""
        return f"{_FILES[self.version]} {self.today.isoformat()}"

    def in_words(self):
        everything = "everything" if self.version == FULL else "everything in this version"
        words = {"all": everything, "significant": "significant", "key": "key events"}
        all_kinds = set(self.groups) == set(self.all_groups)
        kinds = _ALL_KINDS[self.version] if all_kinds else ", ".join(self.groups).lower()
        return f"{words[self.much]}, {kinds}, {self._who_in_words()}"

    def _who_in_words(self):
        names = [first_name(person) for person in self.chosen]
        return f"{names[0]} only" if len(names) == 1 else " and ".join(names)

    def levels(self, counts):
        words = {"all": "Everything", "significant": "Significant", "key": "Key events"}
        return [(much, f"{words[much]}{self._figure(counts, much)}") for much in self._levels]

    def shows_all(self, counts):
        return counts.is_all and self.much == "all" and self._kinds is None

    def _figure(self, counts, much):
        return f" ({counts.at_least(LEAST[much], self._kinds)})" if counts.is_all else ""

    def kind_items(self, counts):
        """The kinds that there are: nobody ticks off what has never happened."""
        there = counts.kinds if counts.is_all else None
        return [
            (group, group)
            for group, codes in self.all_groups.items()
            if there is None or there & set(codes)
        ]

    def who_items(self):
        name = first_name(self.child)
        others = [each for each in self.family if each.pk != self.child.pk]
        each = [(str(o.public_id), f"{name} and {first_name(o)}") for o in others]
        return [("", f"{name} only"), *each, ("family", "All brothers and sisters")]

    def heading(self, counts):
        words = {
            "all": ("event", "events"),
            "significant": ("significant event", "significant events"),
            "key": ("key event", "key events"),
        }[self.much]
        number = counts.at_least(LEAST[self.much], self._kinds)
        whose = " and ".join(map(first_name, self.chosen))
        if counts.is_all and not number:
            return f"No {words[1]} about {whose}"
        figure = f"{number} {words[number != 1]}" if counts.is_all else words[1].capitalize()
        return f"{figure} about {whose}, newest first"
