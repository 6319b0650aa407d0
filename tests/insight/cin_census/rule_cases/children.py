"""Rules of who a child is, of a death, and of all children together."""

from datetime import date

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
    (
        "8530Q",
        2026,
        s.unborn(expected_on=date(2026, 2, 28)),
        s.unborn(expected_on=date(2026, 3, 1)),
    ),
    (
        "8530Q",
        2026,
        s.unborn(expected_on=date(2027, 1, 1)),
        s.unborn(expected_on=date(2026, 12, 31)),
    ),
    ("8750", 2026, s.unborn(sex="F"), s.unborn()),
    ("8750", 2024, s.unborn(**OLD, gender="1"), s.unborn(**OLD, gender="0")),
    ("4180", 2026, s.child(sex="9"), s.child(sex="U")),
    ("4180", 2024, s.child(**OLD, gender=None), s.child(**OLD, gender="9")),
    ("8775Q", 2026, s.child(born_on=date(2001, 3, 30)), s.child(born_on=date(2001, 3, 31))),
    ("8590", 2026, s.child(episodes=()), s.child()),
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
