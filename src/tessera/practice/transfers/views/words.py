"""How a transfer stands, in words."""

from dataclasses import dataclass

from tessera.foundations.calendar.words import date_words
from tessera.practice.transfers.choices import Settlement


@dataclass(frozen=True)
class State:
    """A tag with its kind, a sentence, and whether somebody has still to do something."""

    tag: str
    kind: str
    words: str
    is_open: bool = False


def state_of(transfer) -> State:
    if transfer.withdrawn_on:
        words = f"{date_words(transfer.withdrawn_on)}: {transfer.withdrawn_why}"
        return State("Withdrawn", "todo", words)
    if transfer.effective_on:
        return State("Taken over", "done", f"From {date_words(transfer.effective_on)}")
    if transfer.settlement == Settlement.STAYS:
        return State("Stays", "done", f"{date_words(transfer.settled_on)}: {transfer.settled_why}")
    if transfer.accepted_on:
        return State("Accepted", "waiting", _accepted(transfer), is_open=True)
    if transfer.declined_on and not transfer.settlement:
        return State("Declined", "late", transfer.declined_why, is_open=True)
    if transfer.settlement:
        return State("Settled", "waiting", transfer.settled_why, is_open=True)
    return State("Asked", "waiting", "Waits for an answer", is_open=True)


def _accepted(transfer):
    words = f"{transfer.to_worker.name} takes over"
    if transfer.planned_on:
        words += f" on {date_words(transfer.planned_on)}"
    if transfer.joint_visit_planned_on:
        words += f". Both visit on {date_words(transfer.joint_visit_planned_on)}"
    return words
