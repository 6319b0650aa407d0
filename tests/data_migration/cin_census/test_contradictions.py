"""Years of one child that do not say the same: the later is believed, and what looks wrong is asked about."""

from datetime import date

import pytest

from tessera.data_migration.cin_census.models import LoadedFile
from tessera.practice.front_door.models import Referral
from tests.insight.cin_census import stories as s

pytestmark = pytest.mark.django_db

BEFORE = s.episode(referred_on=date(2025, 1, 6), assessments=(), cin_plans=())


@pytest.fixture
def load_year(file_of, load_file):
    def loaded(year, *children):
        return load_file(file_of(*children, year=year, name=f"{year}.xml"))

    return loaded


def asked(report, field):
    return [w for w in report.warnings if w.field == field]


def test_why_there_was_no_pupil_number_is_told_until_there_is_one(load_year, returned):
    load_year(2025, s.child(BEFORE, upn=None, upn_unknown="UN1"))
    load_year(2026, s.child(BEFORE, upn=s.upn(5)))

    before, after = returned(2025)["CIN00003"], returned(2026)["CIN00003"]

    assert (before.upn, before.upn_unknown) == (None, "UN1")
    assert (after.upn, after.upn_unknown) == (s.upn(5), None)


def test_a_pupil_number_that_one_year_could_not_give_is_kept_and_asked_about(load_year, returned):
    load_year(2025, s.child(BEFORE, upn=s.upn(5)))

    report = load_year(2026, s.child(BEFORE, upn=None, upn_unknown="UN5"))

    assert [w.child for w in asked(report, "UPNunknown")] == ["CIN00003"]
    for year in (2025, 2026):
        child = returned(year)["CIN00003"]
        assert (child.upn, child.upn_unknown) == (s.upn(5), None)


def test_a_file_that_says_both_at_once_comes_back_as_it_was(load_year, returned):
    both = s.child(BEFORE, upn=s.upn(5), upn_unknown="UN3")

    load_year(2026, both)

    assert returned(2026)["CIN00003"] == both


@pytest.mark.parametrize(("first", "second"), [(2025, 2026), (2026, 2025)])
def test_another_day_of_birth_under_the_same_number_is_asked_about(
    first, second, load_year, returned
):
    days = {2025: date(2010, 2, 28), 2026: date(2021, 9, 1)}
    load_year(first, s.child(BEFORE, born_on=days[first]))

    report = load_year(second, s.child(BEFORE, born_on=days[second]))

    (warning,) = asked(report, "PersonBirthDate")
    assert "1 September 2021" in warning.message
    assert "28 February 2010" in warning.message
    assert returned(2026)["CIN00003"].born_on == days[2026]


def test_an_enquiry_that_came_to_a_conference_after_all_no_longer_says_that_none_was_needed(
    load_year, returned
):
    enquiry = s.open_enquiry(started_on=date(2025, 3, 20), conference_not_required=True)
    held = s.enquiry(
        started_on=date(2025, 3, 20), conference_target_on=None, conference_on=date(2025, 4, 8)
    )
    changes = {"referred_on": date(2025, 3, 3), "assessments": (), "protection_plans": ()}
    load_year(2025, s.child(s.protected(section47s=(enquiry,), **changes)))
    load_year(2026, s.child(s.protected(section47s=(held,), **changes)))

    assert returned(2026)["CIN00003"].episodes[0].section47s == (held,)


def _under_a_plan(latest, *reviews, **changes):
    plan = s.protection(
        started_on=date(2024, 7, 1),
        latest_category=latest,
        reviews=tuple(s.shape.Review(held_on=day) for day in reviews),
        **changes,
    )
    return s.child(
        s.episode(
            referred_on=date(2024, 6, 3), assessments=(), cin_plans=(), protection_plans=(plan,)
        )
    )


@pytest.mark.parametrize("reviews", [(), (date(2025, 2, 3),)])
def test_an_earlier_year_loaded_later_overrules_no_category(reviews, load_year, returned):
    load_year(2026, _under_a_plan("PHY", *reviews, ended_on=date(2025, 9, 1)))
    load_year(2025, _under_a_plan("EMO", *reviews))

    assert returned(2026)["CIN00003"].episodes[0].protection_plans[0].latest_category == "PHY"


def test_an_earlier_year_loaded_later_tells_its_own_category(load_year, returned):
    first, second = date(2024, 9, 20), date(2025, 9, 1)
    load_year(2026, _under_a_plan("PHY", first, second))
    load_year(2025, _under_a_plan("EMO", first))

    for year, category in ((2025, "EMO"), (2026, "PHY")):
        plan = returned(year)["CIN00003"].episodes[0].protection_plans[0]
        assert (plan.initial_category, plan.latest_category) == ("NEG", category)


def test_a_case_that_a_later_year_no_longer_tells_of_says_what_to_do(load_year):
    load_year(2025, s.child(BEFORE))

    report = load_year(2026, s.child(s.episode()))

    assert "say when: in the file that tells of it, or in the record" in report.refused[0].message


def test_what_was_refused_is_taken_once_the_record_is_put_right_and_no_more_than_that(
    file_of, load_file, load_year, returned
):
    load_year(2025, s.child(BEFORE))
    other = s.child(s.episode(primary_need="N1"), la_child_id="CIN00004", upn=s.upn(4))
    path = file_of(s.child(s.episode(), disabilities=("LD",)), other, name="2026.xml")
    first = load_file(path, keep_going=True)
    Referral.objects.filter(received_on=BEFORE.referred_on).update(
        closed_on=date(2025, 3, 20), closure_reason="RC7"
    )
    Referral.objects.filter(child__identifiers__value="CIN00004").update(primary_need="N5")

    again = load_file(path)
    once_more = load_file(path)

    assert first.rows["refused"] == 3
    assert again.rows["refused"] == once_more.rows["refused"] == 0
    assert returned()["CIN00003"].episodes == (s.episode(),)
    assert returned()["CIN00004"].episodes[0].primary_need == "N5"
    kept = LoadedFile.objects.get(year=2026)
    assert (kept.rows_taken, kept.rows_refused) == (8, 0)


def test_a_file_that_was_taken_in_part_changes_nothing_the_second_time(
    file_of, load_file, returned
):
    path = file_of(
        s.child(s.protected()), s.child(la_child_id="BAD1", upn=s.upn(9), sex="X"), s.unborn()
    )
    first = load_file(path, keep_going=True)
    before = returned()

    second = load_file(path, keep_going=True)

    assert second.as_json() == first.as_json()
    assert {what: count for what, count in second.changes.items() if count} == {}
    assert returned() == before
