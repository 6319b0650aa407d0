"""A step's form: by section, or all on one page when it is short."""

from django.shortcuts import redirect, render

from tessera.engine.documents.uploads import takes_files
from tessera.engine.forms.answers import problems
from tessera.engine.forms.kinds.base import is_typed
from tessera.engine.forms.kinds.tables import say_of_the_rest
from tessera.engine.workflow import actions, permissions, queries, register
from tessera.engine.workflow.actions.completion import findings
from tessera.engine.workflow.models import State
from tessera.engine.workflow.pages import may_do, may_set_aside, may_write, step_page
from tessera.engine.workflow.views import field, files, find, reading, saving
from tessera.engine.workflow.views.layout import (
    address_of,
    paper_of,
    paper_questions,
    parts_of,
    where,
)
from tessera.engine.workflow.views.questions import Paper
from tessera.ui.formatting import clock_time, local, short_date

EVERY_ANSWER = "every"


@takes_files
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
    if not may_do(request, step):
        return redirect(address_of(step))
    paper = paper_of(request, step, definition)
    parts = parts_of(request, paper, definition)
    questions = [question for part in parts for question in part.all]
    if not step.may_be_written:
        kept = saving.keep_for_later(request, step, paper, questions)
        kept += files.keep_apart(request, step, questions)
        return redirect(address_of(step, kept=kept or None))
    _lend_words(request, paper, questions)
    disputed = saving.save_page(request, step, paper, questions)
    not_kept = files.take_in(request, step, questions)
    if disputed:
        return _form(request, step, definition, paper, parts)
    if not_kept:
        return _with_errors(request, step, definition, not_kept)
    if request.POST.get("find"):
        fresh = paper_of(request, step, definition)
        return _form(request, step, definition, fresh, _searched(request, fresh, definition))
    return _onward(request, step, definition, questions)


def _with_errors(request, step, definition, wrong):
    """The page as it now stands, everything else on it saved, with what is wrong beside its question."""
    words = {(question.field.key, question.child): question.error for question in wrong}
    fresh = paper_of(request, step, definition)
    parts = parts_of(request, fresh, definition)
    for question in (q for part in parts for q in part.all):
        question.error = words.get((question.field.key, question.child), "")
    return _form(request, step, definition, fresh, parts)


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
    paper = paper_of(request, step, definition)
    again = {(q.field.key, q.child) for q in questions}
    wrong = [
        q
        for q in paper_questions(paper, again)
        if is_typed(q.value) or (q.value is not None and q.error)
    ]
    if wrong:
        return redirect(address_of(step, **here, check="fit"))
    return redirect(go if go.startswith(f"/steps/{step.public_id}/") else address_of(step, **here))


def _finish_quick(request, step, definition):
    try:
        actions.submit_step(step=step, at=request.now, by=request.user)
    except actions.Unfinished:
        return redirect(address_of(step, check="all"))
    except actions.NotYet as refusal:
        fresh = paper_of(request, step, definition)
        parts = parts_of(request, fresh, definition)
        for question in (q for part in parts for q in part.all):
            if question.field.key == refusal.field and question.child in (None, refusal.child):
                question.error = refusal.words
        return _form(request, step, definition, fresh, parts, refused=refusal.words)
    following = queries.next_in_sitting(step, request.user)
    if following is not None:
        return redirect(address_of(following))
    return redirect("workflow:done", step_id=step.public_id)


@step_page(permissions.WRITE, writes=True)
def save(request, step):
    """One field, as it is typed. Answers in JSON for the script that asks."""
    definition = register.step(step.code)
    if request.method != "POST":
        return redirect(address_of(step))
    paper = paper_of(request, step, definition)
    return field.save_field(request, step, paper, may_write=may_write(request, step))


def _form(request, step, definition, paper=None, parts=None, refused=""):
    paper = paper or paper_of(request, step, definition)
    check = request.GET.get("check", "") if request.method == "GET" else ""
    parts = parts or parts_of(request, paper, definition, check)
    found = problems(paper.answers, paper.subjects, paper.asked)
    for question in (q for part in parts for q in part.all):
        question.extra_rows = int(request.GET.get("more") == question.name)
    said = findings(step, paper.answers, request.today)
    hard = _refused_by_rooms(said, parts) if check == "all" else []
    section = parts[0].section if parts else paper.form.sections[0]
    around = where(paper, section, parts[0].child if parts else None, definition, found, step)
    errors = [{"text": q.error, "href": f"#{q.box}"} for part in parts for q in part.all if q.error]
    errors += [
        {"text": each.words, "href": each.href} if each.href else {"text": each.words}
        for each in hard
    ]
    errors = errors or ([{"text": refused}] if refused else [])
    return render(
        request,
        "workflow/step.html",
        {
            **reading.about(request, step),
            "paper": paper,
            "parts": parts,
            "errors": errors,
            "in_the_way": [] if errors else [each for each in said if each.at_once],
            "refused": refused,
            "is_quick": definition.quick,
            "begins": _begins(definition) if definition.quick else [],
            "before": _before(step) if definition.leads_back else None,
            "saved_words": _saved(paper.sheet.saved_at, request.today),
            "notes": _soft_findings(said, paper, parts),
            **around,
            "may_cancel": may_set_aside(request, step),
            "takes_files": any(q.kind == "file" for part in parts for q in part.all),
        },
    )


def _before(step):
    """The finished work that this goes on from, to be read or printed."""
    earlier = step.follows
    if earlier is None or earlier.state != State.DONE:
        return None
    title = register.step(earlier.code).title
    return {"title": title, "on": earlier.completed_at, "step_id": earlier.public_id}


def _refused_by_rooms(said, parts) -> list:
    """What the rooms' own checks say stands beside its question; gives what has no question here."""
    left = []
    for finding in said:
        if finding.soft:
            continue
        if finding.at_once:
            left.append(finding)
            continue
        asked = [
            question
            for part in parts
            for question in part.all
            if question.field.key == finding.field and question.child in (None, finding.child)
        ]
        if asked and not asked[0].error:
            asked[0].error = finding.words
        elif not asked or asked[0].error != finding.words:
            left.append(finding)
    return left


def _begins(definition) -> list[str]:
    """What finishing a short form always starts, in words: nobody is asked about it on a page of its own."""
    always = (each for each in definition.then if each.required and each.when is None)
    return [each.title or register.step(each.code).title for each in always]


def _saved(at, today) -> str:
    """ "Saved 14:03" today, and with its day before."""
    if at is None:
        return ""
    day = local(at).date()
    return f"Saved {clock_time(at)}" + ("" if day == today else f", {short_date(day, today=today)}")


def _soft_findings(said, paper, parts):
    """What the rooms ask to look at again of the answers of this page; the last page asks about all.

    What is asked alike of brothers and sisters is asked once.
    """
    here = {question.field.key for part in parts for question in part.all}
    found = (f for f in said if f.soft)
    asked = (f.words for f in found if f.field in here or f.field not in paper.form)
    return list(dict.fromkeys(asked))


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
            turn=saving.turn_of(request.POST),
            at=request.now,
            by=request.user,
        )
    return None


def _copy(request, step, questions):
    """The same for a brother or sister of whom nothing is written here yet: the words of one question, or
    every answer of a page where that is often so, and then nothing over what the record knows of them."""
    name = request.POST["copy"]
    sources = [q for q in questions if q.child is not None and name in (q.name, EVERY_ANSWER)]
    paper = Paper(request, step)
    for source in sources:
        answer = paper.answers.of(source.child).stored(source.field.key)
        for child in _of_whom_nothing_is_written(paper, source):
            if name != EVERY_ANSWER or (answer and not _is_known(paper, source.field, child)):
                actions.save_answer(
                    step=step,
                    field=source.field.key,
                    child=child,
                    value=answer,
                    turn=saving.turn_of(request.POST),
                    at=request.now,
                    by=request.user,
                )


def _of_whom_nothing_is_written(paper, source):
    others = (child for child in paper.subjects if child != source.child)
    return [child for child in others if paper.rows.get((source.field.key, child.pk)) is None]


def _is_known(paper, field, child):
    return bool(field.filled_from) and paper.filled_for(field, child) is not None


def _lend_words(request, paper, questions):
    """ "Start from these words", "Use theirs", "Everyone else came": filled in as typed."""
    post = request.POST.copy()
    for question in questions:
        if post.get("rest") == question.inner and question.field.rest:
            post.update(say_of_the_rest(question.field, post, question.inner))
        if post.get("use") == question.name and question.earlier and question.kind == "long_text":
            post[question.inner] = question.earlier["value"]
        if post.get("theirs") == question.name:
            post[f"was-{question.name}"] = question.was
            post[question.inner] = question.value or ""
    request.POST = post


def _searched(request, paper, definition):
    parts = parts_of(request, paper, definition)
    for question in (q for part in parts for q in part.all):
        if question.inner == request.POST["find"]:
            question.query = request.POST.get(f"{question.inner}-q", "")
            question.matches = find.matches(question.kind, question.query, request.actor)
    return parts
