"""What a page of a form posted: saved field by field, with what somebody else changed meanwhile."""

from tessera.engine.forms.actions import keep_unsent
from tessera.engine.forms.kinds import kind_of
from tessera.engine.workflow import actions
from tessera.engine.workflow.views.question import fingerprint


def value_of(paper, question, post):
    """(value, source) as posted. A confirmed answer of the record keeps where it came from."""
    field = question.field
    if question.filled and post.get(question.name) == "yes":
        if question.source and question.source.get("confirmed"):
            return question.value, question.source
        found = paper.filled_for(field, question.child)
        if found is not None:
            on = found.on.isoformat() if found.on else None
            return found.value, {"label": found.label, "on": on, "confirmed": True}
    if question.filled and post.get(question.name) != "no":
        return question.value, question.source
    return kind_of(field).read(field, post, question.inner, paper.asked), None


def is_posted(question) -> bool:
    """Whether the answer comes with the words of the page: files come in a way of their own."""
    return question.field.is_asked and kind_of(question.field).is_typed_in


def save_page(request, step, paper, questions) -> list:
    """Save every question of a page that the worker changed. Gives those in dispute."""
    disputed = []
    for question in questions:
        if not is_posted(question) or question.is_withheld:
            continue
        value, source = value_of(paper, question, request.POST)
        revision, _, shown = request.POST.get(f"was-{question.name}", "").partition(":")
        left_alone = shown == fingerprint(value) and source == question.source
        if left_alone or (value == question.stored and source == question.source):
            continue
        try:
            actions.save_answer(
                step=step,
                field=question.field.key,
                child=question.child,
                value=value,
                source=source,
                revision=int(revision) if revision.isdigit() else None,
                at=request.now,
                by=request.user,
            )
        except actions.Changed as changed:
            dispute(paper, question, changed)
            disputed.append(question)
    return disputed


def dispute(paper, question, changed) -> None:
    """Show both values. The box keeps this worker's; saving again keeps it for good."""
    question.value = changed.mine
    question.revision = changed.revision
    question.conflict = {
        "value": changed.theirs,
        "theirs": paper.shown(question.field, changed.theirs),
        "by": changed.who.name if changed.who else "Someone else",
        "at": changed.when,
    }
    question.error = f"{question.conflict['by']} has changed this answer. Keep yours, or use theirs"


def keep_for_later(request, step, paper, questions) -> int:
    """The form was finished meanwhile: keep what this worker typed. Gives how many answers."""
    kept = 0
    for question in questions:
        if not is_posted(question):
            continue
        value, source = value_of(paper, question, request.POST)
        _, _, shown = request.POST.get(f"was-{question.name}", "").partition(":")
        if source is None and value != question.stored and shown != fingerprint(value):
            keep_unsent(
                sheet=step.sheet,
                field=question.field.key,
                child=question.child,
                value=value,
                at=request.now,
                by=request.user,
            )
            kept += 1
    return kept
