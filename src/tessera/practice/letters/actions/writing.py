"""A letter is begun for one recipient and written; nobody else gets it."""

from tessera.engine.documents.actions import ChangedMeanwhile
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.letters.actions.refusals import AlreadySent
from tessera.practice.letters.models import AlsoAbout, Letter


@action
def begin_letter(*, child, template, to, others=(), begun_on, step_ref=None, by) -> Letter:
    """`to` is an Addressee, `others` the brothers and sisters whom it is about too. The words begin with
    those of the template."""
    letter = Letter.objects.create(
        child=child,
        code=template.code,
        to_person=to.person,
        to_involvement=to.involvement,
        words=template.free.get("text", ""),
        begun_on=begun_on,
        written_by=by,
        step_ref=step_ref,
    )
    for other in sorted(set(others) - {child}, key=lambda each: (str(each.born_on), each.pk)):
        AlsoAbout.objects.create(letter=letter, child=other)
    audit.record("letters.begun", people=letter.children(), by=by, letter=str(letter.public_id))
    return letter


@action
def write_letter(*, letter, asked, words, seen="", by) -> Letter:
    """Keep what was typed. `seen` is the `revision` that the writer had before them.

    Raises AlreadySent; ChangedMeanwhile when somebody else has saved other words since.
    """
    saved = Letter.objects.select_for_update().get(pk=letter.pk)
    if saved.is_sent:
        raise AlreadySent
    if seen and seen != saved.revision and (saved.asked, saved.words) != (asked, words):
        raise ChangedMeanwhile
    letter.asked, letter.words = asked, words
    letter.save(update_fields=["asked", "words"])
    letter.refresh_from_db(fields=["recorded_at"])
    return letter


@action
def set_letter_aside(*, letter, on, by) -> Letter:
    """It is not sent after all. Raises AlreadySent."""
    if letter.is_sent:
        raise AlreadySent
    letter.set_aside_on = on
    letter.save(update_fields=["set_aside_on"])
    audit.record("letters.set_aside", people=letter.children(), by=by, letter=str(letter.public_id))
    return letter
