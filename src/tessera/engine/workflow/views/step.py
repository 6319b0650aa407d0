"""A step's form: by section, or all on one page when it is short."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.forms.answers import first_name, problems
from tessera.engine.forms.kinds.base import is_typed
from tessera.engine.workflow import actions, permissions, register
from tessera.engine.workflow.actions.completion import findings
from tessera.engine.workflow.pages import may_write, step_page
from tessera.engine.workflow.views import find, reading, saving
from tessera.engine.workflow.views.questions import Paper
from tessera.people.rules import age_words
from tessera.ui.formatting import clock_time, local, moment, short_date


@dataclass
class Part:
    """A heading and its questions: those for everyone, or those for one child."""

    section: object
    child: object = None
    filled: list = field(default_factory=list)
    questions: list = field(default_factory=list)

    @property
    def all(self):
        return self.filled + self.questions


@step_page(permissions.VIEW, writes=True)
def step(request, step):
    """The form to write in; for those who may only read, and when it is finished, the form to read."""
    definition = register.step(step.code)
    if definition.page and request.method == "GET":
        return redirect(definition.page, step_id=step.public_id)
    if request.method == "POST":
        return _post(request, step, definition)
    if not may_write(request, step):
        return reading.read(request, step)
    return _form(request, step, definition)


def _post(request, step, definition):
    paper = _paper(request, step, definition)
    parts = _parts(request, paper, definition)
    questions = [question for part in parts for question in part.all]
    if not step.may_be_written:
        kept = saving.keep_for_later(request, step, paper, questions)
        return redirect(address_of(step, kept=kept or None))
    if not may_write(request, step):
        return redirect(address_of(step))
    _lend_words(request, paper, questions)
    disputed = saving.save_page(request, step, paper, questions)
    if disputed:
        return _form(request, step, definition, paper, parts)
    if request.POST.get("find"):
        fresh = _paper(request, step, definition)
        return _form(request, step, definition, fresh, _searched(request, fresh, definition))
    return _onward(request, step, definition, questions)


def _onward(request, step, definition, questions):
    """Where a saved page leads: what the button said."""
    here = {"section": request.POST.get("section"), "child": request.POST.get("for") or None}
    for word in ("add", "remove"):
        if request.POST.get(word):
            return redirect(
                address_of(step, **here, more=_change_rows(request, step, questions, word))
            )
    go = request.POST.get("go", "stay")
    if request.POST.get("copy"):
        _copy(request, step, questions)
        go = "stay"
    if go == "stay":
        return redirect(address_of(step, **here))
    if go == "finish" and definition.quick:
        return _finish_quick(request, step, definition)
    paper = _paper(request, step, definition)
    again = {(q.field.key, q.child) for q in questions}
    wrong = [
        q
        for q in paper_questions(paper, again)
        if is_typed(q.value) or (q.value is not None and q.error)
    ]
    if wrong:
        return redirect(address_of(step, **here, check="fit"))
    return redirect(go if go.startswith(f"/steps/{step.public_id}/") else address_of(step, **here))


def question_of(paper, key, child):
    """One question as the form's page shows it."""
    return paper.question(paper.form.section_of(key), paper.form.field(key), child)


def paper_questions(paper, wanted):
    for section in paper.form.sections:
        for each in section.fields:
            for child in paper.children_of(section, each):
                if (each.key, child) in wanted:
                    yield paper.question(section, each, child, check="fit")


def _finish_quick(request, step, definition):
    try:
        actions.submit_step(step=step, at=request.now, by=request.user)
    except actions.Unfinished:
        return redirect(address_of(step, check="all"))
    except actions.NotYet as refusal:
        fresh = _paper(request, step, definition)
        parts = _parts(request, fresh, definition)
        for question in (q for part in parts for q in part.all):
            if question.field.key == refusal.field and question.child in (None, refusal.child):
                question.error = refusal.words
        return _form(request, step, definition, fresh, parts, refused=refusal.words)
    return redirect("workflow:done", step_id=step.public_id)


@step_page(permissions.WRITE, writes=True)
def save(request, step):
    """One field, as it is typed. Answers in JSON for the script that asks."""
    definition = register.step(step.code)
    if request.method != "POST":
        return redirect(address_of(step))
    paper = _paper(request, step, definition)
    question = _named(paper, request.POST.get("field", ""), request.POST.get("child", ""))
    if question is None or question.is_withheld:
        return JsonResponse({"error": "This form has no such question."}, status=400)
    if not may_write(request, step):
        return _keep_apart(request, step, paper, question)
    value, source = saving.value_of(paper, question, request.POST)
    revision = request.POST.get("revision", "")
    try:
        answer = actions.save_answer(
            step=step,
            field=question.field.key,
            child=question.child,
            value=value,
            source=source,
            revision=int(revision) if revision.isdigit() else None,
            at=request.now,
            by=request.user,
        )
    except actions.NotOpen:
        return _keep_apart(request, step, paper, question)
    except actions.Changed as changed:
        return JsonResponse(
            {
                "theirs": paper.shown(question.field, changed.theirs),
                "by": changed.who.name if changed.who else "Someone else",
                "at": moment(changed.when, now=request.now),
                "revision": changed.revision,
            },
            status=409,
        )
    said = {"saved": clock_time(request.now), "revision": answer.revision}
    return JsonResponse({**said, "error": value["problem"]} if is_typed(value) else said)


def _keep_apart(request, step, paper, question):
    """The form was finished between two keystrokes: the words are kept all the same."""
    saving.keep_for_later(request, step, paper, [question])
    words = "apart, because this form has been finished or handed in meanwhile"
    return JsonResponse({"saved": words, "revision": question.revision})


def _named(paper, name, child_id):
    """The question of an input, by the child's public id, whatever order the children are in now."""
    name = name.split("-")[0]
    key = name.split("_", 1)[1] if name.split("_")[0][1:].isdigit() and name[0] == "c" else name
    if key not in paper.form:
        return None
    child = next((c for c in paper.subjects if str(c.public_id) == child_id), None)
    each = paper.form.field(key)
    section = paper.form.section_of(key)
    if section.is_each_child(each) != (child is not None) and paper.subjects:
        return None
    question = paper.question(section, each, child)
    question.name = name
    return question


def _paper(request, step, definition):
    paper = Paper(request, step)
    paper._is_quick = definition.quick
    return paper


def _parts(request, paper, definition, check=""):
    """What this page asks: one section, for one child where children differ; or everything."""
    if definition.quick:
        found = []
        for section in paper.form.sections:
            for child in paper.subjects if _differs(section) and paper.subjects else [None]:
                found.append(
                    _part(paper, section, child, check, shared=child in (None, *paper.subjects[:1]))
                )
        return [part for part in found if part.all]
    section = _section(request, paper)
    return [_part(paper, section, _child(request, paper) if _differs(section) else None, check)]


def _part(paper, section, child, check, *, shared=True):
    part = Part(section, child)
    for each in section.fields:
        is_own = section.is_each_child(each) and child is not None
        if is_own or shared:
            question = paper.question(section, each, child if is_own else None, check=check)
            (part.filled if question.filled else part.questions).append(question)
    return part


def _differs(section):
    return any(section.is_each_child(each) for each in section.fields)


def _section(request, paper):
    asked = request.POST.get("section") or request.GET.get("section", "")
    return paper.form.section(asked) or paper.form.sections[0]


def _child(request, paper):
    asked = request.POST.get("for") or request.GET.get("child", "")
    return next(
        (c for c in paper.subjects if str(c.public_id) == asked), next(iter(paper.subjects), None)
    )


def _form(request, step, definition, paper=None, parts=None, refused=""):
    paper = paper or _paper(request, step, definition)
    check = request.GET.get("check", "") if request.method == "GET" else ""
    parts = parts or _parts(request, paper, definition, check)
    found = problems(paper.answers, paper.subjects, paper.asked)
    for question in (q for part in parts for q in part.all):
        question.extra_rows = int(request.GET.get("more") == question.name)
    section = parts[0].section if parts else paper.form.sections[0]
    where = _where(paper, section, parts[0].child if parts else None, definition, found, step)
    errors = [{"text": q.error, "href": f"#{q.box}"} for part in parts for q in part.all if q.error]
    return render(
        request,
        "workflow/step.html",
        {
            **reading.about(request, step),
            "paper": paper,
            "parts": parts,
            "errors": errors or ([{"text": refused}] if refused else []),
            "refused": refused,
            "is_quick": definition.quick,
            "saved_words": _saved(paper.sheet.saved_at, request.today),
            "notes": _soft_findings(step, paper, request),
            **where,
        },
    )


def _saved(at, today) -> str:
    """ "Saved 14:03" today, and with its day before."""
    if at is None:
        return ""
    day = local(at).date()
    return f"Saved {clock_time(at)}" + ("" if day == today else f", {short_date(day, today=today)}")


def _soft_findings(step, paper, request):
    return [f.words for f in findings(step, paper.answers, request.today) if f.soft]


def _where(paper, section, child, definition, found, step):
    """The side list, the tabs, and where the button leads."""
    sections = paper.form.sections
    number = sections.index(section)
    tabs = paper.subjects if _differs(section) and len(paper.subjects) > 1 else []
    later = tabs[tabs.index(child) + 1] if child in tabs[:-1] else None
    if later is not None:
        go, words = address_of(step, section=section.key, child=later.public_id), first_name(later)
    elif number + 1 < len(sections):
        after = sections[number + 1]
        go, words = address_of(step, section=after.key), after.title
    else:
        go, words = reverse("workflow:finish", args=[step.public_id]), ""
    return {
        "section": section,
        "section_number": number + 1,
        "section_count": len(sections),
        "child": child,
        "section_list": [_entry(paper, s, section, found, step) for s in sections],
        "tabs": [_tab(paper, section, each, child, found, step) for each in tabs],
        "go": go,
        "go_words": words,
        "left": [
            s for s in sections if s is not section and any(p.section == s.key for p in found)
        ],
    }


def _entry(paper, each, current, found, step):
    count = sum(problem.section == each.key for problem in found)
    begun = any(
        (key in {f.key for f in each.fields}) and row.value is not None
        for (key, _), row in paper.rows.items()
    )
    asks = any(field.is_asked for field in each.fields)
    note = f"{count} to add" if begun and count else "Done" if begun or not asks else "Not started"
    return {
        "label": each.title,
        "href": address_of(step, section=each.key),
        "current": each is current,
        "note": note,
        "todo": bool(count),
    }


def _tab(paper, section, each, current, found, step):
    count = sum(p.section == section.key and p.child == each for p in found)
    age = age_words(each.born_on, paper.request.today, expected_on=each.expected_on)
    return {
        "label": f"{first_name(each)}, {age}",
        "href": address_of(step, section=section.key, child=each.public_id),
        "current": each == current,
        "note": f"{count} to add" if count else "Done",
    }


def address_of(step, **query):
    asked = {key: value for key, value in query.items() if value}
    base = reverse("workflow:step", args=[step.public_id])
    return f"{base}?{urlencode(asked)}" if asked else base


def _change_rows(request, step, questions, word):
    """Without script: one more row, or one fewer, of a table that was just saved."""
    name, _, number = request.POST[word].partition(":")
    if word == "add":
        return name
    question = next((q for q in questions if q.inner == name and q.kind == "table"), None)
    if question is not None and number.isdigit():
        value, _ = saving.value_of(Paper(request, step), question, request.POST)
        left = [row for n, row in enumerate(value or []) if n != int(number)]
        actions.save_answer(
            step=step,
            field=question.field.key,
            child=question.child,
            value=left or None,
            at=request.now,
            by=request.user,
        )
    return None


def _copy(request, step, questions):
    """The same words for a brother or sister about whom nothing is written here yet."""
    source = next((q for q in questions if q.name == request.POST["copy"]), None)
    if source is None or source.child is None:
        return
    paper = Paper(request, step)
    key = source.field.key
    words = paper.answers.of(source.child).stored(key)
    for child in paper.subjects:
        if child != source.child and paper.rows.get((key, child.pk)) is None:
            actions.save_answer(
                step=step, field=key, child=child, value=words, at=request.now, by=request.user
            )


def _lend_words(request, paper, questions):
    """ "Start from these words", "Use theirs", "Use the same words for Noor": filled in as typed."""
    post = request.POST.copy()
    for question in questions:
        if post.get("use") == question.name and question.earlier and question.kind == "long_text":
            post[question.inner] = question.earlier["value"]
        if post.get("theirs") == question.name:
            post[f"was-{question.name}"] = question.was
            post[question.inner] = question.value or ""
    request.POST = post


def _searched(request, paper, definition):
    parts = _parts(request, paper, definition)
    for question in (q for part in parts for q in part.all):
        if question.inner == request.POST["find"]:
            question.query = request.POST.get(f"{question.inner}-q", "")
            question.matches = find.matches(question.kind, question.query, request.actor)
    return parts
