import json

import pytest
from django.core.management import call_command

from tessera.engine.forms.models import FormVersion, Sheet
from tessera.engine.workflow import queries, register
from tessera.engine.workflow.models import Timer, WorkItem
from tests.factories.engine import TODAY, a_step

pytestmark = pytest.mark.django_db


def broken(name):
    return queries.broken_invariants()[name]


def test_nothing_is_broken_in_a_lawful_record(hannah, zayd, noor):
    a_step(subjects=[zayd, noor], worker=hannah, due_on=TODAY)
    engine = ("worklist", "finished-sheets", "authorised", "timers-of-open-work")

    assert [broken(name) for name in engine] == [[]] * 4


def test_the_command_says_what_is_broken(hannah, zayd, capsys):
    step = a_step(subjects=[zayd], worker=hannah)
    WorkItem.objects.filter(step=step).delete()

    with pytest.raises(SystemExit) as ended:
        call_command("invariants", "--json")

    document = json.loads(capsys.readouterr().out)
    found = {one["name"]: one["broken"] for one in document["invariants"]}
    assert ended.value.code == 1
    assert document["ok"] is False
    assert found["worklist"] == [{"step": step.pk, "wrong": "missing"}]


def test_a_finished_form_of_open_work_is_found(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    Sheet.objects.filter(pk=step.sheet_id).update(is_finished=True)

    assert [row["step"] for row in broken("finished-sheets")] == [step.pk]


def test_a_clock_left_on_work_set_aside_is_found(hannah, zayd):
    from tessera.engine.workflow import actions
    from tests.factories.engine import NOW

    step = a_step(subjects=[zayd], worker=hannah)
    actions.cancel_step(step=step, reason="Twice", at=NOW, by=hannah)
    timer = Timer.objects.create(
        rule="T001",
        person=zayd,
        step=step,
        trigger_kind="x",
        trigger_id=1,
        triggered_on=TODAY,
        statutory_due_on=TODAY,
        why="x",
    )

    assert [row["timer"] for row in broken("timers-of-open-work")] == [timer.pk]


def test_publishing_again_publishes_nothing(capsys):
    call_command("publish_forms", "--json")
    call_command("publish_forms", "--json")

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"published": []}
    assert set(FormVersion.objects.values_list("code", flat=True)) >= {
        step.form for step in register.steps()
    }
