"""Every rule of the census: one story that it finds, and one beside it that it leaves alone."""

from datetime import date

import pytest

from tessera.insight.cin_census import checks, shape
from tessera.insight.cin_census.layout import FIRST_YEAR, LAST_YEAR
from tessera.insight.cin_census.rules import rules_for
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on


def _many(number, **changes):
    return [s.child(la_child_id=f"CIN{n}", upn=s.upn(n), **changes) for n in range(number)]


def _kinds(*codes):
    return [
        s.child(la_child_id=f"D{n}", upn=s.upn(n), disabilities=found)
        for n, found in enumerate(codes)
    ]


EIGHT = [(c,) for c in ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS")]
OLD = {"sex": None}


def both(first, second):
    return s.child(first, second)


# rule, year, what it finds, what it leaves alone: an episode, a child, or the children of a return
CASES = [
    ("8500", 2026, s.child(la_child_id=None), s.child()),
    ("8510", 2026, [s.child(), s.child(upn=s.upn(9))], _many(2)),
    ("1520", 2026, [s.child(), s.child(la_child_id="CIN9")], _many(2)),
    ("1570", 2026, s.child(la_child_id="A" * 21), s.child(la_child_id="A" * 20)),
    ("1580", 2026, s.child(la_child_id="CIN-3"), s.child(la_child_id="CIN3")),
    ("1510", 2026, s.child(upn="A" + s.upn(3)[1:]), s.child()),
    ("1510", 2026, s.child(upn="X12"), s.child(upn=None, upn_unknown="UN3")),
    ("1530", 2026, s.child(upn=s.upn(3, "975")), s.child(upn=s.upn(3, "942"))),
    ("1530", 2023, s.child(upn=s.upn(3, "942")), s.child(upn=s.upn(3, "941"))),
    ("1540", 2026, s.child(upn="A8160000A0003"), s.child()),
    ("1550", 2026, s.child(upn=s.upn(3)[:12] + "S"), s.child(upn=s.upn(3)[:12] + "T")),
    ("1560Q", 2026, s.child(former_upn="12345"), s.child(former_upn=s.upn(3)[:12] + "A")),
    ("8770Q", 2026, s.child(upn=None, upn_unknown="UN1"), s.child(upn=None, upn_unknown="UN2")),
    (
        "8770Q",
        2024,
        s.child(upn=None, born_on=date(2018, 3, 31)),
        s.child(upn=None, born_on=date(2018, 4, 1)),
    ),
    (
        "8772",
        2026,
        s.child(upn=None, upn_unknown="UN7"),
        s.child(s.nothing_followed(), upn=None, upn_unknown="UN7"),
    ),
    ("8520", 2026, s.child(born_on=date(2026, 4, 1)), s.child(born_on=date(2026, 3, 31))),
    ("8525Q", 2026, s.child(born_on=None), s.child()),
    ("8525Q", 2026, s.child(expected_on=date(2026, 4, 1)), s.unborn()),
    ("8530Q", 2026, s.unborn(expected_on=date(2026, 3, 1)), s.unborn(expected_on=on("03-02"))),
    ("8750", 2026, s.unborn(sex="F"), s.unborn()),
    ("8750", 2024, s.unborn(**OLD, gender="1"), s.unborn(**OLD, gender="0")),
    ("4180", 2026, s.child(sex="9"), s.child(sex="U")),
    ("4180", 2024, s.child(**OLD, gender=None), s.child(**OLD, gender="9")),
    ("8775Q", 2026, s.child(born_on=date(2001, 3, 30)), s.child(born_on=date(2001, 3, 31))),
    ("8590", 2026, s.child(episodes=()), s.child()),
    ("4220", 2026, s.child(ethnicity="XXXX"), s.child(ethnicity="REFU")),
    ("8540", 2026, s.child(disabilities=()), s.child(s.nothing_followed(), disabilities=())),
    ("8540", 2026, s.child(disabilities=("ABC",)), s.unborn()),
    ("T540", 2026, s.child(upn=None, upn_unknown="UN9"), s.child(upn=None, upn_unknown="UN5")),
    ("8568", 2026, s.episode(no_further_action=None), s.episode()),
    ("8610", 2026, s.episode(primary_need=None), s.nothing_followed()),
    ("8650", 2026, s.episode(primary_need="N11"), s.episode(primary_need="N0")),
    ("8866", 2026, s.episode(source=None), s.episode(source="10")),
    (
        "8866",
        2026,
        s.episode(source="ZZ"),
        s.episode(source=None, referred_on=date(2013, 3, 31)),
    ),
    ("8640", 2026, s.closed(closure_reason="RC0"), s.closed()),
    (
        "8905",
        2026,
        s.protected(protection_plans=(s.protection(initial_category=None),)),
        s.protected(),
    ),
    (
        "8910",
        2026,
        s.protected(protection_plans=(s.protection(latest_category="XX"),)),
        s.protected(),
    ),
    (
        "8730",
        2026,
        s.protected(protection_plans=(s.protection(previous_plans=None),)),
        s.protected(protection_plans=(s.protection(previous_plans=0),)),
    ),
    ("8897Q", 2026, s.episode(assessments=(s.assessment(factors=()),)), s.episode()),
    (
        "8897Q",
        2026,
        s.episode(assessments=(s.assessment(factors=("3A", "RB")),)),
        s.episode(assessments=(s.assessment(factors=("18A",)),)),
    ),
    ("8945Q", 2026, s.episode(assessments=(s.assessment(factors=("18A",)),)), s.episode()),
    (
        "8950Q",
        2026,
        s.episode(assessments=(s.assessment(factors=("4B", "19A")),)),
        s.episode(assessments=(s.assessment(factors=("19B",)),)),
    ),
    ("8790", 2026, s.child(disabilities=("NONE", "LD")), s.child(disabilities=("NONE",))),
    ("8794", 2026, s.child(disabilities=("LD", "LD")), s.child(disabilities=("LD", "VIS"))),
    ("8805", 2026, s.closed(closure_reason=None), s.closed()),
    ("8810", 2026, s.episode(closure_reason="RC7"), s.closed()),
    (
        "8614",
        2026,
        s.episode(assessments=(s.open_assessment(factors=("3A",)),)),
        s.episode(assessments=(s.open_assessment(),)),
    ),
    (
        "8869",
        2026,
        s.episode(assessments=(s.assessment(factors=("21", "3A")),)),
        s.episode(assessments=(s.assessment(factors=("21",)),)),
    ),
    ("8898", 2026, s.episode(assessments=(s.assessment(factors=("3A", "3A")),)), s.episode()),
    (
        "2884",
        2026,
        s.child(s.protected(conference_on=on("05-28"))),
        s.child(s.protected(conference_on=on("05-29"))),
    ),
    ("2990", 2026, s.closed(cin_plans=(s.need(ended_on=on("06-12")),)), s.closed()),
    ("8825Q", 2026, s.closed(assessments=()), s.closed()),
    (
        "8873Q",
        2026,
        s.closed(closure_reason="RC7", assessments=(s.assessment(factors=("21",)),)),
        s.closed(assessments=(s.assessment(factors=("21",)),)),
    ),
    ("2991Q", 2026, s.protected(assessments=()), s.protected()),
    (
        "8842Q",
        2026,
        s.protected(protection_plans=(s.protection(reviews=(shape.Review(),)),)),
        s.protected(),
    ),
    ("1103", 2026, s.episode(assessments=(s.assessment(started_on=on("05-05")),)), s.episode()),
    ("1104", 2026, s.protected(section47s=(s.enquiry(conference_on=on("05-05")),)), s.protected()),
    (
        "1105",
        2026,
        s.protected(protection_plans=(s.protection(started_on=on("05-05")),)),
        s.protected(),
    ),
    ("2889", 2026, s.protected(section47s=(s.enquiry(started_on=on("05-05")),)), s.protected()),
    ("4015", 2026, s.episode(cin_plans=(s.need(started_on=on("05-05")),)), s.episode()),
    (
        "8606",
        2026,
        s.child(s.episode(referred_on=on("08-24")), born_on=on("03-31").replace(month=6, day=1)),
        s.child(s.episode(referred_on=on("08-25")), born_on=on("03-31").replace(month=6, day=1)),
    ),
    ("8630", 2026, s.closed(closed_on=on("05-05")), s.closed()),
    (
        "8608",
        2026,
        s.episode(assessments=(s.assessment(authorised_on=on("05-05")),)),
        s.episode(assessments=(s.assessment(authorised_on=on("05-06")),)),
    ),
    ("8615", 2026, s.protected(section47s=(s.enquiry(started_on=on("05-29")),)), s.protected()),
    ("8615", 2026, s.protected(section47s=(s.enquiry(started_on=None),)), s.protected()),
    (
        "4011",
        2026,
        s.episode(cin_plans=(s.need(ended_on=on("06-10")),)),
        s.episode(cin_plans=(s.need(ended_on=on("06-12")),)),
    ),
    (
        "4012Q",
        2026,
        s.episode(cin_plans=(s.need(ended_on=on("06-11")),)),
        s.episode(cin_plans=(s.need(ended_on=on("06-12")),)),
    ),
    (
        "8925",
        2026,
        s.protected(protection_plans=(s.protection(ended_on=on("05-27")),)),
        s.protected(protection_plans=(s.protection(ended_on=on("08-20")),)),
    ),
    (
        "8840",
        2026,
        s.protected(protection_plans=(s.protection(ended_on=on("05-28")),)),
        s.protected(protection_plans=(s.protection(ended_on=on("05-29")),)),
    ),
    (
        "8841",
        2026,
        s.protected(protection_plans=(s.protection(reviews=(s.review("05-28"),)),)),
        s.protected(protection_plans=(s.protection(reviews=(s.review("05-29"),)),)),
    ),
    (
        "2885",
        2026,
        s.protected(protection_plans=(s.protection(started_on=on("05-29")),)),
        s.protected(section47s=(), conference_on=on("05-28")),
    ),
    (
        "8565",
        2026,
        s.closed(assessments=(s.assessment(authorised_on=on("06-13")),)),
        s.closed(assessments=(s.assessment(authorised_on=on("06-12")),)),
    ),
    (
        "8815",
        2026,
        both(s.episode(), s.episode(referred_on=on("09-01"))),
        both(s.episode(), s.nothing_followed(referred_on=on("04-02"))),
    ),
    (
        "8816",
        2026,
        both(s.episode(), s.nothing_followed(referred_on=on("09-01"))),
        both(s.closed(), s.nothing_followed(referred_on=on("09-01"))),
    ),
    (
        "8820",
        2026,
        both(s.closed(), s.episode(referred_on=on("06-11"))),
        both(s.closed(), s.episode(referred_on=on("06-12"))),
    ),
    (
        "8896",
        2026,
        s.episode(assessments=(s.open_assessment(), s.open_assessment(started_on=on("03-09")))),
        s.episode(assessments=(s.assessment(), s.open_assessment())),
    ),
    (
        "8863Q",
        2026,
        s.episode(assessments=(s.assessment(), s.open_assessment(started_on=on("06-10")))),
        s.episode(assessments=(s.assessment(), s.open_assessment(started_on=on("06-11")))),
    ),
    (
        "8839",
        2026,
        s.protected(section47s=(s.open_enquiry(), s.open_enquiry(started_on=on("03-24")))),
        s.protected(section47s=(s.open_enquiry(), s.enquiry(conference_not_required=True))),
    ),
    (
        "8890",
        2026,
        s.protected(section47s=(s.enquiry(), s.open_enquiry(started_on=on("05-28")))),
        s.protected(section47s=(s.enquiry(), s.open_enquiry(started_on=on("05-29")))),
    ),
    (
        "8935",
        2026,
        both(s.protected(), s.protected()),
        both(s.protected(), s.nothing_followed()),
    ),
    (
        "8940",
        2026,
        s.child(
            s.protected(
                protection_plans=(
                    s.protection(ended_on=on("08-20")),
                    s.protection(started_on=on("08-20"), reviews=()),
                )
            )
        ),
        s.child(
            s.protected(
                protection_plans=(
                    s.protection(ended_on=on("08-20")),
                    s.protection(started_on=on("08-21"), reviews=()),
                )
            )
        ),
    ),
    (
        "4004",
        2026,
        s.child(s.episode(cin_plans=(s.need(), s.need(started_on=on("09-01"))))),
        s.child(
            s.episode(cin_plans=(s.need(ended_on=on("08-01")), s.need(started_on=on("09-01"))))
        ),
    ),
    (
        "4014",
        2026,
        s.child(
            s.episode(cin_plans=(s.need(ended_on=on("09-01")), s.need(started_on=on("09-01"))))
        ),
        s.child(
            s.episode(cin_plans=(s.need(ended_on=on("08-31")), s.need(started_on=on("09-01"))))
        ),
    ),
    (
        "4001",
        2026,
        s.protected(cin_plans=(s.need(),)),
        s.protected(cin_plans=(s.need(started_on=on("05-07"), ended_on=on("05-28")),)),
    ),
    (
        "4003",
        2026,
        s.child(s.protected(cin_plans=(s.need(started_on=on("08-20")),))),
        s.child(
            s.protected(
                protection_plans=(s.protection(ended_on=on("08-20")),),
                cin_plans=(s.need(started_on=on("08-20")),),
            )
        ),
    ),
    (
        "4016",
        2026,
        s.child(
            s.protected(
                protection_plans=(s.protection(ended_on=on("08-20")),),
                cin_plans=(s.need(started_on=on("08-19")),),
            )
        ),
        s.child(
            s.protected(
                protection_plans=(s.protection(ended_on=on("08-20")),),
                cin_plans=(s.need(started_on=on("08-20")),),
            )
        ),
    ),
    (
        "4017",
        2026,
        s.child(s.protected(cin_plans=(s.need(started_on=on("05-07"), ended_on=on("05-29")),))),
        s.child(s.protected(cin_plans=(s.need(started_on=on("05-07"), ended_on=on("05-28")),))),
    ),
    ("8831", 2026, s.nothing_followed(assessments=(s.assessment(),)), s.nothing_followed()),
    ("8831", 2026, s.nothing_followed(conference_on=on("05-28")), s.protected()),
    ("8832", 2026, s.nothing_followed(protection_plans=(s.protection(),)), s.nothing_followed()),
    ("4000", 2026, s.nothing_followed(cin_plans=(s.need(),)), s.nothing_followed()),
    (
        "8569Q",
        2026,
        s.nothing_followed(referred_on=date(2025, 3, 28)),
        s.nothing_followed(referred_on=date(2025, 3, 31)),
    ),
    ("8867", 2026, s.closed(assessments=(s.open_assessment(),)), s.closed()),
    (
        "8868",
        2026,
        s.closed(section47s=(s.open_enquiry(),)),
        s.closed(section47s=(s.open_enquiry(conference_not_required=True),)),
    ),
    (
        "8868",
        2026,
        s.closed(section47s=(s.enquiry(conference_not_required=True),)),
        s.closed(section47s=(s.enquiry(),)),
    ),
    ("8535Q", 2026, s.child(died_on=date(2016, 2, 28)), s.child(died_on=date(2026, 2, 28))),
    ("8535Q", 2026, s.unborn(died_on=on("03-01")), s.unborn()),
    ("8545Q", 2026, s.child(died_on=date(2025, 3, 31)), s.child(died_on=date(2025, 4, 1))),
    ("8555Q", 2026, s.child(died_on=on("05-05")), s.child(died_on=on("05-06"))),
    (
        "8585Q",
        2026,
        s.child(s.closed(closure_reason="RC2")),
        s.child(s.closed(closure_reason="RC2"), died_on=on("06-12")),
    ),
    ("4008", 2026, s.child(died_on=on("06-10")), s.child(died_on=on("06-11"))),
    (
        "4009Q",
        2026,
        s.child(s.episode(cin_plans=(s.need(ended_on=on("09-02")),)), died_on=on("09-01")),
        s.child(s.episode(cin_plans=(s.need(ended_on=on("09-01")),)), died_on=on("09-01")),
    ),
    ("8915", 2026, s.child(s.protected(), died_on=on("05-27")), s.child(s.protected())),
    (
        "8920",
        2026,
        s.child(
            s.protected(protection_plans=(s.protection(ended_on=on("09-02")),)), died_on=on("09-01")
        ),
        s.child(
            s.protected(protection_plans=(s.protection(ended_on=on("09-01")),)), died_on=on("09-01")
        ),
    ),
    # 45 working days before Tuesday 31 March 2026 is Tuesday 27 January; 15 is Tuesday 10 March.
    (
        "8670Q",
        2026,
        s.episode(assessments=(s.open_assessment(started_on=on("01-26")),)),
        s.episode(assessments=(s.open_assessment(started_on=on("01-27")),)),
    ),
    (
        "8675Q",
        2026,
        s.protected(section47s=(s.open_enquiry(started_on=on("03-09")),)),
        s.protected(section47s=(s.open_enquiry(started_on=on("03-10")),)),
    ),
    (
        "8870Q",
        2026,
        s.protected(section47s=(s.enquiry(conference_target_on=on("05-26")),)),
        s.protected(section47s=(s.enquiry(conference_target_on=on("05-27")),)),
    ),
    (
        "8875",
        2026,
        s.protected(section47s=(s.enquiry(conference_on=on("05-31")),)),
        s.protected(section47s=(s.enquiry(conference_on=on("05-30")),)),
    ),
    ("8600", 2026, s.episode(referred_on=date(2026, 4, 1)), s.episode(referred_on=on("03-31"))),
    ("8600", 2026, s.episode(referred_on=None), s.episode()),
    ("8620", 2026, s.closed(closed_on=date(2026, 4, 1)), s.closed(closed_on=on("03-31"))),
    (
        "8696",
        2026,
        s.episode(assessments=(s.assessment(authorised_on=date(2026, 4, 1)),)),
        s.episode(assessments=(s.assessment(authorised_on=on("03-31")),)),
    ),
    (
        "8736",
        2026,
        s.episode(assessments=(s.open_assessment(started_on=date(2025, 3, 31)),)),
        s.episode(assessments=(s.open_assessment(started_on=on("04-01")),)),
    ),
    ("8736", 2026, s.episode(assessments=(s.open_assessment(started_on=None),)), s.episode()),
    (
        "8715",
        2026,
        s.protected(section47s=(s.enquiry(conference_on=date(2025, 3, 31)),)),
        s.protected(section47s=(s.enquiry(conference_on=on("04-01")),)),
    ),
    ("8715", 2026, s.episode(conference_on=date(2026, 4, 1)), s.episode(conference_on=on("03-31"))),
    (
        "8740",
        2026,
        s.protected(section47s=(s.open_enquiry(started_on=date(2025, 3, 31)),)),
        s.protected(section47s=(s.open_enquiry(started_on=on("04-01")),)),
    ),
    (
        "8720",
        2026,
        s.protected(protection_plans=(s.protection(started_on=date(2026, 4, 1)),)),
        s.protected(protection_plans=(s.protection(started_on=date(2020, 4, 1)),)),
    ),
    (
        "8720",
        2026,
        s.protected(protection_plans=(s.protection(started_on=None),)),
        s.protected(),
    ),
    (
        "8930",
        2026,
        s.protected(protection_plans=(s.protection(ended_on=date(2026, 4, 1)),)),
        s.protected(protection_plans=(s.protection(ended_on=on("03-31")),)),
    ),
    (
        "4010",
        2026,
        s.episode(cin_plans=(s.need(started_on=None),)),
        s.episode(cin_plans=(s.need(started_on=on("03-31")),)),
    ),
    (
        "4013",
        2026,
        s.episode(cin_plans=(s.need(ended_on=date(2026, 4, 1)),)),
        s.episode(cin_plans=(s.need(ended_on=on("03-31")),)),
    ),
    (
        "2883",
        2026,
        [s.child(s.protected(section47s=()))],
        [s.child(s.protected(section47s=(), conference_on=on("05-28")))],
    ),
    ("2886Q", 2026, [*_many(40), s.child(sex="U")], [*_many(50), s.child(sex="U")]),
    (
        "2886Q",
        2024,
        [*_many(40, **OLD, gender="1"), s.child(**OLD, gender="0")],
        [*_many(50, **OLD, gender="2"), s.unborn(**OLD, gender="0")],
    ),
    ("2887Q", 2026, _kinds(*EIGHT[:7], ("NONE",), ("MOB",), ("PC",)), _kinds(*EIGHT)),
    ("2888Q", 2026, _kinds(("MOB",), ("NONE",)), _kinds(("MOB",), ("LD", "VIS"))),
    (
        "8995Q",
        2027,
        [s.child()],
        [s.child(s.episode(pre_proceedings=(s.pre_proceedings(),)))],
    ),
    (
        "9000Q",
        2027,
        [s.child(s.episode(pre_proceedings=(s.pre_proceedings(family_meeting_offered=False),)))],
        [s.child(s.episode(pre_proceedings=(s.pre_proceedings(),)))],
    ),
]

PRE_PROCEEDINGS_CASES = [
    ("T900", {"decided_on": date(2027, 4, 1)}),
    ("T901", {"outcome": "Z"}),
    ("9006", {"letter_sent_on": date(2026, 9, 6)}),
    ("9007", {"family_meeting_offered": None}),
    ("9009", {"decided_on": date(2026, 9, 6), "applied_to_court_on": None}),
    ("9010Q", {"family_meeting_held": None}),
    ("9012", {"applied_to_court_on": date(2026, 11, 30)}),
    ("9013", {"initial_letter_on": date(2026, 12, 17)}),
    ("9015Q", {"review_meetings": None}),
]
CASES += [
    (
        rule,
        2027,
        s.episode(pre_proceedings=(s.pre_proceedings(**changes),)),
        s.episode(pre_proceedings=(s.pre_proceedings(),)),
    )
    for rule, changes in PRE_PROCEEDINGS_CASES
]


def rules_found(what, year):
    if isinstance(what, shape.Episode):
        what = s.child(what)
    children = what if isinstance(what, list) else [what]
    return {finding.rule for finding in checks.checks(s.returned(*children, year=year), year)}


@pytest.mark.parametrize(
    ("rule", "year", "at_fault", "in_order"),
    CASES,
    ids=[f"{case[0]}-{case[1]}-{number}" for number, case in enumerate(CASES)],
)
def test_a_rule_finds_its_fault_and_nothing_else(rule, year, at_fault, in_order):
    assert rule in rules_found(at_fault, year)
    assert rule not in rules_found(in_order, year)


def test_every_rule_is_tried():
    tried = {(case[0], case[1]) for case in CASES} | {("100", 2026)}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for rule in rules_for(year):
            years = range(rule.since, rule.until + 1)
            assert any((rule.number, tried_year) in tried for tried_year in years), rule.number


@pytest.mark.parametrize("story", [s.episode(), s.protected(), s.closed(), s.nothing_followed()])
def test_the_stories_themselves_break_no_rule(story):
    findings = checks.checks(s.returned(s.child(story)), s.YEAR)

    assert {f.rule for f in findings} <= {"2887Q"}


def test_an_unborn_child_breaks_no_rule():
    assert rules_found(s.unborn(), s.YEAR) <= {"2887Q"}


def test_a_wrong_reference_date_is_an_error_of_the_whole_return():
    returned = s.returned(s.child(), year=2025)

    (finding,) = [f for f in checks.checks(returned, 2026) if f.rule == "100"]

    assert (finding.severity, finding.child, finding.field) == ("error", None, "ReferenceDate")


def test_a_finding_names_child_field_and_what_to_do():
    (finding,) = [
        f
        for f in checks.checks(s.returned(s.child(s.episode(primary_need=None))), s.YEAR)
        if f.rule == "8610"
    ]

    assert finding.severity == "error"
    assert finding.child == "CIN00003"
    assert finding.field == "PrimaryNeedCode"
    assert "Record the main need" in finding.message


@pytest.mark.parametrize(
    ("rule", "since"), [("1570", 2025), ("1580", 2025), ("8945Q", 2025), ("9006", 2027)]
)
def test_a_rule_is_silent_before_its_year(rule, since):
    assert rule not in {r.number for r in rules_for(since - 1)}
    assert rule in {r.number for r in rules_for(since)}


def test_a_year_outside_what_is_known_is_refused():
    with pytest.raises(ValueError, match="2021 to 2027"):
        checks.checks(s.returned(s.child()), 2030)
