"""The single assessment, most often within its 45 working days."""

from datetime import date, datetime, timedelta

from tessera.demo.families import Family
from tessera.demo.journeys.common import Part, Road, dice_of
from tessera.demo.journeys.helping import Helping
from tessera.demo.journeys.letters import tell_outcome
from tessera.demo.journeys.need import Needing
from tessera.demo.story import Story, day_of
from tessera.demo.texts import assessing as texts
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.register import still_needing
from tessera.people.record_page import standings_of
from tessera.practice.assessments import rules

PROTECTED = ("plan", "was_plan", "enquiry")
"""Help goes on under the plan that the conference makes, and needs no other."""
CODE = "assessments.single_assessment"
UPDATE = "assessments.update"
AGAIN = ("in_need", "plan")
"""Whose help goes on, so that there is something to update when things change."""


class Assessing(Part):
    def __init__(self, story: Story, protect: Road) -> None:
        super().__init__(story)
        self.needing = Needing(story)
        self.protect = protect

    def begin(self, family: Family, moment: datetime) -> None:
        """Visits and notes while it goes on, then the sign-off."""
        first = self.soon(moment, 1, 6)
        if family.way not in PROTECTED:
            self.plan(family, first, lambda at: self._visit(family, at))
        for _ in range(self.story.random.randint(0, 2)):
            self.plan(family, self.soon(moment, 3, 30), lambda at: self._note(family, at))
        if family.way not in PROTECTED and self.story.chance(0.6):
            self.plan(family, self.soon(first, 8, 20), lambda at: self._visit(family, at))
        if self.is_recent(moment):
            for low, high in ((6, 9), (24, 28)):
                looked = self.soon(moment, low, high)
                self.plan(family, looked, lambda at: self._look_half_way(family, at))
        length = self.story.random.choices((18, 32, 41, 44, 52), (12, 30, 27, 22, 9))[0]
        done = self.story.after(moment, working_days=length + self.story.random.randint(-3, 1))
        self.plan(family, done, lambda at: self._sign_off(family, moment, at))

    def again(self, family: Family, moment: datetime) -> None:
        """Things change while help goes on: the manager decides on an update, and says why."""
        if family.way not in AGAIN or not self._may_be_updated(family):
            return
        workflow.complete_with(
            code=UPDATE,
            subjects=family.children,
            worker=family.manager,
            team=family.team,
            answers={
                "decided_on": day_of(moment),
                "why": self._fill(dice_of(moment).choice(texts.CHANGED_SINCE), family),
            },
            at=moment,
            by=family.manager,
        )
        done = self.story.after(moment, working_days=dice_of(moment).randint(20, 42))
        self.plan(family, done, lambda at: self._sign_off(family, moment, at))

    def _may_be_updated(self, family: Family) -> bool:
        asked = still_needing(UPDATE, family.children, after=CODE)
        return len(asked) == len(family.children)

    def _is_open(self, family: Family):
        return work.open_step(family.children[0], CODE)

    def _visit(self, family: Family, moment: datetime) -> None:
        if self._is_open(family):
            self.visit(family, "assessment", moment)

    def _note(self, family: Family, moment: datetime) -> None:
        if self._is_open(family):
            self.note(family, moment)

    def _look_half_way(self, family: Family, moment: datetime) -> None:
        if not self._is_open(family):
            return
        so_far, to_do = self.story.random.choice(texts.HALF_WAY)
        workflow.complete_with(
            code="assessments.review_point",
            subjects=family.children,
            worker=family.manager,
            team=family.team,
            answers={
                "reviewed_on": day_of(moment),
                "so_far": self._fill(so_far, family),
                "to_do": self._fill(to_do, family),
            },
            at=moment,
            by=family.manager,
        )

    def _sign_off(self, family: Family, begun: datetime, moment: datetime) -> None:
        step = self._is_open(family)
        if step is None:
            return
        outcome = self._outcome(family, moment)
        factors = self.worry(family).factors
        if outcome == "close" and self.story.chance(0.3):
            factors = ("21",)
        on = day_of(moment)
        workflow.complete_with(
            code=CODE,
            step=step,
            answers={
                "kind": "before_birth" if family.children[0].is_unborn else "child_and_family",
                "reason": self.say(texts.REASON, family),
                "household": ", ".join(p.name for p in [*family.adults, *family.children]),
                "agencies": self._agencies(family, on),
                **self._parents(family, on),
                "wider_family": self.say(texts.WIDER, family),
                "circumstances": self.say(texts.CIRCUMSTANCES, family),
                "longer_why": self.say(texts.LATE, family),
            },
            each={
                child: self._about(child, family, outcome, factors, day_of(begun), moment)
                for child in family.children
            },
            next_steps=[] if family.way in PROTECTED else None,
            authorised_by=(family.manager, self.staff.by_role["service_manager"]),
            at=moment,
            by=family.worker,
        )
        self._go_on(family, outcome, moment)

    def _outcome(self, family: Family, moment: datetime) -> str:
        if family.way in PROTECTED:
            return self._beside_protection(family, moment)
        if family.way in ("in_need", "was_in_need"):
            return "child_in_need_plan"
        if family.way == "was_assessed":
            return self.story.weighted(close=75, early_help=25)
        return self.story.weighted(close=46, child_in_need_plan=40, early_help=14)

    def _beside_protection(self, family: Family, moment: datetime) -> str:
        """Protection that is under way goes on; where it ended meanwhile, help goes on in need."""
        standings = standings_of(family.children, day_of(moment))
        goes_on = all(rules.PROTECTED & set(ways) for ways in standings.values())
        return rules.GOES_ON if goes_on else "child_in_need_plan"

    def _agencies(self, family: Family, on: date) -> list[dict]:
        asked = (("education", "Head of year", 12), ("health", "Health visitor", 10))
        return [
            {"agency": agency, "who": who, "asked_on": on - timedelta(days=ago),
             "said": self.say(texts.SAID_BY[agency], family)}
            for agency, who, ago in asked
        ]  # fmt: skip

    def _parents(self, family: Family, on: date) -> dict:
        return {
            "parenting": self.say(texts.PARENTING, family),
            "parents_views": [
                {"who": family.mother.name, "relation": "Mother",
                 "spoken_on": on - timedelta(days=8), "views": self.say(texts.VIEWS, family)},
            ],
            "parent_elsewhere": family.absent_father is not None,
            "parent_elsewhere_views": "Seen once. Wants to have the children at weekends."
            if family.absent_father
            else None,
        }  # fmt: skip

    def _about(self, child, family, outcome, factors, begun, moment) -> dict:
        alone = self.stage(child, moment) in ("primary", "teen") and self.story.chance(0.85)
        first = min(day_of(moment), begun + timedelta(days=self.story.random.randint(1, 9)))
        seen = None if child.is_unborn else max(first, child.born_on)
        return {
            **self._texts(child, family, moment),
            "home_words": self.said(child, moment),
            "wishes": self.said(child, moment),
            "seen_on": seen,
            "seen_alone": alone,
            "seen_alone_on": seen if alone else None,
            "not_alone_why": None if alone else "Too young, or did not want to",
            "factors": list(factors),
            "outcome": outcome,
        }

    def _texts(self, child, family, moment) -> dict:
        stage = self.stage(child, moment)
        of_stage = {key: ages[stage] for key, ages in texts.BY_STAGE.items()}
        pools = {
            **of_stage,
            "safety": texts.SAFETY,
            "strengths": texts.STRENGTHS,
            "analysis": texts.ANALYSIS,
            "outcome_why": texts.WHY_PROTECTED if family.way in PROTECTED else texts.WHY,
        }
        return {
            **{key: self.say(pool, family, child) for key, pool in pools.items()},
            "risks": self.say((self.worry(family).risk,), family, child),
            "day_to_day": " ".join(
                self.say(pool, family, child)
                for pool in (of_stage["day_to_day"], (self.worry(family).day,))
            ),
        }

    def _go_on(self, family: Family, outcome: str, moment: datetime) -> None:
        days = (6, 9) if self.story.chance(0.05) else (1, 5)
        self.plan(family, self.soon(moment, *days), lambda at: self._share(family, at))
        if family.way in PROTECTED:
            return
        if outcome == "child_in_need_plan":
            self.needing.begin(family, moment)
            if family.life.number % 3 == 0:
                wait = dice_of(moment).randint(12, 40)
                changed = self.story.after(moment, working_days=wait)
                self.plan(family, changed, lambda at: self.again(family, at))
        elif outcome in ("close", "early_help"):
            if outcome == "early_help":
                Helping(self.story).ask(family, moment)
            reason = "RC8" if outcome == "close" else "RC9"
            self.plan(family, self.soon(moment, 6, 15), lambda at: self._close(family, reason, at))
        else:
            self.protect(family, moment)

    def _share(self, family: Family, moment: datetime) -> None:
        step = work.open_step(family.children[0], "assessments.share")
        if step is not None:
            workflow.complete_with(
                code="assessments.share",
                step=step,
                answers={
                    "shared": [
                        {"who": family.mother.name, "relation": "Mother", "shared_on": day_of(moment),
                         "how": "Read together at home", "views": "Agrees with most of it."}
                    ]
                },
                at=moment,
                by=family.worker,
            )  # fmt: skip
            tell_outcome(family, step.public_id, moment)

    def _close(self, family: Family, reason: str, moment: datetime) -> None:
        if work.open_step(family.children[0], "front_door.close_case") or reason == "RC9":
            self.close(family, reason, moment)
