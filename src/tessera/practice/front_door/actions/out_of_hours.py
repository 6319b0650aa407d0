"""Asking out of hours to watch a child, handing over to the day teams, and reading the hand-over."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import Team
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.front_door.actions.contact import TEAM
from tessera.practice.front_door.models import HandOver, HandOverTeam, Watch
from tessera.practice.front_door.queries import out_of_hours as queries
from tessera.practice.front_door.rules import out_of_hours as rules

WATCH_LINE = "front_door.watch"
HAND_OVER = "front_door.hand_over"
WATCH_WORDS = ("worry", "might_happen", "what_to_do", "who_to_call", "until_on")


class OverAlready(Exception):
    """The watch has ended meanwhile."""


class NothingSaid(Exception):
    """A hand-over says how the night was, a quiet one too."""


class ReadAlready(Exception):
    """Another manager has said that the team has read it."""


@action
def ask_to_watch(
    *, children, worry, might_happen, what_to_do, who_to_call, until_on, at, step_ref=None, by
):
    """Put each child on the list of the night; a watch that stands already ends with the new one."""
    said = dict(
        zip(WATCH_WORDS, (worry, might_happen, what_to_do, who_to_call, until_on), strict=True)
    )
    found = []
    for child in children:
        for watch in Watch.objects.select_for_update().filter(person=child, ended_at=None):
            _end(watch, at, by)
        watch = Watch.objects.create(
            person=child, asked_on=local(at).date(), asked_by=by, step_ref=step_ref, **said
        )
        people.write_line(
            person=child,
            on=watch.asked_on,
            kind=WATCH_LINE,
            source_id=watch.pk,
            significance=Line.Significance.SIGNIFICANT,
            step_ref=step_ref,
        )
        found.append(watch)
    audit.record("front_door.watch_asked", people=children, by=by)
    return found


@action
def correct_watch(*, watch, reason, by, **changes):
    """Put right what was asked. The earlier words stay as a version."""
    for name, value in changes.items():
        setattr(watch, name, value)
    watch.save(update_fields=list(changes))
    audit.record("front_door.watch_corrected", person=watch.person, by=by, watch=watch.pk)
    return watch


@action
def end_watch(*, watch, at, by):
    """It is no longer needed. Raises OverAlready."""
    watch = Watch.objects.select_for_update(of=("self",)).select_related("person").get(pk=watch.pk)
    if watch.ended_at is not None:
        raise OverAlready
    _end(watch, at, by)
    audit.record("front_door.watch_ended", person=watch.person, by=by, watch=watch.pk)
    return watch


@action
def hand_over(*, words, at, by):
    """Give the night to the day teams whom it concerns; the front door is always among them.

    Each has one working day in which its manager says by name that it was read. Raises NothingSaid.
    """
    if not words.strip():
        raise NothingSaid
    given = HandOver.objects.create(
        since_at=queries.since_when(at), given_at=at, words=words.strip(), given_by=by
    )
    teams = Team.objects.filter(pk__in=queries.teams_concerned(given.since_at, at))
    for team in (teams | Team.objects.filter(code=TEAM)).filter(ended_on=None).order_by("pk"):
        part = HandOverTeam.objects.create(hand_over=given, team=team)
        workflow.start_timer(
            rule=rules.HAND_OVER_RULE,
            person=None,
            trigger_kind=HAND_OVER,
            trigger_id=part.pk,
            triggered_on=local(at).date(),
            by=by,
        )
    audit.record("front_door.handed_over", by=by, hand_over=str(given.public_id))
    return given


@action
def say_read(*, part, at, by):
    """A manager says by name that their team has read the hand-over. Raises ReadAlready."""
    part = HandOverTeam.objects.select_for_update(of=("self",)).get(pk=part.pk)
    if part.read_at is not None:
        raise ReadAlready
    part.read_at, part.read_by = at, by
    part.save(update_fields=["read_at", "read_by"])
    workflow.stop_timer(
        rule=rules.HAND_OVER_RULE,
        person=None,
        trigger_kind=HAND_OVER,
        trigger_id=part.pk,
        on=local(at).date(),
        at=at,
        why="Read",
        by=by,
    )
    audit.record("front_door.hand_over_read", by=by, part=part.pk)
    return part


def _end(watch, at, by):
    watch.ended_at, watch.ended_by = at, by
    watch.save(update_fields=["ended_at", "ended_by"])
