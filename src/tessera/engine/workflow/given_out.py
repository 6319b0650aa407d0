"""What a form gives out row by row: each row a fact of its room, and work until somebody answers for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tessera.engine.workflow import actions
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.engine.workflow.register import NotYet
from tessera.foundations.access.actors import actor_of
from tessera.foundations.calendar.clock import local
from tessera.people.queries import allocated_workers
from tessera.people.queries.workers import team_of_worker, worker_named


@dataclass(frozen=True, kw_only=True)
class GivenOut:
    """One kind of such work: the step in which it is answered for, and the room's words and writes.

    `fact_in(work_ref)` is what one step answers for; `answer` and `work_on` are the room's actions, with
    the fact first. A fact has `worker` (its owner, where that is one of ours), `due_on` and `work_ref`.
    """

    code: str
    permission: str
    fact_in: Callable[..., Any]
    answer: Callable[..., Any]
    work_on: Callable[..., Any]
    refusals: tuple[type[Exception], ...]
    gone: str
    not_after_all: str

    def one_of_ours(self, name, on):
        """The worker of this name who can answer for it here; anybody else is followed up."""
        worker = worker_named(name)
        return worker if worker and actor_of(worker, on).may(self.permission) else None

    def answered(self, *, step, subjects, answers, completed_on, by, earlier):
        """Completes the step: its owner says what became of it."""
        fact = self.fact_in(step.public_id)
        if fact is None:
            raise NotYet(f"{self.gone}. Set this work aside.")
        try:
            self.answer(
                fact,
                how_ended=answers["how"],
                ended_on=answers["ended_on"],
                why=answers["why"] or answers["note"] or "",
                correcting=earlier is not None,
                by=by,
            )
        except self.refusals as refusal:
            raise NotYet(str(refusal.__doc__), field="ended_on") from refusal

    def ask_for(self, fact, step, subjects, *, why, by) -> None:
        """Work of its owner, or else of the children's own worker, who follows it up."""
        on = local(step.submitted_at).date()
        found = allocated_workers([child.pk for child in subjects], on)
        allocated = next((found[child.pk] for child in subjects if child.pk in found), None)
        held_by = allocated.team if allocated else step.team
        work = actions.start_step(
            code=self.code,
            subjects=subjects,
            worker=fact.worker or (allocated.worker if allocated else None),
            team=(team_of_worker(fact.worker, on) if fact.worker else None) or held_by,
            follows=step,
            due_on=fact.due_on,
            due_why=why,
            at=step.submitted_at,
            by=by,
        )
        self.work_on(fact, work_ref=work.public_id, by=by)

    def set_aside(self, step, facts, *, by, child=None) -> None:
        """After a correction: what was not asked for after all is nobody's work. Of one child, or of all."""
        wanted = [fact.work_ref for fact in facts if fact.work_ref]
        waiting = Step.objects.filter(follows=step, code=self.code, state__in=OPEN_STATES)
        if child is not None:
            waiting = waiting.filter(subjects__person=child)
        for work in waiting.exclude(public_id__in=wanted):
            reason = step.reason or self.not_after_all
            actions.cancel_step(step=work, reason=reason, at=step.submitted_at, by=by)
