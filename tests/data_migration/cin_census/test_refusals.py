"""What the record cannot hold, or cannot read, is refused by its place; the odd is taken with a word."""

from datetime import date

import pytest

from tessera.data_migration.cin_census.models import LoadedFile
from tessera.people.models import Person
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on

pytestmark = pytest.mark.django_db


def refusals(report):
    return [(r.child, r.field, r.rows) for r in report.refused]


def test_one_refusal_leaves_the_record_as_it_was(file_of, load_file):
    path = file_of(s.child(), s.child(s.protected(), la_child_id="BAD1", upn=s.upn(9), sex="X"))

    report = load_file(path)

    assert not Person.objects.exists()
    assert not LoadedFile.objects.exists()
    assert report.rows == {"in_file": 10, "taken": 0, "refused": 10}
    assert refusals(report) == [("BAD1", "Sex", 6), (None, "Message", 4)]


def test_keep_going_takes_the_rest(file_of, load_file, returned):
    path = file_of(s.child(), s.child(s.protected(), la_child_id="BAD1", upn=s.upn(9), sex="X"))

    report = load_file(path, keep_going=True)

    assert report.rows == {"in_file": 10, "taken": 4, "refused": 6}
    assert set(returned()) == {"CIN00003"}
    (refused,) = report.refused
    assert "<Sex>X" in path.read_text().splitlines()[refused.line - 1]
    assert "X" in refused.message


def test_everything_wrong_with_a_child_is_told_at_once(file_of, load_file):
    faulty = s.episode(
        source="0Z",
        primary_need="N77",
        assessments=(s.assessment(authorised_on=on("05-05"), factors=("RB",)),),
    )
    path = file_of(s.child(faulty, sex="X", ethnicity="ABCD"))

    report = load_file(path)

    assert refusals(report) == [
        ("CIN00003", "Sex", 4),
        ("CIN00003", "Ethnicity", 0),
        ("CIN00003", "ReferralSource", 0),
        ("CIN00003", "PrimaryNeedCode", 0),
        ("CIN00003", "AssessmentFactors", 0),
        ("CIN00003", "AssessmentAuthorisationDate", 0),
    ]
    lines = path.read_text().splitlines()
    places = [lines[r.line - 1].strip().partition(">")[0] for r in report.refused]
    assert places == [f"<{r.field}" for r in report.refused]


ROW = {
    "an id twice": ((s.child(), s.child()), "LAchildID", 4),
    "no id": ((s.child(la_child_id=None),), "LAchildID", 4),
    "an unknown ethnicity": ((s.child(ethnicity="ABCD"),), "Ethnicity", 4),
    "an unknown disability": ((s.child(disabilities=("ZZZ",)),), "Disability", 4),
    "an unknown reason for no UPN": ((s.child(upn_unknown="UN9"),), "UPNunknown", 4),
    "a death before birth": ((s.child(died_on=date(2016, 2, 28)),), "PersonDeathDate", 4),
    "no referral date": ((s.child(s.episode(referred_on=None)),), "CINreferralDate", 3),
    "no decision": ((s.child(s.episode(no_further_action=None)),), "ReferralNFA", 3),
    "an unknown source": ((s.child(s.episode(source="0Z")),), "ReferralSource", 3),
    "an unknown need": ((s.child(s.episode(primary_need="N77")),), "PrimaryNeedCode", 3),
    "closed without a reason": ((s.child(s.closed(closure_reason=None)),), "ReasonForClosure", 2),
    "a reason without closing": ((s.child(s.episode(closure_reason="RC7")),), "CINclosureDate", 3),
    "closed before referral": ((s.child(s.closed(closed_on=on("05-05"))),), "CINclosureDate", 2),
    "two cases at once": (
        (s.child(s.episode(), s.episode(referred_on=on("09-01"), cin_plans=(), assessments=())),),
        "CINreferralDate",
        1,
    ),
    "an unknown factor": (
        (s.child(s.episode(assessments=(s.assessment(factors=("RB",)),))),),
        "AssessmentFactors",
        1,
    ),
    "an assessment that ends first": (
        (s.child(s.episode(assessments=(s.assessment(authorised_on=on("05-05")),))),),
        "AssessmentAuthorisationDate",
        1,
    ),
    "two open assessments": (
        (
            s.child(
                s.episode(
                    assessments=(s.open_assessment(), s.open_assessment(started_on=on("03-09")))
                )
            ),
        ),
        "AssessmentAuthorisationDate",
        1,
    ),
    "two plans in need at once": (
        (s.child(s.episode(cin_plans=(s.need(), s.need(started_on=on("09-01"))))),),
        "CINPlanStartDate",
        1,
    ),
    "both kinds of plan at once": (
        (s.child(s.protected(cin_plans=(s.need(),))),),
        "CINPlanStartDate",
        1,
    ),
    "two protection plans at once": (
        (
            s.child(
                s.protected(protection_plans=(s.protection(), s.protection(started_on=on("09-01"))))
            ),
        ),
        "CPPstartDate",
        2,
    ),
    "a review twice on a day": (
        (
            s.child(
                s.protected(
                    protection_plans=(s.protection(reviews=(s.review("08-20"), s.review("08-20"))),)
                )
            ),
        ),
        "CPPreviewDate",
        1,
    ),
    "a conference before its enquiry": (
        (s.child(s.protected(section47s=(s.enquiry(conference_on=on("05-07")),))),),
        "DateOfInitialCPC",
        1,
    ),
    "two open enquiries": (
        (
            s.child(
                s.protected(section47s=(s.open_enquiry(), s.open_enquiry(started_on=on("03-25"))))
            ),
        ),
        "S47ActualStartDate",
        1,
    ),
    "an unknown category": (
        (s.child(s.protected(protection_plans=(s.protection(initial_category="ABC"),))),),
        "InitialCategoryOfAbuse",
        2,
    ),
}


@pytest.mark.parametrize(("children", "field", "rows"), ROW.values(), ids=ROW)
def test_what_the_record_cannot_hold_is_refused(children, field, rows, file_of, load_file):
    report = load_file(file_of(*children), keep_going=True)

    (refused,) = report.refused
    assert (refused.field, refused.rows) == (field, rows)
    assert refused.line > 1
    assert report.rows["in_file"] == report.rows["taken"] + report.rows["refused"]


def test_what_is_unlikely_is_taken_with_a_warning(file_of, load_file, returned):
    child = s.child(s.episode(primary_need=None, source=None), ethnicity=None, disabilities=())

    report = load_file(file_of(child))

    assert report.refused == []
    assert {w.field for w in report.warnings} == {
        "Ethnicity",
        "Disability",
        "PrimaryNeedCode",
        "ReferralSource",
    }
    assert returned()["CIN00003"] == child


def test_a_factor_or_disability_given_twice_is_kept_once(file_of, load_file, returned):
    child = s.child(
        s.episode(assessments=(s.assessment(factors=("3A", "3A")),)), disabilities=("LD", "LD")
    )

    report = load_file(file_of(child))

    assert {w.field for w in report.warnings} >= {"AssessmentFactors", "Disability"}
    assert returned()["CIN00003"].episodes[0].assessments[0].factors == ("3A",)
    assert returned()["CIN00003"].disabilities == ("LD",)


def test_a_wrong_header_date_is_refused_and_with_keep_going_a_warning(file_of, load_file):
    path = file_of(s.child(), reference_on=date(2026, 4, 1))

    refused = load_file(path)
    taken = load_file(path, keep_going=True)

    assert refusals(refused) == [(None, "ReferenceDate", 4)]
    assert taken.rows["taken"] == 4
    assert [(w.child, w.field) for w in taken.warnings] == [(None, "ReferenceDate")]


def test_older_layouts_are_read_with_keep_going(file_of, load_file, returned):
    path = file_of(s.child(sex="1"))
    text = path.read_text()
    gender = path.with_name("gender.xml")
    gender.write_text(text.replace("<Sex>1</Sex>", "<GenderCurrent>2</GenderCurrent>"))

    assert refusals(load_file(path)) == [("CIN00003", "Sex", 4)]
    assert refusals(load_file(gender)) == [("CIN00003", "GenderCurrent", 4)]
    assert load_file(path, keep_going=True).warnings[0].field == "Sex"
    assert returned()["CIN00003"].sex == "M"
    assert load_file(gender, keep_going=True).warnings[0].field == "GenderCurrent"
    assert returned()["CIN00003"].sex == "F"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("<Collection>CIN</Collection>", "<Collection>SLAC</Collection>", "Collection"),
        ("<Year>2026</Year>", "<Year>2035</Year>", "Year"),
        ("<Year>2026</Year>", "<Year>twenty</Year>", "Year"),
        ("2026-03-31", "31/03/2026", "ReferenceDate"),
        ("<Children>", "<Header><Source/></Header><Children>", "Header"),
        ("</Children>", "", "Message"),
    ],
)
def test_a_file_that_is_not_a_census_of_a_known_year_is_refused_whole(
    old, new, field, file_of, load_file
):
    path = file_of(s.child())
    path.write_text(path.read_text().replace(old, new, 1))

    report = load_file(path)

    assert [(r.child, r.field, r.rows) for r in report.refused] == [(None, field, 4)]
    assert not Person.objects.exists()


def test_a_broken_file_does_not_spoil_the_others_when_going_on(file_of, load_file, tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text("<Message><Child")

    report = load_file(broken, file_of(s.child()), keep_going=True)

    assert report.rows["taken"] == 4
    assert report.refused[0].file == "broken.xml"


def test_a_file_without_a_child_is_no_census(file_of, load_file):
    report = load_file(file_of())

    assert [(r.line, r.field) for r in report.refused] == [(3, "Children")]
    assert not LoadedFile.objects.exists()


def test_a_file_without_a_header_is_refused_at_its_first_line(file_of, load_file):
    path = file_of(s.child())
    before, _, rest = path.read_text().partition("<Header>")
    path.write_text(before + rest.partition("</Header>")[2])

    report = load_file(path)

    assert [(r.line, r.field, r.rows) for r in report.refused] == [(1, "Collection", 4)]


def test_the_second_of_two_children_with_one_number_names_the_line_of_the_first(file_of, load_file):
    path = file_of(s.child(), s.child())

    (refused, _) = load_file(path).refused

    first = next(n for n, line in enumerate(path.read_text().splitlines(), 1) if "<Child>" in line)
    assert f"line {first} of this file" in refused.message


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_stands_for_never_is_refused_and_breaks_nothing(day, file_of, load_file):
    path = file_of(s.child(s.protected()))
    path.write_text(path.read_text().replace("2016-02-29", day).replace("2025-05-28", day))

    report = load_file(path)

    assert {r.field for r in report.refused} >= {"PersonBirthDate", "CPPstartDate"}
    assert not Person.objects.exists()


def test_of_a_child_whose_only_referral_is_refused_it_is_not_said_that_there_is_none(
    file_of, load_file
):
    report = load_file(file_of(s.child(s.episode(source="0Z"))))

    assert refusals(report)[0] == ("CIN00003", "ReferralSource", 3)
    assert "CINdetails" not in {warning.field for warning in report.warnings}


def test_a_child_without_a_number_is_nobody_and_not_an_empty_number(file_of, load_file):
    report = load_file(file_of(s.child(la_child_id=None)))

    assert refusals(report)[0] == (None, "LAchildID", 4)
