"""A second person reads a letter about or to a protected person before it goes."""

from tessera.engine.documents import actions as documents
from tessera.engine.documents.actions import NotAsked, TheirOwn
from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people.queries import team_of
from tessera.practice.letters import queries
from tessera.practice.letters.actions.refusals import AlreadySent, MustNotGo, NotFinished
from tessera.practice.letters.models import Letter, Reading


class NoSecondNeeded(Exception):
    """It is neither about nor to a protected person: it goes without."""


@action
def ask_second(*, letter, at, by) -> Reading:
    """Ask for the letter to be read as it stands. Asked again, it is the letter as it stands now.

    Raises AlreadySent, NoSecondNeeded, MustNotGo, NotFinished.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.is_sent or letter.set_aside_on:
        raise AlreadySent
    on = local(at).date()
    paper = queries.compose(letter, on, actor=actor_of(by, on), by=by)
    if not paper.gate.is_open:
        raise MustNotGo(paper.gate.stops)
    if paper.missing:
        raise NotFinished(paper.missing)
    if not paper.second_why:
        raise NoSecondNeeded
    asked = {"digest": paper.digest, "asked_at": at, "asked_by": by}
    asked["team"] = team_of(letter.child, on)
    reading, _ = Reading.objects.open().update_or_create(letter=letter, defaults=asked)
    _record("letters.second_person_asked", paper.children, letter, by)
    return reading


@action
def answer_second(*, reading, agreed, why="", seen, at, by) -> Reading:
    """The second person agrees, or sends it back and says why. `seen` is the digest of what they read.

    Raises NotAsked, TheirOwn, SayWhyNot, ChangedMeanwhile.
    """
    letter = Letter.objects.select_for_update().get(pk=reading.letter_id)
    reading = Reading.objects.select_related("asked_by").get(pk=reading.pk)
    if letter.is_sent or letter.set_aside_on:
        raise NotAsked
    if by.pk == letter.written_by_id:
        raise TheirOwn
    paper = queries.as_asked(reading, local(at).date())
    reading = documents.answer_reading(
        reading=reading, agreed=agreed, why=why, seen=seen, now=paper.digest, at=at, by=by
    )
    did = "letters.second_person_agreed" if agreed else "letters.second_person_sent_back"
    _record(did, paper.children, letter, by)
    return reading


def _record(what, children, letter, by):
    audit.record(what, people=children, by=by, letter=str(letter.public_id))
