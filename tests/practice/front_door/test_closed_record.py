"""The record of a closed case says so at its head, and asks nobody to allocate it."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from tessera.people.actions import start_involvement
from tessera.practice.front_door import actions
from tests.factories import engine as make
from tests.factories import practice

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("on_the_last_of_july"),
]
CLOSED, TODAY = date(2026, 7, 20), date(2026, 7, 31)


@pytest.fixture
def on_the_last_of_july(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", f"{TODAY}T09:00:00+01:00")


@pytest.fixture
def town(db):
    """A worker, the manager, and a child whose case they closed."""
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    joseph = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    maisie = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team)
    return hannah, joseph, maisie


def close(town):
    hannah, joseph, maisie = town
    told = {"closed_on": CLOSED, "reason": "RC7", "summary": "Nights are calm."}
    answers = {"answers": told, "each": {}}
    code = "front_door.close_case"
    practice.complete(code, [maisie], answers, on=CLOSED, by=hannah, authorised_by=joseph)
    return maisie


def head(sits_down, user, name, child):
    page = sits_down(user).read(reverse(name, kwargs={"person_id": child.public_id}))
    bar = re.search(r'<section class="ts-identity.*?</section>', page, re.S)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bar)).split()), page


@pytest.mark.parametrize("name", ["people:record", "people:chronology", "people:family"])
def test_a_closed_case_says_so_at_the_head_of_every_page(town, sits_down, name):
    maisie = close(town)

    said, page = head(sits_down, town[1], name, maisie)

    assert "Closed on 20 July 2026: " in said
    assert "By Hannah Treloyd, signed off by Joseph Adeyin-Rowe" in said
    assert "Nobody allocated" not in page


def test_the_record_of_a_closed_case_says_who_worked_last_with_the_child(town, sits_down):
    said, _ = head(sits_down, town[1], "people:record", close(town))

    assert "Last worker Hannah Treloyd, Eskmoor North" in said


def a_chair_until(day, child):
    """Of a conference that made no plan: until its record is out."""
    chair = make.a_worker("Ines Corbrook", role="conference_chair")
    start_involvement(
        person=child, role="conference_chair", worker=chair, started_on=date(2026, 6, 1),
        ended_on=day, by=None,
    )  # fmt: skip


def test_a_closed_case_says_who_worked_until_when_and_who_still_opens_the_record(town, sits_down):
    a_chair_until(date(2026, 8, 20), town[2])
    start_involvement(
        person=town[2], role="gp", professional_name="Dr Weir", started_on=TODAY, by=None
    )
    maisie = close(town)
    person = {"person_id": maisie.public_id}

    panel = sits_down(town[1]).read(reverse("people:record", kwargs=person))
    panel = panel.split('id="help"')[1].split("</section>")[0]
    before, reads = panel.split("May still open the record")

    now, worked = before.split("Worked with Maisie until 20 July 2026:")
    assert "Dr Weir" in now
    assert "Hannah Treloyd" in worked
    assert "Ines Corbrook" in reads
    assert "until 20 August 2026: for the record of the last conference" in reads
    assert "Eskmoor North" in reads
    assert "until 20 October 2026: for letters, questions and complaints" in reads

    page = sits_down(town[1]).read(reverse("people:involvements", kwargs=person))
    now = page.split("<h1")[1].split(">Now<")[1].split("</section>")[0]
    assert "Our work with Maisie ended on 20 July 2026." in now
    assert "Ines Corbrook" not in now


def test_while_the_case_is_open_a_set_end_is_an_end_of_work(town, sits_down):
    a_chair_until(date(2026, 8, 20), town[2])
    maisie = town[2]

    page = sits_down(town[1]).read(reverse("people:record", args=[maisie.public_id]))

    panel = page.split('id="help"')[1].split("</section>")[0]
    assert "since 1 June 2026, until 20 August 2026" in panel
    assert "May still open the record" not in panel


def test_an_open_case_without_a_worker_still_says_so(sits_down):
    team = make.a_team("Eskmoor North")
    joseph = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    child = practice.an_open_case("Ivy Pellowe", team=team)

    said, _ = head(sits_down, joseph, "people:record", child)

    assert "Worker Nobody allocated" in said
    assert "Closed on" not in said


def test_a_case_that_opens_again_is_no_longer_closed(town, sits_down):
    hannah, joseph, _ = town
    maisie = close(town)
    actions.accept_referral(child=maisie, received_on=date(2026, 7, 27), source="6", by=joseph)
    start_involvement(
        person=maisie, role="allocated_worker", worker=hannah, started_on=TODAY, by=joseph
    )

    said, _ = head(sits_down, hannah, "people:record", maisie)

    assert "Closed on" not in said
    assert "Worker Hannah Treloyd" in said
