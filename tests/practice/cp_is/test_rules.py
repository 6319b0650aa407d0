"""What is to be told against what was told, and the council's own columns; no database."""

from dataclasses import replace
from datetime import date

import pytest

from tessera.practice.cp_is import rules
from tessera.practice.cp_is.rules import Told, layout

PLAN = Told(
    source_id=7,
    started_on=date(2026, 2, 3),
    nhs_number="9434765919",
    given_name="Maisie",
    family_name="Brindlow",
    born_on=date(2018, 9, 9),
)
ENDED = replace(PLAN, ended_on=date(2026, 3, 2))
NEXT = replace(PLAN, source_id=8, started_on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (PLAN, None, "new"),
        (ENDED, None, "ended"),
        (PLAN, PLAN, None),
        (ENDED, PLAN, "ended"),
        (ENDED, ENDED, None),
        (replace(ENDED, ended_on=date(2026, 3, 9)), ENDED, "changed"),
        (PLAN, ENDED, "changed"),
        (replace(PLAN, given_name="May"), PLAN, "changed"),
        (replace(PLAN, nhs_number="4010232137"), PLAN, "changed"),
        (NEXT, PLAN, "new"),
        (NEXT, ENDED, "new"),
        (None, PLAN, "taken_back"),
        (None, ENDED, "taken_back"),
        (None, None, None),
    ],
)
def test_only_what_differs_is_told(now, before, expected):
    assert rules.change(now, before) == expected


def test_after_a_plan_was_taken_back_the_next_one_is_new():
    assert rules.change(PLAN, PLAN, taken_back=True) == "new"
    assert rules.change(None, PLAN, taken_back=True) is None


@pytest.mark.parametrize(
    ("told", "is_unborn", "mother", "expected"),
    [
        (PLAN, False, False, ""),
        (replace(PLAN, nhs_number=""), False, False, "nhs_number"),
        (replace(PLAN, nhs_number=""), True, False, "mother"),
        (replace(PLAN, nhs_number=""), True, True, "mothers_number"),
        (replace(PLAN, born_on=None), False, False, "birth"),
        (replace(PLAN, born_on=None, expected_on=date(2026, 5, 1)), True, True, ""),
    ],
)
def test_what_stands_in_the_way_of_a_line(told, is_unborn, mother, expected):
    assert rules.missing(told, is_unborn=is_unborn, mother_is_known=mother) == expected


def test_a_plan_is_remembered_for_twelve_months_to_the_day():
    assert rules.is_remembered(date(2025, 3, 31), on=date(2026, 3, 31), months=12)
    assert not rules.is_remembered(date(2025, 3, 30), on=date(2026, 3, 31), months=12)
    assert rules.is_remembered(None, on=date(2026, 3, 31), months=12)


def test_our_columns_say_that_they_are_not_verified_and_name_no_place():
    upload = rules.upload()

    assert not upload.verified
    assert "headings, order and codes are ours" in upload.source
    said = {column.says for each in upload.layouts for column in each.columns}
    assert said <= set(layout.SAYS)
    assert not any("address" in each or "postcode" in each for each in layout.SAYS)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    def write(text):
        (tmp_path / "cp_is.yaml").write_text(text, encoding="utf-8")

    yield write
    layout._loaded.cache_clear()


def test_a_council_has_its_own_columns_from_a_day_on(own):
    own(
        """
layouts:
  - {from: 2020-01-01, name: Old, columns: [{heading: NHS, says: nhs_number}]}
  - from: 2026-04-01
    name: New
    dates: day/month/year
    columns:
      - {heading: Number, says: nhs_number}
      - {heading: What, says: change, values: {new: 1}}
      - {heading: From, says: started_on}
"""
    )
    line = {"nhs_number": "9434765919", "change": "new", "started_on": date(2026, 4, 7)}

    assert rules.upload().layout(on=date(2026, 3, 31)).row(line) == ["9434765919"]
    assert rules.upload().layout(on=date(2026, 4, 1)).row(line) == ["9434765919", "1", "07/04/2026"]
    assert rules.upload().remembers_months == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("layouts: [", "line 1: this is not YAML"),
        ("- a", "write each part by its name"),
        ("colums: []", "line 1, colums: not known"),
        ("remembers_months: soon", "write a number of months"),
        ("layouts: []", "write at least one layout"),
        ("layouts: [{columns: []}]", "write `from` as a day"),
        ("layouts: [{from: 2026-01-01}]", "write its `columns`"),
        ("layouts: [{from: 2026-01-01, dates: short, columns: []}]", "may be year-month-day"),
        ("layouts: [{from: 2026-01-01, columns: [{says: change}]}]", "write the `heading`"),
        (
            "layouts: [{from: 2026-01-01, columns: [{heading: A, says: address}]}]",
            "a column may say",
        ),
        (
            "layouts: [{from: 2026-01-01, columns: [{heading: A, says: change, values: x}]}]",
            "as pairs",
        ),
        ("contacts: {office: {team: a}}", "write both `office` and `out_of_hours`"),
        ("contacts: {office: x, out_of_hours: {team: a}}", "write `telephone` with a number"),
    ],
)
def test_a_slip_in_the_councils_file_is_named_with_its_place_and_remedy(own, text, words):
    own(text)

    (problem,) = layout.problems()

    assert "cp_is.yaml" in problem
    assert words in problem
