from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.engine.workflow import rules
from tessera.engine.workflow.rules import Rung, TimerRule, table
from tessera.foundations.calendar import clock, is_working_day


def london(*parts):
    return datetime(*parts, tzinfo=clock.LONDON)


def rule(limit, unit, **more):
    defaults = {
        "code": "X001",
        "name": "Work",
        "since": "the referral",
        "basis": "L",
        "source": "Local",
    }
    return TimerRule(**defaults | {"limit": limit, "unit": unit} | more)


@pytest.mark.parametrize(
    ("timer", "triggered", "on", "why"),
    [
        (
            rule(45, "WD"),
            date(2026, 3, 23),
            date(2026, 5, 29),
            "45 working days from the referral on Monday 23 March; 4 bank holidays do not count",
        ),
        (
            rule(15, "WD", since="the strategy discussion"),
            date(2025, 12, 19),
            date(2026, 1, 14),
            "15 working days from the strategy discussion on Friday 19 December 2025;"
            " 3 bank holidays do not count",
        ),
        (
            rule(3, "m", since="the first conference"),
            date(2025, 11, 30),
            date(2026, 2, 28),
            "3 months from the first conference on Sunday 30 November 2025",
        ),
        (
            rule(6, "m", since="the last review"),
            date(2026, 2, 28),
            date(2026, 8, 28),
            "6 months from the last review on Saturday 28 February",
        ),
        (
            rule(4, "w", since="the last core group"),
            date(2026, 4, 23),
            date(2026, 5, 21),
            "4 weeks from the last core group on Thursday 23 April",
        ),
        (
            rule(8, "CD", since="the order"),
            date(2026, 4, 23),
            date(2026, 5, 1),
            "8 days from the order on Thursday 23 April",
        ),
        (
            rule(0, "CD", since="the change of status"),
            date(2026, 4, 23),
            date(2026, 4, 23),
            "the same day as the change of status on Thursday 23 April",
        ),
        (
            rule(5, "WD", since="the conference", before=True),
            date(2026, 6, 1),
            date(2026, 5, 22),
            "5 working days before the conference on Monday 1 June;"
            " the bank holiday on 25 May does not count",
        ),
        (
            rule(24, "h", since="the start"),
            date(2026, 5, 14),
            date(2026, 5, 15),
            "24 hours from the start on Thursday 14 May",
        ),
    ],
)
def test_a_timer_says_when_and_why(timer, triggered, on, why):
    found = rules.due(timer, triggered)

    assert (found.on, found.why, found.at) == (on, why, None)
    assert found.rule_code == "X001"


def test_hours_run_through_the_night_and_the_weekend():
    found = rules.due(rule(72, "h", since="the return", timed=True), london(2026, 5, 15, 22, 0))

    assert found.at == london(2026, 5, 18, 22, 0)
    assert found.on == date(2026, 5, 18)
    assert found.why == "72 hours from the return on Friday 15 May, 22:00"


def test_hours_are_real_hours_when_the_clocks_change():
    spring = rules.due(rule(4, "h"), london(2026, 3, 28, 23, 30))
    autumn = rules.due(rule(4, "h"), london(2026, 10, 24, 23, 30))

    assert clock.local(spring.at).hour == 4
    assert clock.local(autumn.at).hour == 2


def test_a_working_day_of_24_hours_ends_at_the_same_time_of_day():
    found = rules.due(rule(1, "WD", since="receipt", timed=True), london(2026, 5, 14, 10, 55))

    assert found.at == london(2026, 5, 15, 10, 55)
    assert found.why == "1 working day from receipt on Thursday 14 May"


def test_what_comes_in_at_the_weekend_is_due_on_the_next_working_day():
    found = rules.due(rule(1, "WD", timed=True), london(2026, 5, 2, 15, 0))

    assert found.at == london(2026, 5, 5, 15, 0)
    assert [holiday.on for holiday in found.skipped] == [date(2026, 5, 4)]


def test_the_day_of_a_moment_is_the_day_in_london():
    found = rules.due(rule(5, "WD"), datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert found.on == date(2026, 7, 8)
    assert found.at is None


def test_days_are_counted_as_the_pages_say_them():
    assessment = rule(45, "WD")

    assert rules.day_of(assessment, date(2026, 3, 23), date(2026, 5, 14)) == 35
    assert rules.day_of_words(assessment, date(2026, 3, 23), date(2026, 5, 14)) == "day 35 of 45"
    assert rules.day_of_words(rule(8, "CD"), date(2026, 5, 1), date(2026, 5, 4)) == "day 3 of 8"
    assert rules.day_of_words(rule(8, "CD"), date(2026, 5, 4), date(2026, 5, 1)) == ""
    assert rules.day_of_words(rule(3, "m"), date(2026, 5, 1), date(2026, 5, 4)) == ""
    before = rule(2, "WD", before=True)
    assert rules.day_of_words(before, date(2026, 5, 8), date(2026, 5, 4)) == ""


@pytest.mark.parametrize(
    ("moment", "words", "late"),
    [
        (london(2026, 5, 8, 23, 59), "", False),
        (london(2026, 5, 9, 9, 0), "Late by 1 working day", True),
        (london(2026, 5, 11, 9, 0), "Late by 1 working day", True),
        (london(2026, 5, 14, 9, 0), "Late by 4 working days", True),
    ],
)
def test_late_by_days_counts_working_days(moment, words, late):
    found = rules.due(rule(20, "WD"), date(2026, 4, 9))

    assert found.on == date(2026, 5, 8)
    assert rules.lateness(found, moment) == words
    assert rules.is_late(found, moment) is late


@pytest.mark.parametrize(
    ("moment", "words", "late"),
    [
        (london(2026, 5, 14, 11, 20), "3 hours 22 minutes left", False),
        (london(2026, 5, 14, 13, 42), "1 hour left", False),
        (london(2026, 5, 14, 14, 12), "30 minutes left", False),
        (london(2026, 5, 14, 14, 42), "0 minutes left", False),
        (london(2026, 5, 14, 17, 12), "Late by 2 hours 30 minutes", True),
        (london(2026, 5, 17, 14, 42), "Late by 3 days", True),
    ],
)
def test_late_by_hours_counts_minutes(moment, words, late):
    found = rules.due(rule(4, "h"), london(2026, 5, 14, 10, 42))

    assert rules.lateness(found, moment) == words
    assert rules.is_late(found, moment) is late


def test_hours_far_off_are_not_counted_down():
    found = rules.due(rule(72, "h"), london(2026, 5, 14, 10, 42))

    assert rules.lateness(found, london(2026, 5, 14, 11, 0)) == ""


def ladder(found):
    return [(stage.name, stage.on, stage.sees[-1]) for stage in rules.stages(found)]


def test_an_assessment_climbs_the_ladder_to_the_head_of_service():
    found = rules.due(
        rule(
            45,
            "WD",
            ladder=(Rung(30, "WD", ("team_manager",)), Rung(45, "WD", ("head_of_service",))),
        ),
        date(2026, 3, 23),
    )

    assert ladder(found) == [
        ("half gone", date(2026, 4, 27), "worker"),
        ("working day 30", date(2026, 5, 7), "team_manager"),
        ("nearly due", date(2026, 5, 15), "team_manager"),
        ("due", date(2026, 5, 29), "team_manager"),
        ("working day 45", date(2026, 5, 29), "head_of_service"),
        ("late by 1 working day", date(2026, 6, 1), "team_manager"),
        ("late by 5 working days", date(2026, 6, 5), "service_manager"),
        ("late by 10 working days", date(2026, 6, 12), "head_of_service"),
    ]


@pytest.mark.parametrize(
    ("day", "stage", "tone"),
    [
        (date(2026, 4, 26), None, None),
        (date(2026, 4, 27), "half gone", "plain"),
        (date(2026, 5, 20), "nearly due", "soon"),
        (date(2026, 5, 29), "due", "due"),
        (date(2026, 5, 30), "due", "late"),
        (date(2026, 6, 1), "late by 1 working day", "late"),
        (date(2026, 7, 1), "late by 10 working days", "late"),
    ],
)
def test_a_timer_stands_at_one_stage_on_a_day(day, stage, tone):
    found = rules.due(rule(45, "WD"), date(2026, 3, 23))

    reached = rules.stage_on(found, london(day.year, day.month, day.day, 9, 0))

    if stage is None:
        assert reached is None
    else:
        assert (reached.name, reached.tone) == (stage, tone)


def test_those_told_earlier_still_see_it():
    found = rules.due(rule(45, "WD", colleagues=("conference_chair",)), date(2026, 3, 23))

    reached = rules.stage_on(found, london(2026, 6, 8, 9, 0))

    assert set(reached.sees) == {"worker", "team_manager", "service_manager", "conference_chair"}


def test_hours_have_rungs_of_hours():
    found = rules.due(
        rule(72, "h", ladder=(Rung(48, "h", ("head_of_service",)),)), london(2026, 5, 14, 10, 0)
    )

    assert rules.stage_on(found, london(2026, 5, 16, 9, 59)) is None
    told = rules.stage_on(found, london(2026, 5, 16, 10, 0))
    assert (told.name, told.sees, told.tone) == ("hour 48", ("head_of_service",), "soon")
    assert rules.stage_on(found, london(2026, 5, 17, 10, 1)).tone == "late"


def test_hour_28_of_a_working_day_is_four_hours_late_over_a_weekend():
    timer = rule(
        1, "WD", timed=True, ladder=(Rung(20, "h", ("team_manager",)), Rung(28, "h", ("panel",)))
    )
    found = rules.due(timer, london(2026, 5, 15, 16, 0))

    moments = {stage.name: stage.at for stage in rules.stages(found) if stage.at}

    assert moments["due"] == london(2026, 5, 18, 16, 0)
    assert moments["hour 20"] == london(2026, 5, 18, 12, 0)
    assert moments["hour 28"] == london(2026, 5, 18, 20, 0)


def test_hours_counted_from_a_day_alone_have_rungs_of_days():
    found = rules.due(rule(72, "h", ladder=(Rung(48, "h", ("legal",)),)), date(2026, 5, 14))

    assert ("hour 48", date(2026, 5, 16), "legal") in ladder(found)


def test_a_rung_may_count_back_from_the_due_day_and_on_past_it():
    timer = rule(
        6,
        "m",
        ladder=(Rung(-20, "WD", ("worker",)), Rung(9, "m", ("head_of_service",))),
    )
    found = rules.due(timer, date(2026, 5, 13))

    stages = {stage.name: stage for stage in rules.stages(found)}

    assert stages["working day 20 before"].on == date(2026, 10, 16)
    assert stages["month 9"].on == date(2027, 2, 13)
    assert stages["month 9"].tone == "late"


def test_a_limit_counted_back_has_no_half():
    found = rules.due(rule(5, "WD", before=True), date(2026, 6, 1))

    assert ladder(found)[0][0] == "due"


@given(
    st.dates(date(2015, 1, 1), date(2039, 1, 1)),
    st.integers(1, 120),
    st.sampled_from(["WD", "CD", "w", "m"]),
)
def test_every_ladder_is_in_order_and_every_day_late_is_a_working_day(start, limit, unit):
    found = rules.due(rule(min(limit, 24) if unit == "m" else limit, unit), start)
    stages = rules.stages(found)

    assert found.on > start
    assert [stage.on for stage in stages] == sorted(stage.on for stage in stages)
    assert all(is_working_day(stage.on) for stage in stages if stage.tone == "late")
    assert stages[-1].on > found.on
    assert rules.stage_on(found, _noon(found.on)).tone == "due"


def _noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.LONDON)


@pytest.fixture
def register(monkeypatch):
    """An empty register, so that the rooms' own timers are not in the way."""
    monkeypatch.setattr(table, "_timers", {})


def test_the_rule_in_force_at_the_trigger_applies(register):
    old = rule(35, "WD", effective_to=date(2027, 3, 31))
    new = rule(30, "WD", effective_from=date(2027, 4, 1))
    rules.define_timers(old, new)

    assert rules.timer("X001", on=date(2027, 3, 31)).limit == 35
    assert rules.timer("X001", on=date(2027, 4, 1)).limit == 30
    assert rules.due_from("X001", date(2027, 3, 31)).on == rules.due(old, date(2027, 3, 31)).on
    assert rules.timers() == (old, new)


def test_two_rules_of_one_code_are_never_in_force_at_once(register):
    rules.define_timers(rule(35, "WD"))
    rules.define_timers(rule(35, "WD"))

    with pytest.raises(rules.TimerDefinedTwice):
        rules.define_timers(rule(30, "WD", effective_from=date(2027, 4, 1)))
    assert len(rules.timers()) == 1


def test_a_timer_that_nobody_defined_is_refused(register):
    rules.define_timers(rule(35, "WD", effective_from=date(2013, 4, 15)))

    with pytest.raises(rules.UnknownTimer, match="T999"):
        rules.timer("T999", on=date(2026, 1, 1))
    with pytest.raises(rules.UnknownTimer):
        rules.timer("X001", on=date(2013, 4, 14))


def own_timers(tmp_path, monkeypatch, content):
    (tmp_path / "timers.yaml").write_text(content)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))


def test_a_council_sets_its_own_limit_where_none_is_set_for_it(register, tmp_path, monkeypatch):
    rules.define_timers(rule(20, "WD"))
    own_timers(tmp_path, monkeypatch, "X001: {limit: 15}")

    assert rules.timer("X001", on=date(2026, 1, 1)).limit == 15
    assert rules.due_from("X001", date(2026, 6, 1)).on == date(2026, 6, 22)
    assert rules.overlay_problems() == []


def test_a_council_cannot_change_what_guidance_sets(register, tmp_path, monkeypatch):
    rules.define_timers(rule(45, "WD", basis="G", source="Working Together"))
    own_timers(tmp_path, monkeypatch, "X001: {limit: 60}")

    with pytest.raises(rules.RefusedOverride, match="Working Together"):
        rules.timer("X001", on=date(2026, 1, 1))
    assert "Working Together" in rules.overlay_problems()[0]


@pytest.mark.parametrize(
    "content",
    ["X001: {name: x}", "X001: 15", "X001: {limit: 0}", "X001: {limit: ten}", "X001: {unit: y}"],
)
def test_a_timer_of_the_councils_own_that_makes_no_sense_is_refused(
    register, tmp_path, monkeypatch, content
):
    rules.define_timers(rule(20, "WD"))
    own_timers(tmp_path, monkeypatch, content)

    with pytest.raises(rules.RefusedOverride, match=r"timers\.yaml"):
        rules.timer("X001", on=date(2026, 1, 1))


def test_a_timer_of_the_councils_own_that_is_nobodys_is_told_at_start_up(
    register, tmp_path, monkeypatch
):
    rules.define_timers(rule(20, "WD"))
    own_timers(tmp_path, monkeypatch, "X002: {limit: 15}")

    [problem] = rules.overlay_problems()
    assert problem.startswith(f"{tmp_path}/timers.yaml, line 1, X002: there is no timer X002")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("- a", 1),
        ("# ours\nX001: {limit: 15", 2),
        ("\nX001: {limit: 15, unit: [WD]}", 2),
        ("X001: {limit: true}", 1),
        ("X001: {limit: 15, target: abc}", 1),
        ("X001: {limit: 100000000}", 1),
        ("X001:\n- {limit: 15}\n- {limit: 10, from: soon}", 3),
        ("X001: a", 1),
    ],
)
def test_a_slip_is_said_with_its_line(register, tmp_path, monkeypatch, content, line):
    rules.define_timers(rule(20, "WD"))
    own_timers(tmp_path, monkeypatch, content)

    [problem] = rules.overlay_problems()

    assert problem.startswith(f"{tmp_path}/timers.yaml, line {line}")


def test_a_council_changes_its_limit_from_a_day_on(register, tmp_path, monkeypatch):
    rules.define_timers(rule(20, "WD", effective_from=date(2020, 1, 1)))
    own_timers(
        tmp_path, monkeypatch,
        "X001: [{from: 2026-04-01, limit: 15}, {from: 2026-06-01, limit: 3, unit: w}]",
    )  # fmt: skip

    found = [
        rules.timer("X001", on=day).limit_words
        for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 1))
    ]
    assert found == ["20 working days", "15 working days", "15 working days", "3 weeks"]
    assert [each.limit for each in rules.timers()] == [20, 15, 3]
    with pytest.raises(rules.UnknownTimer):
        rules.timer("X001", on=date(2019, 12, 31))
    assert rules.overlay_problems() == []


def test_a_folder_without_timers_changes_nothing(register, tmp_path, monkeypatch):
    rules.define_timers(rule(20, "WD"))
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert rules.timer("X001", on=date(2026, 1, 1)).limit == 20
