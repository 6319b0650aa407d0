"""Of several new people in one contact, whoever is told already takes a line, and the page stays short."""

import re
from datetime import timedelta

import pytest

from tests.factories.front_door import NOW
from tests.practice.front_door.test_taking import ELLIS, MUM, TOLD, rows

pytestmark = pytest.mark.django_db

OTTO = {"part": "child", "given": "Otto", "family": "Adeyard"}
BABY = {"part": "child", "family": "Adeyard", "expected_on-day": "3", "expected_on-month": "5",
        "expected_on-year": "2026"}  # fmt: skip


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


@pytest.fixture
def duty(staff, sits_down):
    return sits_down(staff.duty)


@pytest.fixture
def take(duty):
    return duty.post("/front-door/contacts/new/", channel="telephone").headers["Location"]


def lines(page):
    """The line of each folded row, by its number; the rows that stand open have none."""
    found = {}
    for number, row in re.findall(r'id="row-(\d+)"(.*?)</fieldset>', page, re.DOTALL):
        if fold := re.search(
            r"<details[^>]*>\s*<summary[^>]*><span[^>]*>(.*?)<span", row, re.DOTALL
        ):
            found[int(number)] = " ".join(fold.group(1).split())
    return {n: line for n, line in found.items() if line != "School, or a baby not born yet"}


def shown(duty, take, *people, **more):
    duty.post(take, **rows(*people), **more)
    return duty.read(take)


def test_whoever_is_told_takes_a_line_and_the_last_stands_open(duty, take):
    page = shown(duty, take, ELLIS, {**MUM, "telephone": "07700 900123"}, OTTO)
    assert lines(page) == {
        0: "Born 2 March 2014, 17 Cobblers Row, EK1 2AB",
        1: "Mother, 07700 900123",
    }
    assert 'value="17 Cobblers Row"' in page


def test_one_alone_stands_open(duty, take):
    assert lines(shown(duty, take, ELLIS)) == {}


def test_a_child_not_born_yet_is_told_by_the_day(duty, take):
    assert lines(shown(duty, take, BABY, OTTO)) == {0: "Expected 3 May 2026"}


def test_of_whom_there_is_only_a_name_it_says_so(duty, take):
    assert lines(shown(duty, take, OTTO, ELLIS)) == {0: "Only the name so far"}


@pytest.mark.parametrize(
    "row",
    [{"part": "child", "family": "Adeyard"}, {**ELLIS, "born_on-month": "14"}],
    ids=["no name", "no such day"],
)
def test_whoever_has_something_wrong_or_missing_stands_open(duty, take, row):
    assert lines(shown(duty, take, row, OTTO)) == {}


def test_whoever_may_be_known_stands_open_until_it_is_said(child, duty, take):
    alike = {"part": "child", "given": "Zaid", "family": "Rahmeen", "born_on-day": "1",
             "born_on-month": "9", "born_on-year": "2016"}  # fmt: skip
    assert 0 not in lines(shown(duty, take, alike, OTTO))
    assert 0 in lines(shown(duty, take, {**alike, "person": "new"}, OTTO))


def test_where_the_people_are_refused_all_stand_open(duty, take):
    wrong = {**OTTO, "born_on-day": "40", "born_on-month": "3", "born_on-year": "2014"}
    page = duty.post(take, go="finish", **rows(ELLIS, wrong), **TOLD).content.decode()
    assert lines(page) == {}


def test_what_a_child_said_is_asked_beside_the_line(duty, take):
    page = shown(duty, take, ELLIS, OTTO)
    row = re.search(r'id="row-0"(.*?)id="row-1"', page, re.DOTALL).group(1)
    assert "What has this child said?" in row.rsplit("</details>", 1)[1]
