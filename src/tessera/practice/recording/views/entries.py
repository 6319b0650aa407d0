"""Writing in two clicks, and reading what was written."""

from datetime import date

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register as processes
from tessera.foundations import codesets
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.people.queries import siblings_of
from tessera.people.queries.words import words_of
from tessera.practice.recording import forms, permissions, queries, rules
from tessera.ui.guard import page


@page(permissions.WRITE, writes=True)
def write(request):
    """My children by family, with what may be written: the second of two clicks."""
    families = queries.families_of(
        request.actor.acts_for, visible=_writable(request), on=request.today
    )
    form = forms.WriteForm(request.POST or None, people=[c for f in families for c in f])
    if request.method == "POST" and form.is_valid():
        return _begin(request, form)
    return render(request, "recording/write.html", {"families": families, "errors": _errors(form)})


@child_page(permissions.WRITE, writes=True)
def write_for(request, child):
    """About this child, and perhaps brothers and sisters: visit, note, summary or decision."""
    family = [child, *_brothers_and_sisters(request, child)]
    for each in family:
        note_shown(each.public_id)
    form = forms.WriteForm(request.POST or None, people=family)
    if request.method == "POST" and form.is_valid():
        return _begin(request, form)
    context = {"child": child, "family": family, "form": form, "errors": _errors(form)}
    context["choices"] = _choices(request)
    return render(request, "recording/write_for.html", context)


@child_page(permissions.VIEW)
def entries(request, child):
    kind = request.GET.get("kind", "")
    rows, more = queries.entries(child, kind=kind, before=_place(request.GET.get("after", "")))
    context = {
        "child": child,
        "rows": [_row(row) for row in rows],
        "kind": kind,
        "kinds": _tabs(child, kind),
        "more": "_".join(map(str, more)) if more else "",
        "summary": queries.latest_summary(child),
    }
    return render(request, "recording/entries.html", context)


@child_page(permissions.VIEW)
def words(request, child):
    found = words_of(child, request.actor, request.today)
    return render(request, "recording/words.html", {"child": child, "all_words": found})


@child_page(permissions.VIEW)
def entry(request, child, kind, entry_id):
    row = queries.entry(child, kind, entry_id)
    if row is None:
        raise Http404
    visible = Person.objects.visible_to(request.actor, permissions.VIEW)
    others = [p for p in queries.shared_with(row) if visible.filter(pk=p.pk).exists()]
    context = {"child": child, "kind": kind, "row": row, "shown": _row(row), "others": others}
    context["facts"] = _facts(context["shown"], is_kept="whereabouts" in request.withheld)
    return render(request, "recording/entry.html", context)


def _errors(form):
    return {name: words[0] for name, words in form.errors.items()}


def _begin(request, form):
    """Start the step, or go on with one that waits for these very children."""
    code, people = form.cleaned_data["code"], form.cleaned_data["people"]
    step = _waiting(request, code, people) or workflow.start_step(
        code=code, subjects=people, worker=request.user, at=request.now, by=request.user
    )
    return redirect("workflow:step", step_id=step.public_id)


def _waiting(request, code, people):
    waiting = work.open_step(people[0], code)
    if waiting is None or waiting.worker_id not in request.actor.acts_for:
        return None
    return waiting if {p.pk for p in work.subjects_of(waiting)} == {p.pk for p in people} else None


def _writable(request):
    return Person.objects.visible_to(request.actor, permissions.WRITE)


def _brothers_and_sisters(request, child):
    relatives = siblings_of(child, request.today, actor=request.actor)
    may = set(
        _writable(request)
        .filter(pk__in=[each.person.pk for each in relatives])
        .values_list("pk", flat=True)
    )
    return [each.person for each in relatives if each.person.pk in may]


def _choices(request):
    codes = ["recording.visit", "recording.case_note", "recording.case_summary"]
    if request.actor.may(permissions.DECIDE):
        codes.append("recording.management_decision")
    return [(code, processes.step(code).title) for code in codes]


def _place(text):
    """Where the next page goes on: day, kind and id. Anything else is a page that is not there."""
    if not text:
        return None
    try:
        day, name, pk = text.split("_")
        return date.fromisoformat(day), name, int(pk)
    except ValueError:
        raise Http404 from None


def _row(row):
    """One entry, as the list and its own page show it."""
    shapes = {"Visit": _visit, "CaseNote": _note, "ManagementDecision": _decision}
    return {"row": row, **shapes[type(row).__name__](row)}


def _visit(row):
    seen = (
        ("Seen alone" if row.was_seen_alone else "Seen, not alone") if row.was_seen else "Not seen"
    )
    return {
        "kind": "visit",
        "on": row.happened_on,
        "by": row.made_by,
        "title": f"Visit: {codesets.label('visit.kind', row.kind).lower()}",
        "text": row.text or row.not_seen_why,
        "words": row.childs_words,
        "seen": seen,
        "place": rules.place_in_a_line(row.place),
        "is_key": row.significance == 3,
    }


def _note(row):
    return {
        "kind": "note",
        "on": row.happened_on,
        "by": row.written_by,
        "title": row.title,
        "label": codesets.label("note.kind", row.kind),
        "text": row.text,
        "words": row.childs_words,
        "is_key": row.significance == 3,
    }


def _decision(row):
    return {
        "kind": "decision",
        "on": row.decided_on,
        "by": row.decided_by,
        "title": "Management decision",
        "text": row.decision,
        "words": "",
        "is_key": True,
    }


def _facts(shown, *, is_kept):
    """What the page of one entry says beside the words; where it was, unless that is to be kept."""
    row = shown["row"]
    facts = [("Written by", shown["by"].name if shown["by"] else "Not known")]
    if shown["kind"] == "visit":
        facts += [
            ("Where", _where(row.place, is_kept)),
            ("Seen", shown["seen"]),
            ("Announced", {True: "Yes", False: "No", None: "Not said"}[row.is_announced]),
        ]
        facts += [(label, words) for label, words in _reasons(row) if words]
    elif shown["kind"] == "note":
        facts.append(("What it was", shown["label"]))
    return facts


def _where(place, is_kept):
    if is_kept and place and place not in rules.PLACES.values():
        return "Address protected"
    return place or "Not said"


def _reasons(row):
    return [
        ("Harm or danger", row.harm),
        ("Why not seen", row.not_seen_why),
        ("Why not alone", row.not_alone_why),
    ]


def _tabs(child, kind):
    address = reverse("recording:entries", kwargs={"person_id": child.public_id})
    kinds = {"": "Everything", "visit": "Visits", "note": "Notes", "decision": "Decisions"}
    return [
        {
            "label": label,
            "href": f"{address}?kind={key}" if key else address,
            "current": key == kind,
        }
        for key, label in kinds.items()
    ]
