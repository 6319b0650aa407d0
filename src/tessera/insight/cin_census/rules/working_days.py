"""The clocks: 45 working days to assess, 15 to a conference, and no conference at a weekend.

Counted as in Working Together: the day of the event is day nought. The sector's checker starts a
day earlier, and knows no bank holidays after 2027.
"""

from collections.abc import Iterator

from tessera.foundations.calendar import date_words, day_words
from tessera.insight.cin_census.rules.register import Said, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year

SATURDAY = 5


@of_episode("8670Q", "AssessmentActualStartDate", needs="assessments")
def assessment_within_45_days(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        start = assessment.started_on
        if assessment.authorised_on is None and start and start < year.assessment_begun_by:
            yield Said(
                f"The assessment begun on {date_words(start)} was still open at the end of the "
                "year, more than 45 working days later. Finish it, or say why it takes longer.",
                line=assessment.line,
            )


@of_episode("8675Q", "DateOfInitialCPC", needs="section47s")
def conference_within_15_days(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for enquiry in episode.section47s:
        if enquiry.conference_on or enquiry.conference_not_required is not False:
            continue
        if enquiry.started_on and enquiry.started_on < year.enquiry_begun_by:
            yield Said(
                f"The section 47 enquiry begun on {date_words(enquiry.started_on)} had no "
                "conference 15 working days later. Record the conference, or that none was "
                "needed.",
                line=enquiry.line,
            )


@of_episode("8870Q", "InitialCPCtarget", needs="section47s")
def target_is_a_working_day(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for enquiry in episode.section47s:
        target = enquiry.conference_target_on
        if target and not year.is_working_day(target):
            yield Said(
                f"The conference was due by {day_words(target)}, which is not a working day. "
                "Check the target date.",
                line=enquiry.line,
            )


@of_episode("8875", "DateOfInitialCPC")
def conference_on_a_weekday(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for row in episode.conferenced:
        if row.conference_on and row.conference_on.weekday() >= SATURDAY:
            yield Said(
                f"The initial conference is recorded on {day_words(row.conference_on)}, at a "
                "weekend. Check the date.",
                line=row.line,
            )
