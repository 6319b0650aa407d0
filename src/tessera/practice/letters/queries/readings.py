"""What a second person is asked to read, and what they said."""

from tessera.foundations.access.actors import actor_of
from tessera.people.models import Person
from tessera.practice.letters import permissions
from tessera.practice.letters.models import Reading
from tessera.practice.letters.queries.composing import compose
from tessera.practice.letters.queries.letters import also_about


def last_reading(letter):
    """The newest reading that was asked for, or None."""
    rows = letter.readings.select_related("asked_by", "answered_by", "team")
    return rows.order_by("-asked_at", "-pk").first()


def as_asked(reading, on):
    """The paper as the one who asked would send it: it is theirs that is read, and that goes."""
    return compose(reading.letter, on, actor=actor_of(reading.asked_by, on), by=reading.asked_by)


def asked_of(actor, *, limit):
    """Readings that wait for this worker, the oldest first: where they may open every child of the letter."""
    scope = actor.scope_of(permissions.AGREE)
    if scope is None:
        return []
    rows = Reading.objects.open().filter(letter__document=None, letter__set_aside_on=None)
    rows = rows.exclude(asked_by=actor.user_id).exclude(letter__written_by=actor.user_id)
    if scope != "all":
        rows = rows.filter(team__in=list(actor.team_ids))
    rows = rows.select_related(
        "letter__child", "letter__to_person", "letter__to_involvement__organisation", "asked_by"
    ).prefetch_related(also_about("letter__"))
    found = list(rows.order_by("asked_at", "pk")[: limit * 2])
    open_ = may_read(actor, [child for each in found for child in each.letter.children()])
    return [
        each for each in found if open_.issuperset(child.pk for child in each.letter.children())
    ][:limit]


def may_read(actor, children):
    """The ids of those about whom this worker may agree letters."""
    people = Person.objects.visible_to(actor, permissions.AGREE)
    found = people.filter(pk__in={child.pk for child in children})
    return set(found.values_list("pk", flat=True))


def reading_of(letter):
    """The reading that waits for an answer, or None."""
    return letter.readings.open().select_related("asked_by", "letter__child").first()
