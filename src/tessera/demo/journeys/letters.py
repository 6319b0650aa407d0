"""Letters that go out on the way: to a parent, about the eldest child, by post or by hand."""

from datetime import datetime

from tessera.demo.families import Family
from tessera.demo.story import day_of
from tessera.demo.texts.assessing import LETTER
from tessera.engine.documents import written
from tessera.foundations.access.actors import actor_of
from tessera.foundations.records.actions import attempting
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import actions, queries
from tessera.practice.letters.models import Letter


def tell_outcome(family: Family, step_ref: object, moment: datetime) -> None:
    """The mother has it in writing what the assessment led to."""
    child, on = family.children[0], day_of(moment)
    found = queries.addressees(
        child, on, actor=actor_of(family.worker, on), hidden=hidden_of([child], on)
    )
    mother = next((each for each in found if each.person == family.mother), None)
    if mother is None:
        return
    letter = actions.begin_letter(
        child=child,
        template=written.template("assessment_outcome"),
        to=mother,
        begun_on=on,
        step_ref=step_ref,
        by=family.worker,
    )
    actions.write_letter(letter=letter, asked={}, words=LETTER, by=family.worker)
    _read_by_a_second(letter, family, moment)
    actions.send_letter(
        letter=letter,
        how=queries.ways_to(mother)[0],
        may_have=True,
        at=moment,
        by=family.worker,
    )


def _read_by_a_second(letter: Letter, family: Family, moment: datetime) -> None:
    """Where somebody in it is protected, the manager reads it before it goes."""
    try:
        with attempting():
            reading = actions.ask_second(letter=letter, at=moment, by=family.worker)
    except actions.NoSecondNeeded:
        return
    actions.answer_second(
        reading=reading, agreed=True, seen=reading.digest, at=moment, by=family.manager
    )
