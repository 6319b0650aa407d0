from datetime import date, datetime, timedelta

import pytest

from tessera.engine.workflow.rules import due_from, stages, timer
from tessera.foundations.calendar import clock
from tessera.practice.front_door import rules
from tessera.practice.front_door.rules import Activity, contact

THURSDAY = datetime(2026, 5, 14, 10, 42, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("code", "due_at", "why"),
    [
        (
            "T001",
            datetime(2026, 5, 15, 10, 42, tzinfo=clock.LONDON),
            "1 working day from receipt on Thursday 14 May",
        ),
        (
            "T003",
            datetime(2026, 5, 14, 14, 42, tzinfo=clock.LONDON),
            "4 hours from receipt on Thursday 14 May, 10:42",
        ),
        (
            "T004",
            datetime(2026, 5, 15, 10, 42, tzinfo=clock.LONDON),
            "1 working day from receipt on Thursday 14 May",
        ),
    ],
)
def test_the_clock_of_a_contact_runs_to_the_minute(code, due_at, why):
    found = due_from(code, THURSDAY)

    assert (found.at, found.why) == (due_at, why)


@pytest.mark.parametrize(
    ("code", "triggered", "due_on"),
    [
        ("T005", date(2026, 5, 14), date(2026, 5, 19)),
        ("T006", date(2026, 5, 11), date(2026, 5, 14)),
        ("T006", date(2026, 5, 13), date(2026, 5, 18)),
        ("T007", date(2026, 5, 14), date(2026, 5, 15)),
    ],
)
def test_the_days_of_the_front_door_are_those_of_its_board(code, triggered, due_on):
    assert due_from(code, triggered).on == due_on


def test_an_undecided_contact_reaches_the_managers_by_the_hour():
    moments = {stage.name: stage for stage in stages(due_from("T001", THURSDAY))}

    assert moments["hour 20"].sees == ("team_manager",)
    assert moments["hour 28"].sees == ("service_manager",)
    assert moments["hour 28"].at == THURSDAY + timedelta(hours=28)


def test_a_council_may_set_the_urgency_clocks_and_not_the_decision():
    today = date(2026, 5, 14)

    assert not timer("T003", on=today).statutory
    assert timer("T001", on=today).statutory


@pytest.mark.parametrize(
    ("earlier", "again"),
    [
        ([date(2025, 3, 10)], True),
        ([date(2025, 3, 9)], False),
        ([date(2026, 3, 9)], True),
        ([date(2026, 3, 10)], False),
        ([], False),
        ([date(2020, 1, 1), date(2025, 12, 1)], True),
        ([date(2026, 4, 1)], False),
    ],
)
def test_a_referral_is_again_within_12_months_with_the_same_date_counted(earlier, again):
    found = rules.is_re_referral(earlier_received_on=earlier, received_on=date(2026, 3, 10))

    assert found is again


def test_the_day_after_a_year_is_no_re_referral():
    earlier = [date(2025, 3, 10)]

    assert not rules.is_re_referral(earlier_received_on=earlier, received_on=date(2026, 3, 11))


def test_a_year_from_29_february_ends_on_28_february():
    assert rules.is_re_referral(
        earlier_received_on=[date(2024, 2, 29)], received_on=date(2025, 2, 28)
    )
    assert not rules.is_re_referral(
        earlier_received_on=[date(2024, 2, 29)], received_on=date(2025, 3, 1)
    )


RECEIVED = date(2026, 3, 10)
TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"today": date(2026, 3, 9)}, "today or before"),
        ({"born_or_expected_on": RECEIVED + timedelta(281)}, "40 weeks before the birth"),
        ({"died_on": date(2026, 3, 9)}, "died on 9 March 2026"),
        ({"open_episode_since": date(2026, 1, 1)}, "open since 1 January 2026"),
        ({"last_closed_on": date(2026, 3, 11)}, "open until 11 March 2026"),
    ],
)
def test_a_referral_with_a_date_that_cannot_be_is_questioned(more, words):
    problems = rules.referral_problems(**{"received_on": RECEIVED, "today": TODAY} | more)

    assert len(problems) == 1
    assert words in problems[0]


def test_a_referral_on_the_day_the_last_case_closed_is_a_new_one():
    assert (
        rules.referral_problems(
            received_on=RECEIVED,
            today=TODAY,
            last_closed_on=RECEIVED,
            born_or_expected_on=RECEIVED + timedelta(280),
            died_on=RECEIVED,
        )
        == []
    )


ASSESSED = Activity("assessment", "The single assessment", date(2026, 3, 11), date(2026, 3, 25))
ENQUIRY = Activity("section47", "The section 47 enquiry", date(2026, 3, 12), date(2026, 3, 20))
VISIT = Activity("other", "The visit", date(2026, 3, 12), date(2026, 3, 12))


def closing(*activities, reason="RC7", closed_on=TODAY, **more):
    return rules.closure_problems(
        received_on=RECEIVED, closed_on=closed_on, reason=reason, activities=activities, **more
    )


def test_a_case_with_everything_finished_may_close():
    assert closing(ASSESSED, ENQUIRY, VISIT, today=TODAY) == []
    assert closing(ASSESSED, VISIT, reason="RC8") == []
    assert closing(ASSESSED, reason="RC9") == []
    assert closing(reason="RC2", died_on=date(2026, 3, 30)) == []


@pytest.mark.parametrize(
    ("problems", "words"),
    [
        (closing(closed_on=date(2026, 3, 9)), "before the referral on 10 March 2026"),
        (closing(closed_on=date(2026, 4, 1), today=TODAY), "today or before"),
        (closing(reason="RC0"), "Choose why the case closes"),
        (closing(reason=""), "Choose why the case closes"),
        (
            closing(Activity("assessment", "the single assessment", date(2026, 3, 11))),
            "The single assessment is still open",
        ),
        (
            closing(Activity("assessment", "The visit", date(2026, 4, 2), date(2026, 4, 2))),
            "dated 2 April 2026, after the day the case closes",
        ),
        (closing(reason="RC2"), "record the day on which the child died"),
        (closing(reason="RC8"), "There was no assessment"),
        (closing(ASSESSED, ENQUIRY, reason="RC9"), "there was also The section 47 enquiry"),
    ],
)
def test_what_stands_in_the_way_of_closing_is_told_in_words(problems, words):
    assert len(problems) == 1
    assert words in problems[0]


def test_several_things_in_the_way_are_all_told():
    still_open = Activity("section47", "The enquiry", date(2026, 4, 1))

    problems = closing(still_open, reason="", closed_on=date(2026, 3, 9))

    assert len(problems) == 4


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["NONE"], ""),
        (["MOB", "AUT"], ""),
        ([], "Say whether"),
        (["NONE", "MOB"], "Keep one or the other"),
        (["MOB", "MOB"], "once is enough"),
        (["XYZ"], "from the list"),
    ],
)
def test_disability_is_answered_and_none_stands_alone(chosen, words):
    problem = rules.disability_problem(chosen, on=TODAY)

    assert (words in problem) if words else problem == ""


def test_other_reasons_suit_any_case():
    assert rules.reason_suits("RC7", [ENQUIRY])
    assert rules.reason_suits("RC8", [ASSESSED, VISIT])
    assert not rules.reason_suits("RC8", [ASSESSED, ENQUIRY])


@pytest.mark.parametrize(
    ("rag", "asked_at", "due_at", "why"),
    [
        ("red", THURSDAY, THURSDAY + timedelta(hours=4), "with the contact: 4 hours"),
        ("", THURSDAY, THURSDAY + timedelta(hours=24), "with the contact: 1 working day"),
        (
            "green",
            THURSDAY,
            datetime(2026, 5, 19, 23, 59, tzinfo=clock.LONDON),
            "with the contact: 3 working days",
        ),
        (
            "red",
            THURSDAY + timedelta(hours=5),
            THURSDAY + timedelta(hours=5),
            "at once: the contact is late",
        ),
    ],
)
def test_an_agency_answers_within_the_clock_of_the_contact(rag, asked_at, due_at, why):
    answer = contact.answer_due(rag=rag, received_at=THURSDAY, asked_at=asked_at)

    assert answer.at == due_at
    assert answer.why.startswith(why)
