"""From facts to a census return, as things stood at the end of its year (specification, by item).

An end after the census date has not happened yet; what ended before the year is no longer told.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from tessera.insight.cin_census import shape
from tessera.insight.cin_census.facts import Facts
from tessera.insight.cin_census.layout import PRE_PROCEEDINGS_SINCE, SEX_SINCE
from tessera.insight.cin_census.years import Year, gender_of, letter_of
from tessera.people.rules import own_number


def children_of(facts: Facts, year: Year) -> Iterator[shape.Child]:
    """Each child with an episode in the year, in the order in which they came to be known."""
    derived = _Derived(facts, year)
    for person_id, person in facts.people.items():
        yield derived.child(person_id, person)


def is_true_on(row: Any, day: date) -> bool:
    """Whether a dated row holds on a day: an end is the first day no longer counted."""
    started = row.started_on is None or row.started_on <= day
    return started and (row.ended_on is None or row.ended_on > day)


def _is_told_of_no_upn(number: Any) -> bool:
    """Why there is no pupil number is of the time before the number came; a past file may say both."""
    return number is None or number.started_on is None


class _Derived:
    def __init__(self, facts: Facts, year: Year) -> None:
        self.facts, self.year = facts, year
        self.starts_on, self.ends_on = year.starts_on, year.ends_on

    def child(self, person_id: int, person: Any) -> shape.Child:
        rows = {
            row.kind: row
            for row in self.facts.identifiers.get(person_id, ())
            if is_true_on(row, self.ends_on)
        }
        numbers = {kind: row.value for kind, row in rows.items()}
        is_born = person.born_on is not None and person.born_on <= self.ends_on
        # Rule 8750: not known before birth, whatever a scan has shown.
        sex = person.sex if is_born else "U"
        return shape.Child(
            la_child_id=numbers.get("la_child_id") or own_number(person.public_id),
            upn=numbers.get("upn"),
            former_upn=numbers.get("former_upn"),
            upn_unknown=(_is_told_of_no_upn(rows.get("upn")) and person.upn_unknown) or None,
            born_on=person.born_on if is_born else None,
            expected_on=None if is_born else person.expected_on or person.born_on,
            died_on=self._by_the_end(person.died_on),
            ethnicity=person.ethnicity or None,
            disabilities=tuple(
                row.code
                for row in self.facts.disabilities.get(person_id, ())
                if is_true_on(row, self.ends_on)
            ),
            episodes=tuple(map(self.episode, self.facts.referrals.get(person_id, ()))),
            sex=letter_of(sex) if self.year.number >= SEX_SINCE else None,
            gender=None if self.year.number >= SEX_SINCE else gender_of(sex),
        )

    def _by_the_end(self, day: date | None) -> date | None:
        return day if day is not None and day <= self.ends_on else None

    def _still_told(self, ended_on: date | None) -> bool:
        return ended_on is None or ended_on >= self.starts_on

    def episode(self, row: Any) -> shape.Episode:
        closed_on = self._by_the_end(row.closed_on)
        conferences = self.facts.conferences.get(row.id, ())
        by_enquiry = {c.enquiry_id: c.held_on for c in conferences if c.enquiry_id is not None}
        without = [c.held_on for c in conferences if c.enquiry_id is None]
        return shape.Episode(
            step_ref=row.step_ref,
            referred_on=row.received_on,
            source=row.source or None,
            primary_need=row.primary_need or None,
            closed_on=closed_on,
            closure_reason=row.closure_reason if closed_on else None,
            conference_on=max((d for d in without if self.year.holds(d)), default=None),
            assessments=tuple(self._assessments(row.id)),
            cin_plans=tuple(self._cin_plans(row.id)),
            section47s=tuple(self._section47s(row.id, by_enquiry)),
            no_further_action=row.is_nfa,
            protection_plans=tuple(self._protection_plans(row.id)),
            pre_proceedings=tuple(self._pre_proceedings(row.id)),
        )

    def _assessments(self, referral: int) -> Iterator[shape.Assessment]:
        """Completed in the year; or begun in it and still open at the end."""
        for row in self.facts.assessments.get(referral, ()):
            authorised_on = self._by_the_end(row.authorised_on)
            factors = tuple(f.code for f in self.facts.factors.get(row.id, ()))
            # Of our own work the 45 working days are told: from the referral, or the decision to assess
            # again (practice reference 2.4 and Table C, AS1). A loaded one says its start itself.
            started_on = row.clock_started_on if row.step_ref else row.started_on
            if self.year.holds(authorised_on or started_on):
                yield shape.Assessment(
                    step_ref=row.step_ref,
                    started_on=started_on,
                    review_on=row.review_point_on,
                    authorised_on=authorised_on,
                    factors=factors if authorised_on == row.authorised_on else (),
                )

    def _cin_plans(self, referral: int) -> Iterator[shape.CinPlan]:
        for row in self.facts.cin_plans.get(referral, ()):
            if self._still_told(row.ended_on):
                yield shape.CinPlan(
                    step_ref=row.step_ref,
                    started_on=row.started_on,
                    ended_on=self._by_the_end(row.ended_on),
                )

    def _section47s(self, referral: int, by_enquiry: dict[int, date]) -> Iterator[shape.Section47]:
        """With a conference in the year; or with none yet, and begun or ended in the year."""
        for row in self.facts.enquiries.get(referral, ()):
            conference_on = by_enquiry.get(row.id)
            ended_on = self._by_the_end(row.ended_on)
            not_required = row.is_conference_not_required and (
                row.ended_on is None or ended_on is not None
            )
            ended_in_year = not_required and self.year.holds(ended_on)
            if self.year.holds(conference_on or row.started_on) or (
                conference_on is None and ended_in_year
            ):
                yield shape.Section47(
                    step_ref=row.step_ref,
                    started_on=row.started_on,
                    conference_target_on=row.conference_target_on,
                    conference_on=conference_on,
                    conference_not_required=not_required,
                )

    def _protection_plans(self, referral: int) -> Iterator[shape.ProtectionPlan]:
        for row in self.facts.protection_plans.get(referral, ()):
            if self._still_told(row.ended_on):
                yield shape.ProtectionPlan(
                    step_ref=row.step_ref,
                    started_on=row.started_on,
                    ended_on=self._by_the_end(row.ended_on),
                    initial_category=row.initial_category or None,
                    latest_category=self._latest_category(row) or None,
                    previous_plans=row.previous_plans,
                    reviews=tuple(
                        shape.Review(held_on=review.held_on, step_ref=review.step_ref)
                        for review in self.facts.reviews.get(row.id, ())
                    ),
                )

    def _latest_category(self, plan: Any) -> str:
        """The category at the last review by the end of the year; the first one never changes."""
        changes = [
            change
            for change in self.facts.categories.get(plan.id, ())
            if change.started_on <= self.ends_on
        ]
        if not changes:
            return plan.initial_category
        return max(changes, key=lambda change: change.started_on).category

    def _pre_proceedings(self, referral: int) -> Iterator[shape.PreProceedings]:
        """The dates of the year only: another year's belong to its own return."""
        if self.year.number < PRE_PROCEEDINGS_SINCE:
            return
        for row in self.facts.pre_proceedings.get(referral, ()):
            told = shape.PreProceedings(
                step_ref=row.step_ref,
                started_on=row.started_on,
                letter_sent_on=row.letter_sent_on,
                family_meeting_offered=row.family_meeting_offered,
                family_meeting_held=row.family_meeting_facilitated,
                first_meeting_on=row.first_meeting_on,
                review_meetings=row.review_meetings,
                decided_on=row.step_decided_on,
                outcome=row.outcome or None,
                applied_to_court_on=row.court_application_on,
                initial_letter_on=row.care_letter_on,
            )
            dates: dict[str, Any] = {
                f.name: value
                for f in fields(told)
                if isinstance(value := getattr(told, f.name), date)
            }
            in_year: dict[str, Any] = {
                name: day for name, day in dates.items() if self.year.holds(day)
            }
            if in_year or not dates:
                changes: Any = {name: in_year.get(name) for name in dates}
                yield replace(told, **changes)
