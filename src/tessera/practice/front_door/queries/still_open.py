"""What stands in the way of closing a case, each with the way to it, before anybody writes of it."""

from dataclasses import dataclass

from tessera.engine.workflow import lines, register
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.practice.front_door.queries.activities import activities_of

GOES_ON = ("early_help.", "front_door.contact", "front_door.decision", "front_door.tell_referrer")
"""Steps that a closed case leaves standing."""

NOT_NEEDED = ("recording.visit",)
"""Steps that end with the case, where nobody has begun them and no clock waits for them."""


@dataclass(frozen=True)
class StillOpen:
    """Something that has to end first, in words, and where it is gone on with."""

    words: str
    href: str
    title: str = ""


def still_open(referral, ending_step=None) -> list[StillOpen]:
    """Work, assessments, enquiries and plans of the case that have not ended; each once."""
    work_of_it = open_work(referral.child, ending_step)
    held = [each for each in activities_of(referral) if each.is_open]
    return work_of_it + [
        StillOpen(each.open_words, each.href) for each in held if not _is_told_of(each, work_of_it)
    ]


def _is_told_of(activity, work_of_it) -> bool:
    """ "The assessment" by the single assessment that is still to be written."""
    name = activity.name.removeprefix("the ")
    return any(each.title.lower().endswith(name) for each in work_of_it)


def open_work(child, ending_step=None) -> list[StillOpen]:
    """Social care's own unfinished work. Early help and the front door's own go on without a case."""
    return [
        _open(step)
        for step in work.open_steps(child)
        if (ending_step is None or step.pk != ending_step.pk)
        and not step.code.startswith(GOES_ON)
        and not ends_with_the_case(step)
    ]


def _open(step) -> StillOpen:
    title = register.step(step.code).title
    words = f"{title} is still open: finish or cancel it first"
    return StillOpen(words, lines.address(step), title)


def ends_with_the_case(step) -> bool:
    is_begun = step.state != State.TO_DO or step.timers.filter(stopped_on=None).exists()
    return step.code in NOT_NEEDED and not is_begun
