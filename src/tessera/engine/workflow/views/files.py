"""Files of a form: taken in with its page, shown by name, and given out as downloads only."""

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404

from tessera.engine.documents import queries as documents
from tessera.engine.documents import storage
from tessera.engine.documents.rules import NotTaken, shown_name, too_large
from tessera.engine.documents.uploads import too_large_of
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions, permissions
from tessera.engine.workflow.actions.files import MOST_FILES
from tessera.engine.workflow.pages import step_page
from tessera.foundations.audit.context import note_shown


def take_in(request, step, questions) -> list:
    """Keep what was posted with each question. Gives the questions some of whose files were not kept."""
    wrong = []
    for question in questions:
        if question.kind != "file" or question.is_withheld:
            continue
        problems = _take_out(request, step, question) + _take_in(request, step, question)
        if problems:
            question.error = ". ".join(problems)
            wrong.append(question)
    return wrong


def _take_in(request, step, question) -> list[str]:
    dropped = too_large_of(request).get(question.name, ())
    problems = [f"{shown_name(name)} {too_large(settings.FILE_LIMIT)}" for name in dropped]
    for upload in request.FILES.getlist(question.name):
        try:
            _keep(actions.add_file, request, step, question, upload)
        except NotTaken as refusal:
            problems.append(str(refusal))
        except actions.TooManyFiles:
            problems.append(f"{shown_name(upload.name)} is one too many: {MOST_FILES} is the most")
    return problems


def keep_apart(request, step, questions) -> int:
    """The form was finished meanwhile: what was posted is kept for its worker. Gives how many."""
    kept = 0
    for question in (q for q in questions if q.kind == "file" and not q.is_withheld):
        for upload in request.FILES.getlist(question.name):
            try:
                _keep(actions.keep_file_apart, request, step, question, upload)
            except NotTaken:
                continue
            kept += 1
    return kept


def _keep(act, request, step, question, upload) -> None:
    act(
        step=step,
        field=question.field.key,
        child=question.child,
        content=upload,
        name=upload.name,
        at=request.now,
        by=request.user,
    )


def _take_out(request, step, question) -> list[str]:
    name, _, file_id = request.POST.get("take_out", "").partition(":")
    if name != question.name or not _is_uuid(file_id):
        return []
    try:
        actions.take_out_file(
            step=step,
            field=question.field.key,
            child=question.child,
            file_id=file_id,
            at=request.now,
            by=request.user,
        )
    except actions.NotTheirs:
        return ["Only the worker who added a file can take it out"]
    return []


@step_page(permissions.VIEW, file_id="file")
def download(request, step, file_id):
    """What may be given out of a file, to be saved: never shown as a page of ours."""
    file = documents.files_of(step.public_id).get(str(file_id))
    given = documents.given_out(file) if file else None
    if (
        given is None
        or "whereabouts" in request.withheld
        or str(file_id) not in _within_reach(request, step)
    ):
        raise Http404
    for person in step.subjects_list:
        note_shown(person.public_id)
    response = FileResponse(
        storage.fetch(given.digest),
        as_attachment=True,
        filename=given.name,
        content_type=given.media_type,
    )
    response["Content-Length"] = given.size
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _within_reach(request, step) -> set[str]:
    """The files that this step's answers name, of classes that are not withheld; and one's own kept apart."""
    form = sheets.form_of(step.sheet)
    fields = {f.key for f in form.fields if f.kind == "file"}
    open_ = {key for key in fields if form.field(key).field_class not in request.withheld}
    values = [row.value for (key, _), row in sheets.answer_rows(step.sheet).items() if key in open_]
    values += [
        row.value for row in sheets.unsent_of(step.sheet, request.user) if row.field in open_
    ]
    return {one["id"] for value in values for one in value or ()}


def _is_uuid(text) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
