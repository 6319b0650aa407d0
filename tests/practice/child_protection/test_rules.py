from datetime import date, datetime

import pytest

from tessera.engine.workflow.rules import due_from, stages, timer
from tessera.foundations.calendar import clock
from tessera.practice.child_protection import rules


def test_the_first_conference_is_15_working_days_from_the_strategy_discussion_over_christmas():
    discussed_on = date(2025, 12, 19)

    assert rules.initial_conference_due(strategy_discussion_on=discussed_on) == date(2026, 1, 14)
    assert due_from("T060", discussed_on).on == date(2026, 1, 14)
    assert due_from("T060", discussed_on).why.endswith("; 3 bank holidays do not count")


@pytest.mark.parametrize(
    ("code", "triggered", "due_on"),
    [
        ("T051", date(2026, 3, 27), date(2026, 4, 7)),
        ("T053", date(2025, 12, 19), date(2026, 1, 14)),
        ("T054", date(2026, 5, 13), date(2026, 5, 20)),
        ("T054A", date(2026, 5, 13), date(2026, 5, 14)),
        ("T056", date(2026, 5, 1), date(2026, 5, 9)),
        ("T061", date(2025, 12, 19), date(2026, 1, 14)),
        ("T062", date(2026, 5, 6), date(2026, 5, 1)),
        ("T063", date(2026, 6, 1), date(2026, 5, 22)),
        ("T064", date(2026, 5, 13), date(2026, 5, 14)),
        ("T065", date(2026, 5, 13), date(2026, 6, 4)),
        ("T066", date(2026, 4, 1), date(2026, 4, 17)),
        ("T067", date(2026, 4, 23), date(2026, 5, 21)),
        ("T068", date(2025, 11, 30), date(2026, 2, 28)),
        ("T069", date(2026, 2, 28), date(2026, 8, 28)),
        ("T069", date(2026, 5, 13), date(2026, 11, 13)),
        ("T070", date(2026, 4, 30), date(2026, 5, 15)),
        ("T071", date(2026, 2, 13), date(2026, 11, 13)),
        ("T072", date(2026, 2, 13), date(2026, 2, 13)),
    ],
)
def test_the_clocks_of_child_protection(code, triggered, due_on):
    assert due_from(code, triggered).on == due_on


def test_police_protection_ends_after_72_hours_whatever_the_day():
    used_at = datetime(2026, 5, 15, 22, 0, tzinfo=clock.LONDON)
    found = due_from("T055", used_at)

    assert found.at == datetime(2026, 5, 18, 22, 0, tzinfo=clock.LONDON)
    hour_48 = next(stage for stage in stages(found) if stage.name == "hour 48")
    assert hour_48.sees == ("head_of_service",)


@pytest.mark.parametrize("code", ["T050", "T052"])
def test_a_child_at_risk_is_a_matter_of_24_hours(code):
    at = datetime(2026, 5, 15, 16, 0, tzinfo=clock.LONDON)

    assert due_from(code, at).at == datetime(2026, 5, 16, 16, 0, tzinfo=clock.LONDON)


def test_limits_of_law_and_guidance_cannot_be_changed_by_a_council():
    fixed = {r.code for r in rules.TIMERS if r.statutory}

    assert {"T053", "T055", "T056", "T060", "T061", "T066", "T068", "T069"} <= fixed
    assert not {"T067", "T070", "T065", "T062"} & fixed
    assert timer("T060", on=date(2026, 5, 1)).limit == rules.CONFERENCE_WITHIN_WORKING_DAYS


def test_every_clock_of_hours_counts_from_a_moment():
    assert all(r.timed for r in rules.TIMERS if r.unit == "h")


def test_a_long_plan_is_seen_by_ever_higher_managers():
    seen = {s.name: s.sees for s in stages(due_from("T071", date(2026, 2, 13)))}

    assert seen["month 9"] == ("team_manager",)
    assert seen["month 15"] == ("service_manager",)
    assert seen["month 18"] == ("head_of_service", "legal")


def test_reviews_are_3_months_from_the_conference_then_6_from_each_review():
    assert rules.review_conference_due(
        last_conference_on=date(2025, 11, 30), is_first_review=True
    ) == date(2026, 2, 28)
    assert rules.review_conference_due(
        last_conference_on=date(2026, 2, 28), is_first_review=False
    ) == date(2026, 8, 28)


def test_core_groups_are_10_working_days_from_the_conference_then_4_weeks():
    assert rules.core_group_due(last_held_on=date(2026, 4, 1), is_first=True) == date(2026, 4, 17)
    assert rules.core_group_due(last_held_on=date(2026, 4, 23), is_first=False) == date(2026, 5, 21)


@pytest.mark.parametrize(
    ("every", "due_on"),
    [(None, date(2026, 5, 15)), (5, date(2026, 5, 8)), (20, date(2026, 5, 15))],
)
def test_visits_are_as_often_as_the_plan_asks_and_never_seldomer_than_the_rule(every, due_on):
    found = rules.visit_due(last_seen_on=date(2026, 4, 30), every_working_days=every)

    assert found == due_on


def test_a_council_may_count_visits_in_weeks(tmp_path, monkeypatch):
    (tmp_path / "timers.yaml").write_text("T070: {limit: 2, unit: w}")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert rules.visit_due(last_seen_on=date(2026, 4, 30)) == date(2026, 5, 14)
    assert rules.visit_due(last_seen_on=date(2026, 4, 30), every_working_days=5) == date(2026, 5, 8)


@pytest.mark.parametrize(
    ("held_on", "words"),
    [
        (date(2026, 5, 13), ""),
        (date(2026, 5, 16), "at the weekend"),
        (date(2026, 5, 17), "at the weekend"),
        (date(2026, 5, 25), "a bank holiday"),
    ],
)
def test_a_conference_is_held_on_a_working_day(held_on, words):
    problem = rules.conference_day_problem(held_on)

    assert (words in problem) if words else problem == ""


def test_a_discussion_without_police_or_health_is_not_quorate():
    assert rules.is_quorate(["social_care", "police", "health", "education"])
    assert not rules.is_quorate(["social_care", "police", "education"])
    assert rules.missing_from_quorum(["social_care"]) == ["police", "health"]


@pytest.mark.parametrize(("category", "warns"), [("NEG", False), ("MUL", True), ("", False)])
def test_a_plan_has_one_main_category(category, warns):
    assert bool(rules.category_warning(category)) is warns


def test_a_plan_lasts_a_day_at_the_least():
    started_on = date(2026, 2, 13)

    assert rules.plan_end_problem(started_on=started_on, ended_on=date(2026, 2, 14)) == ""
    assert rules.plan_end_problem(started_on=started_on, ended_on=started_on)
    assert rules.plan_end_problem(started_on=started_on, ended_on=date(2026, 2, 12))


def test_nothing_happens_before_its_referral_or_its_beginning():
    day = date(2026, 2, 13)

    assert rules.after_referral("conference", day, day) == ""
    assert "before the referral" in rules.after_referral("conference", day, date(2026, 2, 14))
    assert rules.not_before("The plan ends", day, "its start", day) == ""
    assert rules.not_before("The plan ends", day, "its start", date(2026, 2, 14))


def test_a_review_comes_after_the_plan_began():
    day = date(2026, 2, 13)

    assert rules.review_problem(held_on=date(2026, 2, 14), plan_started_on=day) == ""
    assert rules.review_problem(held_on=day, plan_started_on=day)


class TestTheDayOfTheNext:
    HELD = date(2026, 2, 3)

    @pytest.mark.parametrize(
        ("next_on", "is_first", "last"),
        [
            (date(2026, 5, 3), True, ""),
            (date(2026, 5, 4), True, "Sunday 3 May 2026 is the last day, 3 months"),
            (date(2026, 8, 3), False, ""),
            (date(2026, 8, 4), False, "Monday 3 August 2026 is the last day, 6 months"),
        ],
    )
    def test_a_review_within_its_months(self, next_on, is_first, last):
        words = rules.next_review_problem(held_on=self.HELD, next_on=next_on, is_first=is_first)

        assert last in words
        assert bool(words) == bool(last)

    def test_a_core_group_every_four_weeks_or_six_with_a_manager(self):
        assert rules.late_core_group(held_on=self.HELD, next_on=date(2026, 3, 3)) == ""

        words = rules.late_core_group(held_on=self.HELD, next_on=date(2026, 3, 10))

        assert "Tuesday 3 March 2026 is the last day" in words
        assert "until Tuesday 17 March 2026" in words


@pytest.mark.parametrize(
    ("ours", "told_elsewhere", "before"),
    [
        ([], 0, 0),
        ([], 2, 2),
        ([0], 0, 1),
        ([2], 0, 3),  # two elsewhere, or before a return that was loaded
        ([2, 3], 0, 4),
        ([0, 2], 0, 3),  # one elsewhere between our two
        ([2], 2, 3),  # told again
        ([2], 3, 4),  # one more elsewhere since
        ([0, 0], 0, 2),  # a return that counted wrongly takes none of ours away
    ],
)
def test_earlier_plans_are_counted_over_a_life(ours, told_elsewhere, before):
    assert rules.previous_plans(ours=ours, told_elsewhere=told_elsewhere) == before
