"""Taking over: who takes the child has read the file, and nothing is in crisis that day."""

from tessera.engine.workflow.processes import Finding, NotYet, allocates, checks, completes
from tessera.people.record_page import standings_of
from tessera.practice.front_door import actions as front_door
from tessera.practice.transfers import actions, queries, rules
from tessera.practice.transfers.processes.steps import TAKE
from tessera.practice.transfers.processes.words import address_of

REFUSALS = (
    actions.AlreadyAnswered,
    actions.NoOpenCase,
    front_door.NotInTeam,
    front_door.MustBeQualified,
)
TO_BE_SIGNED = "signed"


@checks(TAKE)
def check_taking(*, step, subjects, answers, today):
    if answers["takes_on"]:
        yield from _wrong_day(step, subjects, answers["takes_on"], today)
    standings = standings_of(subjects, today)
    for child in subjects:
        for words in rules.crisis(standings[child.pk]):
            yield Finding(
                "takes_on", f"{child.name}: {words}, so this is no moment to take over", child
            )
        for part in rules.parts(queries.readiness(child, today)):
            if part.code == TO_BE_SIGNED and not part.is_there:
                yield Finding(
                    "takes_on",
                    f"{child.name}: {part.missing}. The team that wrote it signs it first",
                    child,
                    href=address_of(part, child),
                )


def _wrong_day(step, subjects, takes_on, today):
    for transfer in queries.asked_in(step)[:1]:
        problem = rules.start_problem(
            takes_on=takes_on,
            asked_on=transfer.asked_on,
            held_since=queries.held_since(subjects, today),
        )
        if problem:
            yield Finding("takes_on", problem)


@completes(TAKE)
def take_over(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet("What was taken over stands. Hand it over again to change it", field="read")
    transfers = queries.asked_in(step)
    if any(transfer.to_worker_id != by.pk for transfer in transfers):
        name = transfers[0].to_worker.name
        raise NotYet(
            f"{name} takes over, and says so for themselves. If they cannot, their manager names "
            "another under Transfers on the child's record",
            field="read",
        )
    try:
        actions.take_over(
            transfers=transfers,
            effective_on=answers["takes_on"],
            joint_visit_on=answers["visited_on"],
            no_joint_visit_why=answers["not_visited_why"] or "",
            step_ref=step.public_id,
            at=step.submitted_at,
            by=by,
        )
    except REFUSALS as refusal:
        raise NotYet(refusal.__doc__, field="takes_on") from refusal


@allocates(TAKE)
def only_who_was_named(*, step, subjects, worker, team, at, by):
    """The work is of the one who was named; another is named with the reason, and then has it."""
    if any(transfer.to_worker_id != worker.pk for transfer in queries.asked_in(step)):
        raise NotYet("Name another worker under Transfers on the child's record, and say why")
