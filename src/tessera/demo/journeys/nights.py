"""The last two nights: what day teams asked out of hours to watch, what it did, and who read it."""

from datetime import datetime, timedelta

from tessera.demo.staff import Staff
from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import User
from tessera.foundations.calendar import add_working_days
from tessera.foundations.records.actions import at_invented_time
from tessera.people.models import Involvement, Person
from tessera.people.queries import allocated_worker
from tessera.practice.front_door import actions

WATCHED, RUNG_ABOUT = 2, 2
TO_WATCH = (
    {
        "worry": "Her mum’s former partner left prison today, and knows the address.",
        "might_happen": "He comes to the door in the evening, as he did in January.",
        "what_to_do": "Police first. Then ring mum; the children may go to their aunt for the night.",
        "who_to_call": "The aunt, who has a bed for them: 01632 960 227",
    },
    {
        "worry": "Dad lost his place to stay and may drink again tonight.",
        "might_happen": "He brings the children back late, or not at all.",
        "what_to_do": "Ring dad, then mum. If nobody answers by nine, go and see.",
        "who_to_call": "The grandmother, two streets away: 01632 960 231",
    },
)
NOTES = (
    ("Mum rang", "He was outside and left when the light went on. Mum locked up; all are in bed."),
    ("The police rang", "Found at the bus station at eleven, well, and taken home by an officer."),
)


def tell_nights(staff: Staff, until: datetime) -> None:
    """The night before last was read by everyone; of last night one team has still to say so."""
    edt, children = staff.by_role["emergency_duty"], _children()
    if not children:
        return
    for number, night in enumerate((until - timedelta(days=1), until)):
        _ask(children[number::2][:WATCHED], night - timedelta(hours=17))
        _ring(children[number::2][:RUNG_ABOUT], night - timedelta(hours=11), edt)
        _hand_over(staff, night - timedelta(minutes=50), edt, is_read_by_all=number == 0)


def _children() -> list[Person]:
    """One child of each family whom a team works with, the latest to come first."""
    held = Involvement.objects.filter(role="allocated_worker", ended_on=None, team__isnull=False)
    rows = held.select_related("person").order_by("-started_on", "person__name_key")
    families = {row.person.family_name: row.person for row in rows if not row.person.is_unborn}
    return list(families.values())


def _ask(children: list[Person], moment: datetime) -> None:
    for child, said in zip(children, TO_WATCH, strict=False):
        holds = allocated_worker(child, moment.date())
        if holds is None or holds.worker is None:
            continue
        with at_invented_time(moment):
            workflow.complete_with(
                code="front_door.watch",
                subjects=[child],
                answers={**said, "until_on": add_working_days(moment.date(), 2)},
                at=moment,
                by=holds.worker,
            )


def _ring(children: list[Person], moment: datetime, edt: User) -> None:
    for child, (heading, text) in zip(children, NOTES, strict=False):
        with at_invented_time(moment):
            workflow.complete_with(
                code="recording.case_note",
                subjects=[child],
                answers={
                    "noted_on": moment.date(),
                    "note_kind": "telephone",
                    "heading": heading,
                    "text": text,
                },
                at=moment,
                by=edt,
            )


def _hand_over(staff: Staff, moment: datetime, edt: User, *, is_read_by_all: bool) -> None:
    with at_invented_time(moment):
        given = actions.hand_over(
            words="Two calls, both written up. Nothing that cannot wait for the morning.",
            at=moment,
            by=edt,
        )
    if not is_read_by_all:
        return
    for part in given.teams.select_related("team"):
        code = part.team.code
        manager = staff.managers.get(code)
        if manager is not None:
            with at_invented_time(moment + timedelta(hours=2)):
                actions.say_read(part=part, at=moment + timedelta(hours=2), by=manager)
