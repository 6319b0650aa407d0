"""A form as data for the typesetter: what was written, and nothing that a page needs besides."""

from tessera.engine.workflow import queries, register
from tessera.engine.workflow.models import State
from tessera.engine.workflow.views import reading
from tessera.engine.workflow.views.questions import Paper
from tessera.foundations.audit.context import note_shown
from tessera.people.rules import age_words
from tessera.ui.formatting import list_words, local, long_date
from tessera.ui.jinja import council_name

NOT_FINISHED = "Not finished: this is a draft"


def form_data(request, step) -> dict:
    paper = Paper(request, step)
    for child in step.subjects_list:
        note_shown(child.public_id)
    return {
        "title": register.step(step.code).title,
        "council": council_name(),
        "made": f"Printed for {request.user.name} on {long_date(request.today)}",
        "about": _about(step, request.today),
        "sections": [_section(each) for each in reading.written(paper)],
        "signed": _signed(step),
    }


def _about(step, today) -> list[dict]:
    people = [
        f"{child.name}, {age_words(child.born_on, today, expected_on=child.expected_on)}"
        for child in step.subjects_list
    ]
    rows = [{"label": "About", "shown": list_words(people)}] if people else []
    if step.happened_on:
        rows.append({"label": "Day", "shown": long_date(step.happened_on)})
    if step.state != State.DONE:
        rows.append({"label": "State", "shown": NOT_FINISHED})
    return rows


def _section(each) -> dict:
    return {
        "title": each["section"].title,
        "groups": [
            {
                "name": group["child"].name if group["child"] is not None else "",
                "rows": [_row(row) for row in group["rows"]],
            }
            for group in each["groups"]
        ],
    }


def _row(row) -> dict:
    said = {"label": row["label"], "shown": row["shown"] or "Not answered"}
    if row["table"]:
        said |= {"columns": row["columns"], "table": row["table"]}
    if row["field"].kind == "childs_words" and row["value"]:
        said["voice"] = True
    if row["source"]:
        said["source"] = f"From {row['source']['label']}"
    return said


def _signed(step) -> list[str]:
    lines = []
    if step.submitted_by:
        lines.append(f"Written by {step.submitted_by.name}, {_day(step.submitted_at)}")
    signatures = queries.signatures_of(step)
    lines += [f"Authorised by {each.by.name}, {_day(each.at)}" for each in signatures]
    if step.authorised_by and not signatures:
        lines.append(f"Authorised by {step.authorised_by.name}, {_day(step.authorised_at)}")
    return lines or [NOT_FINISHED]


def _day(at) -> str:
    return f"{long_date(local(at).date())}, {local(at):%H:%M}"
