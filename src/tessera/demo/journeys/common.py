"""What every part of the journey needs: words for children, visits, notes, closing."""

from collections.abc import Callable
from datetime import datetime

from tessera.demo import texts
from tessera.demo.families import Family
from tessera.demo.story import Event, Story, day_of
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work

Road = Callable[[Family, str, datetime], None]
"""Where a journey goes on: the family, its worry, and when."""


class Part:
    """One part of the journey. Its events look first whether they still make sense."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.staff = story.staff

    def plan(self, family: Family, moment: datetime, event: Event) -> None:
        """Plan something for this episode of need only: a closed case has nothing more to come."""
        episode = family.episode
        self.story.plan(moment, lambda at: event(at) if family.episode == episode else None)

    def words(self, family: Family) -> dict:
        """Each child's own words, as they said them."""
        return {child: self.said(child) for child in family.children}

    def said(self, child) -> dict:
        if child.is_unborn:
            return {"words": "", "not_heard": "Not born yet"}
        return {"words": self.story.random.choice(texts.CHILDS_WORDS), "not_heard": ""}

    def visit(self, family: Family, kind: str, moment: datetime) -> None:
        """One visit to all the children, written up the same day."""
        r = self.story.random
        born = [child for child in family.children if not child.is_unborn]
        if not born:
            return
        each = {}
        for child in born:
            seen = r.random() < 0.94
            alone = seen and r.random() < 0.8
            each[child] = {
                "seen": seen,
                "not_seen_why": None if seen else "Staying with Nana for the weekend",
                "alone": alone if seen else None,
                "not_alone_why": None if alone or not seen else "Too young to be apart from mum",
                "words": self.said(child) if seen else None,
            }
        name, mother = born[0].given_name, family.mother.given_name
        workflow.complete_with(
            code="recording.visit",
            step=work.open_step(born[0], "recording.visit"),
            subjects=born,
            worker=family.worker,
            team=family.team,
            answers={
                "visited_on": day_of(moment),
                "visit_kind": kind,
                "place": r.choice(("home", "home", "home", "school")),
                "what_happened": r.choice(texts.VISITED).format(name=name, mother=mother),
                "announced": r.random() < 0.7,
            },
            each=each,
            at=moment,
            by=family.worker,
        )

    def note(self, family: Family, moment: datetime) -> None:
        kind, heading, text = self.story.random.choice(texts.NOTES)
        workflow.complete_with(
            code="recording.case_note",
            subjects=family.children,
            answers={
                "noted_on": day_of(moment),
                "note_kind": kind,
                "heading": heading,
                "text": text,
            },
            at=moment,
            by=family.worker,
        )

    def decide(self, family: Family, moment: datetime) -> None:
        decision, basis = self.story.random.choice(texts.DECISIONS)
        workflow.complete_with(
            code="recording.management_decision",
            subjects=family.children,
            answers={"decided_on": day_of(moment), "decision": decision, "basis": basis},
            at=moment,
            by=family.manager,
        )

    def close(self, family: Family, reason: str, moment: datetime) -> None:
        """The case ends: the open closing step is written up, and a manager signs it off."""
        family.episode += 1
        self._read_news(family, moment)
        for code in ("recording.visit", "assessments.share", "assessments.review_point"):
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
                "summary": "What we worried about has changed, the family knows whom to ask, and school"
                " will ring if it comes back.",
            },
            authorised_by=family.manager,
            at=moment,
            by=family.worker,
        )

    def _read_news(self, family: Family, moment: datetime) -> None:
        """What came from the front door meanwhile is read before the case closes."""
        for child in family.children:
            while (step := work.open_step(child, "front_door.information")) is not None:
                workflow.complete_with(
                    code=step.code,
                    step=step,
                    answers={"changes": "Nothing new: we had talked about it with the family."},
                    at=moment,
                    by=family.worker,
                )

    def soon(self, moment: datetime, low: int, high: int) -> datetime:
        """So many working days later."""
        return self.story.after(moment, working_days=self.story.random.randint(low, high))
