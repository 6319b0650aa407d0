"""From a strategy discussion to the end of a child protection plan."""

from datetime import datetime

from tessera.demo import texts
from tessera.demo.families import Family
from tessera.demo.journeys import working
from tessera.demo.journeys.common import Part, Road
from tessera.demo.journeys.need import Needing
from tessera.demo.story import Story, day_of
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.calendar.clock import local
from tessera.practice.child_protection.models import Plan
from tessera.practice.front_door.models import Referral

STRATEGY = "child_protection.strategy_discussion"
ENQUIRY = "child_protection.section47"
INITIAL = "child_protection.initial_conference"
REVIEW = "child_protection.review_conference"


class Protecting(Part):
    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self.needing = Needing(story)
        self.assess: Road = lambda family, concern, moment: None

    def begin(self, family: Family, concern: str, moment: datetime) -> None:
        later = self.story.after(moment, hours=self.story.random.uniform(1, 7))
        self.plan(family, later, lambda at: self._discuss(family, concern, at))

    def _discuss(self, family: Family, concern: str, moment: datetime) -> None:
        step = work.open_step(family.children[0], STRATEGY)
        if step is None:
            return
        outcome = self.story.weighted(section47_joint=45, section47_single=40, section17=15)
        workflow.complete_with(
            code=STRATEGY,
            step=step,
            answers={
                "held_on": day_of(moment),
                "how": "video",
                "held_time": f"{local(moment):%H:%M}",
                "attendance": [
                    {"agency": "social_care", "who": family.worker.name},
                    {"agency": "social_care", "who": family.manager.name},
                    {"agency": "police", "who": "Sergeant, child abuse unit"},
                    {"agency": "health", "who": "Named nurse"},
                ],
                "trigger": "What was told in the contact, and what the checks added.",
                "shared": "Police: two call-outs this year. Health: one appointment missed, no injury seen."
                " School: a change since January.",
                "safety_now": "The children stay with their grandmother tonight. Mum agrees.",
            },
            each={
                child: {"outcome": outcome, "decision_why": "On what is known there is reasonable cause."}
                for child in family.children
            },
            next_steps=[("assessments.single_assessment", family.worker, None)]
            if outcome == "section17"
            else None,
            at=moment,
            by=family.manager,
        )  # fmt: skip
        if outcome == "section17":
            self.assess(family, concern, moment)
            return
        self.plan(family, self.soon(moment, 0, 2), lambda at: self._seen(family, at))
        self.plan(family, self.soon(moment, 6, 11), lambda at: self._enquire(family, concern, at))

    def _seen(self, family: Family, moment: datetime) -> None:
        if work.open_step(family.children[0], ENQUIRY):
            self.visit(family, "section47", moment)

    def _enquire(self, family: Family, concern: str, moment: datetime) -> None:
        step = work.open_step(family.children[0], ENQUIRY)
        if step is None:
            return
        category = texts.CATEGORY.get(concern, "EMO")
        outcome = self.story.weighted(
            conference=62,
            not_substantiated_close=22,
            substantiated_not_continuing=30,
        )
        on = day_of(moment)
        workflow.complete_with(
            code=ENQUIRY,
            step=step,
            answers={
                "done": "Seen at home and at school. Police spoke to the father.",
                "agencies": [
                    {
                        "agency": "police",
                        "who": "Sergeant, child abuse unit",
                        "answered": True,
                        "said": "Two call-outs this year",
                        "wants_conference": outcome == "conference",
                    },
                    {
                        "agency": "health",
                        "who": "Named nurse",
                        "answered": True,
                        "said": "No injury seen",
                    },
                ],
                "parents": "Mum says it happened once. He says that it did not.",
                "ended_on": on,
            },
            each={
                child: {
                    "seen_on": on,
                    "alone": not child.is_unborn,
                    "not_alone_why": "Not born yet" if child.is_unborn else None,
                    "words": said,
                    "outcome": outcome,
                    "seen_where": "home",
                    "seen_by": family.worker.name,
                    "outcome_why": "What was found, and what the family has changed since.",
                    "agencies_view": None
                    if outcome == "conference"
                    else "Police and health take the same view of what was found.",
                }
                for child, said in self.words(family).items()
            },
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )
        if outcome == "conference":
            self.plan(
                family, self.soon(moment, 2, 5), lambda at: self._confer(family, category, at)
            )
        elif outcome == "substantiated_not_continuing":
            self._to_need(family, moment)
        else:
            self.plan(family, self.soon(moment, 5, 15), lambda at: self._close(family, at))

    def _to_need(self, family: Family, moment: datetime) -> None:
        self.needing.begin(family, moment)

    def _conference(self, family: Family, chair, outcomes=None) -> dict:
        return {
            "outcomes": outcomes,
            "chair": chair.name,
            "how": "meeting",
            "attendance": [
                {"who": family.mother.name, "role": "Mother", "came": "yes"},
                {
                    "who": family.worker.name,
                    "agency": "social_care",
                    "role": "Social worker",
                    "came": "yes",
                    "report": True,
                    "view": "agrees",
                },
                {
                    "who": "Head of year",
                    "agency": "education",
                    "came": "yes",
                    "report": True,
                    "view": "agrees",
                },
                {
                    "who": "Named nurse",
                    "agency": "health",
                    "came": "yes",
                    "report": True,
                    "view": "agrees",
                },
                {
                    "who": "Sergeant, child abuse unit",
                    "agency": "police",
                    "came": "apologies",
                    "report": True,
                },
            ],
            "parents_part": "Mum came, and spoke for herself with an advocate beside her.",
            "strengths": "School, Nana, and a mother who asks for help.",
            "worries": "Evenings, and what the children hear and see.",
            "outline": "We worry that the children are afraid in the evening, and go without sleep."
            " The plan can end when three months have been calm.",
        }

    def _confer(self, family: Family, category: str, moment: datetime) -> None:
        step = work.open_step(family.children[0], INITIAL)
        if step is None:
            return
        chair = self.staff.workers["quality"][0]
        makes_plan = self.story.chance(0.87)
        outcome = "plan" if makes_plan else "no_plan_in_need"
        workflow.complete_with(
            code=INITIAL,
            step=step,
            answers={
                "held_on": day_of(moment),
                **self._conference(
                    family, chair, working.outline(day_of(moment)) if makes_plan else None
                ),
            },
            each={
                child: {
                    "words": said,
                    "outcome": outcome,
                    "category": category if makes_plan else None,
                    "decision_why": "The harm is likely to go on unless two things change.",
                }
                for child, said in self.words(family).items()
            },
            at=moment,
            by=chair,
        )
        if not makes_plan:
            self._to_need(family, moment)
            return
        working.CoreGroups(self).begin(family, moment)
        self.plan(family, self.soon(moment, 3, 9), lambda at: self._visit(family, at))
        self.plan(
            family, self.soon(moment, 55, 61), lambda at: self._review(family, category, 1, at)
        )
        self.plan(family, self.soon(moment, 15, 25), lambda at: self._oversee(family, at))

    def _has_plan(self, family: Family) -> bool:
        return Plan.objects.current().filter(child=family.children[0]).exists()

    def _visit(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.visit(family, "child_protection", moment)
            if self.story.chance(0.5):
                self.plan(family, self.soon(moment, 1, 6), lambda at: self._note(family, at))
            self.plan(family, self.soon(moment, 6, 11), lambda at: self._visit(family, at))

    def _note(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.note(family, moment)

    def _oversee(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.decide(family, moment)
            self.plan(family, self.soon(moment, 18, 25), lambda at: self._oversee(family, at))

    def _review(self, family: Family, category: str, number: int, moment: datetime) -> None:
        step = work.open_step(family.children[0], REVIEW)
        if step is None or not self._has_plan(family):
            return
        ends = self.story.chance((0.25, 0.45, 0.6)[min(number - 1, 2)])
        outcome = "plan_ends_in_need" if ends else "plan_continues"
        chair = self.staff.workers["quality"][0]
        workflow.complete_with(
            code=REVIEW,
            step=step,
            answers={"held_on": day_of(moment), **self._conference(family, chair)},
            each={
                child: {
                    "words": said,
                    "outcome": outcome,
                    "category": None if ends else category,
                    "decision_why": "Three outcomes of four have moved, and have stayed so."
                    if ends
                    else "The evenings have not changed enough to be sure of.",
                }
                for child, said in self.words(family).items()
            },
            at=moment,
            by=chair,
        )
        if ends:
            self._to_need(family, moment)
        else:
            self.plan(
                family,
                self.soon(moment, 100, 125),
                lambda at: self._review(family, category, number + 1, at),
            )

    def _close(self, family: Family, moment: datetime) -> None:
        if Referral.objects.open().filter(child=family.children[0]).exists():
            self.close(family, "RC7", moment)
