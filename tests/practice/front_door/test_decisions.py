"""A contact is decided, authorised or returned, and what was decided begins."""

from datetime import date, timedelta

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.foundations.audit.models import Event
from tessera.people.models import Involvement
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.front_door.rules import contact as rules
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY
from tests.practice.front_door.acting import running

pytestmark = pytest.mark.django_db


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

    contact = actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)
    assert (contact.stage, contact.authorised_by) == ("authorisation", None)
    with pytest.raises(workflow.SignedAlready):
        actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    contact = actions.authorise_contact(contact=contact, at=NOW, by=staff.service_manager)
    assert (contact.stage, contact.authorised_by) == ("tell_referrer", staff.service_manager)


@pytest.mark.parametrize(("outcome", "levels"), [("advice", 1), ("no_further_action", 1)])
def test_a_second_contact_needs_one_manager_alone(staff, child, outcome, levels):
    make.a_contact(staff, child, received_at=NOW - timedelta(days=200))
    contact = make.decided(staff, make.a_contact(staff, child), outcome, advice="Ring the GP")

    assert len(contact.decision_step.levels) == levels


def test_a_council_sets_which_contact_in_how_many_months_from_a_day_on(tmp_path, monkeypatch):
    words = """
contact.repeated:
  add:
    - {code: "sooner", label: Contacts, contacts: 2, months: 3, first_on: 2026-01-01}
"""
    (tmp_path / "codesets.yaml").write_text(words)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    assert rules.repeated_on(date(2025, 12, 31)) == rules.Repeated(3, 12)
    assert rules.repeated_on(TODAY) == rules.Repeated(2, 3)
    assert rules.is_repeated([TODAY - timedelta(days=80)], TODAY)
    assert not rules.is_repeated([TODAY - timedelta(days=100)] * 5, TODAY)


def test_the_decider_and_the_managers_read_why_two_names_are_needed(staff, child, sits_down):
    for days in (200, 100):
        make.a_contact(staff, child, received_at=NOW - timedelta(days=days))
    contact = make.a_contact(staff, child)
    address = f"/front-door/contacts/{contact.public_id}/"

    asked = sits_down(staff.duty).read(f"{address}decide/")
    assert f"In 12 months this is the third about {child.given_name}." in asked
    assert "a service manager signs too" in asked
    make.decided(staff, contact)
    first, second = sits_down(staff.manager), sits_down(staff.service_manager)
    first.post(f"{address}authorise/", go="yes")

    assert "You have signed this. It is with the next manager." in first.read(
        f"{address}authorise/"
    )
    words = second.read(f"{address}authorise/")
    assert "Front-door manager: signed by" in words
    assert "Service manager: still to sign" in words
    second.post(f"{address}authorise/", go="yes")
    contact.refresh_from_db()
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


def test_whoever_is_to_enquire_is_given_the_cases_that_nobody_holds(staff, child):
    """Or they could read what is asked of them, and not write it."""
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))
    make.referred(staff, make.a_contact(staff, child, sister), "strategy_discussion")
    discussion = work.open_step(child, "child_protection.strategy_discussion")
    workflow.allocate_step(step=discussion, worker=staff.team_manager, at=NOW, by=staff.manager)
    waiting = Timer.objects.filter(rule="T007", stopped_on=None)
    assert (waiting.count(), Referral.objects.unheld().count()) == (2, 2)

    workflow.start_step(
        code="child_protection.section47",
        subjects=[child, sister],
        worker=staff.social_worker,
        at=NOW,
        by=staff.team_manager,
    )

    held = Involvement.objects.filter(role="allocated_worker", ended_on=None)
    assert {(each.person, each.worker) for each in held} == {
        (child, staff.social_worker),
        (sister, staff.social_worker),
    }
    assert not waiting.exists()


def test_a_case_with_a_worker_keeps_them_when_another_is_to_enquire(staff, child):
    make.referred(staff, make.a_contact(staff, child))
    assessment = work.open_step(child, "assessments.single_assessment")
    workflow.allocate_step(step=assessment, worker=staff.social_worker, at=NOW, by=staff.manager)

    workflow.start_step(
        code="child_protection.section47",
        subjects=[child],
        worker=staff.team_manager,
        at=NOW,
        by=staff.team_manager,
    )

    held = Involvement.objects.get(role="allocated_worker", ended_on=None)
    assert held.worker == staff.social_worker
