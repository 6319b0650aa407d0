"""A conference and what follows it, and the words beside the plan, panel by panel."""

import re
from datetime import date

from tessera.engine.workflow import queries as work
from tessera.practice.child_protection.actions import sending
from tests.factories import practice

INITIAL, CORE_GROUP = "child_protection.initial_conference", "child_protection.core_group"
REVIEW, SEND = "child_protection.review_conference", "child_protection.send_decisions"
HELD, NEXT_DAY = date(2026, 2, 3), date(2026, 2, 4)


def confer(children, by, *, each=None, **more):
    answers = practice.conference_answers(children, held_on=HELD)
    answers["answers"] |= {"outcomes": practice.OUTCOMES, **more}
    for child in children:
        answers["each"][child] |= each or {}
    return practice.complete(INITIAL, children, answers, on=HELD, by=by)


def meet(children, on, by, **more):
    answers = practice.core_group_answers(children, held_on=on, **more)
    step = work.open_step(children[0], CORE_GROUP)
    return practice.complete(CORE_GROUP, children, answers, step=step, on=on, by=by)


class Seen:
    def __init__(self, html):
        self.html = html

    def panel(self, key):
        """The words of one panel, or "" where the page has none of that name."""
        start = self.html.find(f'id="{key}"')
        return "" if start < 0 else _words(self.html[start : self.html.index("</section>", start)])

    def link(self, words):
        before = self.html[: self.html.index(words)]
        return before[before.rindex('href="') + 6 :].split('"')[0]


def _words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split(">", 1)[1])).strip()


def send(child, by, how, at=NEXT_DAY, **more):
    """To those of these names, each in their way."""
    step = work.open_step(child, SEND)
    meeting = sending.meeting_of(step)
    ways = {each.public_id: how[each.name] for each in meeting.invited.all() if each.name in how}
    return sending.finish_sending(step=step, how=ways, at=practice.at(at), by=by, **more)


def visited(child, by, on, **more):
    answers = practice.visit_answers([child], visited_on=on, **more)
    step = work.open_step(child, "recording.visit")
    practice.complete(
        "recording.visit",
        list(work.subjects_of(step)),
        answers_for(step, answers),
        step=step,
        on=on,
        by=by,
    )


def answers_for(step, answers):
    return answers | {
        "each": {c: next(iter(answers["each"].values())) for c in work.subjects_of(step)}
    }
