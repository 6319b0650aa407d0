from datetime import date, timedelta

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer, WorkItem
from tessera.foundations.audit.models import Event
from tessera.people.models import Involvement, Line, Person
from tessera.people.queries import allocated_worker
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, Referral
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make.a_staff()


@pytest.fixture
def child():
    return make.a_child()


def running(contact):
    return set(
        Timer.objects.filter(
            trigger_kind="front_door.contact", trigger_id=contact.pk, stopped_on=None
        ).values_list("rule", flat=True)
    )


def test_a_contact_asks_for_its_decision_and_starts_its_clocks(staff, child):
    contact = make.a_contact(staff, child, rag="red", acknowledged_at=None)

    assert contact.stage == Contact.Stage.NEW
    assert contact.decision_step.worker == staff.duty
    assert work.subjects_of(contact.decision_step) == [child]
    assert running(contact) == {"T001", "T002", "T003"}
    assert WorkItem.objects.get(step=contact.decision_step).due_at == NOW + timedelta(hours=4)


def test_a_contact_enters_the_story_of_everyone_it_tells_of(staff, child):
    mother = make.a_child("Samira", born_on=date(1990, 5, 1))

    contact = make.a_contact(
        staff,
        parts=[
            actions.PartAsTold(person=child),
            actions.PartAsTold(part="adult", person=mother, relation="Mum"),
        ],
    )

    told_of = Line.objects.filter(kind="front_door.contact", source_id=contact.pk)
    assert {line.person_id for line in told_of} == {child.pk, mother.pk}


def test_a_contact_needs_a_child(staff):
    grown_up = actions.PartAsTold(part="adult", given="Samira", family="Rahmeen")

    with pytest.raises(actions.NoChild):
        make.a_contact(staff, parts=[grown_up])


def test_the_same_person_stands_once_in_a_contact(staff, child):
    with pytest.raises(actions.AlreadyInContact):
        make.a_contact(staff, child, child)


def test_someone_new_joins_the_record_with_the_contact(staff):
    told = actions.PartAsTold(
        given="Noor",
        family="Rahmeen",
        born_on=date(2019, 4, 2),
        sex="F",
        address="Flat 6, Weir Court",
        postcode="not one",
        is_new=True,
    )

    contact = make.a_contact(staff, parts=[told])

    noor = contact.children.get().person
    assert (noor.name, noor.born_on, noor.sex) == ("Noor Rahmeen", date(2019, 4, 2), "F")
    assert "not one" in noor.residences.get().address.lines


def test_a_child_is_matched_afterwards_and_joins_the_decision(staff, child):
    contact = make.a_contact(staff, parts=[actions.PartAsTold(given="Zaid")])

    part = actions.match_part(part=contact.children.get(), person=child, at=NOW, by=staff.duty)

    assert part.person == child
    assert work.subjects_of(Step.objects.get(pk=contact.decision_step_id)) == [child]
    with pytest.raises(actions.AlreadyMatched):
        actions.match_part(part=part, person=make.a_child("Other"), at=NOW, by=staff.duty)


def test_a_wrong_match_is_undone_and_leaves_no_line(staff, child):
    contact = make.a_contact(staff, child)

    actions.unmatch_part(
        part=contact.children.get(), reason="Another child of that name", at=NOW, by=staff.duty
    )

    assert contact.children.get().person is None
    assert not Line.objects.filter(kind="front_door.contact", person=child).exists()
    assert work.subjects_of(Step.objects.get(pk=contact.decision_step_id)) == []


def test_a_new_urgency_stops_the_clock_of_the_earlier_one(staff, child):
    contact = make.a_contact(staff, child, rag="green")

    contact = actions.set_rag(contact=contact, rag="red", at=NOW, by=staff.duty)

    assert contact.rag == "red"
    assert running(contact) == {"T001", "T003"}


def test_an_agency_is_asked_once_and_answers_with_the_contacts_clock(staff, child):
    contact = make.a_contact(staff, child, rag="red")

    check = actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)

    assert check.due_at == NOW + timedelta(hours=4)
    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.CHECKS
    with pytest.raises(actions.AlreadyAsked):
        actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)


def test_the_last_answer_makes_the_contact_ready_to_decide(staff, child):
    contact = make.a_contact(staff, child)
    police = actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)
    health = actions.ask_agency(contact=contact, agency="health", at=NOW, by=staff.officer)

    actions.note_last_word(check=health, words="Back by noon", at=NOW, by=staff.officer)
    actions.record_answer(
        check=police,
        is_known=True,
        answer="Two call-outs",
        answered_by="Sgt Toller",
        at=NOW,
        by=staff.officer,
    )
    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.CHECKS
    actions.withdraw_check(check=health, reason="Clinic is closed", at=NOW, by=staff.officer)

    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.DECISION
    with pytest.raises(actions.NotWaiting):
        actions.withdraw_check(check=health, reason="Again", at=NOW, by=staff.officer)


def test_the_referrer_is_acknowledged_once(staff, child):
    contact = make.a_contact(staff, child, acknowledged_at=None)

    actions.acknowledge_contact(contact=contact, at=NOW, by=staff.officer)
    actions.acknowledge_contact(contact=contact, at=NOW + timedelta(hours=1), by=staff.officer)

    contact.refresh_from_db()
    assert contact.acknowledged_at == NOW
    assert "T002" not in running(contact)


def test_a_contact_goes_on_the_daily_list_and_off_it(staff, child):
    contact = make.a_contact(staff, child)

    contact = actions.put_on_daily_list(
        contact=contact, on=TODAY, note="Possible exploitation", by=staff.duty
    )
    assert contact.for_daily_meeting_on == TODAY

    contact = actions.take_off_daily_list(contact=contact, by=staff.duty)
    assert contact.for_daily_meeting_on is None


def test_a_decision_waits_for_a_manager(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child))

    assert contact.stage == Contact.Stage.AUTHORISATION
    assert (contact.outcome, contact.decided_by) == ("no_further_action", staff.duty)
    assert running(contact) == {"T001", "T004"}
    assert not Referral.objects.exists()


def test_nobody_authorises_their_own_decision(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child), by=staff.manager)

    with pytest.raises(workflow.OwnWork):
        actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)


def test_a_manager_returns_a_decision_with_words_and_it_is_decided_again(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child))

    contact = actions.return_contact(
        contact=contact, comment="Ring the GP first", at=NOW, by=staff.manager
    )
    assert (contact.stage, contact.outcome) == (Contact.Stage.DECISION, "")
    assert contact.returned_why == "Ring the GP first"

    contact = make.decided(staff, contact, "advice", advice="Ring us again")
    assert contact.stage == Contact.Stage.AUTHORISATION
    assert contact.returned_why == ""


def test_a_contact_is_authorised_once(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child))
    actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    with pytest.raises(actions.NotDecided):
        actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)
    with pytest.raises(actions.AlreadyDecided):
        make.decided(staff, contact)
    with pytest.raises(actions.AlreadyDecided):
        actions.set_rag(contact=contact, rag="green", at=NOW, by=staff.duty)


def test_a_referral_opens_a_case_for_each_child_and_one_assessment_for_all(staff, child):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))

    contact = make.referred(staff, make.a_contact(staff, child, sister))

    assert contact.stage == Contact.Stage.TELL_REFERRER
    assert running(contact) == {"T006"}
    cases = Referral.objects.open().filter(contact=contact)
    assert {case.child_id for case in cases} == {child.pk, sister.pk}
    assert {(case.source, case.primary_need) for case in cases} == {("2A", "N1")}
    assessment = work.open_step(child, "assessments.single_assessment")
    assert set(work.subjects_of(assessment)) == {child, sister}
    assert (assessment.worker, assessment.team) == (None, staff.assessment_team)
    held = Involvement.objects.in_force_on(TODAY).filter(team=staff.assessment_team)
    assert {each.person_id for each in held} == {child.pk, sister.pk}
    assert Timer.objects.filter(rule="T007", stopped_on=None).count() == 2


def test_a_strategy_discussion_opens_the_case_too(staff, child):
    make.referred(staff, make.a_contact(staff, child), "strategy_discussion")

    assert Referral.objects.open().filter(child=child).exists()
    assert work.open_step(child, "child_protection.strategy_discussion") is not None


def test_information_about_an_open_case_goes_to_its_worker_and_makes_no_referral(staff, child):
    referral = actions.accept_referral(
        child=child, received_on=TODAY, source="6", team=staff.assessment_team, by=staff.manager
    )
    actions.allocate_referral(
        referral=referral,
        worker=staff.social_worker,
        team=staff.assessment_team,
        on=TODAY,
        at=NOW,
        by=staff.team_manager,
    )
    contact = make.decided(staff, make.a_contact(staff, child), "open_case")

    actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    news = work.open_step(child, "front_door.information")
    assert news.worker == staff.social_worker
    assert Referral.objects.filter(child=child).count() == 1


def test_a_child_with_an_open_case_gets_no_second_referral(staff, child):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))
    actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)

    make.referred(staff, make.a_contact(staff, child, sister))

    assert Referral.objects.filter(child=child).count() == 1
    assert Referral.objects.filter(child=sister).count() == 1
    assert work.open_step(child, "front_door.information") is not None


def test_early_help_needs_the_familys_agreement(staff, child):
    contact = make.a_contact(staff, child, consent="refused")

    with pytest.raises(workflow.NotYet, match="agreement"):
        make.decided(staff, contact, "early_help")

    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.NEW


def test_early_help_is_asked_for_when_the_family_agrees(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child), "early_help")

    actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    assert work.open_step(child, "early_help.request").team.code == "early_help"


def test_a_referral_needs_to_know_who_the_child_is(staff):
    contact = make.a_contact(staff, parts=[actions.PartAsTold(given="Zaid")])

    with pytest.raises(workflow.NotYet, match="Zaid"):
        make.decided(staff, contact, "referral", primary_need="N1", team=staff.assessment_team)


def test_a_third_contact_with_nothing_more_to_do_asks_for_a_service_manager(staff, child):
    for days in (200, 100):
        make.a_contact(staff, child, received_at=NOW - timedelta(days=days))
    contact = make.decided(staff, make.a_contact(staff, child))

    with pytest.raises(workflow.NotYet, match="service manager"):
        actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    contact = actions.authorise_contact(contact=contact, at=NOW, by=staff.service_manager)
    assert contact.authorised_by == staff.service_manager


def test_a_call_stops_the_clock_and_no_letter_needs_a_reason(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child))
    contact = actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    contact = actions.tell_referrer_by_call(
        contact=contact, note="Glad to hear", at=NOW, by=staff.officer
    )
    assert running(contact) == set()
    contact = actions.end_without_letter(
        contact=contact, reason="She asked for none", at=NOW, by=staff.officer
    )

    assert contact.stage == Contact.Stage.FINISHED
    assert not Step.objects.filter(
        code="front_door.tell_referrer", state__in=("to_do", "in_progress")
    ).exists()
    with pytest.raises(actions.NotToTell):
        actions.tell_referrer_by_call(contact=contact, note="Again", at=NOW, by=staff.officer)


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

    assert not Involvement.objects.in_force_on(TODAY).filter(person=child).exists()
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


def test_a_correction_moves_the_clocks_and_keeps_the_earlier_version(staff, child):
    contact = make.a_contact(staff, child, rag="red")
    earlier = NOW - timedelta(hours=2)

    actions.correct_contact(
        contact=contact,
        changes={"received_at": earlier},
        reason="The call came at 8:20",
        by=staff.duty,
    )

    assert Timer.objects.get(rule="T003").statutory_due_at == earlier + timedelta(hours=4)
    with pytest.raises(actions.NotCorrectable):
        actions.correct_contact(
            contact=contact, changes={"stage": "finished"}, reason="No", by=staff.duty
        )


def test_a_corrected_referral_may_not_overlap_another(staff, child):
    first = actions.accept_referral(
        child=child, received_on=date(2025, 6, 2), source="6", by=staff.manager
    )
    actions.close_referral(
        referral=first, closed_on=date(2025, 8, 1), reason_code="RC7", by=staff.manager
    )
    again = actions.accept_referral(child=child, received_on=TODAY, source="2A", by=staff.manager)

    with pytest.raises(actions.OutOfOrder):
        actions.correct_referral(
            referral=again,
            changes={"received_on": date(2025, 7, 1)},
            reason="Typed wrong",
            by=staff.manager,
        )
    corrected = actions.correct_referral(
        referral=again,
        changes={"received_on": date(2026, 3, 30)},
        reason="Typed wrong",
        by=staff.manager,
    )
    assert corrected.received_on == date(2026, 3, 30)


def test_every_act_is_in_the_log(staff, child):
    make.referred(staff, make.a_contact(staff, child))

    done = set(Event.objects.values_list("action", flat=True))
    assert {
        "front_door.contact_recorded",
        "front_door.contact_decided",
        "front_door.contact_authorised",
        "front_door.referral_accepted",
    } <= done


def test_the_letter_is_made_for_the_referrer_and_finishes_the_contact(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child))
    contact = actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    contact = actions.tell_referrer_by_letter(contact=contact, at=NOW, by=staff.officer)

    letter = contact.referrer_letter
    assert contact.stage == Contact.Stage.FINISHED
    assert bytes(letter.content).startswith(b"%PDF")
    assert (letter.recipient, list(letter.people.all())) == ("Tamsin Salloway", [child])


def test_nobody_is_written_to_who_left_no_name(staff, child):
    contact = make.decided(staff, make.a_contact(staff, child, referrer=actions.Referrer()))
    contact = actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    with pytest.raises(actions.NoAddressee):
        actions.tell_referrer_by_letter(contact=contact, at=NOW, by=staff.officer)
