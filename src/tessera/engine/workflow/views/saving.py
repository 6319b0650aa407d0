"""What a page of a form posted: saved field by field, with what somebody else changed meanwhile."""

from tessera.engine.forms.actions import keep_unsent
from tessera.engine.forms.kinds import kind_of
from tessera.engine.forms.turns import Turn
from tessera.engine.workflow import actions
from tessera.engine.workflow.views.question import fingerprint
from tessera.ui.guard import KEY_FIELD


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


def turn_of(post) -> Turn | None:
    """Which page and which of its changes: by the key that each page as shown carries."""
    return Turn.of(post.get("page-key") or post.get(KEY_FIELD, ""), post.get("page-turn", ""))


def is_overtaken(post, question) -> bool:
    """Whether the page has sent this answer again since the save that arrives only now."""
    turn = turn_of(post)
    return turn is not None and turn.is_overtaken(question)


def save_page(request, step, paper, questions) -> list:
    """Save every question of a page that the worker changed. Gives those in dispute.

    `page-unanswered` names the questions whose save as they were typed had no answer yet when the page
    was sent: they are saved though nothing differs, so that what is still on its way comes too late.
    """
    disputed = []
    turn, unanswered = turn_of(request.POST), request.POST.get("page-unanswered", "").split()
    for question in questions:
        if not is_posted(question) or question.is_withheld:
            continue
        value, source = value_of(paper, question, request.POST)
        revision, _, shown = request.POST.get(f"was-{question.name}", "").partition(":")
        left_alone = shown == fingerprint(value) and source == question.source
        stands = value == question.stored and source == question.source
        if (left_alone or stands) and not (stands and question.name in unanswered):
            continue
        try:
            actions.save_answer(
                step=step,
                field=question.field.key,
                child=question.child,
                value=value,
                source=source,
                revision=int(revision) if revision.isdigit() else None,
                turn=turn,
                at=request.now,
                by=request.user,
            )
        except actions.Changed as changed:
            dispute(paper, question, changed, request.user)
            disputed.append(question)
    return disputed


def dispute(paper, question, changed, user) -> None:
    """Show both values. The box keeps this worker's; saving again keeps it for good."""
    own = changed.who == user
    question.value = changed.mine
    question.revision = changed.revision
    question.conflict = {
        "value": changed.theirs,
        "theirs": paper.shown(question.field, changed.theirs),
        "by": who_changed(changed, user),
        "at": changed.when,
        "own": own,
    }
    choice = "Keep what is here, or use the other" if own else "Keep yours, or use theirs"
    question.error = f"{question.conflict['by']} changed this answer. {choice}"


def who_changed(changed, user) -> str:
    if changed.who == user:
        return "You, in another window,"
    return changed.who.name if changed.who else "Someone else"


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
