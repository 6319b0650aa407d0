"""Files added to an answer, and taken out of a draft."""

from tessera.engine.documents import actions as documents
from tessera.engine.documents.models import File
from tessera.engine.forms import actions as forms
from tessera.engine.forms import queries as sheets
from tessera.engine.forms.actions import NoSuchField
from tessera.engine.forms.models import Answer, Unsent
from tessera.engine.workflow.actions.answers import save_answer
from tessera.engine.workflow.actions.steps import locked
from tessera.engine.workflow.actions.upkeep import people_of
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.ui.formatting import local

MOST_FILES = 20


class TooManyFiles(Exception):
    """One answer holds so many files and no more."""


class NotTheirs(Exception):
    """A file is taken out of a draft only by the worker who added it."""


@action
def add_file(*, step, field, content, name, child=None, at, by) -> File:
    """Keep a file with an answer: beside the others, and once however often it is posted.

    Raises NotTaken, TooManyFiles, NotOpen, NoSuchField, NotASubject.
    """
    step = locked(step)
    _is_for_files(step, field)
    file = _kept(step, content, name, at=at, by=by)
    entries = _entries(step, field, child)
    there = File.objects.filter(public_id__in=[one["id"] for one in entries])
    if there.filter(digest=file.digest).exists():
        return file
    if len(entries) >= MOST_FILES:
        raise TooManyFiles
    value = [*entries, _entry(file)]
    save_answer(step=step, field=field, child=child, value=value, at=at, by=by)
    return file


@action
def keep_file_apart(*, step, field, content, name, child=None, at, by) -> File:
    """The form was finished meanwhile: the file is kept for its worker, beside the form. Raises NotTaken."""
    _is_for_files(step, field)
    file = _kept(step, content, name, at=at, by=by)
    kept = Unsent.objects.filter(sheet=step.sheet_id, field=field, child=child, by=by).first()
    entries = [one for one in (kept and kept.value) or [] if one["id"] != str(file.public_id)]
    forms.keep_unsent(
        sheet=step.sheet, field=field, child=child, value=[*entries, _entry(file)], at=at, by=by
    )
    return file


@action
def take_out_file(*, step, field, file_id, child=None, at, by) -> None:
    """Take one's own file out of a draft; it stays in the answer's earlier version.

    Raises NotTheirs, NotOpen, NoSuchField.
    """
    step = locked(step)
    _is_for_files(step, field)
    entries = _entries(step, field, child)
    left = [one for one in entries if one["id"] != str(file_id)]
    if len(left) == len(entries):
        return
    file = File.objects.get(public_id=file_id)
    if file.added_by_id != by.pk:
        raise NotTheirs
    save_answer(step=step, field=field, child=child, value=left or None, at=at, by=by)
    audit.record("workflow.file_taken_out", people=people_of(step), by=by, **_ids(step, file))


def _kept(step, content, name, *, at, by) -> File:
    file = documents.keep_file(content=content, name=name, step_ref=step.public_id, at=at, by=by)
    audit.record("workflow.file_added", people=people_of(step), by=by, **_ids(step, file))
    return file


def _is_for_files(step, field) -> None:
    form = sheets.form_of(step.sheet)
    if field not in form or form.field(field).kind != "file":
        raise NoSuchField(field)


def _entries(step, field, child) -> list[dict]:
    answer = Answer.objects.filter(sheet=step.sheet_id, field=field, child=child).first()
    return (answer.value if answer else None) or []


def _entry(file) -> dict:
    return {
        "id": str(file.public_id),
        "name": file.name,
        "size": file.size,
        "on": local(file.added_at).date().isoformat(),
    }


def _ids(step, file) -> dict:
    return {"step": str(step.public_id), "file": str(file.public_id)}
