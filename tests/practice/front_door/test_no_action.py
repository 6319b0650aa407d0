"""A referral that needs no further action: said at the decision, or before anyone takes it up."""

from datetime import UTC, date, datetime

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.foundations.audit.models import Event
from tessera.insight.cin_census import queries as census
from tessera.people.models import Involvement
from tessera.people.models.involvement import CLOSED_BY
from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Referral
from tests.factories import front_door as make
from tests.factories import practice
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

WHY = "The school and the family agree on what happened."


@pytest.fixture
def sister(db):
    return make.a_child("Noor", born_on=date(2019, 4, 2))


def episodes_of(child):
    """The child's episodes as the census of the year tells them."""
    told = census.census_return(2026, made_at=datetime(2026, 5, 20, 9, tzinfo=UTC)).children
    return [e for each in told if each.born_on == child.born_on for e in each.episodes]


def ended(staff, child, why=WHY):
    return actions.end_without_action(
        referral=Referral.objects.open().get(child=child), why=why, at=NOW, by=staff.team_manager
    )


def take_up(staff, referral):
    return actions.take_up_after_all(
        referral=referral, team=staff.assessment_team, primary_need="N1", at=NOW, by=staff.manager
    )


def not_acted_on(staff, contact):
    contact = make.decided(staff, contact, "referral_no_action")
    return actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)


def test_a_manager_says_yes_and_the_census_tells_of_a_referral_with_no_further_action(staff, child):
    not_acted_on(staff, make.a_contact(staff, child))

    (episode,) = episodes_of(child)
    assert episode.no_further_action is True
    assert (episode.referred_on, episode.source) == (TODAY, "2A")
    assert (episode.assessments, episode.cin_plans, episode.section47s) == ((), (), ())
    assert episode.closed_on is None
    assert not Referral.objects.open().exists()
    assert not list(work.open_steps(child))
    assert not Involvement.objects.filter(person=child).exists()


def test_no_rule_of_the_census_asks_about_it(staff, child):
    not_acted_on(staff, make.a_contact(staff, child))

    _, found = census.checked_return(2026, made_at=NOW, today=TODAY)

    about = {"8568", "8569Q", "8610", "8831", "8832", "4000", "8815", "8820"}
    assert about.isdisjoint({each.finding.rule for each in found})


def test_it_asks_who_the_child_is(staff):
    contact = make.a_contact(staff, parts=[actions.PartAsTold(given="Zaid")])

    with pytest.raises(workflow.NotYet, match="who this is"):
        make.decided(staff, contact, "referral_no_action")


def test_what_is_told_of_an_open_case_is_no_referral(staff, child):
    actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)

    with pytest.raises(workflow.NotYet, match="open case already"):
        make.decided(staff, make.a_contact(staff, child), "referral_no_action")


def test_the_worker_of_a_sister_with_an_open_case_gets_the_information(staff, child, sister):
    actions.accept_referral(child=sister, received_on=TODAY, source="6", by=staff.manager)

    not_acted_on(staff, make.a_contact(staff, child, sister))

    assert Referral.objects.get(child=child).is_nfa
    assert Referral.objects.filter(child=sister).count() == 1
    assert work.open_step(sister, "front_door.information") is not None


def test_a_third_contact_ended_so_asks_for_a_service_manager_too(staff, child):
    for _ in range(2):
        make.a_contact(staff, child)

    contact = make.decided(staff, make.a_contact(staff, child), "referral_no_action")

    assert len(contact.decision_step.levels) == 2


def test_a_referral_that_nobody_took_up_ends_and_what_waited_does_not_begin(staff, child):
    make.referred(staff, make.a_contact(staff, child))

    referral = ended(staff, child)

    assert referral.is_nfa
    assert not list(work.open_steps(child))
    assert not Assessment.objects.exists()
    assert not Timer.objects.filter(person=child, stopped_on=None).exists()
    held = Involvement.objects.in_force_on(TODAY).filter(person=child, team__isnull=False)
    assert not held.exclude(role=CLOSED_BY).exists()
    (episode,) = episodes_of(child)
    assert episode.no_further_action is True
    assert not episode.assessments
    assert Event.objects.filter(action="front_door.referral_not_acted_on").count() == 1


def test_a_sister_keeps_the_assessment_that_both_were_to_share(staff, child, sister):
    make.referred(staff, make.a_contact(staff, child, sister))

    ended(staff, child)

    step = work.open_step(sister, "assessments.single_assessment")
    assert work.subjects_of(step) == [sister]
    assert [each.child for each in Assessment.objects.all()] == [sister]
    assert not Timer.objects.filter(person=child, stopped_on=None).exists()
    assert Timer.objects.filter(person=sister, rule="T040", stopped_on=None).exists()

    ended(staff, sister)

    assert not list(work.open_steps(sister))


def test_what_somebody_has_begun_is_finished_and_not_taken_back(staff, child):
    make.referred(staff, make.a_contact(staff, child))
    step = work.open_step(child, "assessments.single_assessment")
    workflow.allocate_step(step=step, worker=staff.social_worker, at=NOW, by=staff.team_manager)
    workflow.save_answer(step=step, field="reason", value="A worry", at=NOW, by=staff.social_worker)

    with pytest.raises(actions.CannotClose, match="has been begun"):
        ended(staff, child)

    assert Assessment.objects.count() == 1


def test_what_was_done_closes_as_a_case_does(staff, child):
    make.referred(staff, make.a_contact(staff, child), "strategy_discussion")
    practice.a_discussion(child, by=staff.team_manager, held_on=TODAY)

    with pytest.raises(actions.CannotClose, match="section 47 enquiry"):
        ended(staff, child)

    assert work.open_step(child, "child_protection.strategy_discussion") is not None


def test_a_case_that_has_ended_is_not_ended_again(staff, child):
    make.referred(staff, make.a_contact(staff, child))
    referral = ended(staff, child)

    with pytest.raises(actions.AlreadyClosed):
        actions.end_without_action(referral=referral, why=WHY, at=NOW, by=staff.manager)


def test_by_page_a_manager_ends_it_for_the_sister_too(staff, child, sister, sits_down):
    make.referred(staff, make.a_contact(staff, child, sister))
    case = Referral.objects.get(child=child)
    other = Referral.objects.get(child=sister)
    manager = sits_down(staff.team_manager)
    address = f"/front-door/referrals/{case.public_id}/no-further-action/"
    assert address in manager.read(f"/front-door/referrals/{case.public_id}/allocate/")

    page = manager.post(address, why="").content.decode()
    assert "Say why nothing more is needed" in page
    answer = manager.post(address, why=WHY, beside=[str(other.public_id)])

    assert answer.status_code == 302
    assert not Referral.objects.open().exists()
    page = sits_down(staff.manager).read(f"/people/{child.public_id}/referrals/")
    assert "Referred, no further action" in page
    assert WHY in page


def test_it_is_taken_up_after_all_as_if_it_had_never_ended(staff, child, sits_down):
    make.referred(staff, make.a_contact(staff, child))
    case = ended(staff, child)
    manager = sits_down(staff.manager)
    address = f"/front-door/referrals/{case.public_id}/take-up/"
    assert address in manager.read(f"/people/{child.public_id}/referrals/")
    assert WHY in manager.read(address)
    assert "Choose the team" in manager.post(address, primary_need="N1").content.decode()

    answer = manager.post(address, primary_need="N1", team=staff.assessment_team.code)

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.is_nfa, case.closure_summary, case.closed_on) == (False, "", None)
    assert work.open_step(child, "assessments.single_assessment").team == staff.assessment_team
    assert Timer.objects.filter(person=child, rule="T007", stopped_on=None).exists()
    clock = Timer.objects.get(person=child, rule="T040", stopped_on=None)
    assert clock.triggered_on == TODAY
    held = Involvement.objects.in_force_on(TODAY).filter(person=child, team__isnull=False)
    assert [each.role for each in held] == ["holding_team"]
    (episode,) = episodes_of(child)
    assert episode.no_further_action is False
    with pytest.raises(actions.NotEnded):
        take_up(staff, case)


def test_one_that_was_decided_so_is_taken_up_too(staff, child):
    not_acted_on(staff, make.a_contact(staff, child))

    case = take_up(staff, Referral.objects.get(child=child))

    assert Referral.objects.open().get(child=child) == case
    assert not case.is_re_referral


def test_a_child_with_a_case_since_gets_no_second_one(staff, child):
    not_acted_on(staff, make.a_contact(staff, child))
    case = Referral.objects.get(child=child)
    actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)

    with pytest.raises(actions.AlreadyOpen):
        take_up(staff, case)

    case.refresh_from_db()
    assert case.is_nfa


def test_a_social_worker_ends_no_referral(staff, child, sits_down):
    make.referred(staff, make.a_contact(staff, child))
    case = Referral.objects.get(child=child)

    answer = sits_down(staff.social_worker).get(
        f"/front-door/referrals/{case.public_id}/no-further-action/"
    )

    assert answer.status_code in (403, 404)
