"""The questions of one page of a form: what is shown, what came back, and what changed meanwhile."""

import json
import re
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from tessera.engine.documents import queries as documents
from tessera.engine.documents.rules import MEGABYTE
from tessera.engine.forms import filling
from tessera.engine.forms import queries as sheets
from tessera.engine.forms.answers import AnswerSet, first_name, problem
from tessera.engine.forms.chosen import known_to
from tessera.engine.forms.kinds import Asked, choices, dates, is_typed
from tessera.engine.forms.kinds.base import said
from tessera.engine.forms.kinds.files import about
from tessera.engine.forms.kinds.tables import ROW
from tessera.engine.workflow.views import ticks
from tessera.engine.workflow.views.question import Question
from tessera.foundations.access.models import Team
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.ui.formatting import days_ago, list_words, local, long_date

YEAR = 365
NOT_SHOWN = "Not shown"
COPY = "Opens as a copy. The picture as it came is kept sealed"
PROTECTED = (
    "Where the child lives is protected, and a file may say it, so it is not given out to you"
)


class OnRecord(NamedTuple):
    """What the record says, and whether the worker has written something else."""

    value: Any
    was_changed: bool


class Paper:
    """A step's form as one worker sees it: its answers, read once."""

    def __init__(self, request, step):
        self.request, self.step = request, step
        self.sheet = step.sheet
        self.form = sheets.form_of(self.sheet)
        self.subjects = step.subjects_list
        self.asked = Asked(
            request.today,
            self.name,
            known_to(request.actor, signer=request.user),
            rows=self.rows_of,
        )
        self._given: dict[str, list] = {}
        self._says: dict[tuple, filling.Filled | None] = {}
        self.codes_on = local(self.sheet.started_at).date()
        self._earlier = None

    @cached_property
    def rows(self) -> dict:
        return sheets.answer_rows(self.sheet)

    @cached_property
    def answers(self) -> AnswerSet:
        return AnswerSet(self.form, {key: row.value for key, row in self.rows.items()})

    @property
    def name(self) -> str:
        return first_name(self.subjects[0]) if len(self.subjects) == 1 else "the child"

    @property
    def names(self) -> str:
        return list_words([first_name(child) for child in self.subjects]) or "the family"

    def children_of(self, section, field) -> list:
        return self.subjects if section.is_each_child(field) and self.subjects else [None]

    def name_of(self, field, child) -> str:
        if child is None:
            return field.key
        return f"c{self.subjects.index(child) + 1}_{field.key}"

    def words(self, text, child) -> str:
        name = first_name(child) if child is not None else self.name
        return text.replace("{names}", self.names).replace("{name}", name)

    def bare_question(self, field, child) -> Question:
        """For reading what was typed into a question that nothing fills: without what stands in it."""
        return Question(
            field=field,
            child=child,
            name=self.name_of(field, child),
            label="",
            hint="",
            is_withheld=field.field_class in self.request.withheld,
        )

    def question(self, section, field, child, *, check="") -> Question:
        row = self.rows.get((field.key, child.pk if child is not None else None))
        question = Question(
            field=field,
            child=child,
            name=self.name_of(field, child),
            label=self.words(field.label, child),
            hint=self.words(field.hint, child),
            value=row.value if row else None,
            revision=row.revision if row else 0,
            typed_on=row.typed_on if row else None,
            turn=row.turn if row else 0,
            source=row.source if row else None,
            is_shown=self.answers.of(child).is_shown(field.key),
            is_withheld=field.field_class in self.request.withheld,
        )
        question.shown = self.shown(field, question.value)
        question.when = self._when(field, child)
        if not question.is_withheld:
            self._know(question)
        if check and not question.is_withheld:
            wrong = problem(self.answers.of(child), field, self.asked)
            question.error = wrong if check == "all" or question.stored is not None else ""
        return question

    def _know(self, question) -> None:
        """What the record, the form itself and the last time say of a question."""
        field, child = question.field, question.child
        if question.when and question.when["stands"]:
            question.is_shown = question.when["record_asks"]
        if field.filled_from:
            self._fill(question)
        if field.arrives_from and (field.key, child.pk if child else None) not in self.rows:
            self._arrive(question)
        if field.kind == "statement":
            question.text = self.statement(field)
        if field.kind == "file":
            question.files = self.files(question.value)
        if field.earlier or (field.earlier is None and field.kind in ("long_text", "childs_words")):
            question.earlier = self._last_time(field, child)

    def shown(self, field, value) -> str:
        """The answer in words. A person whom the reader may not know of is not named."""
        if field.kind == "person" and isinstance(value, dict) and "id" in value:
            if value["id"] not in self._known_people:
                return NOT_SHOWN
            note_shown(UUID(value["id"]))
        return said(field, value, self.codes_on)

    @cached_property
    def _known_people(self) -> set[str]:
        """Of everyone whom the answers name, those whom the reader may know of: one query."""
        people = {field.key for field in self.form.fields if field.kind == "person"}
        rows = [row.value for (key, _), row in self.rows.items() if key in people]
        named = [value["id"] for value in rows if isinstance(value, dict) and "id" in value]
        known = Person.objects.known_to(self.request.actor).filter(public_id__in=named)
        return {str(public_id) for public_id in known.values_list("public_id", flat=True)}

    def files(self, value) -> list[dict]:
        """Each file by name, how large and since when, the way to it or why there is none, and whether
        this worker added it."""
        return [self._file(one) for one in value or ()]

    def _file(self, one) -> dict:
        file = self._step_files.get(one["id"])
        shut = "It is not there" if file is None else documents.shut_why(file)
        if "whereabouts" in self.request.withheld:
            shut = PROTECTED  # nobody can mask it
        return {
            "id": one["id"],
            "name": one["name"],
            "about": about(one),
            "shut": shut,
            "note": COPY if file is not None and file.copy_digest and not shut else "",
            "href": "" if shut else reverse("workflow:file", args=[self.step.public_id, one["id"]]),
            "is_mine": file is not None and file.added_by_id == self.request.user.pk,
        }

    @cached_property
    def _step_files(self) -> dict:
        return documents.files_of(self.step.public_id)

    def statement(self, field) -> str:
        kept = self.rows.get((field.key, None))
        if kept is not None:
            return kept.value
        if field.text:
            return self.words(field.text, None)
        return filling.state(
            field.computed_from,
            self.subjects,
            self.request.today,
            step=self.step,
            actor=self.request.actor,
        )

    def options(self, field):
        return choices.offered(field, self.codes_on)

    def items(self, field) -> list[dict]:
        return ticks.items_of(field, self.codes_on)

    def groups(self, question) -> tuple[list[dict], list[dict]]:
        """The headings of a long list of codes, with those ticked last time open."""
        if not question.field.codes:
            return [], []
        last = self._last_time(question.field, question.child)
        return ticks.groups_of(
            question.field.codes, self.codes_on, last=last["value"] if last else ()
        )

    def pairs(self, field) -> list[tuple[str, str]]:
        return [(value, label) for value, label, _ in self.options(field)]

    @cached_property
    def teams(self) -> list[tuple[str, str]]:
        """The teams that an answer may name: those that take a child's case."""
        there = Team.objects.taking_cases().order_by("name", "pk")
        return [(str(team.public_id), team.name) for team in there]

    def numbered(self, column) -> list[tuple[str, str]]:
        """The rows of the record by their number, as they stand where each is asked about."""
        heads = [row for row in self.rows_of(column) if not row.under]
        return [(str(number), row.words) for number, row in enumerate(heads, 1)]

    def rows_of(self, field) -> list:
        """What the record puts into a table, or a number is chosen among; asked once for a page."""
        code = field.rows_from or field.numbers_of
        if code not in self._given:
            self._given[code] = filling.rows_of(code, self.subjects, self.request.today)
        return self._given[code]

    def given(self, question) -> list[dict]:
        """The record's rows with what is written in each, those that may differ under their own."""
        rows = self.rows_of(question.field)
        typed = question.value if isinstance(question.value, list) else []
        said_of = {row[ROW]: row for row in typed}
        entries = [
            {"row": row, "n": n, "said": said_of.get(row.key, {}), "apart": []}
            for n, row in enumerate(rows)
        ]
        heads = {entry["row"].key: entry for entry in entries if not entry["row"].under}
        for entry in entries:
            if entry["row"].under in heads:
                heads[entry["row"].under]["apart"].append(entry)
        return list(heads.values())

    def others_than(self, child) -> str:
        others = [first_name(each) for each in self.subjects if each != child]
        return " or ".join(others)

    def all_but(self, child) -> str:
        return list_words([first_name(each) for each in self.subjects if each != child])

    def row_word(self, field) -> str:
        """What one row of a table is called: "Agency", where the button says "Add an agency"."""
        article, _, noun = field.add.removeprefix("Add ").partition(" ")
        return noun.capitalize() if article in ("a", "an") and noun else "Row"

    def boxes_of(self, value):
        return dates.boxes(value)

    def consent_of(self, question) -> dict:
        """Consent as its boxes show it."""
        value = question.value or {}
        return {**value, "on": dates.boxes(value.get("on"))}

    def filled_for(self, field, child):
        """What the record says now, if anything fills this field: of all, where it is true of all."""
        asked = [child] if child is not None or not self.subjects else self.subjects
        found = [self._filled(field.filled_from, each) for each in asked]
        is_same = len({_in_any_order(each) for each in found}) == 1
        return found[0] if is_same else None

    def _filled(self, code, child):
        """What one source says of one child, asked once for a page."""
        key = (code, child.pk if child is not None else None)
        if key not in self._says:
            self._says[key] = filling.fill(code, child, self.request.today, self.request.actor)
        return self._says[key]

    def _arrive(self, question) -> None:
        """What the record knows stands in the box, with where it is from: saved when the page is."""
        children = self.subjects if question.child is None else [question.child]
        found = filling.arrived(
            question.field.arrives_from, self.step, children, self.request.actor, self.request.today
        )
        if found is None or found.value is None:
            return
        since = f", {long_date(found.on)}" if found.on else ""
        question.value, question.arrived = found.value, f"From {found.label}{since}"

    def _fill(self, question) -> None:
        row_says = bool(question.source and question.source.get("confirmed"))
        was_changed = question.value is not None and not row_says
        found = self.filled_for(question.field, question.child)
        if found is None or found.value is None:
            return
        value = question.value if row_says else found.value
        on = _day(question.source["on"]) if row_says else found.on
        label = question.source["label"] if row_says else found.label
        old = on is not None and (self.request.today - on).days > YEAR
        question.filled = {
            "shown": self.shown(question.field, value),
            "source": f"From {label}" + (f", {long_date(on)}" if on else ""),
            "age": "over a year ago"
            if old
            else days_ago(on, today=self.request.today)
            if on
            else "",
            "old": old,
            "choice": "no" if was_changed else "yes" if row_says else None,
        }

    def _last_time(self, field, child):
        if self.sheet.earlier_id is None:
            return None
        if self._earlier is None:
            self._earlier = sheets.answer_rows(self.sheet.earlier)
        row = self._earlier.get((field.key, child.pk if child is not None else None))
        if row is None or row.value is None or is_typed(row.value):
            return None
        return {
            "on": local(row.saved_at).date(),
            "words": self.shown(field, row.value),
            "by": row.saved_by.name if row.saved_by else "",
            "value": row.value,
        }

    def _when(self, field, child):
        """The answer that brings this question up, when it stands on the same page."""
        rule = field.show_when
        if rule is None:
            return None
        section = self.form.section_of(rule.field)
        if section is not self.form.section_of(field.key) and not self._is_quick:
            return None
        other = self.form.field(rule.field)
        whose = child if section.is_each_child(other) else None
        name, record = self.name_of(other, whose), self._on_the_record(other, whose)
        wanted = (
            rule.in_ if rule.in_ is not None else [rule.is_ if rule.is_ is not None else rule.not_]
        )
        return {
            "name": f"{name}-new" if record else name,
            "values": json.dumps([_posted(value) for value in wanted]),
            "not": rule.in_ is None and rule.is_ is None,
            "record": name if record else "",
            "record_asks": record is not None and rule.holds(record.value),
            "stands": record is not None and not record.was_changed,
            "also": self._also(rule.also, child) if rule.also else None,
        }

    def _also(self, rule, child):
        """The other answer that it takes, of this child or of any: names and values for the page."""
        other = self.form.field(rule.field)
        each = self.form.section_of(rule.field).is_each_child(other) and self.subjects
        whose = ([child] if child is not None else self.subjects) if each else [None]
        wanted = rule.in_ if rule.in_ is not None else [rule.is_]
        return json.dumps(
            [[self.name_of(other, one) for one in whose], [_posted(v) for v in wanted]]
        )

    def _on_the_record(self, field, child) -> OnRecord | None:
        """What the page shows of the record as the answer to a question, where it shows anything."""
        if not field.filled_from or field.field_class in self.request.withheld:
            return None
        row = self.rows.get((field.key, child.pk if child is not None else None))
        found = self.filled_for(field, child)
        if found is None or found.value is None:
            return None
        if row is None or row.value is None:
            return OnRecord(found.value, was_changed=False)
        if row.source and row.source.get("confirmed"):
            return OnRecord(row.value, was_changed=False)
        return OnRecord(found.value, was_changed=True)

    @property
    def file_limit(self) -> int:
        """The largest file that may be added, in megabytes."""
        return settings.FILE_LIMIT // MEGABYTE

    _is_quick = False


def _posted(value) -> str:
    return (
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )


def _day(text):
    return dates.boxes(text) if text else None


def _in_any_order(filled):
    """A household reads the same from every child in it, whoever is named first."""
    value = filled.value if filled else None
    return tuple(sorted(re.findall(r"\w+", value))) if isinstance(value, str) else repr(value)
