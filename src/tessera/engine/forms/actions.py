"""Publishing forms, and saving what is written in them."""

from django.db import connection
from django.db.models import Max

from tessera.engine.forms.definitions import definition, definitions
from tessera.engine.forms.models import Answer, FormVersion, Sheet, Unsent
from tessera.foundations.records.actions import action

WRITTEN = ["value", "source", "revision", "typed_on", "turn", "saved_at", "saved_by"]


class Changed(Exception):
    """Somebody else, or the worker in another window, changed this answer since it was last seen."""

    def __init__(self, answer, mine):
        super().__init__(f"{answer.field} was changed meanwhile")
        self.field = answer.field
        self.theirs = answer.value
        self.mine = mine
        self.who = answer.saved_by
        self.when = answer.saved_at
        self.revision = answer.revision


class SheetFinished(Exception):
    """The form is finished; only a correction or reopening it changes an answer."""


class NoSuchField(LookupError):
    """The form has no such field, or it is not a question."""


@action
def publish_forms(*, by=None) -> list[FormVersion]:
    """Publish every definition that differs from what is published. Gives the new versions."""
    have = set(FormVersion.objects.values_list("code", "digest"))
    return [
        publish(form) for form in definitions().values() if (form.code, form.digest) not in have
    ]


def current_version(code: str) -> FormVersion:
    """The version of a form as it is defined now, published if nobody has yet."""
    form = definition(code)
    published = FormVersion.objects.filter(code=code, digest=form.digest)
    # Its long text is with the source already.
    return published.defer("definition").first() or publish(form)


@action
def publish(form) -> FormVersion:
    """A new version of a form, unless there is one like it. Work in which nobody has written follows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('forms.publish'))")
    last = FormVersion.objects.filter(code=form.code).aggregate(last=Max("version"))["last"] or 0
    version, _ = FormVersion.objects.get_or_create(
        code=form.code,
        digest=form.digest,
        defaults={"version": last + 1, "definition": form.as_data()},
    )
    unwritten = Sheet.objects.filter(is_finished=False, saved_at=None, answers=None)
    unwritten.filter(form_version__code=form.code).update(form_version=version)
    return version


def open_sheet(*, code, earlier=None, by=None) -> Sheet:
    return Sheet.objects.create(form_version=current_version(code), earlier=earlier)


@action
def save_answer(
    *, sheet, form, field, value, child=None, revision=None, turn=None, source=None, at, by
):
    """Keep what was written in one field. `revision` is the one the worker saw; None asks no question.

    `turn` says which of the worker's saves this is: one that a later save of the same page has overtaken
    changes nothing. Raises Changed when the field has been saved since from elsewhere, SheetFinished,
    NoSuchField.
    """
    if field not in form or not form.field(field).is_asked:
        raise NoSuchField(field)
    # Writing when it was saved first puts two saves of one form in order, as a lock would.
    if not Sheet.objects.filter(pk=sheet.pk, is_finished=False).update(saved_at=at, saved_by=by):
        raise SheetFinished
    answer = Answer.objects.filter(sheet=sheet, field=field, child=child).first()
    if answer is None:
        answer = Answer(sheet=sheet, field=field, child=child, revision=0)
    elif turn is not None and turn.is_overtaken(answer):
        return answer
    elif answer.value == value and answer.source == source:
        return _seen_in(answer, turn)
    elif _was_changed(answer, value, revision, turn, by):
        raise Changed(answer, value)
    if turn is not None:
        answer.typed_on, answer.turn = turn.page, turn.number or 0
    else:
        answer.typed_on, answer.turn = None, 0
    answer.value, answer.source = value, source
    answer.revision += 1
    answer.saved_at, answer.saved_by = at, by
    answer.save(update_fields=WRITTEN if answer.pk else None)
    return answer


@action
def save_answers(*, sheet, form, answers, at, by):
    """Keep many answers at once, by (field, child id), over what stands: for work written up whole.

    Raises SheetFinished, NoSuchField.
    """
    for field in {field for field, _ in answers}:
        if field not in form or not form.field(field).is_asked:
            raise NoSuchField(field)
    if Sheet.objects.select_for_update().values_list("is_finished", flat=True).get(pk=sheet.pk):
        raise SheetFinished
    standing = {(a.field, a.child_id): a for a in Answer.objects.filter(sheet=sheet)}
    changed = []
    for key, value in answers.items():
        answer = standing.get(key) or Answer(sheet=sheet, field=key[0], child_id=key[1], revision=0)
        if answer.pk is None or answer.value != value or answer.source is not None:
            answer.value, answer.source = value, None
            answer.typed_on, answer.turn = None, 0
            answer.revision += 1
            answer.saved_at, answer.saved_by = at, by
            changed.append(answer)
    Answer.objects.bulk_create(a for a in changed if a.pk is None)
    Answer.objects.bulk_update(
        [a for a in changed if a.revision > 1],
        WRITTEN,
    )
    Sheet.objects.filter(pk=sheet.pk).update(saved_at=at, saved_by=by)


def _seen_in(answer, turn) -> Answer:
    """The same words again: what the page sent before them may still be on its way, and is overtaken."""
    if turn is not None and not turn.is_that_of(answer):
        answer.typed_on, answer.turn = turn.page, turn.number or 0
        answer.save(update_fields=["typed_on", "turn"])
    return answer


def _was_changed(answer, value, revision, turn, by) -> bool:
    """A page knows its own saves; what the worker wrote in another window is news to it as well."""
    if revision is None or answer.revision == revision or answer.value == value:
        return False
    if answer.saved_by_id != getattr(by, "pk", None):
        return True
    return turn is not None and turn.is_elsewhere(answer)


@action
def keep_unsent(*, sheet, field, value, child=None, at, by):
    """Keep what a worker typed into a form that someone else had finished meanwhile."""
    unsent, _ = Unsent.objects.update_or_create(
        sheet=sheet, field=field, child=child, by=by, defaults={"value": value, "at": at}
    )
    return unsent
