"""The day that those who met chose for the next review stands within the rule; beyond it, it is said so."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.completion import findings
from tessera.engine.workflow.models import Timer
from tessera.practice.children_in_need import rules
from tests.factories import practice

FIRST, REVIEW = "children_in_need.first_meeting", "children_in_need.review"
MET, SIX_WEEKS = date(2026, 1, 20), date(2026, 3, 3)
IN_TEN_WEEKS, LAST, TOO_LATE = date(2026, 3, 31), date(2026, 4, 21), date(2026, 5, 5)


def meet(children, by, manager, next_on, **more):
    answers = practice.need_meeting_answers(children, held_on=MET)
    answers["answers"] |= {"next_on": next_on}
    return practice.complete(FIRST, children, answers, on=MET, by=by, authorised_by=manager, **more)


def due(child):
    return work.open_step(child, REVIEW).work_item.due_on


class TestTheDay:
    def test_within_the_rule_it_stands_and_says_who_chose_it(self, maisie, hannah, joseph):
        meet([maisie], hannah, joseph, IN_TEN_WEEKS)

        item = work.open_step(maisie, REVIEW).work_item
        assert item.due_on == IN_TEN_WEEKS
        assert "chosen at the meeting of 20 January 2026; the first date still counts" in item.why

    def test_the_last_day_of_the_rule_stands_too(self, maisie, hannah, joseph):
        meet([maisie], hannah, joseph, LAST)

        assert due(maisie) == LAST

    def test_a_sooner_day_stands(self, maisie, hannah, joseph):
        meet([maisie], hannah, joseph, date(2026, 2, 17))

        assert due(maisie) == date(2026, 2, 17)

    def test_later_than_the_rule_the_first_day_stays(self, maisie, hannah, joseph):
        meet([maisie], hannah, joseph, TOO_LATE)

        assert due(maisie) == SIX_WEEKS
        assert Timer.objects.get(rule="T082", stopped_on=None).managed_due_on is None

    def test_the_day_chosen_at_a_review_stands(self, maisie, hannah, joseph):
        meet([maisie], hannah, joseph, None)
        held_on, next_on = date(2026, 3, 2), date(2026, 5, 12)
        answers = practice.need_review_answers([maisie], held_on=held_on, next_on=next_on)
        practice.complete(
            REVIEW, [maisie], answers, step=work.open_step(maisie, REVIEW), on=held_on, by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        assert due(maisie) == next_on

    def test_a_meeting_put_right_says_another_day(self, maisie, hannah, joseph):
        step = meet([maisie], hannah, joseph, IN_TEN_WEEKS)
        at = practice.at(date(2026, 1, 21))
        workflow.reopen_step(step=step, reason="Read wrongly", at=at, by=hannah)
        stored = {("next_on", None): "2026-04-07"}
        workflow.save_answers(step=step, answers=stored, at=at, by=hannah)
        workflow.submit_step(step=step, at=at, by=hannah)
        step.refresh_from_db()

        workflow.authorise_step(step=step, at=at, by=joseph)

        clock = Timer.objects.get(rule="T082", stopped_on=None)
        assert clock.managed_due_on == date(2026, 4, 7)


def said(step, children):
    answers = sheets.answers_of(step.sheet)
    return [(f.words, f.soft) for f in findings(step, answers, MET) if f.field == "next_on"]


class TestSaid:
    def test_a_later_day_is_said_with_the_last_of_the_rule_and_stands_in_no_way(
        self, maisie, hannah, joseph
    ):
        step = meet([maisie], hannah, None, TOO_LATE)

        assert said(step, [maisie]) == [
            (
                "A review on 5 May 2026 is later than the rule lets it be: Tuesday 21 April 2026 is the"
                " last day. If it stays so, the review is due by Tuesday 3 March 2026.",
                True,
            )
        ]

    def test_nothing_is_said_of_the_last_day_itself(self, maisie, hannah):
        assert said(meet([maisie], hannah, None, LAST), [maisie]) == []

    def test_a_package_of_short_breaks_has_its_six_months(self):
        days = {"held_on": MET, "next_on": date(2026, 7, 20)}

        assert rules.next_review_problem(**days)
        assert rules.next_review_problem(**days, is_short_breaks=True) == ""

    @pytest.mark.usefixtures("at_the_demo_date")
    def test_the_page_after_it_says_which_day_stands(self, client, maisie, hannah, joseph):
        step = meet([maisie], hannah, joseph, TOO_LATE)
        client.force_login(joseph, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = client.get(reverse("workflow:done", args=[step.public_id])).content.decode()

        assert "5 May 2026 was asked for. That is later than the rule lets it be" in html


def test_the_strategy_discussion_after_a_review_is_the_managers_work(maisie, hannah, joseph):
    meet([maisie], hannah, joseph, None)
    on = date(2026, 3, 2)
    answers = practice.need_review_answers([maisie], held_on=on, outcome="step_up")

    practice.complete(
        REVIEW, [maisie], answers, step=work.open_step(maisie, REVIEW), on=on, by=hannah,
        authorised_by=joseph,
    )  # fmt: skip

    assert work.open_step(maisie, "child_protection.strategy_discussion").worker == joseph
    assert work.open_step(maisie, REVIEW).worker == hannah
