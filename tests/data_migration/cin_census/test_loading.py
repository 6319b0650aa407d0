"""Past census files come into the record, whole or not at all, and come out again the same."""

from dataclasses import replace
from datetime import date

import pytest

from tessera.data_migration.cin_census.models import LoadedFile
from tessera.demo.bench import census_file as cin_return
from tessera.foundations.records.models import Version
from tessera.insight.cin_census import shape
from tessera.people.models import Disability, Identifier, Line, Person
from tessera.people.rules import own_number
from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection.models import Conference, Plan, Section47Enquiry
from tessera.practice.front_door.models import Referral
from tests.factories import engine as make
from tests.factories import practice
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2021, 2028))
def test_what_is_loaded_is_returned_equal_child_by_child(year, tmp_path, load_file, returned):
    given = cin_return.clean_return(120, year=year, seed=year)

    report = load_file(cin_return.write_file(given, tmp_path / "given.xml"))

    assert (report.refused, report.warnings) == ([], [])
    assert returned(year) == {child.la_child_id: child for child in given.children}


def test_not_specified_comes_back_as_such_and_not_as_not_known(file_of, load_file, returned):
    """GenderCurrent 9 and 0 of the years before 2024-25 are both U since; a later U takes nothing back."""
    said = {"CIN00001": "9", "CIN00002": "0"}
    old = [s.child(la_child_id=key, upn=s.upn(n), sex=None, gender=said[key], born_on=date(2016, 2, 28),
                   episodes=(s.episode(referred_on=date(2023, 5, 8), assessments=(), cin_plans=()),))
           for n, key in enumerate(said)]  # fmt: skip
    new = [replace(child, sex="U", gender=None) for child in old]
    load_file(file_of(*old, year=2024, name="2024.xml"), file_of(*new, name="2026.xml"))

    assert {key: child.gender for key, child in returned(2024).items()} == said
    assert {child.sex for child in returned(2026).values()} == {"U"}


def test_a_child_comes_into_the_record_with_its_story(file_of, load_file):
    load_file(file_of(s.child(s.protected())))

    person = Person.objects.get(identifiers__kind="la_child_id", identifiers__value="CIN00003")
    assert person.name == "Child CIN00003"
    assert person.born_on == date(2016, 2, 29)
    referral = Referral.objects.get(child=person)
    plan = Plan.objects.get(referral=referral)
    enquiry = Section47Enquiry.objects.get(referral=referral)
    assert enquiry.conference.held_on == plan.started_on
    assert enquiry.conference.plan == plan
    assert enquiry.ended_on == plan.started_on
    assert [r.held_on for r in plan.conferences.filter(kind="review")] == [on("08-20")]


def test_the_chronology_tells_what_was_loaded(file_of, load_file):
    load_file(file_of(s.child(s.protected(), died_on=on("09-09"))))

    lines = Line.objects.order_by("on", "kind").values_list("kind", "on")
    assert list(lines) == [
        ("people.born", date(2016, 2, 29)),
        ("front_door.referral", on("05-06")),
        ("child_protection.section47", on("05-08")),
        ("child_protection.conference", on("05-28")),
        ("child_protection.plan", on("05-28")),
        ("child_protection.section47_ended", on("05-28")),
        ("assessments.assessment", on("06-10")),
        ("child_protection.conference", on("08-20")),
        ("people.died", on("09-09")),
    ]


def test_a_loaded_child_can_be_found_by_its_number(file_of, load_file):
    load_file(file_of(s.child()))

    assert Person.objects.filter(search_key__identifiers__contains=["CIN00003"]).exists() or (
        Person.objects.filter(search_key__identifiers__contains=["cin00003"]).exists()
    )


def test_loading_a_file_twice_changes_nothing(file_of, load_file, returned):
    path = file_of(s.child(s.protected()), s.unborn(la_child_id="U1"))
    first = load_file(path)
    before = returned()
    people = Person.objects.count()

    second = load_file(path)

    assert second.as_json() == first.as_json()
    assert returned() == before
    assert Person.objects.count() == people
    assert LoadedFile.objects.count() == 1
    assert not Version.objects.exists()


def test_the_same_children_in_another_file_change_nothing(file_of, load_file, returned):
    child = s.child(s.protected())
    load_file(file_of(child))
    before = returned()

    report = load_file(file_of(child, s.unborn(la_child_id="U1"), name="again.xml"))

    assert report.changes["children added"] == 1
    assert {k: v for k, v in report.changes.items() if v and k.endswith("changed")} == {}
    assert returned()["CIN00003"] == before["CIN00003"]


def test_loading_again_does_not_undo_what_a_worker_has_corrected(file_of, load_file, returned):
    path = file_of(s.child())
    load_file(path)
    Referral.objects.update(primary_need="N5")

    load_file(path)

    assert returned()["CIN00003"].episodes[0].primary_need == "N5"


def test_the_years_of_one_child_are_merged(file_of, load_file, returned):
    before = s.episode(
        referred_on=date(2024, 11, 4),
        assessments=(s.assessment(started_on=date(2024, 11, 4), authorised_on=date(2024, 12, 2)),),
        cin_plans=(s.need(started_on=date(2024, 12, 3)),),
    )
    after = replace(
        before,
        assessments=(),
        cin_plans=(replace(before.cin_plans[0], ended_on=on("06-02")),),
        closed_on=on("06-02"),
        closure_reason="RC7",
    )
    last_year = file_of(s.child(before), year=2025, name="2025.xml")
    this_year = file_of(s.child(after, disabilities=("LD",)), name="2026.xml")

    load_file(this_year, last_year)

    assert Person.objects.count() == Referral.objects.count() == 1
    assert returned(2025) == {"CIN00003": s.child(before)}
    assert returned(2026) == {"CIN00003": s.child(after, disabilities=("LD",))}


def test_years_loaded_one_by_one_come_to_the_same(file_of, load_file, returned):
    plan = s.protection(started_on=date(2024, 12, 2), reviews=(shape.Review(held_on=on("03-03")),))
    conference = s.enquiry(started_on=date(2024, 11, 18), conference_on=date(2024, 12, 2))
    first = s.protected(
        referred_on=date(2024, 11, 4),
        assessments=(),
        section47s=(replace(conference, conference_target_on=None),),
        protection_plans=(replace(plan, reviews=()),),
    )
    reviews = (s.review("05-12"), s.review("11-10"))
    second = replace(
        first,
        section47s=(),
        protection_plans=(
            replace(plan, reviews=reviews, latest_category="EMO", ended_on=on("11-10")),
        ),
        cin_plans=(s.need(started_on=on("11-10")),),
    )

    load_file(file_of(s.child(first), year=2025, name="2025.xml"))
    load_file(file_of(s.child(second), name="2026.xml"))

    assert returned(2025)["CIN00003"].episodes == (first,)
    assert returned(2026)["CIN00003"].episodes == (second,)
    assert Version.objects.filter(table_name="child_protection_plan").count() == 1


def test_an_unborn_child_is_born_within_one_record(file_of, load_file, returned):
    unborn = s.unborn(expected_on=date(2025, 4, 20))
    unborn = replace(unborn, episodes=(s.episode(referred_on=date(2025, 1, 6), assessments=()),))
    unborn = replace(unborn, episodes=tuple(replace(e, cin_plans=()) for e in unborn.episodes))
    born = replace(
        unborn,
        born_on=on("04-18"),
        expected_on=None,
        sex="F",
        disabilities=("NONE",),
        upn_unknown="UN1",
    )

    load_file(file_of(unborn, year=2025, name="2025.xml"), file_of(born, name="2026.xml"))

    person = Person.objects.get()
    assert (person.born_on, person.expected_on, person.sex) == (on("04-18"), None, "F")
    assert returned(2026)["CIN00003"] == born
    assert returned(2025)["CIN00003"].born_on is None
    assert returned(2025)["CIN00003"].sex == "U"


def test_an_earlier_year_loaded_later_overrules_nothing(file_of, load_file, returned):
    load_file(file_of(s.child(s.episode(primary_need="N1"), upn=s.upn(5)), name="2026.xml"))

    old = s.child(s.episode(referred_on=date(2024, 5, 6), primary_need="N8"), upn=s.upn(6))
    older = s.child(s.closed(primary_need="N4"), upn=s.upn(6))
    assert old
    load_file(
        file_of(
            replace(older, episodes=(s.nothing_followed(referred_on=date(2024, 6, 3)),)),
            year=2025,
            name="2025.xml",
        )
    )

    child = returned(2026)["CIN00003"]
    assert child.upn == s.upn(5)
    assert child.episodes[0].primary_need == "N1"
    assert Referral.objects.count() == 2


def test_a_new_number_takes_the_place_of_the_old_and_both_are_kept(file_of, load_file, returned):
    referred = s.episode(referred_on=date(2025, 1, 6), assessments=(), cin_plans=())
    load_file(
        file_of(s.child(referred, upn=s.upn(5)), year=2025, name="2025.xml"),
        file_of(s.child(referred, upn=s.upn(6)), name="2026.xml"),
    )

    assert returned(2025)["CIN00003"].upn == s.upn(5)
    assert returned(2026)["CIN00003"].upn == s.upn(6)
    assert Identifier.objects.filter(kind="upn").count() == 2


def test_disabilities_are_kept_with_their_time(file_of, load_file, returned):
    referred = s.episode(referred_on=date(2025, 1, 6), assessments=(), cin_plans=())
    load_file(
        file_of(s.child(referred), year=2025, name="2025.xml"),
        file_of(s.child(referred, disabilities=("LD", "VIS")), name="2026.xml"),
    )

    assert returned(2025)["CIN00003"].disabilities == ("NONE",)
    assert returned(2026)["CIN00003"].disabilities == ("LD", "VIS")
    assert Disability.objects.count() == 3


def test_the_reason_of_every_fact_is_where_it_came_from(file_of, load_file):
    load_file(file_of(s.child()))

    assert Referral.objects.get().recorded_why == "Loaded from the CIN census of 2026"


def test_an_enquiry_open_since_last_year_ends_on_the_first_day_it_can_have(
    file_of, load_file, returned
):
    started = s.open_enquiry(started_on=date(2025, 3, 24))
    before = s.protected(referred_on=date(2025, 3, 20), section47s=(started,), protection_plans=())
    before = replace(before, assessments=())
    after = replace(before, section47s=(replace(started, conference_not_required=True),))

    report = load_file(
        file_of(s.child(before), year=2025, name="2025.xml"),
        file_of(s.child(after), name="2026.xml"),
    )

    assert [(w.field, w.child) for w in report.warnings] == [("ICPCnotRequired", "CIN00003")]
    assert returned(2025)["CIN00003"].episodes == (before,)
    assert returned(2026)["CIN00003"].episodes == (after,)


def test_conferences_without_an_enquiry_are_told_of_their_kind(file_of, load_file):
    moved_in = s.protected(source="5C", section47s=(), conference_on=on("05-28"))

    load_file(file_of(s.child(moved_in)))

    assert Conference.objects.get(enquiry=None, kind="transfer_in").plan is not None


def test_an_assessment_counts_from_the_referral(file_of, load_file):
    load_file(file_of(s.child(s.episode(assessments=(s.assessment(started_on=on("05-08")),)))))

    assert Assessment.objects.get().clock_started_on == on("05-06")


def test_our_own_return_comes_back_to_our_own_children(file_of, load_file, returned):
    worker = make.a_worker("Hannah Treloyd", team=make.a_team("Eskmoor North"))
    child = practice.an_open_case("Maisie Brindlow", worker=worker, received_on=date(2026, 1, 5))
    before = returned()
    own = own_number(child.public_id)

    report = load_file(file_of(*before.values()))

    assert before.keys() == {own}
    assert report.refused == []
    assert report.changes.get("children added", 0) == 0
    assert returned() == before
    assert Person.objects.get(identifiers__value=own) == child
    assert not Version.objects.filter(table_name="people_person").exists()


def test_a_pupil_number_of_another_child_in_the_record_is_told(file_of, load_file):
    load_file(file_of(s.child(upn="A123456789015")))

    report = load_file(file_of(s.child(la_child_id="CIN00004", upn="A123456789015"), name="2.xml"))

    told = [remark.child for remark in report.warnings if "Another child" in remark.message]
    assert told == ["CIN00004"]
    assert report.changes["children added"] == 1


def test_a_conference_that_was_put_off_here_is_left_alone_by_a_file(file_of, load_file, returned):
    worker = make.a_worker("Hannah Treloyd", team=make.a_team("Eskmoor North"))
    child = practice.an_open_case("Maisie Brindlow", worker=worker, received_on=date(2026, 1, 5))
    practice.a_conference(child, by=worker, held_on=date(2026, 1, 20), outcome="adjourned")
    ((number, own),) = returned().items()
    (episode,) = own.episodes

    load_file(file_of(replace(own, episodes=(replace(episode, conference_on=date(2026, 2, 3)),))))

    held = Conference.objects.order_by("held_on").values_list("held_on", "outcome")
    assert list(held) == [(date(2026, 1, 20), "adjourned"), (date(2026, 2, 3), "")]
    assert returned()[number].episodes[0].conference_on == date(2026, 2, 3)
