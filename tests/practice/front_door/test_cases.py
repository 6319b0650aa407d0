"""A case is opened, given to a worker, corrected and closed."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer, WorkItem
from tessera.engine.workflow.queries.caseload import held_by_team
from tessera.foundations.access import gate
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Involvement, Line, Person
from tessera.people.queries import allocated_worker
from tessera.practice.front_door import actions
from tessera.practice.front_door.apps import limits_fit
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.rules import closing
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_referral_within_a_year_of_another_is_a_re_referral(staff, child):
    first = actions.accept_referral(
        child=child, received_on=date(2025, 6, 2), source="6", by=staff.manager
    )
    actions.close_referral(
        referral=first, closed_on=date(2025, 8, 1), reason_code="RC7", by=staff.manager
    )

    again = actions.accept_referral(child=child, received_on=TODAY, source="2A", by=staff.manager)

    assert not first.is_re_referral
    assert again.is_re_referral


def test_a_case_is_not_opened_twice(staff, child):
    actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)

    with pytest.raises(actions.AlreadyOpen):
        actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)


def test_allocation_gives_the_child_and_the_waiting_work_to_a_worker(staff, child):
    make.referred(staff, make.a_contact(staff, child))
    referral = Referral.objects.open().get(child=child)

    actions.allocate_referral(
        referral=referral,
        worker=staff.social_worker,
        team=staff.assessment_team,
        on=TODAY,
        at=NOW,
        by=staff.team_manager,
    )

    assert allocated_worker(child, TODAY).worker == staff.social_worker
    assert work.open_step(child, "assessments.single_assessment").worker == staff.social_worker
    assert not Timer.objects.filter(rule="T007", stopped_on=None).exists()
    assert Person.objects.filter(involvements__role="holding_team").count() == 1


def test_who_is_given_the_assessment_of_brother_and_sister_is_given_both_cases(staff, child):
    sister = make.a_child("Noor", "Rahmeen", date(2019, 5, 4))
    make.referred(staff, make.a_contact(staff, child, sister))
    step = work.open_step(child, "assessments.single_assessment")

    workflow.allocate_step(step=step, worker=staff.social_worker, at=NOW, by=staff.team_manager)

    assert allocated_worker(child, TODAY).worker == staff.social_worker
    assert allocated_worker(sister, TODAY).worker == staff.social_worker
    assert work.open_step(sister, "recording.visit").worker == staff.social_worker
    assert not Timer.objects.filter(rule="T007", stopped_on=None).exists()


def test_a_worker_of_another_team_is_refused(staff, child):
    referral = actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)

    with pytest.raises(actions.NotInTeam):
        actions.allocate_referral(
            referral=referral,
            worker=staff.duty,
            team=staff.assessment_team,
            on=TODAY,
            at=NOW,
            by=staff.team_manager,
        )


def given(child, worker, staff, *, team=None):
    return actions.allocate_referral(
        referral=Referral.objects.open().get(child=child),
        worker=worker,
        team=team or staff.assessment_team,
        on=TODAY,
        at=NOW,
        by=staff.team_manager,
    )


def test_another_worker_of_the_team_is_given_the_case_with_what_is_still_to_do(staff, child):
    other = make.a_worker("Abel Quist", "social_worker", team=staff.assessment_team)
    make.referred(staff, make.a_contact(staff, child))
    given(child, staff.social_worker, staff)

    given(child, other, staff)

    assert allocated_worker(child, TODAY).worker == other
    assert work.open_step(child, "assessments.single_assessment").worker == other


def test_shared_work_goes_with_the_last_of_the_children(staff, child):
    other = make.a_worker("Abel Quist", "social_worker", team=staff.assessment_team)
    sister = make.a_child("Noor", "Rahmeen", date(2019, 5, 4))
    make.referred(staff, make.a_contact(staff, child, sister))
    for each in (child, sister):
        given(each, staff.social_worker, staff)

    given(child, other, staff)
    between = work.open_step(sister, "assessments.single_assessment").worker
    given(sister, other, staff)

    assert between == staff.social_worker
    assert work.open_step(sister, "assessments.single_assessment").worker == other


def test_a_child_of_another_team_is_not_simply_given_away(staff, child):
    south = make.a_team("south", "Safeguarding south")
    stranger = make.a_worker("Abel Quist", "social_worker", team=south)
    make.referred(staff, make.a_contact(staff, child))
    given(child, staff.social_worker, staff)

    with pytest.raises(actions.NeedsTransfer):
        given(child, stranger, staff, team=south)

    assert allocated_worker(child, TODAY).worker == staff.social_worker


def test_a_worker_who_is_no_social_worker_leads_only_without_protection_work(staff, child):
    helper = make.a_worker(
        "Lucian Parr", "early_help_worker", team=staff.assessment_team, is_qualified=False
    )
    other = make.a_child("Elowen", "Strake", date(2012, 1, 9))
    make.referred(staff, make.a_contact(staff, child), "strategy_discussion")
    make.referred(staff, make.a_contact(staff, other))

    def allocate(person):
        return actions.allocate_referral(
            referral=Referral.objects.open().get(child=person),
            worker=helper,
            team=staff.assessment_team,
            on=TODAY,
            at=NOW,
            by=staff.team_manager,
        )

    with pytest.raises(actions.MustBeQualified):
        allocate(child)
    allocate(other)
    assert Involvement.objects.get(person=other, worker=helper).role == "lead_practitioner"


def test_a_case_with_open_work_does_not_close(staff, child):
    make.referred(staff, make.a_contact(staff, child))

    with pytest.raises(actions.CannotClose, match="Single assessment is still open"):
        actions.close_referral(
            referral=Referral.objects.get(child=child),
            closed_on=TODAY,
            reason_code="RC7",
            by=staff.team_manager,
        )


def test_closing_ends_who_works_with_the_child_and_stands_in_the_story(staff, child):
    referral = actions.accept_referral(
        child=child, received_on=TODAY, source="6", team=staff.assessment_team, by=staff.manager
    )

    actions.close_referral(
        referral=referral,
        closed_on=TODAY,
        reason_code="RC7",
        summary="The family is safe",
        by=staff.team_manager,
    )

    left = Involvement.objects.in_force_on(TODAY).filter(person=child)
    assert list(left.values_list("role", flat=True)) == ["closing_team"]
    assert Line.objects.filter(kind="front_door.referral_closed", person=child).exists()
    with pytest.raises(actions.AlreadyClosed):
        actions.close_referral(
            referral=referral, closed_on=TODAY, reason_code="RC7", by=staff.team_manager
        )


def test_a_case_does_not_close_before_it_opened_or_for_no_reason(staff, child):
    referral = actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)

    with pytest.raises(actions.CannotClose) as refused:
        actions.close_referral(
            referral=referral,
            closed_on=TODAY - timedelta(days=3),
            reason_code="RC99",
            by=staff.manager,
        )

    assert len(refused.value.problems) == 2


def test_a_social_worker_writes_up_the_closing_and_a_manager_closes(staff, child):
    referral = actions.accept_referral(
        child=child, received_on=TODAY, source="6", team=staff.assessment_team, by=staff.manager
    )

    step = workflow.complete_with(
        code="front_door.close_case",
        subjects=[child],
        answers={"closed_on": TODAY, "reason": "RC7", "summary": "Safe at home with mum"},
        worker=staff.social_worker,
        authorised_by=staff.team_manager,
        at=NOW,
        by=staff.social_worker,
    )

    referral.refresh_from_db()
    assert (referral.closed_on, referral.closure_reason) == (TODAY, "RC7")
    assert step.state == "done"


CLOSING = {"closed_on": TODAY, "reason": "RC7", "summary": "Safe at home with mum"}


def ask_to_close(staff, *children):
    return workflow.complete_with(
        code="front_door.close_case", subjects=children, answers=CLOSING,
        worker=staff.social_worker, at=NOW, by=staff.social_worker,
    )  # fmt: skip


def a_coming_visit(staff, *children):
    return workflow.start_step(
        code="recording.visit", subjects=children, worker=staff.social_worker, at=NOW, by=None
    )


def test_what_stands_open_is_said_to_the_worker_before_a_manager_has_it(staff, child):
    make.referred(staff, make.a_contact(staff, child))

    with pytest.raises(workflow.Unfinished, match="Single assessment is still open"):
        ask_to_close(staff, child)


def test_the_short_form_says_what_stands_open(staff, child, sits_down, monkeypatch):
    """A room's own check stands on the page from which the form is handed in, not on another alone."""
    monkeypatch.setenv("TESSERA_NOW", NOW.isoformat())
    make.referred(staff, make.a_contact(staff, child))
    case = Referral.objects.get(child=child)
    actions.allocate_referral(
        referral=case, worker=staff.social_worker, team=staff.assessment_team,
        on=TODAY, at=NOW, by=staff.team_manager,
    )  # fmt: skip
    step = workflow.start_step(
        code="front_door.close_case", subjects=[child], worker=staff.social_worker, at=NOW,
        by=staff.social_worker,
    )  # fmt: skip
    worker, address = sits_down(staff.social_worker), f"/steps/{step.public_id}/"
    day = {"closed_on-day": "31", "closed_on-month": "3", "closed_on-year": "2026"}

    refused = worker.post(address, go="finish", reason="RC7", summary="Safe", **day)

    page = worker.read(refused.headers["Location"])
    assert "Single assessment is still open: finish or cancel it first" in page
    assert page.count("Single assessment is still open") == 1  # it is no fault of any answer


def test_what_stands_in_the_way_is_said_as_the_form_opens_with_the_way_to_it(
    staff, child, sits_down, monkeypatch
):
    monkeypatch.setenv("TESSERA_NOW", NOW.isoformat())
    make.referred(staff, make.a_contact(staff, child))
    case = Referral.objects.get(child=child)
    actions.allocate_referral(
        referral=case, worker=staff.social_worker, team=staff.assessment_team,
        on=TODAY, at=NOW, by=staff.team_manager,
    )  # fmt: skip
    assessment = Step.objects.get(code="assessments.single_assessment")
    step = workflow.start_step(
        code="front_door.close_case", subjects=[child], worker=staff.social_worker, at=NOW,
        by=staff.social_worker,
    )  # fmt: skip
    way = f'href="/steps/{assessment.public_id}/">Single assessment is still open'

    opened = sits_down(staff.social_worker).read(f"/steps/{step.public_id}/")
    by_a_manager = sits_down(staff.team_manager).read(
        reverse("front_door:close", args=[case.public_id])
    )

    top, questions = opened.split("On which day does the case close?")
    assert "This stands in the way" in top
    assert way in top
    assert (
        top.count("ssessment is still open") == 1
    )  # the assessment and the form of it are one thing
    assert way in by_a_manager
    assert "is still open" not in questions


def test_closing_that_a_decision_asks_for_has_the_councils_day(staff, child, tmp_path, monkeypatch):
    first = a_coming_visit(staff, child)

    def asked(**more):
        return workflow.start_step(
            code="front_door.close_case", subjects=[child], worker=staff.social_worker, at=NOW,
            by=staff.social_worker, **more,
        )  # fmt: skip

    item = WorkItem.objects.get(step=asked(follows=first))
    assert item.due_on == date(2026, 4, 16)
    assert item.why == (
        "Your council closes a case within 10 working days of the decision of 31 March 2026; "
        "no law sets this day"
    )
    assert WorkItem.objects.get(step=asked()).due_on is None
    own = asked(follows=first, due_on=date(2026, 5, 1), due_why="Asked for")
    assert WorkItem.objects.get(step=own).due_on == date(2026, 5, 1)

    (tmp_path / "timers.yaml").write_text("T009N: {limit: 3}\n", encoding="utf-8")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert WorkItem.objects.get(step=asked(follows=first)).due_on == date(2026, 4, 7)


def test_a_visit_that_no_clock_waits_for_ends_with_the_case(staff, child):
    actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)
    visit = a_coming_visit(staff, child)
    step = ask_to_close(staff, child)

    workflow.authorise_step(step=step, at=NOW, by=staff.team_manager)

    visit.refresh_from_db()
    assert (visit.state, visit.reason) == ("cancelled", "The case has closed")


def test_a_brother_whose_case_goes_on_keeps_the_visit(staff, child):
    brother = make.a_child("Noor")
    for each in (child, brother):
        actions.accept_referral(child=each, received_on=TODAY, source="6", by=staff.manager)
    visit = a_coming_visit(staff, child, brother)

    workflow.authorise_step(step=ask_to_close(staff, child), at=NOW, by=staff.team_manager)

    visit.refresh_from_db()
    assert visit.state == "to_do"
    assert [person.name for person in work.subjects_of(visit)] == [brother.name]


def test_a_visit_that_was_begun_stands_in_the_way(staff, child):
    actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)
    visit = a_coming_visit(staff, child)
    workflow.save_answer(step=visit, field="place", value="home", at=NOW, by=staff.social_worker)

    with pytest.raises(workflow.Unfinished, match="Visit is still open"):
        ask_to_close(staff, child)


class TestClocksOfAClosedCase:
    """A meeting that was set aside leaves its clock running: with the case it ends, and says why."""

    BEGAN, ENDED = date(2026, 1, 12), date(2026, 3, 2)

    @pytest.fixture
    def referral(self, staff, child):
        referral = actions.accept_referral(
            child=child, received_on=self.BEGAN, source="6", by=staff.manager
        )
        for rule in ("T080", "T072", "T010"):
            workflow.start_timer(
                rule=rule, person=child, trigger_kind="test", trigger_id=1,
                triggered_on=self.BEGAN, by=staff.manager,
            )  # fmt: skip
        actions.close_referral(
            referral=referral, closed_on=self.ENDED, reason_code="RC7", by=staff.manager
        )
        return referral

    def test_telling_the_nhs_and_early_help_alone_go_on(self, referral, child):
        assert {timer.rule for timer in work.running_timers(child)} == {"T072", "T010"}
        stopped = Timer.objects.get(rule="T080", person=child)
        assert (stopped.stopped_on, stopped.stopped_why) == (
            self.ENDED, "The case closed on 2 March 2026",
        )  # fmt: skip

    def test_a_closing_put_right_stops_them_on_its_day(self, referral, staff, child):
        right = date(2026, 2, 27)

        actions.correct_referral(
            referral=referral, changes={"closed_on": right}, reason="A slip", today=TODAY,
            by=staff.manager,
        )  # fmt: skip

        assert Timer.objects.get(rule="T080", person=child).stopped_on == right


class TestReadingOnAfterClosing:
    """The team that closed a case reads it for three months, or as long as the council says."""

    CLOSED_ON = date(2026, 2, 10)

    @pytest.fixture
    def close(self, staff, child):
        def closed():
            referral = actions.accept_referral(
                child=child, received_on=date(2026, 1, 12), source="6",
                team=staff.assessment_team, by=staff.manager,
            )  # fmt: skip
            actions.close_referral(
                referral=referral, closed_on=self.CLOSED_ON, reason_code="RC7",
                by=staff.team_manager,
            )  # fmt: skip
            return referral

        return closed

    def may(self, worker, child, on, permission="people:person:view"):
        return gate.check(actor_of(worker, on), permission, Person.objects.get(pk=child.pk)).allow

    def test_until_the_day_and_not_on_it(self, close, staff, child):
        close()

        for worker in (staff.social_worker, staff.team_manager):
            assert self.may(worker, child, date(2026, 5, 9))
            assert not self.may(worker, child, date(2026, 5, 10))
            assert not self.may(worker, child, TODAY, "people:person:edit")

    @pytest.mark.parametrize(("months", "last"), [(1, date(2026, 3, 9)), (0, None)])
    def test_a_council_says_how_long_and_zero_is_not_at_all(
        self, close, staff, child, tmp_path, monkeypatch, months, last
    ):
        (tmp_path / "closing.yaml").write_text(f"closing_team_reads: {months}\n", encoding="utf-8")
        monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
        closing.LIMITS.forget()
        close()

        assert self.may(staff.social_worker, child, self.CLOSED_ON) is bool(last)
        if last:
            assert self.may(staff.social_worker, child, last)
            assert not self.may(staff.social_worker, child, last + timedelta(days=1))

    def test_it_ends_when_a_case_opens_anew(self, close, staff, child):
        close()
        actions.accept_referral(
            child=child, received_on=date(2026, 3, 2), source="6",
            team=make.a_team("south", "Assessment South"), by=staff.manager,
        )  # fmt: skip

        assert self.may(staff.social_worker, child, date(2026, 3, 1))
        assert not self.may(staff.social_worker, child, date(2026, 3, 2))

    @pytest.mark.parametrize("version", ["full", "court", "manager", "child"])
    def test_whoever_reads_on_prints_the_chronology_they_see(
        self, close, staff, child, sits_down, monkeypatch, version
    ):
        monkeypatch.setenv("TESSERA_NOW", NOW.isoformat())
        close()
        worker = sits_down(staff.social_worker)
        page = worker.read(f"/people/{child.public_id}/chronology/?version={version}")

        (address,) = re.findall(r'(?:href|action)="([^"]*chronology\.pdf[^"]*)"', page)

        assert worker.get(unescape(address)).status_code == 200

    def test_no_caseload_counts_the_child(self, close, staff, child):
        close()

        assert not held_by_team(staff.assessment_team, TODAY).exists()

    def test_it_is_the_last_team_that_had_the_child(self, close, staff, child):
        """Not the one that the referral was given to first."""
        referral = actions.accept_referral(
            child=child, received_on=date(2026, 1, 12), source="6",
            team=make.a_team("south", "Assessment South"), by=staff.manager,
        )  # fmt: skip
        actions.allocate_referral(
            referral=referral, worker=staff.social_worker, team=staff.assessment_team,
            on=date(2026, 1, 20), at=NOW, by=staff.manager,
        )  # fmt: skip
        actions.close_referral(
            referral=referral, closed_on=self.CLOSED_ON, reason_code="RC7", by=staff.team_manager
        )

        reading = Involvement.objects.get(person=child, role="closing_team")
        assert reading.team == staff.assessment_team

    def test_a_slip_in_the_file_stops_the_site_at_its_start(self, tmp_path, monkeypatch):
        (tmp_path / "closing.yaml").write_text("closing_team_reads: -1\n", encoding="utf-8")
        monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
        closing.LIMITS.forget()

        (error,) = limits_fit()

        assert "write a number of months, from 0" in error.msg
