"""A child on a plan died, turned 18 or left the country: it ends outside a conference."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions import OwnWork, Unfinished
from tessera.engine.workflow.models import State, Step, Timer
from tessera.engine.workflow.register import NotYet
from tessera.insight.cin_census.queries import census_return
from tessera.people import actions as people
from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection import actions, queries, tasks
from tessera.practice.child_protection.actions import outside, preparing
from tessera.practice.child_protection.models import EmergencyMeasure, Plan, Section47Enquiry
from tessera.practice.child_protection.rules import outside as rules
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

CODE = outside.ENDS
CLOSE = "front_door.close_case"
DIED_ON, SAID = date(2026, 3, 5), date(2026, 3, 6)


def answers(why="died", on=DIED_ON):
    said = {
        "why": why,
        "on": on,
        "how_known": "The hospital rang.",
        "what_follows": "Nana is told.",
    }
    return {"answers": said}


def end(child, by, *, why="died", on=DIED_ON, written_on=SAID, **more):
    return practice.complete(CODE, [child], answers(why, on), on=written_on, by=by, **more)


def running(child):
    clocks = Timer.objects.filter(person=child, stopped_on=None)
    return set(clocks.values_list("rule", flat=True))


@pytest.fixture
def held(maisie, hannah, denise):
    """A conference made a plan: a visit, a core group and a review are to come."""
    practice.a_discussion(maisie, by=hannah)
    day = date(2026, 2, 3)
    practice.complete(
        "child_protection.initial_conference", [maisie],
        practice.conference_answers([maisie], held_on=day), on=day, by=denise,
    )  # fmt: skip
    return maisie


class TestAProtectionPlan:
    def test_a_death_ends_the_plan_on_its_day_and_every_clock_with_it(self, held, denise):
        end(held, denise)

        plan = Plan.objects.get()
        assert (plan.ended_on, plan.end_reason) == (DIED_ON, "died")
        held.refresh_from_db()
        assert held.died_on == DIED_ON
        assert running(held) == {"T072"}  # health is told of the end

    def test_nothing_that_nobody_has_begun_is_asked_for_any_more(self, held, denise):
        end(held, denise)

        assert [step.code for step in work.open_steps(held)] == [CLOSE]
        for code in (
            "recording.visit",
            "child_protection.core_group",
            "child_protection.send_decisions",
        ):
            assert Step.objects.get(code=code).reason == "Died on 5 March 2026"

    def test_what_was_begun_stays_to_be_written_up(self, held, hannah, denise):
        visit = work.open_step(held, "recording.visit")
        workflow.save_answer(
            step=visit, field="what_happened", value="Tea.", at=practice.at(DIED_ON), by=hannah
        )

        end(held, denise)

        assert work.open_step(held, "recording.visit") == visit
        assert running(held) == {"T072"}

    def test_the_case_then_closes_because_the_child_died(self, held, hannah, joseph, denise):
        end(held, denise)
        close = work.open_step(held, CLOSE)
        said = {"closed_on": SAID, "reason": "RC7", "summary": "Maisie died."}
        with pytest.raises(Unfinished, match="that is why the case closes"):
            practice.complete(CLOSE, [held], {"answers": said}, step=close, on=SAID, by=hannah)

        practice.complete(
            CLOSE, [held], {"answers": {**said, "reason": "RC2"}}, step=close, on=SAID,
            by=hannah, authorised_by=joseph,
        )  # fmt: skip

        assert Referral.objects.get(child=held).closure_reason == "RC2"

    def test_a_worker_writes_it_and_a_chair_signs(self, held, hannah, joseph, denise):
        step = end(held, hannah)
        assert step.state == State.AWAITING_AUTHORISATION
        assert Plan.objects.current().exists()
        assert step.authorisation_level == "child_protection:conference:write"
        with pytest.raises(OwnWork):
            workflow.authorise_step(step=step, at=practice.at(SAID), by=hannah)

        workflow.authorise_step(step=step, at=practice.at(SAID), by=denise)

        assert Plan.objects.get().end_reason == "died"

    def test_the_page_says_that_a_chair_has_it(self, ask, held, hannah, denise, at_the_demo_date):
        step = end(held, hannah)

        html = ask(hannah, "workflow:done", step_id=step.public_id).content.decode()

        assert "A conference chair has it now" in html

    def test_brothers_and_sisters_go_on(self, maisie, kai, hannah, denise):
        practice.brothers_and_sisters(maisie, kai)
        day = date(2026, 2, 3)
        practice.complete(
            "child_protection.initial_conference", [maisie, kai],
            practice.conference_answers([maisie, kai], held_on=day), on=day, by=denise,
        )  # fmt: skip

        end(maisie, denise)

        assert Plan.objects.current().get().child == kai
        visit = work.open_step(kai, "recording.visit")
        assert [child.name for child in work.subjects_of(visit)] == ["Kai Brindlow"]
        assert "T070" in running(kai)

    def test_a_planned_conference_is_called_off(self, held, hannah, denise):
        review = work.open_step(held, "child_protection.review_conference")
        preparing.plan_conference(
            step=review, planned_for=practice.at(date(2026, 4, 28)), at=practice.at(SAID), by=denise
        )

        end(held, denise)

        meeting = Meeting.objects.get(step_ref=review.public_id)
        assert (meeting.called_off_on, meeting.called_off_why) == (SAID, "Died on 5 March 2026")
        review.refresh_from_db()
        assert review.state == State.CANCELLED
        assert not work.open_step(held, "child_protection.conference_report")

    def test_who_leaves_the_country_has_the_decisions_sent_still(self, held, denise):
        end(held, denise, why="left_country")

        assert Plan.objects.get().end_reason == "left_country"
        assert work.open_step(held, "child_protection.send_decisions")
        assert "T064" in running(held)
        assert "T070" not in running(held)

    def test_another_day_is_put_right_everywhere(self, held, joseph, denise):
        step = end(held, denise, why="left_country")
        workflow.reopen_step(step=step, reason="A day late", at=practice.at(SAID), by=joseph)

        end(held, denise, why="left_country", on=date(2026, 3, 4), step=step)

        plan = Plan.objects.get()
        assert (plan.ended_on, plan.end_reason) == (date(2026, 3, 4), "left_country")
        stopped = Timer.objects.get(person=held, rule="T070")
        assert (stopped.stopped_on, stopped.stopped_why) == (
            date(2026, 3, 4), "Left the country for good on 4 March 2026",
        )  # fmt: skip

    def test_what_has_ended_is_not_set_aside(self, held, joseph, denise):
        step = end(held, denise)
        workflow.reopen_step(step=step, reason="Not so", at=practice.at(SAID), by=joseph)

        with pytest.raises(NotYet):
            workflow.cancel_step(step=step, reason="Not so", at=practice.at(SAID), by=joseph)

    def test_the_day_is_the_one_on_the_record(self, held, denise):
        people.record_death(person=held, died_on=date(2026, 3, 4), by=denise)

        with pytest.raises(Unfinished, match="the record says died on 4 March 2026"):
            end(held, denise)

    def test_a_child_is_18_on_the_birthday(self, held, denise):
        with pytest.raises(Unfinished, match="18 on 1 September 2034"):
            end(held, denise, why="eighteen")


class TestWithoutAPlan:
    def test_a_child_in_need_plan_ends_with_a_managers_yes(self, maisie, hannah, joseph):
        practice.a_child_in_need_plan(maisie, by=hannah)

        step = end(maisie, hannah)
        assert step.authorisation_level == "child_protection:enquiry:authorise"
        workflow.authorise_step(step=step, at=practice.at(SAID), by=joseph)

        plan = ChildInNeedPlan.objects.get()
        assert (plan.ended_on, plan.end_reason) == (DIED_ON, "died")
        assert running(maisie) == set()

    def test_an_enquiry_and_an_assessment_under_way_end_too(self, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=hannah)
        workflow.start_step(
            code="assessments.single_assessment", subjects=[maisie], worker=hannah,
            at=practice.at(date(2026, 1, 14)), by=hannah,
        )  # fmt: skip

        end(maisie, joseph)

        enquiry = Section47Enquiry.objects.get()
        assert (enquiry.ended_on, enquiry.is_conference_not_required) == (DIED_ON, True)
        assert not Assessment.objects.exists()
        assert running(maisie) == set()
        assert [step.code for step in work.open_steps(maisie)] == [CLOSE]

    def test_what_an_enquiry_found_stays_and_another_day_is_put_right(self, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=hannah)
        Section47Enquiry.objects.update(outcome="conference", outcome_why="It is likely to go on.")
        step = end(maisie, joseph)
        assert Section47Enquiry.objects.get().outcome_why.splitlines() == [
            "It is likely to go on.", "Died on 5 March 2026",
        ]  # fmt: skip
        workflow.reopen_step(step=step, reason="A day late", at=practice.at(SAID), by=joseph)
        people.correct_person(
            person=maisie, died_on=date(2026, 3, 4), reason="A day late", by=joseph
        )

        end(maisie, joseph, on=date(2026, 3, 4), step=step)

        enquiry = Section47Enquiry.objects.get()
        assert enquiry.ended_on == date(2026, 3, 4)
        assert enquiry.outcome_why.splitlines()[1:] == ["Died on 4 March 2026"]

    def test_police_protection_ends_too(self, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=hannah)
        from_ten = practice.at(DIED_ON)
        actions.begin_emergency(
            child=maisie, kind=EmergencyMeasure.Kind.POLICE, started_at=from_ten,
            why="Found alone.", who="PC Oglander", by=hannah,
        )  # fmt: skip

        end(maisie, joseph)

        assert EmergencyMeasure.objects.get().ended_at >= from_ten
        assert running(maisie) == set()


def test_the_census_follows_with_no_further_entry(held, hannah, joseph, denise):
    """CIN census rules 8915, 8920 and 8585Q ask nothing of a child who has died and whose plan ended so."""
    end(held, denise)
    practice.complete(
        CLOSE, [held], {"answers": {"closed_on": SAID, "reason": "RC2", "summary": "Maisie died."}},
        step=work.open_step(held, CLOSE), on=SAID, by=hannah, authorised_by=joseph,
    )  # fmt: skip

    (child,) = census_return(2026, made_at=practice.at(date(2026, 4, 30))).children
    assert child.died_on == DIED_ON
    (episode,) = child.episodes
    assert (episode.closed_on, episode.closure_reason) == (SAID, "RC2")
    assert [plan.ended_on for plan in episode.protection_plans] == [DIED_ON]


class TestAskedByItself:
    """A death on the record, or an 18th birthday that comes, comes up without anybody thinking of it."""

    def asked(self, today, monkeypatch):
        monkeypatch.setenv("TESSERA_NOW", f"{today.isoformat()}T09:00:00+00:00")
        tasks.ask_whether_it_ends.func(0)
        return list(Step.objects.filter(code=CODE))

    def test_after_a_death_the_worker_is_asked_once(self, held, hannah, monkeypatch):
        people.record_death(person=held, died_on=DIED_ON, by=hannah)

        (step,) = self.asked(SAID, monkeypatch)
        assert (step.worker, step.due_on, step.due_why) == (hannah, DIED_ON, "Died on 5 March 2026")
        assert self.asked(SAID, monkeypatch) == [step]

    def test_an_18th_birthday_comes_up_four_weeks_before(self, team, hannah, monkeypatch):
        child = practice.an_open_case("Zara Quist", worker=hannah, team=team)
        child.born_on = date(2008, 4, 15)
        child.save(update_fields=["born_on"])

        assert self.asked(date(2026, 3, 17), monkeypatch) == []
        (step,) = self.asked(date(2026, 3, 18), monkeypatch)
        assert (step.due_on, step.due_why) == (date(2026, 4, 15), "Turns 18 on 15 April 2026")

    def test_nobody_is_asked_about_a_child_without_an_open_case(self, team, hannah, monkeypatch):
        child = make.a_child("Zara Quist", worker=hannah, team=team)
        people.record_death(person=child, died_on=DIED_ON, by=hannah)

        assert self.asked(SAID, monkeypatch) == []

    def test_asking_takes_few_queries_however_many(
        self, held, kai, hannah, django_assert_num_queries
    ):
        for child in (held, kai):
            people.record_death(person=child, died_on=DIED_ON, by=hannah)

        with django_assert_num_queries(3):
            assert len(queries.to_end(CODE, SAID)) == 2


@pytest.mark.parametrize(
    ("born_on", "today", "is_asked"),
    [
        (date(2008, 2, 29), date(2026, 2, 1), True),
        (date(2008, 4, 15), date(2026, 3, 17), False),
        (date(2008, 4, 15), date(2026, 3, 18), True),
        (date(2007, 1, 1), date(2026, 3, 18), True),
    ],
)
def test_who_turns_18_soon(born_on, today, is_asked):
    assert (born_on <= rules.born_by(today)) == is_asked


def test_what_the_record_says_comes_first():
    born, died = date(2008, 2, 29), date(2026, 3, 5)

    assert rules.reason_on_record(born, died, died)[:2] == ("died", died)
    assert rules.reason_on_record(born, None, date(2026, 2, 28)) is None
    assert rules.reason_on_record(born, None, date(2026, 3, 1))[:2] == (
        "eighteen",
        date(2026, 3, 1),
    )
    assert rules.day_problem("eighteen", died, born_on=None, died_on=None)
    assert rules.day_problem("left_country", died, born_on=born, died_on=date(2026, 3, 4))
    assert not rules.day_problem("died", died, born_on=None, died_on=None)
