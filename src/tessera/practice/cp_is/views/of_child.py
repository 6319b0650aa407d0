"""What the NHS was told of a child, what stands in the way, and what it told us."""

from django.shortcuts import render

from tessera.foundations import codesets
from tessera.people.pages import child_page
from tessera.practice.cp_is import permissions, queries
from tessera.practice.cp_is.rules import notices
from tessera.practice.cp_is.views.files import ANSWERS
from tessera.practice.cp_is.views.words import TAGS, Change, line_row, problem_of, said


@child_page(permissions.READ)
def child(request, child):
    waiting = queries.to_be_told(request.today, only=[child.pk])
    context = {
        "child": child,
        "waiting": [_waiting(each, child, request) for each in waiting],
        "lines": [_line(line) for line in queries.told_of(child)],
        "notices": [_notice(each, request) for each in queries.attendances().filter(child=child)],
    }
    return render(request, "cp_is/child.html", context)


def _waiting(waiting, child, request):
    problem = None if waiting.may_go else problem_of(waiting)
    return {**line_row(waiting, {child.pk: child}, request), "problem": problem}


def _line(line):
    answer, kind = ANSWERS[line.answer]
    return {
        "line": line,
        "change": line.get_change_display(),
        "change_kind": TAGS[Change(line.change)],
        "said": said(line.change, line.told),
        "answer": answer,
        "answer_kind": kind,
    }


def _notice(attendance, request):
    """Where a child was seen may tell where a protected child lives: only those who may see that read it."""
    return {
        "notice": attendance,
        "seen": notices.seen_when(attendance.seen_at),
        "setting": codesets.label(notices.SETTINGS, attendance.setting),
        "place": "" if "whereabouts" in request.withheld else attendance.place,
    }
