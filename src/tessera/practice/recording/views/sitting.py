"""What manager and worker see of each family: how each child stands, and what is still to be said."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from tessera.engine.workflow import lines, register
from tessera.engine.workflow import queries as work
from tessera.people import record_page
from tessera.practice.recording import queries
from tessera.ui.formatting import list_words, lower_first

DUE_WITHIN = timedelta(days=7)
"""Ticked and open from the start: those whose case supervision is due within a week or late, those never
gone through yet, and those for whom something is late."""


@dataclass(frozen=True)
class Family:
    """One family as the page shows it. Where supervision is due it stands open; the others are folded."""

    rows: list[dict[str, Any]]
    number: int

    @property
    def is_late(self):
        return any(row["late"] or row["late_to_do"] or row["late_work"] for row in self.rows)

    @property
    def is_new(self):
        return any(row["is_new"] for row in self.rows)

    @property
    def is_due(self):
        return any(row["is_due"] for row in self.rows)

    @property
    def is_begun(self):
        return any(row["begun"] for row in self.rows)

    @property
    def is_open(self):
        """A form that is begun has its own page."""
        return any(row["is_ticked"] and not row["begun"] for row in self.rows)

    @property
    def changed(self):
        """What was written of one of them since their last supervision, in words."""
        kinds = {kind: None for row in self.rows for kind in row["since"]}
        return list_words([lower_first(words) for words in list(kinds)[:4]])

    @property
    def says(self):
        """What the folded family says of itself."""
        said = [
            "Begun, and not finished" if self.is_begun else "",
            "Something is late" if self.is_late else "Due within a week" if self.is_due else "",
            "Not gone through yet" if self.is_new else "",
            f"New since the last time: {self.changed}" if self.changed else "",
        ]
        return ". ".join(filter(None, said)) or "Nothing new since the last time"

    @property
    def place(self):
        """The late come first, then the new, then those that are due, then where something changed."""
        return (
            not self.is_late, not self.is_new, not self.is_due, not self.changed, self.number,
        )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """How far the sitting is: the children for whom a decision is still to be said."""

    children: int
    late: int
    due: int
    new: int
    behind: int
    """Gone through before and not due, but something else is late."""
    begun: int

    @classmethod
    def of(cls, families):
        rows = [row for family in families for row in family.rows]
        waiting = [row for row in rows if not row["begun"]]
        due = [row for row in waiting if row["is_due"]]
        late = sum(bool(row["late"]) for row in due)
        others = [row for row in waiting if not row["is_due"]]
        new = sum(row["is_new"] for row in others)
        behind = sum(bool(row["late_work"]) and not row["is_new"] for row in others)
        begun = sum(bool(row["begun"]) for row in rows)
        return cls(len(rows), late, len(due) - late, new, behind, begun)

    @property
    def to_say(self):
        return self.late + self.due + self.new + self.behind + self.begun


def families(request, families, begun, form):
    """Each family with its children: a fixed number of queries, the most pressing first."""
    held = [child for family in families for child in family]
    known = _Known(request, held, begun, form)
    shown = [
        Family([known.of(child) for child in family], number)
        for number, family in enumerate(families)
    ]
    return sorted(shown, key=lambda family: family.place)


class _Known:
    """What the record holds of these children, read for all of them at once."""

    def __init__(self, request, held, begun, form):
        self.today, self.now, self.begun = request.today, request.now, begun
        self.ticked = form.data.getlist("people") if form.is_bound else None
        self.statuses = record_page.statuses_of(held, request.today)
        self.next = work.next_due(held).answer()
        self.due = queries.supervision_due(held)
        self.decisions = queries.last_decisions(held)
        self.since = queries.since_decided(self.decisions)
        self.open = {}
        for decided in queries.open_decided(held):
            self.open.setdefault(decided.decision.person_id, []).append(decided)
        self.glances = [
            (glance.label, glance.read(held, request.today))
            for glance in record_page.all_glances_for(request.actor)
        ]

    def of(self, child):
        clock, item = self.due.get(child.pk), self.next.get(child.pk)
        step = self.begun.get(child.pk)
        to_do = self.open.get(child.pk, [])
        decision = self.decisions.get(child.pk)
        late_work = lines.lateness_of(item, self.now) if item else ""
        return {
            "child": child,
            "statuses": [
                {"text": each.label, "lesser": not each.is_solid}
                for each in self.statuses[child.pk]
            ],
            "facts": [
                (label, said[child.pk]) for label, said in self.glances if said.get(child.pk)
            ],
            "next": item
            and {
                "title": register.step(item.code).title,
                "href": lines.address(item.step),
                "on": item.due_on,
                "late": late_work,
            },
            "decision": decision,
            "late_work": late_work,
            "is_new": decision is None,
            "since": self._since(child),
            "to_do": [(each, lines.lateness(each.due_on, None, self.now)) for each in to_do],
            "late_to_do": any(each.due_on and each.due_on < self.today for each in to_do),
            "due_on": clock.due_on if clock else None,
            "late": lines.lateness(clock.due_on, None, self.now) if clock else "",
            "is_due": self._is_due(clock),
            "is_ticked": self._is_ticked(child, clock, decision is None or late_work),
            "begun": reverse("workflow:step", args=[step.public_id]) if step else "",
        }

    def _since(self, child):
        """The labels of what was written, newest first."""
        kinds = [record_page.kind(code) for code in self.since.get(child.pk, ())]
        return list(dict.fromkeys(kind.label for kind in kinds if kind))

    def _is_due(self, clock):
        return clock is not None and clock.due_on <= self.today + DUE_WITHIN

    def _is_ticked(self, child, clock, is_pressing):
        if self.ticked is not None:
            return str(child.public_id) in self.ticked
        return bool(is_pressing) or self._is_due(clock)
