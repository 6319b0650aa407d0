"""To whom late work rises, and from which day: the council's own numbers, dated."""

from datetime import date

import pytest

from tessera.engine.workflow import actions, queries, rules
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.rules import ladder
from tests.engine.workflow.pages import page, text
from tests.factories.engine import NOW, TODAY, a_step, a_worker

LATE = {5: date(2026, 3, 24), 4: date(2026, 3, 25), 10: date(2026, 3, 17)}


def council(tmp_path, monkeypatch, words):
    (tmp_path / "ladder.yaml").write_text(words)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))


def test_by_default_it_rises_after_one_five_and_ten_working_days():
    roles = ("team_manager", "service_manager", "head_of_service", "worker")

    assert [rules.rises_to(role, on=TODAY) for role in roles] == [1, 5, 10, None]
    assert ladder.late_ladder(TODAY) == [
        (1, ("worker", "team_manager")),
        (5, ("worker", "team_manager", "service_manager")),
        (10, ("worker", "team_manager", "service_manager", "head_of_service")),
    ]


def test_a_council_sets_its_own_numbers_from_a_day_on(tmp_path, monkeypatch):
    council(
        tmp_path,
        monkeypatch,
        """
service_manager: [{from: 2020-01-01, late_by: 4}, {from: 2026-04-01, late_by: 2}]
head_of_service: 7
""",
    )

    assert rules.rises_to("service_manager", on=date(2026, 3, 31)) == 4
    assert rules.rises_to("service_manager", on=date(2026, 4, 1)) == 2
    assert rules.rises_to("service_manager", on=date(2019, 12, 31)) is None
    assert rules.rises_to("head_of_service", on=TODAY) == 7
    assert rules.rises_to("team_manager", on=TODAY) == 1
    assert rules.ladder_problems() == []


@pytest.mark.parametrize(
    "words", ["mayor: 3", "service_manager: 0", "service_manager: soon", "head_of_service: [{}]"]
)
def test_a_slip_in_the_ladder_is_named(tmp_path, monkeypatch, words):
    council(tmp_path, monkeypatch, words)

    [problem] = rules.ladder_problems()

    assert problem.startswith(f"{tmp_path}/ladder.yaml: {words.split(':')[0]}: ")


def late_visit(worker, child, due_on):
    step = a_step(subjects=[child], worker=worker)
    timer = actions.start_timer(
        rule="T041",
        person=child,
        trigger_kind="sample",
        trigger_id=step.pk,
        triggered_on=date(2026, 3, 2),
        step=step,
        by=None,
    )
    Timer.objects.filter(pk=timer.pk).update(statutory_due_on=due_on)
    timer.refresh_from_db()
    actions.extend_timer(timer=timer, managed_due_on=due_on, why="Asked for", by=worker)
    return step


@pytest.mark.django_db(databases=["default", "audit"])
def test_late_work_rises_on_its_day_and_not_before(hannah, zayd, noor):
    five, four = late_visit(hannah, zayd, LATE[5]), late_visit(hannah, noor, LATE[4])
    a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 1, 5))

    risen = [item.step_id for item in queries.risen_to(["service_manager"], TODAY)]

    assert risen == [five.pk]
    assert list(queries.risen_to(["head_of_service"], TODAY)) == []
    assert list(queries.risen_to(["social_worker"], TODAY)) == []
    both = queries.risen_to(["service_manager"], date(2026, 4, 1)).order_by("step_id")
    assert [item.step_id for item in both] == [five.pk, four.pk]


@pytest.mark.django_db(databases=["default", "audit"])
def test_a_service_manager_reads_what_has_risen_and_what_its_manager_said(
    client, hannah, joseph, zayd
):
    step = late_visit(hannah, zayd, LATE[10])
    chief = a_worker("Beatrice Oakhanger", role="service_manager")

    html = text(page(client, chief, "team_home"))
    assert "Risen to you" in html
    assert "No manager’s words yet" in html
    actions.comment_on_step(step=step, comment="Visit agreed for Friday", at=NOW, by=joseph)
    html = text(page(client, chief, "team_home"))
    assert "Visit agreed for Friday" in html
    assert "Late by 10 working days" in html
    assert "Northgate" in html


@pytest.mark.django_db(databases=["default", "audit"])
def test_nothing_has_risen_where_nothing_is_late(client, team):
    chief = a_worker("Beatrice Oakhanger", role="service_manager")

    assert "Risen to you" not in text(page(client, chief, "team_home"))
