"""Rules of work before a court: what each finds, and what it leaves alone."""

from datetime import date

from tests.insight.cin_census import stories as s

CHANGES = [
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
CASES = [
    (
        rule,
        2027,
        s.episode(pre_proceedings=(s.pre_proceedings(**changes),)),
        s.episode(pre_proceedings=(s.pre_proceedings(),)),
    )
    for rule, changes in CHANGES
]
