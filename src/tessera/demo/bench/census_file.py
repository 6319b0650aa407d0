"""Lawful, invented census returns of any size, from a seed: what a careful council would send."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tessera.foundations import calendar
from tessera.insight.cin_census import shape, writer
from tessera.insight.cin_census.rules.identity import check_letter
from tessera.insight.cin_census.years import Year, gender_of, year_of

AUTHORITY = "975"
ETHNICITIES = ("WBRI", "WBRI", "WBRI", "WOTH", "MWBC", "AIND", "APKN", "BAFR", "OOTH", "NOBT")
NEEDS = ("N1", "N1", "N1", "N2", "N3", "N4", "N5", "N6", "N8")
SOURCES = ("1A", "1C", "2A", "2A", "2B", "3A", "3B", "3E", "4", "5A", "5D", "6", "6", "7", "8", "9")
CATEGORIES = ("NEG", "NEG", "EMO", "EMO", "PHY", "SAB")
DISABILITIES = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA")
FACTORS = ("1B", "2B", "3A", "3B", "4A", "4B", "5A", "7A", "10A", "14A", "15A", "16A", "17A", "20")
DAY = timedelta(days=1)


def clean_return(children: int, *, year: int, seed: int = 1) -> shape.Return:
    """So many children, each with a story that could be true and that breaks no rule."""
    census_year = year_of(year)
    return shape.Return(
        header=writer.header_for(
            year=year,
            authority=AUTHORITY,
            made_at=datetime(year, 5, 20, 9, tzinfo=UTC),
            release="test",
        ),
        children=tuple(clean_child(number, census_year, seed) for number in range(children)),
    )


def clean_child(number: int, year: Year, seed: int = 1) -> shape.Child:
    return _Story(number, year, random.Random(f"{seed}/{number}")).told()  # noqa: S311 - invented children


def write_file(returned: shape.Return, path: Path) -> Path:
    with path.open("wb") as stream:
        writer.write(
            stream,
            header=returned.header,
            children=returned.children,
            year=returned.header.year or 0,
        )
    return path


def upn(number: int, authority: str = "816") -> str:
    digits = f"{authority}{number % 1_000_000_000:09}"
    return check_letter(digits) + digits


class _Story:
    def __init__(self, number: int, year: Year, chance: random.Random) -> None:
        self.number, self.year, self.chance = number, year, chance

    def told(self) -> shape.Child:
        if self.chance.random() < 0.02:
            return self._unborn()
        episodes = self._episodes()
        first = min(e.referred_on for e in episodes if e.referred_on)
        born_on = first - timedelta(days=self.chance.randrange(0, 16 * 365))
        died_on = next((e.closed_on for e in episodes if e.closure_reason == "RC2"), None)
        sex = self.chance.choice("MF")
        has_upn = self.chance.random() < 0.9
        return shape.Child(
            la_child_id=f"CIN{self.number:06}",
            upn=upn(self.number) if has_upn else None,
            former_upn=upn(self.number + 500_000_000) if self.chance.random() < 0.03 else None,
            upn_unknown=None if has_upn else "UN3",
            born_on=born_on,
            died_on=died_on,
            ethnicity=self.chance.choice(ETHNICITIES),
            disabilities=self._disabilities(episodes),
            episodes=episodes,
            **self._sex(sex),
        )

    def _unborn(self) -> shape.Child:
        referred_on = self._day(self.year.ends_on - 40 * DAY, self.year.ends_on)
        return shape.Child(
            la_child_id=f"CIN{self.number:06}",
            upn_unknown="UN1",
            expected_on=self.year.ends_on + timedelta(days=self.chance.randrange(10, 200)),
            ethnicity="NOBT",
            episodes=(self._being_assessed(referred_on),),
            **self._sex("U"),
        )

    def _sex(self, sex: str) -> dict[str, Any]:
        return {"sex": sex} if self.year.number >= 2025 else {"gender": gender_of(sex)}

    def _disabilities(self, episodes: tuple[shape.Episode, ...]) -> tuple[str, ...]:
        if all(e.no_further_action for e in episodes):
            return ()
        if self.chance.random() < 0.85:
            return ("NONE",)
        return tuple(self.chance.sample(DISABILITIES, self.chance.choice((1, 1, 2, 3))))

    def _episodes(self) -> tuple[shape.Episode, ...]:
        tale = self.chance.choice(TALES)
        if tale is not _Story._again:
            return (tale(self),)
        return self._again()

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))

    def _in_year(self, *, leaving: int = 0) -> date:
        """A working day of the year with so many days after it."""
        day = self._day(self.year.starts_on, self.year.ends_on - leaving * DAY)
        nearest = -1 if day > self.year.ends_on - 7 * DAY else 1
        return day if calendar.is_working_day(day) else calendar.add_working_days(day, nearest)

    def _episode(self, referred_on: date, **more: object) -> shape.Episode:
        given: dict[str, Any] = {
            "referred_on": referred_on,
            "source": self.chance.choice(SOURCES),
            "primary_need": self.chance.choice(NEEDS),
            "no_further_action": False,
        }
        return shape.Episode(**given | more)

    def _assessment(self, started_on: date, *, days: int | None = None) -> shape.Assessment:
        length = self.chance.randrange(5, 44) if days is None else days
        authorised_on = calendar.add_working_days(started_on, length)
        factors = tuple(self.chance.sample(FACTORS, self.chance.choice((1, 2, 3))))
        review_on = started_on + 14 * DAY if self.chance.random() < 0.2 else None
        return shape.Assessment(
            started_on=started_on,
            review_on=review_on,
            authorised_on=authorised_on,
            factors=factors,
        )

    def _counted(self, assessment: shape.Assessment) -> tuple[shape.Assessment, ...]:
        """An assessment completed before the year is no longer in the return."""
        return (assessment,) if self.year.holds(assessment.authorised_on) else ()

    def _no_further_action(self) -> shape.Episode:
        return self._episode(self._in_year(), primary_need=None, no_further_action=True)

    def _being_assessed(self, referred_on: date | None = None) -> shape.Episode:
        start = referred_on or self._day(self.year.ends_on - 40 * DAY, self.year.ends_on)
        return self._episode(start, assessments=(shape.Assessment(started_on=start),))

    def _assessed_and_closed(self) -> shape.Episode:
        referred_on = self._in_year(leaving=75)
        assessment = self._assessment(referred_on)
        assert assessment.authorised_on
        return self._episode(
            referred_on,
            assessments=(assessment,),
            closed_on=assessment.authorised_on + self.chance.randrange(0, 8) * DAY,
            closure_reason=self.chance.choice(("RC8", "RC9")),
        )

    def _in_need(self) -> shape.Episode:
        referred_on = self.year.ends_on - self.chance.randrange(100, 900) * DAY
        assessment = self._assessment(referred_on)
        assert assessment.authorised_on
        plan = shape.CinPlan(started_on=assessment.authorised_on + DAY)
        return self._episode(referred_on, assessments=self._counted(assessment), cin_plans=(plan,))

    def _in_need_and_closed(self) -> shape.Episode:
        episode = self._in_need()
        plan = episode.cin_plans[0]
        assert plan.started_on
        ended_on = self._day(max(plan.started_on + DAY, self.year.starts_on), self.year.ends_on)
        reason = self.chance.choice(("RC7", "RC7", "RC7", "RC3", "RC4", "RC5", "RC2"))
        return replace(
            episode,
            cin_plans=(replace(plan, ended_on=ended_on),),
            closed_on=ended_on,
            closure_reason=reason,
        )

    def _enquiry_without_conference(self) -> shape.Episode:
        referred_on = self._in_year(leaving=100)
        assessment = self._assessment(referred_on)
        enquiry = shape.Section47(
            started_on=referred_on + DAY,
            conference_target_on=calendar.add_working_days(referred_on + DAY, 15),
            conference_not_required=True,
        )
        assert assessment.authorised_on
        plan = shape.CinPlan(started_on=assessment.authorised_on + DAY)
        return self._episode(
            referred_on,
            assessments=(assessment,),
            section47s=(enquiry,),
            cin_plans=(plan,),
        )

    def _protected(self) -> shape.Episode:
        referred_on = self._in_year(leaving=120)
        assessment = self._assessment(referred_on)
        started_on = calendar.add_working_days(referred_on, 2)
        target_on = calendar.add_working_days(started_on, 15)
        conference_on = calendar.add_working_days(started_on, self.chance.randrange(8, 16))
        enquiry = shape.Section47(
            started_on=started_on,
            conference_target_on=target_on,
            conference_on=conference_on,
            conference_not_required=False,
        )
        return self._episode(
            referred_on,
            assessments=(assessment,),
            section47s=(enquiry,),
            protection_plans=(self._plan(conference_on),),
        )

    def _transferred_in(self) -> shape.Episode:
        referred_on = self._in_year(leaving=40)
        conference_on = calendar.add_working_days(referred_on, 10)
        return self._episode(
            referred_on,
            source="5C",
            conference_on=conference_on,
            protection_plans=(self._plan(conference_on),),
        )

    def _plan(self, started_on: date) -> shape.ProtectionPlan:
        reviews = self._reviews(started_on)
        first = self.chance.choice(CATEGORIES)
        changed = reviews and self.chance.random() < 0.2
        return shape.ProtectionPlan(
            started_on=started_on,
            initial_category=first,
            latest_category=self.chance.choice(CATEGORIES) if changed else first,
            previous_plans=self.chance.choice((0, 0, 0, 1, 2)),
            reviews=reviews,
        )

    def _reviews(self, started_on: date) -> tuple[shape.Review, ...]:
        reviews, next_on = [], started_on + 85 * DAY
        while next_on <= self.year.ends_on:
            reviews.append(shape.Review(held_on=next_on))
            next_on += 175 * DAY
        return tuple(reviews)

    def _long_protected(self) -> shape.Episode:
        referred_on = self.year.starts_on - self.chance.randrange(120, 500) * DAY
        plan = self._plan(calendar.add_working_days(referred_on, 20))
        return self._episode(
            referred_on, protection_plans=(plan,), pre_proceedings=self._pre_proceedings()
        )

    def _pre_proceedings(self) -> tuple[shape.PreProceedings, ...]:
        if self.year.number < 2027 or self.chance.random() < 0.5:
            return ()
        start = self._in_year(leaving=100)
        return (
            shape.PreProceedings(
                started_on=start,
                letter_sent_on=start + 5 * DAY,
                family_meeting_offered=True,
                family_meeting_held=self.chance.random() < 0.5,
                first_meeting_on=start + 20 * DAY,
                review_meetings=1,
                decided_on=start + 80 * DAY,
                outcome=self.chance.choice("ABC"),
            ),
        )

    def _stepped_down(self) -> shape.Episode:
        episode = self._long_protected()
        plan = episode.protection_plans[0]
        held = [r.held_on for r in plan.reviews if r.held_on and self.year.holds(r.held_on)]
        ended_on = held[0]
        reviews = tuple(r for r in plan.reviews if r.held_on and r.held_on <= ended_on)
        return replace(
            episode,
            protection_plans=(replace(plan, ended_on=ended_on, reviews=reviews),),
            cin_plans=(shape.CinPlan(started_on=ended_on),),
        )

    def _again(self) -> tuple[shape.Episode, ...]:
        first = self._assessed_and_closed()
        assert first.closed_on
        if first.closed_on >= self.year.ends_on:
            return (first,)
        later = self._day(first.closed_on + DAY, self.year.ends_on)
        return first, self._episode(later, primary_need=None, no_further_action=True)


TALES: tuple[Callable, ...] = (
    *[_Story._no_further_action] * 4,
    *[_Story._being_assessed] * 2,
    *[_Story._assessed_and_closed] * 6,
    *[_Story._in_need] * 5,
    *[_Story._in_need_and_closed] * 4,
    _Story._enquiry_without_conference,
    *[_Story._protected] * 2,
    _Story._transferred_in,
    *[_Story._long_protected] * 2,
    _Story._stepped_down,
    *[_Story._again] * 2,
)
