"""Early help: asked for, assessed together, most often in time, and ended when it is no longer needed."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tessera.demo.families import Family
from tessera.demo.journeys.common import Part
from tessera.demo.story import day_of
from tessera.demo.texts import helping as texts
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.early_help.models import EarlyHelp
from tessera.practice.front_door.models import Referral

REQUEST = "early_help.request"
ASSESSMENT = "early_help.assessment"
END = "early_help.end"


class Helping(Part):
    """Early help goes on whether a case is open or not: it is planned for no episode of need."""

    def ask(self, family: Family, moment: datetime) -> None:
        days = self._dice(family, 1).randint(2, 6)
        asked = self.story.after(moment, working_days=days)
        self.story.plan(asked, lambda at: self._ask(family, at))

    def assess(self, family: Family, moment: datetime) -> None:
        """Within 30 working days of the agreement, but for one in ten."""
        dice = self._dice(family, 2)
        days = dice.randint(32, 35) if dice.random() < 0.1 else dice.randint(15, 28)
        done = self.story.after(moment, working_days=days)
        self.story.plan(done, lambda at: self._assess(family, at))

    def _ask(self, family: Family, moment: datetime) -> None:
        step = self._taken_up(family, REQUEST, moment)
        if step is None:
            return
        children, dice = work.subjects_of(step), self._dice(family, 3)
        if EarlyHelp.objects.open().filter(child__in=children).exists():
            workflow.cancel_step(
                step=step, reason="Early help goes on already", at=moment, by=step.worker
            )
            return
        agrees = dice.random() < 0.85
        words = {
            "agreed_by": family.mother.name,
            "needs": self._fill(dice.choice(texts.ASKED_FOR), family),
        }
        refusal = {"why_not": self._fill(texts.SAID_NO, family), "worries_remain": False}
        workflow.complete_with(
            code=REQUEST,
            step=step,
            answers={
                "asked_on": day_of(moment),
                "agreed": "given" if agrees else "refused",
                **(words if agrees else refusal),
            },
            at=moment,
            by=step.worker,
        )
        if agrees:
            self.assess(family, moment)

    def _assess(self, family: Family, moment: datetime) -> None:
        step = self._taken_up(family, ASSESSMENT, moment)
        if step is None:
            return
        dice, children = self._dice(family, 4), work.subjects_of(step)
        goes_on = dice.random() < 0.75
        workflow.complete_with(
            code=ASSESSMENT,
            step=step,
            answers={
                "assessed_on": day_of(moment),
                "taking_part": [
                    {"who": family.mother.name, "role": "Mother"},
                    {
                        "who": "Head of year",
                        "role": "School",
                        "said": dice.choice(texts.SAID_BY_SCHOOL),
                    },
                ],
                "family_view": self._fill(dice.choice(texts.FAMILY_VIEW), family),
                "family_strengths": texts.STRONG,
                "family_needs": self._fill(texts.HARD, family),
            },
            each={child: self._found(child, family, dice, goes_on, moment) for child in children},
            authorised_by=self.staff.by_role["early_help_manager"],
            at=moment,
            by=step.worker,
        )
        ends = (
            self.soon(moment, 3, 8)
            if not goes_on
            else moment + timedelta(days=dice.randint(90, 240))
        )
        self.story.plan(ends, lambda at: self._end(family, at))

    def _found(
        self, child: Any, family: Family, dice: Random, goes_on: bool, moment: datetime
    ) -> dict[str, Any]:
        found = {
            "words": self.said(child, moment),
            "strengths": self._fill(dice.choice(texts.STRENGTHS), family, child),
            "needs": self._fill(dice.choice(texts.NEEDS), family, child),
        }
        if goes_on:
            plan = self._fill(dice.choice(texts.PLANS), family, child)
            return {**found, "outcome": "goes_on", "plan": plan}
        why = self._fill(dice.choice(texts.NOT_NEEDED), family, child)
        return {**found, "outcome": "not_needed", "why": why}

    def _end(self, family: Family, moment: datetime) -> None:
        rows = EarlyHelp.objects.open().filter(child__in=family.children).select_related("child")
        children = [row.child for row in rows.order_by("child__born_on", "child")]
        if not children:
            return
        dice = self._dice(family, 5)
        has_case = Referral.objects.open().filter(child__in=children).exists()
        reason = "stepped_up" if has_case else dice.choice(("needs_met", "needs_met", "universal"))
        workflow.complete_with(
            code=END,
            step=work.open_step(children[0], END),
            subjects=children,
            worker=self._worker,
            answers={
                "ended_on": day_of(moment),
                "reason": reason,
                "withdrew": False if has_case else None,
                "family_view": self._fill(dice.choice(texts.GOODBYE), family),
            },
            each={
                child: {"changed": self._fill(dice.choice(texts.CHANGED), family, child)}
                for child in children
            },
            authorised_by=self.staff.by_role["early_help_manager"],
            at=moment,
            by=self._worker,
        )

    @property
    def _worker(self) -> Any:
        return self.staff.by_role["early_help_worker"]

    def _taken_up(self, family: Family, code: str, moment: datetime) -> Any:
        """The open work, given to the early help worker where nobody has it."""
        step = work.open_step(family.children[0], code)
        if step is None or step.worker is not None:
            return step
        return workflow.allocate_step(
            step=step,
            worker=self._worker,
            at=moment,
            by=self.staff.by_role["early_help_manager"],
        )

    def _dice(self, family: Family, number: int) -> Random:
        """Dice of its own, thrown for what changes nothing else of the story."""
        return Random(family.life.number * 10 + number)  # noqa: S311
