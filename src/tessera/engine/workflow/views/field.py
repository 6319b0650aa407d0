"""One field of a form, saved as it is typed: answered in JSON for the script that asks."""

from django.http import JsonResponse

from tessera.engine.forms.kinds.base import is_typed
from tessera.engine.workflow import actions
from tessera.engine.workflow.views import saving
from tessera.ui.formatting import clock_time, moment


def save_field(request, step, paper, *, may_write):
    """Keep it in the form; or apart, once the form has been finished. Two who differ are both shown."""
    question = _named(paper, request)
    if question is None or question.is_withheld or not saving.is_posted(question):
        return JsonResponse({"error": "This form has no such question."}, status=400)
    if not may_write:
        return _keep_apart(request, step, paper)
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
            turn=saving.turn_of(request.POST),
            at=request.now,
            by=request.user,
        )
    except actions.NotOpen:
        return _keep_apart(request, step, paper)
    except actions.Changed as changed:
        return JsonResponse(
            {
                "theirs": paper.shown(question.field, changed.theirs),
                "by": saving.who_changed(changed, request.user),
                "own": changed.who == request.user,
                "at": moment(changed.when, now=request.now),
                "revision": changed.revision,
            },
            status=409,
        )
    said = {"saved": clock_time(request.now), "revision": answer.revision}
    return JsonResponse({**said, "error": value["problem"]} if is_typed(value) else said)


def _keep_apart(request, step, paper):
    """The form was finished between two keystrokes: the words are kept all the same."""
    question = _named(paper, request, whole=True)
    if saving.is_overtaken(request.POST, question):
        return JsonResponse({"saved": clock_time(request.now), "revision": question.revision})
    saving.keep_for_later(request, step, paper, [question])
    words = "apart, because this form has been finished or handed in meanwhile"
    return JsonResponse({"saved": words, "revision": question.revision})


def _named(paper, request, *, whole=False):
    """The question of an input, by the child's public id, whatever order the children are in now.

    With what stands in it if the whole is wanted, or where the record fills it: saving needs no more.
    """
    name, child_id = request.POST.get("field", ""), request.POST.get("child", "")
    name = name.split("-")[0]
    key = name.split("_", 1)[1] if name.split("_")[0][1:].isdigit() and name[0] == "c" else name
    if key not in paper.form:
        return None
    child = next((c for c in paper.subjects if str(c.public_id) == child_id), None)
    each = paper.form.field(key)
    section = paper.form.section_of(key)
    if section.is_each_child(each) != (child is not None) and paper.subjects:
        return None
    is_whole = whole or each.filled_from
    question = (
        paper.question(section, each, child) if is_whole else paper.bare_question(each, child)
    )
    question.name = name
    return question
