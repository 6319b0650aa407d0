"""What a manager sends back is changed, and what is decided is given to a worker: once for the family."""

from datetime import date, timedelta

import pytest
from lxml import html

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Referral
from tests.factories import front_door as make
from tests.factories.front_door import NOW
from tests.practice.front_door.pages_asking import page_of, shown_last

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


def test_brothers_and_sisters_are_given_to_one_worker_together(staff, child, sits_down):
    noor, elowen = make.a_child("Noor", born_on=date(2019, 4, 2)), make.a_child("Elowen")
    contact = make.referred(
        staff, make.a_contact(staff, child, noor, elowen), "strategy_discussion"
    )
    cases = {case.child: case for case in Referral.objects.filter(contact=contact)}
    manager = sits_down(staff.team_manager)
    assert "Choose a worker for Zayd, Noor and Elowen" in manager.read(page_of(contact))
    address = f"/front-door/referrals/{cases[child].public_id}/allocate/"
    assert "Give these too" in manager.read(address)
    assert {each.public_id for each in (child, noor, elowen)} <= shown_last(staff.team_manager)
    given = {"go": "give", "team": staff.assessment_team.code}
    given["worker"] = str(staff.social_worker.public_id)

    assert manager.post(address, beside=[str(cases[noor].public_id)], **given).status_code == 302

    assert list(Referral.objects.unheld()) == [cases[elowen]]
    page = manager.read(page_of(contact))
    assert "Choose a worker for Elowen" in page
    last = f"/front-door/referrals/{cases[elowen].public_id}/allocate/"
    assert "Give these too" not in manager.read(last)


def test_the_next_page_says_once_who_was_given_to_whom(staff, child, sits_down):
    noor, elowen = make.a_child("Noor", born_on=date(2019, 4, 2)), make.a_child("Elowen")
    contact = make.referred(
        staff, make.a_contact(staff, child, noor, elowen), "strategy_discussion"
    )
    cases = {case.child: case for case in Referral.objects.filter(contact=contact)}
    manager = sits_down(staff.team_manager)
    given = {"go": "give", "team": staff.assessment_team.code}
    given["worker"] = str(staff.social_worker.public_id)
    too = [str(cases[each].public_id) for each in (noor, elowen)]

    manager.post(f"/front-door/referrals/{cases[child].public_id}/allocate/", beside=too, **given)

    words = f"Zayd, Noor and Elowen are with {staff.social_worker.name}."
    record = f"/people/{child.public_id}/"
    assert words in manager.read(record)
    assert words not in manager.read(record)


def test_what_a_manager_sends_back_is_changed_and_not_written_again(staff, child, sits_down):
    noor = make.a_child("Noor", born_on=date(2019, 4, 2))
    contact = make.a_contact(staff, child, noor)
    first, second = contact.children.order_by("pk")
    decision = {"outcome": "referral", "why": "Marks on both arms, and no answer"}
    decision |= {"primary_need": "N1", "team": staff.assessment_team.code}
    duty = sits_down(staff.duty)
    duty.post(
        page_of(contact, "decide/"), **decision, **{f"outcome-{second.pk}": "advice"}, advice="Ring"
    )
    sits_down(staff.manager).post(
        page_of(contact, "authorise/"), go="return", comment="Ring the GP first"
    )

    page = duty.read(page_of(contact, "decide/"))

    (form,) = html.fromstring(page).xpath("//form[.//textarea[@name='why']]")
    sent = dict(form.form_values())
    assert sent["why"].strip() == decision["why"]
    assert {name: sent[name] for name in decision if name != "why"} == {
        name: said for name, said in decision.items() if name != "why"
    }
    assert (sent[f"outcome-{first.pk}"], sent[f"outcome-{second.pk}"]) == ("", "advice")


def test_who_works_with_a_child_says_who_holds_the_case_and_gives_it_on(staff, child, sits_down):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))
    contact = make.referred(staff, make.a_contact(staff, child, sister))
    for case in Referral.objects.filter(contact=contact):
        actions.allocate_referral(
            referral=case, worker=staff.social_worker, team=staff.assessment_team,
            on=make.TODAY, at=NOW, by=staff.team_manager,
        )  # fmt: skip
    manager = sits_down(staff.team_manager)

    page = manager.read(f"/people/{child.public_id}/involvements/")

    case = Referral.objects.get(child=child)
    address = f"/front-door/referrals/{case.public_id}/allocate/"
    assert f"<strong>{staff.social_worker.name}</strong> holds it since 31 March 2026" in page
    assert f'href="{address}">Give it to another worker' in page
    assert "are with Hannah Treloyd too" in manager.read(address)
    there = manager.post(
        address, go="give", team=staff.team.code, worker=str(staff.duty.public_id)
    ).content.decode()
    assert "Another team has this child" in there


def test_cases_that_nobody_has_are_to_be_allocated_though_their_work_is_given(
    staff, child, sits_down
):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))
    make.referred(staff, make.a_contact(staff, child, sister), "strategy_discussion")
    step = work.open_step(child, "child_protection.strategy_discussion")
    workflow.allocate_step(step=step, worker=staff.team_manager, at=NOW, by=staff.team_manager)
    manager = sits_down(staff.team_manager)

    page = html.fromstring(manager.read(f"/teams/{staff.assessment_team.public_id}/"))

    (panel,) = page.xpath("//*[@id='un']/ancestor-or-self::section[1]")
    ways = set(panel.xpath(".//a[contains(@href, '/allocate/')]/@href"))
    cases = Referral.objects.filter(child__in=[child, sister])
    assert ways == {f"/front-door/referrals/{case.public_id}/allocate/" for case in cases}
    assert "Everything has somebody" not in panel.text_content()
