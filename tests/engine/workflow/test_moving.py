"""Who may move the day a clock is worked to, and how far: practice 0.3(7), and "Ext" of table A."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions, rules
from tessera.engine.workflow.models import Oversight, Timer
from tessera.engine.workflow.rules.moving import MAY_MOVE, latest_day
from tessera.people.models import Involvement
from tests.engine.workflow.pages import page, post, sign_in, text
from tests.engine.workflow.test_rising import clock, days_late
from tests.factories.engine import NOW, TODAY, a_step, a_worker, grant

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
LATER = TODAY + timedelta(days=3)
TYPED = {"on-day": str(LATER.day), "on-month": str(LATER.month), "on-year": str(LATER.year)}
MANAGERS = ["team_manager", "service_manager", "head_of_service"]
MAY = [
    ("T001", []),
    ("T004", ["front_door_manager", *MANAGERS]),
    ("T007", ["service_manager", "head_of_service"]),
    ("T010", ["early_help_manager", "service_manager", "head_of_service"]),
    ("T040", ["service_manager", "head_of_service"]),
    ("T055", []),
    ("T056", []),
    ("T060", []),
    ("T065", ["quality_assurance", "head_of_service"]),
    ("T068", []),
    ("T069", []),
    ("T070", ["conference_chair"]),
    ("T071", ["head_of_service"]),
    ("T081", ["front_door_manager", *MANAGERS]),
]  # fmt: skip
EVERYONE = [*MANAGERS, "front_door_manager", "early_help_manager", "conference_chair",
            "quality_assurance", "social_worker"]  # fmt: skip


@pytest.mark.parametrize(("code", "roles"), MAY)
def test_the_rule_says_whose_it_is_to_move(code, roles):
    rule = rules.timer(code, on=TODAY)
    may = [
        role
        for role in EVERYONE
        if rules.moving(
            rule, TODAY, statutory_due_on=TODAY, roles={role}, today=TODAY
        ).may
    ]  # fmt: skip
    assert sorted(may) == sorted(roles)


def test_every_rule_names_somebody_who_is_known():
    named = {rule.extendable_by for rule in rules.timers() if rule.extendable_by}

    assert named <= set(MAY_MOVE)


@pytest.mark.parametrize(
    ("code", "since", "latest"),
    [
        ("T050", date(2026, 3, 27), date(2026, 4, 1)),  # 24 hours; 3 working days at the outside
        ("T065", date(2026, 3, 2), date(2026, 3, 30)),  # 20 working days
        ("T067", date(2026, 3, 2), date(2026, 4, 13)),  # 6 weeks
        ("T083", date(2025, 5, 1), date(2026, 5, 1)),  # 12 months
        ("T081", date(2026, 3, 2), None),
    ],
)
def test_a_rule_says_how_far(code, since, latest):
    rule = rules.timer(code, on=since)

    assert latest_day(rule, since, since) == latest


def test_a_council_that_counts_in_another_unit_keeps_the_limit(monkeypatch, tmp_path):
    (tmp_path / "timers.yaml").write_text("T067: {limit: 20, unit: WD}\n")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    rule = rules.timer("T067", on=date(2026, 3, 2))

    assert latest_day(rule, date(2026, 3, 2), date(2026, 3, 30)) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("T068", "Nobody may move this date"),
        ("T055", "Nobody may move this date"),
        ("T070", "Only the conference chair may move this date"),
        ("T040", "Only a service manager may move this date"),
        ("T060", "A manager and the conference chair agree to a later day together"),
        ("T056", "Only a court moves this date"),
    ],
)
class TestWhatAManagerMayNotMove:
    def test_the_action_refuses_and_changes_nothing(self, hannah, joseph, zayd, code, why):
        step = a_step(subjects=[zayd], worker=hannah)
        timer = clock(zayd, code, since=date(2025, 12, 20), step=step)

        for refused in (
            lambda: actions.oversee_step(
                step=step, words="Holidays", new_on=LATER, at=NOW, by=joseph
            ),
            lambda: actions.oversee_clock(
                timer=timer, words="Holidays", new_on=LATER, at=NOW, by=joseph
            ),
            lambda: actions.extend_timer(
                timer=timer, managed_due_on=LATER, why="Holidays", at=NOW, by=joseph
            ),
        ):
            with pytest.raises(actions.NotMovable, match=why):
                refused()
        timer.refresh_from_db()
        assert timer.managed_due_on is None
        assert not Oversight.objects.exists()

    def test_the_page_says_why_and_words_alone_are_enough(
        self, client, hannah, joseph, team, zayd, code, why
    ):
        step = a_step(subjects=[zayd], worker=hannah)
        timer = clock(zayd, code, since=date(2025, 12, 20), step=step)

        html = text(page(client, joseph, "extend", step.public_id))
        assert why in html
        assert "Say why it is late, and what happens now" in html
        assert 'name="on-day"' not in html
        html = text(page(client, joseph, "team", team.public_id))
        assert "Needs your words<" in html
        assert "set a new date" not in html

        assert why in text(post(client, joseph, "extend", step.public_id, why="Away", **TYPED))
        post(client, joseph, "extend", step.public_id, why="Away; tomorrow")

        html = text(page(client, joseph, "team", team.public_id))
        assert "Away; tomorrow" in html
        assert "Needs" not in html.split('id="late"')[1].split("</section>")[0]
        timer.refresh_from_db()
        assert timer.managed_due_on is None


def test_a_day_within_the_first_date_moves_nothing_out(hannah, joseph, zayd):
    timer = clock(zayd, "T040", due=TODAY + timedelta(days=20))

    actions.extend_timer(timer=timer, managed_due_on=LATER, why="Sooner", at=NOW, by=joseph)

    timer.refresh_from_db()
    assert timer.due_on == LATER


def test_further_than_the_rule_lets_is_refused_and_the_page_says_until_when(
    client, hannah, joseph, zayd
):
    step = a_step(subjects=[zayd], worker=hannah)
    timer = clock(zayd, "T067", since=TODAY - timedelta(weeks=5), step=step)
    latest = timer.triggered_on + timedelta(weeks=6)

    assert "7 April 2026 at the latest" in text(page(client, joseph, "extend", step.public_id))
    with pytest.raises(actions.NotMovable, match="must be 7 April 2026 or earlier"):
        actions.oversee_step(
            step=step, words="Away", new_on=latest + timedelta(days=1), at=NOW, by=joseph
        )
    actions.oversee_step(step=step, words="Away", new_on=latest, at=NOW, by=joseph)

    timer.refresh_from_db()
    assert timer.managed_due_on == latest


def test_past_the_furthest_day_no_new_date_is_asked_for(client, hannah, joseph, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    clock(zayd, "T067", since=TODAY - timedelta(weeks=7), step=step)

    html = text(page(client, joseph, "extend", step.public_id))

    assert "The latest date that could be set, 24 March 2026, has passed" in html
    assert 'name="on-day"' not in html


def test_a_manager_above_sets_what_is_theirs_to_set(hannah, zayd):
    chief = a_worker("Beatrice Oakhanger", role="service_manager")
    step = a_step(subjects=[zayd], worker=hannah)
    timer = clock(zayd, "T040", due=days_late(2), step=step)

    actions.oversee_step(step=step, words="Reports to come", new_on=LATER, at=NOW, by=chief)

    timer.refresh_from_db()
    assert (timer.managed_due_on, timer.managed_by) == (LATER, chief)


def test_the_chair_sets_a_new_date_for_a_child_they_chair_and_for_no_other(
    client, hannah, zayd, noor
):
    chair = a_worker("Denise Kilvarn", role="conference_chair")
    Involvement.objects.create(
        person=zayd, role="conference_chair", worker=chair, started_on=date(2026, 1, 5)
    )
    for child in (zayd, noor):
        clock(child, "T070", due=days_late(7), step=a_step(subjects=[child], worker=hannah))
    timer = Timer.objects.get(person=zayd)
    grant("conference_chair", "workflow:work:view")
    grant("conference_chair", "workflow:timer:extend", "own")
    where = reverse("workflow:extend", args=[timer.step.public_id])
    assert where in text(page(client, chair, "my_work"))

    post(client, chair, "extend", timer.step.public_id, why="At her aunt’s", **TYPED)

    timer.refresh_from_db()
    assert (timer.managed_due_on, timer.managed_by) == (LATER, chair)
    other = Timer.objects.get(person=noor)
    sign_in(client, chair)
    assert page(client, chair, "extend", other.step.public_id).status_code in (403, 404)


def test_what_is_not_late_yet_is_not_called_late(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    a_clock = clock(zayd, due=LATER, step=step)

    assert "Why it needs another day" in text(page(client, joseph, "extend", step.public_id))

    Timer.objects.filter(pk=a_clock.pk).update(statutory_due_on=TODAY - timedelta(days=3))
    assert "Why it is late" in text(page(client, joseph, "extend", step.public_id))
