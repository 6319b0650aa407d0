"""Rules of the order of days, of working days, and of what belongs to the year."""

from datetime import date

from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on

CASES = [
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
]
