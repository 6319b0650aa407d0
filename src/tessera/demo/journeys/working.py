"""The plan as it is worked in the invented council: outcomes, core groups, progress over time."""

from datetime import timedelta

from tessera.demo.story import day_of
from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work

CORE_GROUP = "child_protection.core_group"
SCALE = ("none", "little", "some", "good", "reached")
OUTCOMES = (
    {
        "title": "Up, fed and at school on time", "area": "care",
        "how_we_know": "School: breakfast eaten and on time nine days in ten.",
        "contingency": "Nana has the children on school nights while we meet again.",
        "action": "Breakfast club, every school day", "who": "Head of year",
    },
    {
        "title": "Calm evenings, and nobody afraid", "area": "safety",
        "how_we_know": "No police calls for three months. The children say that they feel safe.",
        "contingency": "We meet within five working days and think of a legal planning meeting.",
        "action": "A safety plan with the domestic abuse service", "who": "Haven",
    },
    {
        "title": "Mum is well enough to look after everybody", "area": "parents",
        "how_we_know": "Appointments kept; what Mum and the health visitor say.",
        "contingency": "The GP asks for a second opinion.",
        "action": "See the GP about sleep", "who": "Mum",
    },
)  # fmt: skip
EVIDENCE = {
    "worse": "Two calls to the police since we met, and the children say so too.",
    "none": "Nothing has changed in what we see, nor in what school tells us.",
    "little": "Better in the first week of the two.",
    "some": "School sees it, and so did we at both visits.",
    "good": "Four weeks running, at every visit, announced or not.",
    "reached": "It has held for six weeks, in the holidays too.",
}
SAID = (
    ("Mum", "I want it to stop as much as you do. I need the help at night, not in the day."),
    ("Mum", "It is better. I would like them to hear that from you too."),
)


def outline(on, outcomes):
    """The first rows of a plan, as a conference or a first meeting writes them."""
    return [{**row, "by_when": on + timedelta(days=21 + 14 * n)} for n, row in enumerate(outcomes)]


def scores(children, on, random, *, part=0.0):
    """A row for each outcome, further on the longer the plan has lasted."""
    rows = []
    for row in filling.rows_of("plans.outcomes", children, on):
        if row.is_optional:
            continue
        place = min(4, max(0, round(part * 4 + random.uniform(-1.2, 0.8))))
        scale = "worse" if random.random() < 0.06 else SCALE[place]
        rows.append({"row": row, "scale": scale, "evidence": EVIDENCE[scale]})
    return rows


def becoming(children, on, random):
    """What became of the open actions: some are done, some go on."""
    return [
        {"row": row, "how": "done" if random.random() < 0.4 else "going_on"}
        for row in filling.rows_of("plans.actions", children, on)
    ]


class CoreGroups:
    """Held about every four weeks, seldom late, as long as the plan lasts."""

    def __init__(self, part):
        self.part, self.story = part, part.story

    def begin(self, family, moment):
        first = self.part.soon(moment, 6, 11)
        self.part.plan(family, first, lambda at: self._meet(family, 1, at))

    def _meet(self, family, number, moment):
        step = work.open_step(family.children[0], CORE_GROUP)
        if step is None:
            return
        children, random = work.subjects_of(step), self.story.random
        on, part = day_of(moment), min(1.0, 0.15 * number)
        risk = "reducing" if random.random() < 0.3 + part / 2 else "same"
        who, view = SAID[min(number, 2) - 1]
        workflow.complete_with(
            code=CORE_GROUP,
            step=step,
            answers={
                "held_on": on,
                "attendance": [
                    {"who": family.mother.name, "role": "Mother", "came": True},
                    {"who": family.worker.name, "role": "Social worker", "came": True},
                    {"who": "Head of year", "role": "School", "came": True},
                    {"who": "Health visitor", "role": "Health", "came": random.random() < 0.7},
                ],
                "parents_views": [{"who": who, "view": view}],
                "progress": scores(children, on, random, part=part),
                "actions": becoming(children, on, random) or None,
                "early_review": False,
            },
            each={
                child: {
                    "words": self.part.said(child, moment),
                    "risk": risk,
                    "risk_why": "What the children say, what school sees and what we see agree.",
                }
                for child in children
            },
            at=moment,
            by=family.worker,
        )
        low, high = (17, 20) if self.story.chance(0.95) else (24, 32)
        following = self.part.soon(moment, low, high)
        self.part.plan(family, following, lambda at: self._meet(family, number + 1, at))
