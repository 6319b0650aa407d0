"""Children whose work goes to another team, and those who come from another council or leave for one."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tessera.demo.families import Family
from tessera.demo.journeys.common import Part
from tessera.demo.journeys.helping import Helping
from tessera.demo.lives import LONG_TERM
from tessera.demo.story import Event, day_of
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.calendar import add_working_days
from tessera.practice.child_protection.models import Plan
from tessera.practice.front_door.models import Referral

WHY = (
    "The family has moved to the other side of the weir, and the school changes at Easter.",
    "The team there works with the mother's sister already, and the two households share the week.",
)
NOT_READY = "What is late was agreed to be done together at the joint visit."
COUNCILS = ("Leeds", "Bradford", "Kirklees")
SENT = "The plan, the last conference record and the chronology, by secure e-mail."


class Moving(Part):
    """Some families move on: to another team, to early help, to or from another council."""

    def begin(self, family: Family, moment: datetime) -> None:
        """A family in need: one in three has gone over to another team, one in three is just asked about."""
        turn = family.life.number % 3
        if turn == 0:
            lately = self.story.at(add_working_days(day_of(self.story.until), -3))
            self.plan(family, lately, lambda at: self._ask(family, at))
        elif turn == 1:
            self.plan(
                family,
                moment + timedelta(days=45),
                lambda at: self._ask(family, at, is_answered=True),
            )

    def _ask(self, family: Family, moment: datetime, *, is_answered: bool = False) -> None:
        child = family.children[0]
        if not Referral.objects.open().filter(child=child).exists():
            return
        chance = Random(family.life.number)  # noqa: S311 - a story, not a secret
        code = chance.choice([each for each in LONG_TERM if self.staff.teams[each] != family.team])
        workflow.complete_with(
            code="transfers.ask",
            subjects=family.children,
            worker=family.worker,
            team=family.team,
            answers={
                "asked_on": day_of(moment),
                "to_team": self.staff.teams[code],
                "point": "moved",
                "why": chance.choice(WHY),
                "not_ready_why": NOT_READY,
                "checked": _signed(family.worker, moment),
            },
            each={
                each: {"summary": self._summary(family, each, moment)} for each in family.children
            },
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )
        if is_answered:
            worker = chance.choice(self.staff.workers[code])
            self.plan(
                family,
                moment + timedelta(days=2),
                lambda at: self._answer(family, code, worker, at),
            )

    def _answer(self, family: Family, code: str, worker: Any, moment: datetime) -> None:
        manager = self.staff.managers[code]
        taken = self.story.at(add_working_days(day_of(moment), 4))
        workflow.complete_with(
            code="transfers.answer",
            step=work.open_step(family.children[0], "transfers.answer"),
            answers={
                "answered_on": day_of(moment),
                "answer": "yes",
                "worker": worker,
                "takes_on": day_of(taken),
                "visit_on": day_of(taken),
                "read": _signed(manager, moment),
            },
            at=moment,
            by=manager,
        )
        self.plan(family, taken, lambda at: self._take(family, code, worker, at))

    def _take(self, family: Family, code: str, worker: Any, moment: datetime) -> None:
        workflow.complete_with(
            code="transfers.take_over",
            step=work.open_step(family.children[0], "transfers.take_over"),
            answers={
                "takes_on": day_of(moment),
                "read": _signed(worker, moment),
                "visited": True,
                "visited_on": day_of(moment),
            },
            at=moment,
            by=worker,
        )
        family.worker, family.team = worker, self.staff.teams[code]
        family.manager = self.staff.managers[code]

    # Early help

    def step_down(self, family: Family, moment: datetime, *, then: Event) -> None:
        """Asked the day after the review, answered, met about; and then the case closes."""
        days = [self.story.at(add_working_days(day_of(moment), n)) for n in (1, 3, 7, 9)]
        self.plan(family, days[0], lambda at: self._ask_early_help(family, at))
        self.plan(family, days[1], lambda at: self._early_help_says_yes(family, days[2], at))
        self.plan(family, days[2], lambda at: self._meet(family, at))
        self.plan(family, days[3], then)

    def _ask_early_help(self, family: Family, moment: datetime) -> None:
        workflow.complete_with(
            code="transfers.step_down",
            step=work.open_step(family.children[0], "transfers.step_down"),
            answers={
                "asked_on": day_of(moment),
                "to_team": self.staff.teams["early_help"],
                "agreed": "given",
                "agreed_by": family.mother.name,
                "why": "Bedtimes, the benefits forms, and somebody to call.",
            },
            each={
                each: {"summary": self._summary(family, each, moment)} for each in family.children
            },
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )

    def _early_help_says_yes(self, family: Family, meets: datetime, moment: datetime) -> None:
        manager = self.staff.by_role["early_help_manager"]
        workflow.complete_with(
            code="transfers.answer",
            step=work.open_step(family.children[0], "transfers.answer"),
            answers={
                "answered_on": day_of(moment),
                "answer": "yes",
                "worker": self.staff.by_role["early_help_worker"],
                "takes_on": day_of(meets),
                "read": _signed(manager, moment),
            },
            at=moment,
            by=manager,
        )

    def _meet(self, family: Family, moment: datetime) -> None:
        workflow.complete_with(
            code="transfers.handover_meeting",
            step=work.open_step(family.children[0], "transfers.handover_meeting"),
            answers={
                "met_on": day_of(moment),
                "lead_came": True,
                "who": f"{family.mother.name}, and the head of year",
                "agreed": "A visit every week until the summer. School calls early help first.",
            },
            at=moment,
            by=family.worker,
        )
        Helping(self.story).assess(family, moment)

    # Other councils

    def leave(self, family: Family) -> None:
        """One family in three on a plan has just moved to another council, which has been told."""
        if family.life.number % 3 == 0:
            lately = self.story.at(add_working_days(day_of(self.story.until), -7))
            self.plan(family, lately, lambda at: self._leave(family, at))

    def _leave(self, family: Family, moment: datetime) -> None:
        if not Plan.objects.current().filter(child=family.children[0]).exists():
            return
        workflow.complete_with(
            code="child_protection.moved_out",
            subjects=family.children,
            worker=family.worker,
            team=family.team,
            answers={
                "moved_on": day_of(moment) - timedelta(days=2),
                "council": COUNCILS[family.life.number % 3],
                "told_on": day_of(moment),
                "told_whom": "The duty manager there, 01632 960150",
                "sent": SENT,
            },
            at=moment,
            by=family.worker,
        )

    def visit_from_elsewhere(self, family: Family) -> None:
        """A family known from before is back for some weeks, on another council's plan."""
        lately = self.story.at(add_working_days(day_of(self.story.until), -9))
        self.story.plan(lately, lambda at: self._arrive(family, at))

    def _arrive(self, family: Family, moment: datetime) -> None:
        born = [child for child in family.children if not child.is_unborn]
        if not born or Referral.objects.open().filter(child__in=born).exists():
            return
        on = day_of(moment)
        workflow.complete_with(
            code="child_protection.plan_elsewhere",
            subjects=born,
            team=self.staff.teams["front_door"],
            answers={
                "told_on": on,
                "council": COUNCILS[family.life.number % 3],
                "responsible": "Their social worker there, 01632 960151",
                "here_since": on - timedelta(days=4),
                "for_good": False,
                "until": on + timedelta(days=45),
                "watcher": self.staff.workers["assessment_north"][0],
            },
            each={
                child: {
                    "category": "NEG",
                    "began_on": max(child.born_on or on, on - timedelta(days=120)),
                }
                for child in born
            },
            at=moment,
            by=self.staff.by_role["duty_worker"],
        )


def _signed(worker: Any, moment: datetime) -> dict[str, Any]:
    return {"name": worker.name, "on": day_of(moment)}
