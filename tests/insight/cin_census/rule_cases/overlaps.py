"""Rules of what may not overlap: what each finds, and what it leaves alone."""

from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on


def both(first, second):
    return s.child(first, second)


CASES = [
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
]
