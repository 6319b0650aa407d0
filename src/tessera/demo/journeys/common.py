"""What every part of the journey needs: words for children, visits, notes, closing."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tessera.demo.families import Family
from tessera.demo.journeys import working
from tessera.demo.story import Event, Story, day_of
from tessera.demo.texts import meetings, recording, words
from tessera.demo.texts.worries import WORRIES, Worry
from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work

RECENT = timedelta(days=400)

SET_ASIDE = (
    "recording.visit", "recording.decided_action", "assessments.share", "assessments.review_point",
)  # fmt: skip
"""What may still be open when a case closes, and is not needed any more."""


def dice_of(moment: datetime) -> Random:
    """Dice of its own, thrown for what changes nothing else of the story."""
    return Random(moment.isoformat())  # noqa: S311


def _gone_through(family: Family, moment: datetime) -> list[dict]:
    """What the worker has not answered for by the next supervision: some of it goes on."""
    dice = dice_of(moment)
    rows = filling.rows_of("recording.decided_actions", family.children, day_of(moment))
    return [
        {"row": row, "how": "done"}
        if dice.random() < 0.9
        else {"row": row, "how": "going_on", "note": "Not yet: it is arranged"}
        for row in rows
    ]


Road = Callable[[Family, datetime], None]
"""Where a journey goes on: the family, and when."""


class Part:
    """One part of the journey. Its events look first whether they still make sense."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.staff = story.staff

    def plan(self, family: Family, moment: datetime, event: Event) -> None:
        """Plan something for this episode of need only: a closed case has nothing more to come."""
        episode = family.episode
        self.story.plan(moment, lambda at: event(at) if family.episode == episode else None)

    def soon(self, moment: datetime, low: int, high: int) -> datetime:
        """So many working days later."""
        return self.story.after(moment, working_days=self.story.random.randint(low, high))

    def is_recent(self, moment: datetime) -> bool:
        """What is late in these months still counts on somebody's page."""
        return self.story.until - moment < RECENT

    def next_visit(self, moment: datetime, within: int) -> datetime:
        """Most visits are in time; one in thirty is late, as visits are."""
        if self.story.chance(0.03):
            return self.soon(moment, within + 1, within + 6)
        return self.soon(moment, within - 4, within)

    # Words

    def worry(self, family: Family) -> Worry:
        return WORRIES[family.concern]

    def say(self, texts: Sequence[str], family: Family, child: Any = None) -> str:
        """One of these, about this child."""
        return self._fill(self.story.random.choice(texts), family, child)

    def _fill(self, text: str, family: Family, child: Any = None) -> str:
        named = child or family.children[0]
        name = "the baby" if named.is_unborn else named.given_name
        said = text.format(
            name=name, mother=family.mother.given_name, change=self.worry(family).change
        )
        return said[0].upper() + said[1:]

    def stage(self, child: Any, moment: datetime) -> str:
        """Which words fit the child's age that day."""
        days = (day_of(moment) - child.born_on).days if child.born_on else 0
        return words.stage_of(days / 365)

    def words(self, family: Family, moment: datetime) -> dict:
        """Each child's own words, as they said them."""
        return {child: self.said(child, moment) for child in family.children}

    def said(self, child: Any, moment: datetime) -> dict:
        r = self.story.random
        if child.is_unborn:
            return {"words": "", "not_heard": "Not born yet"}
        stage = self.stage(child, moment)
        if stage == "baby":
            return {"words": "", "not_heard": r.choice(words.OBSERVED)}
        return {"words": r.choice(words.CHILDS_WORDS[stage]), "not_heard": ""}

    def outline(self, family: Family, moment: datetime, count: int = 3) -> list[dict]:
        """The first outcomes of a plan: one for what worries us here, and some that many have."""
        change, done, who = (self._fill(part, family) for part in self.worry(family).goal)
        own = {
            "title": change, "area": "safety", "action": done, "who": who,
            "how_we_know": self.say(meetings.KNOW, family),
            "contingency": self.say(meetings.IF_NOT, family),
        }  # fmt: skip
        more = self.story.random.sample(working.OUTCOMES, count - 1)
        return working.outline(day_of(moment), (own, *more))

    # Recording

    def visit(self, family: Family, kind: str, moment: datetime) -> None:
        """One visit to all the children, or before birth to the mother, written up the same day."""
        r = self.story.random
        seen = [child for child in family.children if not child.is_unborn] or family.children
        place = r.choice(("home", "home", "home", "home", "school"))
        happened = [
            self.say(part, family, r.choice(seen))
            for part in (recording.ARRIVED, recording.TALKED, recording.CHILD, recording.AGREED)
        ]
        workflow.complete_with(
            code="recording.visit",
            step=work.open_step(seen[0], "recording.visit"),
            subjects=seen,
            worker=family.worker,
            team=family.team,
            answers={
                "visited_on": day_of(moment),
                "visit_kind": kind,
                "place": place,
                "what_happened": " ".join(happened[1:] if place == "school" else happened),
                "announced": r.random() < 0.7,
                "bedroom": r.random() < 0.6 if place == "home" else None,
            },
            each={child: self._at_visit(child, moment) for child in seen},
            at=moment,
            by=family.worker,
        )

    def _at_visit(self, child: Any, moment: datetime) -> dict:
        r = self.story.random
        if child.is_unborn:
            return {"seen": False, "not_seen_why": words.BEFORE_BIRTH}
        if r.random() < 0.05:
            return {"seen": False, "not_seen_why": r.choice(words.NOT_SEEN)}
        stage = self.stage(child, moment)
        alone = r.random() < {"baby": 0.0, "small": 0.4}.get(stage, 0.85)
        return {
            "seen": True,
            "alone": alone,
            "not_alone_why": None if alone else r.choice(words.ALONE_NOT[stage]),
            "words": self.said(child, moment),
            "how_child_was": r.choice(words.HOW[stage]) if r.random() < 0.6 else None,
        }

    def note(self, family: Family, moment: datetime) -> None:
        kind, heading, text = self.story.random.choice(recording.NOTES)
        workflow.complete_with(
            code="recording.case_note",
            subjects=family.children,
            answers={
                "noted_on": day_of(moment),
                "note_kind": kind,
                "heading": self._fill(heading, family),
                "text": self._fill(text, family),
            },
            at=moment,
            by=family.worker,
        )

    def decide(self, family: Family, moment: datetime) -> None:
        """What the manager and the worker decide in supervision: now and then with something to do."""
        decision, basis = self.story.random.choice(recording.DECISIONS)
        words: dict[str, Any] = {
            "decision": self._fill(decision, family),
            "basis": self._fill(basis, family),
        }
        if self.story.chance(0.4):
            by = self.soon(moment, 7, 14).date()
            what = self.story.random.choice(recording.AFTER_DECISIONS)
            words["to_do"] = [{"what": what, "who": family.worker.name, "due_on": by.isoformat()}]
        workflow.complete_with(
            code="recording.case_supervision",
            subjects=family.children,
            answers={"decided_on": day_of(moment), "before": _gone_through(family, moment)},
            each=dict.fromkeys(family.children, words),
            at=moment,
            by=family.manager,
        )
        dice = dice_of(moment)
        if "to_do" in words and dice.random() < 0.9:
            done_at = self.story.after(moment, working_days=dice.randint(2, 10))
            self.plan(family, done_at, lambda at: self._answer_for_decided(family, at))

    def _answer_for_decided(self, family: Family, moment: datetime) -> None:
        """The worker says what became of what supervision asked for."""
        for child in family.children:
            while (step := work.open_step(child, "recording.decided_action")) is not None:
                workflow.complete_with(
                    code=step.code,
                    subjects=[child],
                    step=step,
                    answers={
                        "how": "done",
                        "ended_on": day_of(moment),
                        "note": dice_of(moment).choice(recording.WHAT_CAME_OF_IT),
                    },
                    at=moment,
                    by=family.worker,
                )

    def summarise(self, family: Family, moment: datetime) -> None:
        """Where things stand, for each child."""
        workflow.complete_with(
            code="recording.case_summary",
            subjects=family.children,
            answers={"written_on": day_of(moment)},
            each={
                child: {"summary": self._summary(family, child, moment)}
                for child in family.children
            },
            at=moment,
            by=family.worker,
        )

    def _summary(self, family: Family, child: Any, moment: datetime) -> str:
        said = self.said(child, moment)["words"]
        parts = {
            part: self.say(texts, family, child) for part, texts in recording.SUMMARY_PARTS.items()
        }
        return recording.SUMMARY.format(
            worry=family.concern.replace("_", " "),
            said=f"In {child.given_name}'s words: “{said}”" if said else "",
            home=parts["home"],
            well=parts["well"][0].lower() + parts["well"][1:]
            if parts["well"].startswith(("School", "Somebody"))
            else parts["well"],
            risk=self._fill(self.worry(family).risk, family, child),
            next=parts["next"][0].lower() + parts["next"][1:],
        ).replace("  ", " ")

    # Closing

    def close(self, family: Family, reason: str, moment: datetime) -> None:
        """The case ends: the open closing step is written up, and a manager signs it off."""
        family.episode += 1
        for child in family.children:
            self.read_news(family, child, moment)
        for code in SET_ASIDE:
            for child in family.children:
                step = work.open_step(child, code)
                if step is not None:
                    workflow.cancel_step(
                        step=step, reason="The case is closing", at=moment, by=family.worker
                    )
        workflow.complete_with(
            code="front_door.close_case",
            step=work.open_step(family.children[0], "front_door.close_case"),
            subjects=family.children,
            worker=family.worker,
            team=family.team,
            answers={
                "closed_on": day_of(moment),
                "reason": reason,
                "summary": self.say(recording.ENDED, family),
            },
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )

    def read_news(self, family: Family, child: Any, moment: datetime) -> None:
        """What came from the front door meanwhile is read."""
        while (step := work.open_step(child, "front_door.information")) is not None:
            workflow.complete_with(
                code=step.code,
                step=step,
                answers={"changes": "Nothing new: we had talked about it with the family."},
                at=moment,
                by=family.worker,
            )
