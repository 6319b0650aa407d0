"""Child in need: a plan with the family, visits, reviews, an end."""

from datetime import datetime

from tessera.demo.families import Family
from tessera.demo.journeys import working
from tessera.demo.journeys.common import Part
from tessera.demo.journeys.moving import Moving
from tessera.demo.story import day_of
from tessera.demo.texts import meetings as texts
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.children_in_need.models import Plan

FIRST = "children_in_need.first_meeting"
REVIEW = "children_in_need.review"
VISIT_WITHIN = 20


class Needing(Part):
    def begin(self, family: Family, moment: datetime) -> None:
        self.plan(family, self.soon(moment, 5, 12), lambda at: self._first(family, at))

    def _first(self, family: Family, moment: datetime) -> None:
        step = work.open_step(family.children[0], FIRST)
        if step is None:
            return
        workflow.complete_with(
            code=FIRST,
            step=step,
            answers={
                "held_on": day_of(moment),
                "attendance": [{"who": family.mother.name, "role": "Mother", "came": "yes"},
                               {"who": "Head of year", "role": "School", "came": "yes"}],
                "outcomes": self.outline(family, moment, self.story.random.choice((2, 3))),
                "why": self._why(family),
                "parents_agree": True,
            },
            each={child: {"words": said} for child, said in self.words(family, moment).items()},
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )  # fmt: skip
        self.go_on(family, moment)

    def go_on(self, family: Family, moment: datetime) -> None:
        """What a plan that has begun brings: visits, reviews, a manager's look, a summary."""
        self.plan(family, self.next_visit(moment, VISIT_WITHIN), lambda at: self._visit(family, at))
        self.plan(family, self._next_review(moment), lambda at: self._review(family, 1, at))
        self.plan(family, self.soon(moment, 15, 40), lambda at: self._oversee(family, at))
        self.plan(family, self.soon(moment, 12, 60), lambda at: self._sum_up(family, at))
        Moving(self.story).begin(family, moment)

    def _why(self, family: Family) -> str:
        worried = self.say((self.worry(family).risk,), family)
        return f"{worried} The plan can end when it has been good for two months."

    def _has_plan(self, family: Family) -> bool:
        return Plan.objects.current().filter(child=family.children[0]).exists()

    def _visit(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.visit(family, "child_in_need", moment)
            if self.story.chance(0.35):
                self.plan(family, self.soon(moment, 2, 12), lambda at: self._note(family, at))
            later = self.next_visit(moment, VISIT_WITHIN)
            self.plan(family, later, lambda at: self._visit(family, at))

    def _note(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.note(family, moment)

    def _oversee(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.decide(family, moment)
            self.plan(family, self.soon(moment, 45, 70), lambda at: self._oversee(family, at))

    def _sum_up(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.summarise(family, moment)
            self.plan(family, self.soon(moment, 90, 120), lambda at: self._sum_up(family, at))

    def _review(self, family: Family, number: int, moment: datetime) -> None:
        step = work.open_step(family.children[0], REVIEW)
        if step is None or not self._has_plan(family):
            return
        ends = family.way.startswith("was") and number >= 2
        goes_down = ends and family.life.number % 2 == 0
        outcome = ("early_help" if goes_down else "close") if ends else "continues"
        children = work.subjects_of(step)
        workflow.complete_with(
            code=REVIEW,
            step=step,
            answers={
                "held_on": day_of(moment),
                "attendance": [{"who": family.mother.name, "role": "Mother", "came": "yes"}],
                "progress": working.scores(
                    children, day_of(moment), self.story.random, part=0.9 if ends else 0.3 * number
                )
                or None,
                "actions": working.becoming(children, day_of(moment), self.story.random) or None,
            },
            each={
                child: {
                    "words": said,
                    "changed": self.say(texts.CHANGED, family, child),
                    "outcome": outcome,
                    "decision_why": self.say(texts.REVIEWED, family, child),
                }
                for child, said in self.words(family, moment).items()
            },
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )
        if goes_down:
            Moving(self.story).step_down(
                family, moment, then=lambda at: self.close(family, "RC7", at)
            )
        elif ends:
            self.plan(family, self.soon(moment, 2, 10), lambda at: self.close(family, "RC7", at))
        else:
            later = self._next_review(moment)
            self.plan(family, later, lambda at: self._review(family, number + 1, at))

    def _next_review(self, moment: datetime) -> datetime:
        """Within six weeks, but for one in twenty; of long ago, half of them are enough to tell."""
        if not self.is_recent(moment):
            return self.soon(moment, 55, 64)
        return self.soon(moment, 31, 36) if self.story.chance(0.05) else self.soon(moment, 22, 27)
