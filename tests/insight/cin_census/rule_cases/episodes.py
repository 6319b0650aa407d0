"""Rules of codes, of what may not stand together, and of no further action."""

from datetime import date

from tessera.insight.cin_census import shape
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on

CASES = [
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
]
