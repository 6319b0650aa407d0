"""From a strategy discussion to the end of a child protection plan."""

from datetime import datetime, time, timedelta

from tessera.demo.families import Family
from tessera.demo.journeys import working
from tessera.demo.journeys.common import Part, Road
from tessera.demo.journeys.moving import Moving
from tessera.demo.journeys.need import Needing
from tessera.demo.story import Story, day_of
from tessera.demo.texts import meetings as texts
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.following import Follow
from tessera.engine.workflow.models import Step
from tessera.foundations.calendar import add_working_days
from tessera.foundations.calendar.clock import LONDON, local
from tessera.foundations.records.actions import attempting
from tessera.practice.child_protection.actions import sending
from tessera.practice.child_protection.models import Plan
from tessera.practice.front_door.models import Referral
from tessera.practice.meetings.actions import NoSecondNeeded
from tessera.practice.meetings.models import AgreedAction

ASSESSMENT = "assessments.single_assessment"
STRATEGY = "child_protection.strategy_discussion"
ENQUIRY = "child_protection.section47"
INITIAL = "child_protection.initial_conference"
REVIEW = "child_protection.review_conference"
RECORDS = {
    "child_protection.send_discussion": ("child_protection.send_discussion_record", 4),
    "child_protection.send_decisions": ("child_protection.send_record", 12),
}
VISIT_WITHIN = 10
URGENT = ("plan", "was_plan", "enquiry")
NOT_ALONE = {"baby": "A baby in arms", "small": "Too young to be apart from Mum"}


class Protecting(Part):
    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self.needing = Needing(story)
        self.assess: Road = lambda family, moment: None

    def begin(self, family: Family, moment: datetime) -> None:
        later = self.story.after(moment, hours=self.story.random.uniform(1, 7))
        self.plan(family, later, lambda at: self._discuss(family, at))

    def _discuss(self, family: Family, moment: datetime) -> None:
        step = work.open_step(family.children[0], STRATEGY)
        if step is None:
            return
        outcome = self.story.weighted(section47_joint=55, section47_single=45)
        if family.way not in URGENT and self.story.chance(0.5):
            outcome = "section17"
        workflow.complete_with(
            code=STRATEGY,
            step=step,
            answers={
                "held_on": day_of(moment),
                "how": "video",
                "led_by": family.manager,
                "held_time": f"{local(moment):%H:%M}",
                "attendance": [
                    {"agency": "social_care", "who": family.worker.name},
                    {"agency": "social_care", "who": family.manager.name},
                    {"agency": "police", "who": "Sergeant, child abuse unit"},
                    {"agency": "health", "who": "Named nurse"},
                ],
                "trigger": self.say(texts.TRIGGER, family),
                "shared": self.say(texts.SHARED, family),
                "safety_now": self.say(texts.SAFE_NOW, family),
                "actions": self._agreed(family, day_of(moment)),
            },
            each={
                child: {"outcome": outcome, "decision_why": self.say(texts.REASONABLE, family, child)}
                for child in family.children
            },
            next_steps=[Follow(ASSESSMENT, worker=family.worker, subjects=family.children)],
            at=moment,
            by=family.manager,
        )  # fmt: skip
        self._send_later(family, "child_protection.send_discussion", moment, 1)
        self.plan(family, self.soon(moment, 1, 3), lambda at: self._follow_up(family, at))
        self.assess(family, moment)
        if outcome == "section17":
            return
        self.plan(family, self.soon(moment, 0, 2), lambda at: self._seen(family, at))
        self.plan(family, self.soon(moment, 6, 11), lambda at: self._enquire(family, at))

    def _agreed(self, family: Family, on) -> list[dict]:
        return [
            {"what": "Ring the school before the children go home", "who": family.worker.name,
             "by_when": on + timedelta(days=1)},
            {"what": "Look up the calls to the address", "who": "Sergeant, child abuse unit",
             "by_when": on + timedelta(days=3)},
        ]  # fmt: skip

    def _follow_up(self, family: Family, moment: datetime) -> None:
        """What was agreed is answered for; what another agency does, not always in the last days."""
        is_lately = self.story.until - moment < timedelta(days=12)
        rows = AgreedAction.objects.filter(
            ended_on=None, meeting__children__child=family.children[0], work_ref__isnull=False
        )
        for agreed in rows.order_by("pk"):
            if agreed.worker is not None or self.story.chance(0.6) or not is_lately:
                step = Step.objects.get(public_id=str(agreed.work_ref))
                answers = {"how": "done", "ended_on": day_of(moment)}
                workflow.complete_with(
                    code=step.code, step=step, answers=answers, at=moment, by=family.worker
                )

    def _send(self, family: Family, code: str, moment: datetime) -> None:
        """Business support sends what was decided, then the record; our own workers read it here."""
        step = work.open_step(family.children[0], code)
        if step is None:
            return
        meeting = sending.meeting_of(step)
        outside = [each for each in meeting.invited.all() if each.worker_id is None]
        self._read_first(family, step, moment)
        sending.finish_sending(
            step=step,
            how={each.public_id: "post" if each.is_family else "email" for each in outside},
            not_sent_why="Reads it on the record here",
            at=moment,
            by=self.staff.by_role["business_support"],
        )
        if code in RECORDS:
            record, days = RECORDS[code]
            self._send_later(family, record, moment, days)

    def _read_first(self, family: Family, step: Step, moment: datetime) -> None:
        """Where somebody in it is protected, the manager reads each copy before it goes."""
        by = self.staff.by_role["business_support"]
        try:
            with attempting():
                readings = sending.ask_for_reading(step=step, at=moment, by=by)
        except NoSecondNeeded:
            return
        seen = {each.invited.public_id: each.digest for each in readings}
        sending.answer_copies(step=step, agreed=True, seen=seen, at=moment, by=family.manager)

    def _send_later(self, family: Family, code: str, moment: datetime, days: int) -> None:
        """At ten in the morning: nothing is drawn by lot, so that the rest of the story stays as it is."""
        on = add_working_days(local(moment).date(), days)
        at = datetime.combine(on, time(10), LONDON)
        self.plan(family, at, lambda moment: self._send(family, code, moment))

    def _seen(self, family: Family, moment: datetime) -> None:
        if work.open_step(family.children[0], ENQUIRY):
            self.visit(family, "section47", moment)

    def _enquire(self, family: Family, moment: datetime) -> None:
        step = work.open_step(family.children[0], ENQUIRY)
        if step is None:
            return
        category = self.worry(family).category
        outcome = "conference" if family.way in URGENT else self._enquiry_outcome()
        on = day_of(moment)
        workflow.complete_with(
            code=ENQUIRY,
            step=step,
            answers={
                "done": self.say(texts.DONE, family),
                "agencies": self._asked(outcome),
                "parents": self.say(texts.PARENTS, family),
                "ended_on": on,
            },
            each={
                child: {
                    **self._seen_or_not(child, family, said, moment),
                    "outcome": outcome,
                    "outcome_why": self.say(texts.FOUND, family, child),
                    "agencies_view": None
                    if outcome == "conference"
                    else "Police and health take the same view of what was found.",
                }
                for child, said in self.words(family, moment).items()
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

    def _asked(self, outcome: str) -> list[dict]:
        police = {"agency": "police", "who": "Sergeant, child abuse unit", "answered": True}
        health = {"agency": "health", "who": "Named nurse", "answered": True}
        wants = outcome == "conference"
        return [
            {**police, "said": "Two call-outs this year", "wants_conference": wants},
            {**health, "said": self.story.random.choice(("No injury seen", "Known to the nurse"))},
        ]

    def _enquiry_outcome(self) -> str:
        return self.story.weighted(not_substantiated_close=40, substantiated_not_continuing=60)

    def _seen_or_not(self, child, family: Family, said: dict, moment: datetime) -> dict:
        if child.is_unborn:
            return {"seen": False, "not_seen_why": "Not born yet"}
        return {
            "seen": True,
            "seen_on": day_of(moment),
            **self._alone(child, moment),
            "words": said,
            "seen_where": "home",
            "seen_by": family.worker.name,
        }

    def _alone(self, child, moment: datetime) -> dict:
        stage = self.stage(child, moment)
        why = NOT_ALONE.get(stage)
        return {"alone": why is None, "not_alone_why": why}

    def _to_need(self, family: Family, moment: datetime) -> None:
        self.needing.begin(family, moment)

    def _chair(self, family: Family):
        chairs = [each for each in self.staff.workers["quality"] if "chair" in each.username]
        return chairs[family.life.number % len(chairs)]

    def _conference(self, family: Family, outcomes: list[dict] | None = None) -> dict:
        return {
            "outcomes": outcomes,
            "chair": self._chair(family).name,
            "how": "meeting",
            "attendance": self._attendance(family),
            "parents_part": self.say(texts.CAME, family),
            "strengths": self.say(texts.STRENGTHS, family),
            "worries": self.say(texts.WORRIES, family),
            "outline": f"{self.say((self.worry(family).risk,), family)}"
            " The plan can end when three months have been calm.",
        }

    def _attendance(self, family: Family) -> list[dict]:
        """The mother, the worker, two agencies, without which it is not quorate, and often the police."""
        agencies = (
            ("Head of year", "education", 1.0),
            ("Named nurse", "health", 1.0),
            ("Sergeant, child abuse unit", "police", 0.4),
        )
        rows: list[dict] = [
            {"who": family.mother.name, "role": "Mother", "came": "yes"},
            {"who": family.worker.name, "agency": "social_care", "role": "Social worker",
             "came": "yes", "report": True, "view": "agrees"},
        ]  # fmt: skip
        for who, agency, often in agencies:
            came = self.story.chance(often)
            row = {"who": who, "agency": agency, "came": "yes" if came else "apologies"}
            rows.append(row | {"report": True} | ({"view": "agrees"} if came else {}))
        return rows

    def _confer(self, family: Family, category: str, moment: datetime) -> None:
        step = work.open_step(family.children[0], INITIAL)
        if step is None:
            return
        chair = self._chair(family)
        makes_plan = family.way in ("plan", "was_plan") or self.story.chance(0.87)
        outcome = "plan" if makes_plan else "no_plan_in_need"
        workflow.complete_with(
            code=INITIAL,
            step=step,
            answers={
                "held_on": day_of(moment),
                **self._conference(family, self.outline(family, moment) if makes_plan else None),
            },
            each={
                child: {
                    "words": said,
                    "outcome": outcome,
                    "category": category if makes_plan else None,
                    "decision_why": self.say(texts.LIKELY, family, child),
                }
                for child, said in self.words(family, moment).items()
            },
            at=moment,
            by=chair,
        )
        self._send_later(family, "child_protection.send_decisions", moment, 1)
        if not makes_plan:
            self._to_need(family, moment)
            return
        working.CoreGroups(self).begin(family, moment)
        self.plan(family, self.soon(moment, 3, 9), lambda at: self._visit(family, at))
        self.plan(
            family, self.soon(moment, 55, 61), lambda at: self._review(family, category, 1, at)
        )
        self.plan(family, self.soon(moment, 15, 25), lambda at: self._oversee(family, at))
        self.plan(family, self.soon(moment, 5, 30), lambda at: self._sum_up(family, at))
        Moving(self.story).leave(family)

    def _has_plan(self, family: Family) -> bool:
        return Plan.objects.current().filter(child=family.children[0]).exists()

    def _visit(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.visit(family, "child_protection", moment)
            if self.story.chance(0.3):
                self.plan(family, self.soon(moment, 1, 6), lambda at: self._note(family, at))
            later = self.next_visit(moment, VISIT_WITHIN)
            self.plan(family, later, lambda at: self._visit(family, at))

    def _note(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.note(family, moment)

    def _oversee(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.decide(family, moment)
            self.plan(family, self.soon(moment, 25, 40), lambda at: self._oversee(family, at))

    def _sum_up(self, family: Family, moment: datetime) -> None:
        if self._has_plan(family):
            self.summarise(family, moment)
            self.plan(family, self.soon(moment, 55, 64), lambda at: self._sum_up(family, at))

    def _review(self, family: Family, category: str, number: int, moment: datetime) -> None:
        step = work.open_step(family.children[0], REVIEW)
        if step is None or not self._has_plan(family):
            return
        ends = family.way == "was_plan" and (number > 2 or self.story.chance(0.5))
        outcome = "plan_ends_in_need" if ends else "plan_continues"
        chair = self._chair(family)
        workflow.complete_with(
            code=REVIEW,
            step=step,
            answers={
                "held_on": day_of(moment),
                **self._conference(family),
                **self._gone_through(work.subjects_of(step), moment, number, ends),
            },
            each={
                child: {
                    "words": said,
                    "outcome": outcome,
                    "category": None if ends else category,
                    "decision_why": self.say(texts.ENDS if ends else texts.GOES_ON, family, child),
                }
                for child, said in self.words(family, moment).items()
            },
            at=moment,
            by=chair,
        )
        self._send_later(family, "child_protection.send_decisions", moment, 1)
        if ends:
            self.needing.go_on(family, moment)
        else:
            self.plan(
                family,
                self.soon(moment, 100, 125),
                lambda at: self._review(family, category, number + 1, at),
            )

    def _gone_through(self, children, moment: datetime, number: int, ends: bool) -> dict:
        """What the review finds of each outcome; what is not reached goes on, in need where the plan ends."""
        on, random = day_of(moment), self.story.random
        part = 0.8 if ends else min(0.7, 0.25 * number)
        rows = working.scores(children, on, random, part=part)
        for row in rows:
            row |= {"ended": "reached"} if row["scale"] == "reached" else {}
        return {
            "progress": rows or None,
            "actions": working.becoming(children, on, random) or None,
        }

    def _close(self, family: Family, moment: datetime) -> None:
        if Referral.objects.open().filter(child=family.children[0]).exists():
            self.close(family, "RC7", moment)
