"""A visit as it is written, and what the page says when it is done."""

import json
from datetime import date

import lxml.html
import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions import Unfinished
from tessera.people import actions as people
from tessera.practice.recording.models import Visit
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

VISIT = "recording.visit"
ON = date(2026, 3, 30)


def visit(children, by, on=ON, *, each=None, **more):
    answers = practice.visit_answers(children, visited_on=on, **more)
    for child, own in (each or {}).items():
        answers["each"][child] = own
    step = work.open_step(children[0], VISIT)
    return practice.complete(VISIT, children, answers, step=step, on=on, by=by)


class TestNotSeenAlone:
    def test_it_is_asked_why(self, maisie, hannah):
        with pytest.raises(Unfinished, match="Say why Maisie was not seen alone"):
            visit([maisie], hannah, each={maisie: {"seen": True, "alone": False}})

    def test_of_a_child_who_was_not_seen_only_why_not(self, maisie, hannah):
        visit([maisie], hannah, seen=False)

        assert Visit.objects.get().not_seen_why == "Nobody was in."

    def test_a_babys_age_says_why(self, maisie, hannah):
        people.correct_person(
            person=maisie, born_on=date(2025, 2, 20), reason="Mistyped", by=hannah
        )

        visit([maisie], hannah, each={maisie: {"seen": True, "alone": False}})

        assert Visit.objects.get().not_alone_why == "Too young: 13 months"


class TestWhereTheySleep:
    def test_it_is_kept_of_those_alone_who_were_seen(self, maisie, kai, hannah):
        unseen = {"seen": False, "not_seen_why": "At Nana's."}
        visit([maisie, kai], hannah, each={kai: unseen}, bedroom=True)

        assert dict(Visit.objects.values_list("person", "bedroom_seen")) == {
            maisie.pk: True,
            kai.pk: None,
        }

    def test_it_is_not_asked_of_a_child_who_was_not_seen(
        self, ask, maisie, hannah, at_the_demo_date
    ):
        step = make.a_step(code=VISIT, subjects=[maisie], worker=hannah)

        def is_asked(seen):
            stored = {("place", None): "home", ("seen", maisie.pk): seen}
            workflow.save_answers(step=step, answers=stored, at=practice.at(ON), by=hannah)
            page = ask(hannah, "workflow:step", step_id=step.public_id).content
            (part,) = lxml.html.fromstring(page).xpath("//*[@data-field='bedroom']")
            assert json.loads(part.get("data-also")) == [["c1_seen"], ["yes"]]
            return "hidden" not in (part.get("class") or "")

        assert is_asked(True)
        assert not is_asked(False)


class TestSomewhereElse:
    def test_where_is_asked_and_kept(self, maisie, hannah):
        with pytest.raises(Unfinished, match="Say where the visit was"):
            visit([maisie], hannah, place="elsewhere")

        visit([maisie], hannah, place="elsewhere", where_else="At Nana's")

        assert Visit.objects.get().place == "At Nana's"

    def test_it_stands_with_the_visit_and_not_in_a_line(
        self, ask, maisie, hannah, at_the_demo_date
    ):
        visit([maisie], hannah, place="elsewhere", where_else="At Nana's")
        row = Visit.objects.get()

        one = ask(hannah, "recording:entry", person_id=maisie.public_id, kind="visit",
                  entry_id=row.public_id).content.decode()  # fmt: skip
        every = ask(hannah, "recording:entries", person_id=maisie.public_id).content.decode()

        assert "At Nana&#39;s" in one
        assert "elsewhere" in every
        assert "Nana" not in every

    def test_of_a_protected_child_it_is_kept_from_whoever_may_not_know(
        self, ask, maisie, hannah, joseph, at_the_demo_date
    ):
        visit([maisie], hannah, place="elsewhere", where_else="At Nana's")
        people.protect_whereabouts(
            person=maisie, why="Dad must not know.", started_on=date(2026, 2, 1),
            viewers=[hannah], by=joseph,
        )  # fmt: skip
        odell = make.a_worker("Odell Fenn", role="service_manager")

        page = ask(odell, "recording:entry", person_id=maisie.public_id, kind="visit",
                   entry_id=Visit.objects.get().public_id).content.decode()  # fmt: skip

        assert "Address protected" in page
        assert "Nana" not in page


class TestDone:
    def done(self, ask, step, by):
        return ask(by, "workflow:done", step_id=step.public_id).content.decode()

    def test_it_says_when_the_next_visit_is_due(self, ask, maisie, hannah, at_the_demo_date):
        practice.a_protection_plan(maisie, by=hannah)

        step = visit([maisie], hannah)

        html = self.done(ask, step, hannah)
        assert "Nothing follows" not in html
        assert "due Wed 15 April" in html.replace("Wednesday", "Wed")

    def test_of_each_child_where_the_days_differ(self, ask, maisie, kai, hannah, at_the_demo_date):
        for child in (maisie, kai):
            practice.a_protection_plan(child, by=hannah)

        step = visit([maisie, kai], hannah,
                     each={kai: {"seen": False, "not_seen_why": "At football"}})  # fmt: skip

        html = " ".join(self.done(ask, step, hannah).split())
        assert "Kai by" in html
        assert "Maisie by" in html

    def test_also_where_the_visit_that_waits_was_there_before(
        self, ask, maisie, hannah, at_the_demo_date
    ):
        practice.a_protection_plan(maisie, by=hannah)
        visit([maisie], hannah, date(2026, 3, 2))
        beside = workflow.start_step(
            code=VISIT, subjects=[maisie], worker=hannah, at=practice.at(ON), by=hannah
        )

        step = practice.complete(
            VISIT, [maisie], practice.visit_answers([maisie]), step=beside, on=ON, by=hannah
        )

        assert "Nothing follows" not in self.done(ask, step, hannah)
