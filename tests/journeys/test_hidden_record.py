"""A record hidden from most is not there for them: no name, no line, no different answer."""

import re
from datetime import date
from uuid import uuid4

import pytest

from tessera.people import actions as people
from tests.factories import people as make
from tests.factories import practice
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SINCE = date(2026, 3, 2)


@pytest.fixture
def home(transactional_db):
    """Three brothers and sisters with one worker; then one of them is hidden from all but another."""
    team = make.a_team()
    worker = make.a_worker("Hannah Treloyd", team=team)
    trusted = make.a_worker("Ines Corbrook", role="service_manager", team=team)
    family = make.the_brindlows(worker=worker, team=team)
    people.allocate(
        person=family.kai, worker=worker, team=team, started_on=date(2026, 1, 27), by=worker
    )
    for child in (family.maisie, family.kai):
        practice.a_referral(child)
    family.step = practice.complete(
        "recording.visit",
        [family.maisie, family.kai],
        practice.visit_answers([family.maisie, family.kai], visited_on=date(2026, 2, 10)),
        on=date(2026, 2, 10),
        by=worker,
    )
    people.restrict(
        person=family.kai,
        why="A relative works for the council.",
        started_on=SINCE,
        listed=[trusted],
        by=trusted,
    )
    family.worker, family.trusted = worker, trusted
    return family


def same_for_everyone(body):
    """What differs on every page, whoever asks: the nonce of the page and the form's token."""
    return re.sub(rb'(nonce|value|content)="[^"]*"', b"", body)


def test_a_hidden_brother_is_nowhere_for_his_sisters_worker(open_page, home):
    hannah = Hand(open_page(home.worker))
    record = f"/people/{home.maisie.public_id}/"
    places = (
        "/work/", "/work/all/", "/write/", record, f"{record}family/", f"{record}chronology/",
        f"{record}chronology/?much=all", f"{record}visits-and-notes/", f"{record}forms/",
        f"{record}involvements/", f"{record}history/", "/people/search/?q=Kai+Brindlow",
        "/people/search/?q=Brindlow", "/people/search/?q=2+June+2014",
        "/people/find/?q=Kai", f"/steps/{home.step.public_id}/",
    )  # fmt: skip
    for place in places:
        answer = hannah.page.request.get(place)
        echoed = r'value="[^"]*"|“[^”]*”|<title>[^<]*</title>|given=Kai&'
        assert "Kai" not in re.sub(echoed, "", answer.text()), place

    hannah.open("/work/")
    hannah.search("Brindlow")
    assert hannah.page.get_by_role("link", name="Maisie Brindlow").first.is_visible()
    assert not hannah.page.get_by_role("link", name="Kai Brindlow").count()


def test_the_hidden_record_answers_as_an_unused_address_does(open_page, home):
    page = open_page(home.worker)
    for rest in ("", "chronology/", "family/", "start/", "forms/", "chronology.pdf"):
        hidden = page.request.get(f"/people/{home.kai.public_id}/{rest}")
        unused = page.request.get(f"/people/{uuid4()}/{rest}")
        assert hidden.status == unused.status == 404, rest
        assert same_for_everyone(hidden.body()) == same_for_everyone(unused.body()), rest


def test_those_on_the_list_see_him_and_his_sisters_beside_him(open_page, home):
    ines = Hand(open_page(home.trusted))
    ines.open("/work/")
    ines.search("Kai Brindlow")
    ines.go("Kai Brindlow")
    ines.go("Family and household", within=ines.page)
    assert "Maisie Brindlow" in ines.page.locator("main").inner_text()
