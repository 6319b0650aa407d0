"""A child in need of each kind, in the census of 2026, without a fault; and the same with one."""

from datetime import UTC, date, datetime
from typing import Any

from tessera.demo.bench.census_file import upn
from tessera.insight.cin_census import shape, writer

YEAR = 2026


def on(text: str) -> date:
    """A day of the census year, as month-day; the year's months from April are of 2025."""
    month, day = map(int, text.split("-"))
    return date(2025 if month >= 4 else 2026, month, day)


def assessment(**changes: Any) -> shape.Assessment:
    given = {"started_on": on("05-06"), "authorised_on": on("06-10"), "factors": ("3A", "4B")}
    return shape.Assessment(**given | changes)


def open_assessment(**changes: Any) -> shape.Assessment:
    given = {"started_on": on("03-02"), "authorised_on": None, "factors": ()}
    return assessment(**given | changes)


def enquiry(**changes: Any) -> shape.Section47:
    given = {
        "started_on": on("05-08"),
        "conference_target_on": on("05-30"),
        "conference_on": on("05-28"),
        "conference_not_required": False,
    }
    return shape.Section47(**given | changes)


def open_enquiry(**changes: Any) -> shape.Section47:
    given = {"started_on": on("03-20"), "conference_target_on": None, "conference_on": None}
    return enquiry(**given | changes)


def review(day: str) -> shape.Review:
    return shape.Review(held_on=on(day))


def protection(**changes: Any) -> shape.ProtectionPlan:
    given = {
        "started_on": on("05-28"),
        "initial_category": "NEG",
        "latest_category": "NEG",
        "previous_plans": 0,
        "reviews": (review("08-20"),),
    }
    return shape.ProtectionPlan(**given | changes)


def need(**changes: Any) -> shape.CinPlan:
    return shape.CinPlan(**{"started_on": on("06-11")} | changes)


def pre_proceedings(**changes: Any) -> shape.PreProceedings:
    given = {
        "started_on": date(2026, 9, 7),
        "letter_sent_on": date(2026, 9, 14),
        "family_meeting_offered": True,
        "family_meeting_held": False,
        "first_meeting_on": date(2026, 9, 28),
        "review_meetings": 1,
        "decided_on": date(2026, 12, 1),
        "outcome": "A",
        "applied_to_court_on": date(2026, 12, 18),
        "initial_letter_on": date(2027, 1, 5),
    }
    return shape.PreProceedings(**given | changes)


def episode(**changes: Any) -> shape.Episode:
    """A referral that was assessed, and led to a child in need plan still open."""
    given = {
        "referred_on": on("05-06"),
        "source": "2A",
        "primary_need": "N1",
        "no_further_action": False,
        "assessments": (assessment(),),
        "cin_plans": (need(),),
    }
    return shape.Episode(**given | changes)


def protected(**changes: Any) -> shape.Episode:
    """A referral that led by an enquiry and a conference to a protection plan."""
    given = {"section47s": (enquiry(),), "protection_plans": (protection(),), "cin_plans": ()}
    return episode(**given | changes)


def closed(**changes: Any) -> shape.Episode:
    """A referral assessed and closed after the assessment."""
    given = {"closed_on": on("06-12"), "closure_reason": "RC8", "cin_plans": ()}
    return episode(**given | changes)


def nothing_followed(**changes: Any) -> shape.Episode:
    given = {
        "primary_need": None,
        "no_further_action": True,
        "assessments": (),
        "cin_plans": (),
    }
    return episode(**given | changes)


def child(*episodes: shape.Episode, **changes: Any) -> shape.Child:
    given = {
        "la_child_id": "CIN00003",
        "upn": upn(3),
        "born_on": date(2016, 2, 29),
        "sex": "F",
        "ethnicity": "WBRI",
        "disabilities": ("NONE",),
        "episodes": episodes or (episode(),),
    }
    return shape.Child(**given | changes)


def unborn(**changes: Any) -> shape.Child:
    given = {
        "upn": None,
        "born_on": None,
        "expected_on": date(2026, 6, 1),
        "sex": "U",
        "disabilities": (),
        "episodes": (episode(referred_on=on("01-12"), assessments=(), cin_plans=()),),
    }
    return child(**given | changes)


def returned(*children: shape.Child, year: int = YEAR) -> shape.Return:
    header = writer.header_for(year=year, authority="975", made_at=on_the_day(year), release="test")
    return shape.Return(header=header, children=children)


def on_the_day(year: int) -> Any:

    return datetime(year, 5, 20, 9, tzinfo=UTC)
