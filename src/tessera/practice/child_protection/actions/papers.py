"""What a discussion or conference decided, as data for the typesetter: one copy for one recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tessera.engine.documents import word, wording, written
from tessera.engine.forms.answers import first_name
from tessera.foundations import codesets
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.models import Installation
from tessera.people.rules import LEFT_OUT, redacted
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.queries import name_of
from tessera.practice.front_door.queries import Hidden
from tessera.practice.meetings.models import Meeting
from tessera.practice.plans import rules as plans
from tessera.practice.plans.choices import OutcomeEnd
from tessera.practice.plans.queries import outcomes_named
from tessera.ui.formatting import list_words

LETTERS = {
    ("conference", "decisions"): "conference_decisions",
    ("conference", "record"): "conference_record",
    ("strategy", "decisions"): "strategy_decisions",
    ("strategy", "record"): "strategy_record",
}
OUTCOMES = {"conference": "conference.outcome", "strategy": "strategy.outcome"}


@dataclass(frozen=True)
class Told:
    """What a meeting has to tell: asked once, and the same for every copy."""

    meeting: Meeting
    children: list
    answers: Any
    hidden: Hidden
    what: str
    at: datetime
    by: Any
    outcomes: Mapping[str, tuple[str, frozenset[int]]] = field(default_factory=dict)
    council: str = ""
    layout_text: str = ""

    @property
    def worded(self) -> written.Worded:
        """The council's words and layout for this."""
        return written.worded(LETTERS[self.family, self.what])

    @property
    def family(self) -> str:
        return "strategy" if self.meeting.kind == "strategy_discussion" else "conference"


def told(meeting, children, answers, hidden, *, what, at, by) -> Told:
    reviewed = {outcome for outcome, _, _ in _progress(answers)}
    installation = Installation.objects.first()
    found = Told(
        meeting,
        children,
        answers,
        hidden,
        what,
        at,
        by,
        outcomes=outcomes_named(reviewed, children),
        council=installation.council_name if installation else "",
    )
    layout = found.worded.layout
    return replace(found, layout_text=word.text_of(layout)) if layout else found


def paper(told: Told, *, invited, verdict) -> dict:
    """The data of one copy: nothing in it that the verdict leaves out."""
    family, answers = told.family, told.answers
    about = [child for child in told.children if child.pk in verdict.children]
    fields = _fields(told, invited, about)
    secret = _secret(verdict, told.hidden)
    sections = [*_decided(family, about, answers), *_next(told, about)]
    if told.what == "record":
        sections = [*_who(told.meeting, verdict), *_said(family, about, answers), *sections]
    on = date_words(local(told.at).date())
    return {
        **wording.letter(LETTERS[family, told.what], fields),
        "council": told.council,
        "marking": "Confidential",
        "addressee": "\n".join(filter(None, (name_of(invited), invited.role))),
        "on": on,
        "made": f"Made for {name_of(invited)}, {on}",
        "sections": [_cleared(section, secret) for section in sections if section["rows"]],
        "fields": fields,
    }


def in_layout(data) -> dict:
    """Everything that a council's own layout of a copy may name."""
    return {
        **data["fields"],
        **{key: data[key] for key in ("title", "greeting", "sign", "sections")},
        "opening": "\n\n".join(data["opening"]),
        "closing": "\n\n".join(data["closing"]),
        "address": data["addressee"],
        "today": data["on"],
    }


def fixed(told: Told, data) -> dict[str, str]:
    """What the council's own words and layout say around what was decided, by what a page calls it."""
    texts = [data["title"], *data["opening"], *data["closing"], data["sign"]]
    return {"The wording": "\n".join(texts), "The Word layout": told.layout_text}


def leaves_out(data) -> bool:
    """Whether a passage had to be left out of this copy."""
    return any(
        LEFT_OUT in str(row.get("shown", "")) + str(row.get("table", ""))
        for section in data["sections"]
        for row in section["rows"]
    )


def _fields(told, invited, about):
    meeting, by = told.meeting, told.by
    return {
        "recipient": name_of(invited),
        "children": list_words([child.name for child in about]),
        "meeting": codesets.label("meeting.kind", meeting.kind).lower(),
        "held_on": date_words(meeting.held_on),
        "chair": meeting.chair.name if meeting.chair else "an independent chair",
        "sender": getattr(by, "name", ""),
        "sender_title": getattr(by, "job_title", "") or "Children's services",
        "council": told.council,
    }


def _secret(verdict, hidden):
    places = hidden.places if verdict.without_whereabouts else ()
    return (*places, *(hidden.informants if verdict.without_informant else ()))


def _decided(family, about, answers):
    for child in about:
        mine = answers.of(child)
        rows = [
            ("Decided", codesets.label(OUTCOMES[family], mine["outcome"])),
            ("Category", _category(mine.get("category"))),
            ("Why", mine["decision_why"]),
            ("Who disagreed", mine.get("dissent")),
            ("Who sees the child, and by when", mine.get("seen_by")),
        ]
        yield {"title": child.name, "rows": _rows(rows)}


def _next(told, about):
    answers = told.answers
    rows = [
        ("Why there is a plan, and when it could end", answers.get("outline")),
        ("A medical", answers.get("medical")),
        ("What keeps the children safe until then", answers.get("safety_now")),
    ]
    if any(answers.of(child)["outcome"] == "plan" for child in about):
        due = rules.core_group_due(last_held_on=told.meeting.held_on, is_first=True)
        rows.append(
            ("First core group by", f"{date_words(due)}: 10 working days from the conference")
        )
    if answers.get("next_on"):
        rows.append(("Next review", date_words(answers["next_on"])))
    shown = _rows(rows)
    outcomes = _outcomes(about, answers)
    if outcomes:
        columns = ["What will be different", "How we shall know", "Who does what", "By"]
        shown.append({"label": "The plan", "columns": columns, "table": outcomes})
    if went := _went(about, answers, told.outcomes):
        columns = ["Outcome of the plan", "How it goes", "From now on"]
        shown.append({"label": "How the plan goes", "columns": columns, "table": went})
    if actions := _agreed(answers) if told.family == "strategy" else []:
        shown.append({"label": "Who does what", "columns": ["What", "Who", "By"], "table": actions})
    return [{"title": "What happens next", "rows": shown}]


def _agreed(answers):
    """What a discussion agreed."""
    return [
        [a["what"] or "", a["who"] or "", date_words(a["by_when"]) if a["by_when"] else ""]
        for a in answers.get("actions") or ()
    ]


def _progress(answers):
    """Rows of how each outcome was found: its id, that of the child where it is of one alone, and the row."""
    return [(*row["row"].partition(":")[::2], row) for row in answers.get("progress") or ()]


def _went(about, answers, outcomes):
    """How a review found each outcome that is for these children; nothing that is for another child alone."""
    names = {str(child.public_id): first_name(child) for child in about}
    ids = {child.pk for child in about}
    titles = {key: title for key, (title, children) in outcomes.items() if children & ids}
    return [
        [
            f"{titles[outcome]}, only {names[child]}" if child else titles[outcome],
            codesets.label("plan.progress", row["scale"]) if row["scale"] else "",
            OutcomeEnd(row["ended"]).label if row["ended"] else row["change"] or "It goes on",
        ]
        for outcome, child, row in _progress(answers)
        if outcome in titles and (not child or child in names) and (row["scale"] or row["ended"])
    ]


def _outcomes(about, answers):
    """The outcomes of the plan that are for these children: one who may not know the others reads no more."""
    names = [first_name(child) for child in about]
    return [
        [
            row["title"] or "",
            row["how_we_know"] or "",
            ": ".join(part for part in (row["who"], row["action"]) if part),
            date_words(row["by_when"]) if row["by_when"] else "",
        ]
        for row in answers.get("outcomes") or ()
        if plans.concerns(row["only"], names)
    ]


def _who(meeting: Meeting, verdict):
    """Who was asked and came. Where a place is protected, agencies only: a name tells a place."""
    rows = []
    for each in meeting.invited.all():
        agency = codesets.label("agency", each.agency) if each.agency else "Family"
        name = each.name if not (verdict.without_whereabouts and each.agency) else agency
        rows.append([name, "" if name == agency else each.role or agency, _came(each)])
    columns = ["Name", "Who they are", "Came"]
    return [{"title": "Who was asked", "rows": [{"label": "", "columns": columns, "table": rows}]}]


def _said(family, about, answers):
    shared = [
        ("How the parents took part", answers.get("parents_part")),
        ("What goes well", answers.get("strengths")),
        ("What we are worried about", answers.get("worries")),
        ("The worry", answers.get("trigger")),
        ("What each agency knew", answers.get("shared")),
    ]
    yield {"title": "What was said", "rows": _rows(shared)}
    for child in about:
        words = answers.of(child).get("words")
        if words and words["words"]:
            row = {"label": "In their own words", "shown": words["words"], "voice": True}
            yield {"title": f"{child.name} said", "rows": [row]}


def _rows(pairs):
    return [{"label": label, "shown": str(shown)} for label, shown in pairs if shown]


def _category(code):
    return codesets.label("cin.abuse_category", code) if code else ""


def _came(each):
    report = ", with a report" if each.report_received_on else ""
    return (codesets.label("meeting.came", each.came) if each.came else "Asked") + report


def _cleared(section, secret):
    """The section without what must not be in this copy."""
    rows = []
    for row in section["rows"]:
        if "table" in row:
            table = [[redacted(cell, secret) for cell in line] for line in row["table"]]
            rows.append({**row, "table": table})
        else:
            rows.append({**row, "shown": redacted(row["shown"], secret)})
    return {**section, "rows": rows}
