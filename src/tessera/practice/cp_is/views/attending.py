"""Health's notices that a child was seen: one by one, or from a file with what could not be read."""

from dataclasses import dataclass

from django.shortcuts import redirect, render

from tessera.engine.documents.uploads import takes_files
from tessera.foundations import codesets
from tessera.foundations.records.actions import attempting
from tessera.practice.cp_is import actions, forms, permissions, queries
from tessera.practice.cp_is.rules import notices as reading
from tessera.practice.cp_is.views.lists import known_among
from tessera.ui.guard import page

UNKNOWN = (
    "Nobody of whom the NHS was told has this number. Check each figure, or ring the front door"
)
SHOWN = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one line of a file."""

    line: int
    words: str
    is_recorded: bool = False


@page(permissions.RECORD)
def notices(request):
    """The latest notices, and whether each was answered."""
    found = list(queries.attendances()[:SHOWN])
    known = known_among(request, [each.child_id for each in found])
    protected = queries.protected_among(known)
    rows = [
        {
            "notice": each,
            "child": known[each.child_id],
            "seen": reading.seen_when(each.seen_at),
            "setting": codesets.label(reading.SETTINGS, each.setting),
            "place": "" if each.child_id in protected else each.place,
        }
        for each in found
        if each.child_id in known
    ]
    context = {"rows": rows, "hidden": len(found) - len(rows)}
    return render(request, "cp_is/notices.html", context)


@page(permissions.RECORD, writes=True)
def add(request):
    form = forms.NoticeForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        children = queries.children_of_number(form.cleaned_data["nhs_number"])
        if not children:
            form.add_error("nhs_number", UNKNOWN)
        for child in children:
            problem = _record(request, child, form.cleaned_data)
            if problem:
                form.add_error(None, problem)
        if not form.errors:
            return redirect("cp_is:notices")
    return render(
        request, "cp_is/add_notice.html", {"form": form}, status=422 if form.errors else 200
    )


@takes_files
@page(permissions.RECORD, writes=True)
def load(request):
    """A file: what can be recorded is, and each other line is named with what is wrong with it."""
    form = forms.LoadForm(request.POST or None, request.FILES or None)
    outcomes, errors = [], {}
    if request.method == "POST":
        if form.is_valid():
            try:
                lines = reading.read(form.cleaned_data["file"].read(), today=request.today)
            except reading.BadFile as bad:
                errors = {"file": str(bad)}
            else:
                outcomes = [_outcome(request, line) for line in lines]
        else:
            errors = {"file": form.errors["file"][0]}
    context = {
        "errors": errors,
        "outcomes": outcomes,
        "recorded": len([each for each in outcomes if each.is_recorded]),
        "headings": [each.replace("_", " ") for each in reading.HEADINGS],
        "is_read": request.method == "POST" and not errors,
    }
    return render(request, "cp_is/load_notices.html", context, status=422 if errors else 200)


def _outcome(request, line) -> Outcome:
    if isinstance(line, reading.BadLine):
        return Outcome(line.line, line.words)
    children = queries.children_of_number(line.nhs_number)
    if not children:
        return Outcome(line.line, UNKNOWN)
    given = {"seen_at": line.seen_at, "setting": line.setting, "place": line.place}
    problems = [_record(request, child, given) for child in children]
    return Outcome(line.line, next(filter(None, problems), "Recorded"), not any(problems))


def _record(request, child, given) -> str:
    """What stands in the way; nothing when it was recorded."""
    try:
        with attempting():
            actions.record_attendance(
                child=child,
                seen_at=given["seen_at"],
                setting=given["setting"],
                place=given["place"],
                told_on=request.today,
                at=request.now,
                by=request.user,
            )
    except (actions.AlreadyRecorded, actions.SeenAfterNotice, actions.NobodyToTell) as refusal:
        return str(refusal.__doc__).rstrip(".")
    return ""
