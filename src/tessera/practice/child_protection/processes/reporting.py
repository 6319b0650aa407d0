"""What is known already stands in the report for a conference, and what the report says in the conference's
form: from the enquiry, the assessment, the visits, the plan and the report itself, each with its source."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.engine.forms import filling
from tessera.engine.forms.answers import first_name
from tessera.engine.forms.filling import Filled, arrival, filler, statement
from tessera.engine.workflow import queries as work
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import date_words
from tessera.practice.child_protection import queries
from tessera.practice.recording.queries import last_seen
from tessera.ui.formatting import list_words

ENQUIRY = "child_protection.section47"
ASSESSMENT = "assessments.single_assessment"
REVIEW = "child_protection.review_conference"
CONFERENCES = (
    "child_protection.initial_conference",
    "child_protection.transfer_in_conference",
    REVIEW,
)
REPORT_SAYS = "the social worker’s report"


@dataclass(frozen=True)
class Written:
    """What one form says of a child: its words, what it is called, and the day of its latest word."""

    words: str
    label: str
    on: date | None


def _form(child, code):
    """The latest form of a kind about a child in this case, finished or not; read once for a page."""
    read = child.__dict__.setdefault("_forms_for_report", {})
    if code not in read:
        step = queries.latest_form(child, code)
        read[code] = (step, work.answers_of(step).of(child) if step else None)
    return read[code]


def _said(code, child, field, label):
    step, answers = _form(child, code)
    words = answers.get(field) if answers is not None else None
    if not words:
        return None
    is_over = step.completed_at is not None
    on = step.happened_on or (local(step.completed_at).date() if is_over else None)
    return Written(str(words), label if is_over else f"{label}, not finished yet", on)


def _enquiry(field):
    return lambda child: _said(ENQUIRY, child, field, "the section 47 enquiry")


def _assessment(field):
    return lambda child: _said(ASSESSMENT, child, field, "the single assessment")


def _core_group(child):
    """How the last core group answered whether risk is reducing."""
    plan = queries.current_plan(child)
    group = plan and plan.core_groups.order_by("-held_on", "-pk").first()
    if group is None:
        return None
    risk = codesets.label("plan.risk", group.risk).lower()
    return Written(f"Is risk reducing? {risk}. {group.risk_why}", "the core group", group.held_on)


def _last_conference(field):
    """What the last conference that was held wrote: what it worried about, until this one is held."""

    def said(child):
        held = [step for code in CONFERENCES for step in work.done_steps(child, code)]
        if not held:
            return None
        last = max(held, key=lambda step: (step.happened_on or date.min, step.pk))
        words = work.answers_of(last).of(child)[field]
        return Written(str(words), "the last conference", last.happened_on) if words else None

    return said


BEFORE_A_PLAN: dict[str, tuple[Any, ...]] = {
    "found": (_enquiry("done"),),
    "strengths": (_assessment("strengths"),),
    "worries": (_enquiry("outcome_why"), _assessment("risks")),
    "analysis": (_assessment("analysis"),),
    "parents_views": (_enquiry("parents"),),
}
ON_A_PLAN: dict[str, tuple[Any, ...]] = {
    "worries": (_last_conference("worries"),),
    "analysis": (_core_group,),
}
"""What stands in each part of the report at first: of a first conference, and of a review. What a review's
last report said stands beside the box."""


def _together(children, sources):
    """What these sources say: once where it is the same for all, else child by child."""
    parts, found = [], []
    for source in sources:
        said = {child: source(child) for child in children}
        there = {child: each for child, each in said.items() if each is not None}
        if not there:
            continue
        found += there.values()
        if len({each.words for each in there.values()}) == 1:
            parts.append(next(iter(there.values())).words)
        else:
            parts += [f"{first_name(child)}: {each.words}" for child, each in there.items()]
    if not parts:
        return None
    labels = " and ".join(dict.fromkeys(each.label for each in found))
    return Filled("\n\n".join(parts), labels, max((e.on for e in found if e.on), default=None))


def _in_the_report(part):
    def arrives(step, children, actor, on):
        is_review = step.follows is not None and step.follows.code == REVIEW
        sources = (ON_A_PLAN if is_review else BEFORE_A_PLAN).get(part, ())
        return _together(children, sources)

    return arrives


for _part in BEFORE_A_PLAN:
    arrival(f"child_protection.report_{_part}")(_in_the_report(_part))


@statement("child_protection.on_record")
def on_record(subjects, on):
    """When each child was last seen, what the enquiry found, and how the plan goes."""
    return "\n\n".join((*_seen(subjects, on), *_found(subjects), *_plan(subjects, on)))


@statement("child_protection.before_the_day")
def before_the_day(subjects, on):
    """What the chair has before them: when each child was last seen, and what the enquiry found."""
    return "\n\n".join((*_seen(subjects, on), *_found(subjects)))


def _seen(subjects, on):
    """At a visit, or as the enquiry says: whichever was later."""
    visits = last_seen(subjects, on)
    for child in subjects:
        visit, enquiry = visits.get(child.pk), queries.current_enquiry(child)
        found = [(visit.happened_on, visit.was_seen_alone)] if visit else []
        found += enquiry.seen.values_list("seen_on", "was_seen_alone") if enquiry else []
        if not found:
            yield f"{child.name} has not been seen yet."
            continue
        day, was_alone = max(found, key=lambda each: each[0])
        alone = {True: ", alone", False: ", not alone"}.get(was_alone, "")
        yield f"{child.name} was last seen on {date_words(day)}{alone}."


def _found(subjects):
    """The enquiry that a first conference is about; a plan has taken its place by its review."""
    said: dict[str, list] = {}
    for child in subjects:
        enquiry = queries.current_enquiry(child)
        if enquiry is not None and enquiry.outcome:
            found = codesets.label("section47.outcome", enquiry.outcome)
            began = date_words(enquiry.started_on)
            words = f"the section 47 enquiry of {began} found: {found}. {enquiry.outcome_why}"
            said.setdefault(words, []).append(child.name)
    for words, names in said.items():
        yield f"{list_words(names)}: {words}"


def _plan(subjects, on):
    rows = filling.rows_of("plans.protection_outcomes", subjects, on)
    for row in rows:
        if not row.is_optional:
            yield ". ".join(part for part in (row.words, row.about) if part) + "."


def _from_the_report(field):
    """What the social worker's report says, once it is finished."""

    def arrives(step, children, actor, on):
        report = queries.report_of(step)
        words = work.answers_of(report).get(field) if report else None
        return Filled(words, REPORT_SAYS, _finished_on(report)) if words else None

    return arrives


def _finished_on(report):
    """The day on which the parents had it, or else on which it was signed."""
    return report.happened_on or local(report.completed_at).date()


for _part in ("strengths", "worries"):
    arrival(f"child_protection.conference_{_part}")(_from_the_report(_part))


@filler("child_protection.views_before")
def views_before(child, on):
    """What the report has in the child's words and of the parents' views: to be confirmed, one by one."""
    report = queries.report_waiting(child) if child else None
    if report is None:
        return None
    answers = work.answers_of(report).of(child)
    words = (answers.get("words") or {}).get("words")
    parts = [f"“{words}”" if words else "", answers.get("parents_views") or ""]
    shown = "\n\n".join(part for part in parts if part)
    return Filled(shown, REPORT_SAYS, _finished_on(report)) if shown else None
