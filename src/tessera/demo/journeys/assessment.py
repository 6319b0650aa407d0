"""The single assessment, most often within its 45 working days."""

from datetime import datetime, timedelta

from tessera.demo import texts
from tessera.demo.families import Family
from tessera.demo.journeys.common import Part, Road
from tessera.demo.journeys.need import Needing
from tessera.demo.story import Story, day_of
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work

CODE = "assessments.single_assessment"


class Assessing(Part):
    def __init__(self, story: Story, protect: Road) -> None:
        super().__init__(story)
        self.needing = Needing(story)
        self.protect = protect

    def begin(self, family: Family, concern: str, moment: datetime) -> None:
        """Visits and notes while it goes on, then the sign-off."""
        first = self.soon(moment, 1, 6)
        self.plan(family, first, lambda at: self._visit(family, at))
        for _ in range(self.story.random.randint(1, 3)):
            self.plan(family, self.soon(moment, 3, 30), lambda at: self._note(family, at))
        self.plan(family, self.soon(first, 8, 20), lambda at: self._visit(family, at))
        length = self.story.random.choices((18, 32, 41, 44, 52), (12, 28, 25, 20, 15))[0]
        done = self.story.after(moment, working_days=length + self.story.random.randint(-3, 1))
        self.plan(family, done, lambda at: self._sign_off(family, concern, moment, at))

    def _is_open(self, family: Family):
        return work.open_step(family.children[0], CODE)

    def _visit(self, family: Family, moment: datetime) -> None:
        if self._is_open(family):
            self.visit(family, "assessment", moment)

    def _note(self, family: Family, moment: datetime) -> None:
        if self._is_open(family):
            self.note(family, moment)

    def _sign_off(self, family: Family, concern: str, begun: datetime, moment: datetime) -> None:
        step = self._is_open(family)
        if step is None:
            return
        outcome = self.story.weighted(
            close=48, child_in_need_plan=33, early_help=12, strategy_discussion=7
        )
        on = day_of(moment)
        factors = (
            texts.FACTORS[concern] if outcome != "close" or self.story.chance(0.7) else ("21",)
        )
        mother = family.mother
        workflow.complete_with(
            code=CODE,
            step=step,
            answers={
                "kind": "before_birth" if family.children[0].is_unborn else "child_and_family",
                "reason": texts.ASSESSMENT["reason"],
                "household": ", ".join(p.name for p in [*family.adults, *family.children]),
                "agencies": [
                    {"agency": "education", "who": "Head of year", "asked_on": on - timedelta(days=12),
                     "said": "There every day, ready to learn by the second lesson."},
                    {"agency": "health", "who": "Health visitor", "asked_on": on - timedelta(days=10),
                     "said": "Growth is as it should be. One appointment missed."},
                ],
                "parenting": texts.ASSESSMENT["parenting"],
                "parents_views": [
                    {"who": mother.name, "relation": "Mother", "spoken_on": on - timedelta(days=8),
                     "views": "She says it is fair, and that she wants the help to be quick."},
                ],
                "parent_elsewhere": family.absent_father is not None,
                "parent_elsewhere_views": "Seen once. Wants to have the children at weekends."
                if family.absent_father
                else None,
                "wider_family": texts.ASSESSMENT["wider_family"],
                "circumstances": texts.ASSESSMENT["circumstances"],
                "longer_why": "The school could not be asked in the holidays, and the father was found late.",
            },
            each={
                child: self._about(child, family, outcome, factors, day_of(begun), on)
                for child in family.children
            },
            authorised_by=(family.manager, self.staff.by_role["service_manager"]),
            at=moment,
            by=family.worker,
        )  # fmt: skip
        self._go_on(family, concern, outcome, moment)

    def _about(self, child, family, outcome, factors, begun, on) -> dict:
        said = self.said(child)
        texts_of = {
            key: texts.ASSESSMENT[key].format(name=child.given_name)
            for key in ("day_to_day", "health", "learning", "feelings", "safety", "a_day",
                        "strengths", "risks", "analysis", "outcome_why")
        }  # fmt: skip
        alone = not child.is_unborn and self.story.chance(0.85)
        seen = (
            None
            if child.is_unborn
            else min(on, begun + timedelta(days=self.story.random.randint(1, 9)))
        )
        return {
            **texts_of,
            "home_words": said,
            "wishes": self.said(child),
            "seen_on": seen,
            "seen_alone": alone,
            "seen_alone_on": seen if alone else None,
            "not_alone_why": None if alone else "Too young to be apart from mum",
            "factors": list(factors),
            "outcome": outcome,
        }

    def _go_on(self, family: Family, concern: str, outcome: str, moment: datetime) -> None:
        if self.story.chance(0.9):
            self.plan(family, self.soon(moment, 1, 6), lambda at: self._share(family, at))
        if outcome == "child_in_need_plan":
            self.needing.begin(family, moment)
        elif outcome in ("close", "early_help"):
            reason = "RC8" if outcome == "close" else "RC9"
            self.plan(family, self.soon(moment, 6, 15), lambda at: self._close(family, reason, at))
        else:
            self.protect(family, concern, moment)

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

    def _close(self, family: Family, reason: str, moment: datetime) -> None:
        if work.open_step(family.children[0], "front_door.close_case") or reason == "RC9":
            self.close(family, reason, moment)
