"""A file for the NHS: made by one press, fetched as it was made, answered line by line."""

import contextlib
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tessera.practice.cp_is import actions, forms, permissions, queries
from tessera.practice.cp_is.choices import Answer
from tessera.practice.cp_is.models import File, Line
from tessera.practice.cp_is.views.lists import known_among
from tessera.practice.cp_is.views.words import TAGS, Change, said
from tessera.ui.guard import page
from tessera.ui.seen import note_shown

ANSWERS = {
    "": ("Not answered", "waiting"),
    Answer.ACKNOWLEDGED: ("Acknowledged", "done"),
    Answer.REFUSED: ("Refused", "late"),
    Answer.NOT_SENT: ("Never sent", "todo"),
}


@page(permissions.SEND, writes=True)
def make(request):
    """One press. Whoever pressed second is led to what the first has made."""
    if request.method != "POST":
        return redirect("cp_is:home")
    try:
        made = actions.make_file(on=request.today, at=request.now, by=request.user)
    except actions.NothingToSend:
        made = queries.files().first()
        return redirect("cp_is:file", made.public_id) if made else redirect("cp_is:home")
    except actions.NobodyToRing:
        return render(request, "cp_is/nobody_to_ring.html", status=422)
    return redirect("cp_is:file", made.public_id)


@page(permissions.VIEW, writes=True)
def file(request, file_id):
    """What went, line by line; whoever may send records here what the NHS answered."""
    found = _file(file_id)
    may_send = request.actor.may(permissions.SEND)
    errors = {}
    if request.method == "POST":
        if not may_send:
            raise Http404
        refused = _refused(request, found)
        try:
            actions.answer_file(file=found, refused=refused, at=request.now, by=request.user)
        except actions.RefusedWithoutWhy:
            errors = _without_why(refused)
        except actions.AlreadyAnswered:
            return redirect("cp_is:file", found.public_id)
        else:
            return redirect("cp_is:file", found.public_id)
    on, _, name = found.layout.partition(" ")
    layout = {"on": date.fromisoformat(on), "name": name}
    about = {"file": found, "layout": layout, "errors": errors, "may_send": may_send}
    return render(
        request,
        "cp_is/file.html",
        {**about, **_lines(request, found)},
        status=422 if errors else 200,
    )


@page(permissions.SEND)
def download(request, file_id):
    """The file as it was made. It holds every child, those too whom the worker may not open (ADR 25): each
    is in the log as seen."""
    found = get_object_or_404(File, public_id=file_id)
    for line in queries.lines_of(found):
        note_shown(line.child)
    response = HttpResponse(bytes(found.content), content_type="text/csv; charset=utf-8")
    name = f"CP-IS-{found.made_on.isoformat()}-{found.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(permissions.SEND, writes=True)
def put_back(request, file_id):
    """The file never went: its lines are due again, and the file stays as what was made."""
    found = _file(file_id)
    errors = {}
    if request.method == "POST":
        why = request.POST.get("why", "").strip()
        if not why:
            errors = {"why": "Say why the file was not sent"}
        else:
            try:
                actions.put_back(file=found, why=why, at=request.now, by=request.user)
            except actions.AlreadyAnswered:
                return redirect("cp_is:file", found.public_id)
            return redirect("cp_is:home")
    context = {"file": found, "errors": errors, "why": request.POST.get("why", "")}
    return render(request, "cp_is/put_back.html", context, status=422 if errors else 200)


@page(permissions.SEND, writes=True)
def again(request):
    """What the NHS refused by a fault of its own goes with the next file as it is."""
    if request.method == "POST":
        with contextlib.suppress(actions.NotRefused):
            actions.send_again(
                line=_line(request.POST.get("line", "")), at=request.now, by=request.user
            )
    return redirect("cp_is:home")


@page(permissions.SEND, writes=True)
def answer(request, line_id):
    """The answer to a line was recorded wrongly."""
    line = _line(line_id)
    if line.answer not in (Answer.ACKNOWLEDGED, Answer.REFUSED) or line.again_at:
        return redirect("cp_is:file", line.file.public_id)
    form = forms.AnswerForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        with contextlib.suppress(actions.NothingToPutRight):
            actions.correct_answer(line=line, at=request.now, by=request.user, **form.cleaned_data)
        return redirect("cp_is:file", line.file.public_id)
    context = {"line": line, "form": form, "is_known": known_among(request, [line.child_id])}
    return render(request, "cp_is/answer.html", context, status=422 if form.errors else 200)


def _line(line_id):
    try:
        line_id = UUID(str(line_id))
    except ValueError:
        raise Http404 from None
    rows = Line.objects.select_related("file", "child").defer("file__content")
    return get_object_or_404(rows, public_id=line_id)


def _file(file_id):
    return get_object_or_404(queries.files(), public_id=file_id)


def _lines(request, found):
    """Every line in the order of the file; of a child whom the worker may not know, its place alone."""
    lines = list(queries.lines_of(found))
    known = known_among(request, [line.child_id for line in lines])
    rows = enumerate(lines, 1)
    return {
        "lines": [_row(line, at, known.get(line.child_id), request) for at, line in rows],
        "waits": any(not line.answer for line in lines),
    }


def _row(line, at, child, request):
    answer, kind = ANSWERS[line.answer]
    return {
        "line": line,
        "at": at,
        "child": child,
        "change": line.get_change_display(),
        "change_kind": TAGS[Change(line.change)],
        "said": said(line.change, line.told),
        "answer": answer,
        "answer_kind": kind,
        "is_refused": request.POST.get(f"refused-{line.public_id}") == "yes",
        "why": request.POST.get(f"why-{line.public_id}", line.answer_why),
    }


def _refused(request, found):
    """line -> why, of the lines of this file that are ticked."""
    return {
        line.public_id: request.POST.get(f"why-{line.public_id}", "")
        for line in queries.lines_of(found)
        if request.POST.get(f"refused-{line.public_id}") == "yes"
    }


def _without_why(refused):
    return {
        f"why-{key}": "Say why the NHS refused it"
        for key, why in refused.items()
        if not why.strip()
    }
