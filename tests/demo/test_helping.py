"""Early help in the invented council: agreed to, assessed, and no clock left to run for years."""

from datetime import timedelta

import pytest

from tessera.demo.council import DEMO_DATE
from tessera.engine.workflow.models import Timer
from tessera.practice.early_help.models import Assessment, EarlyHelp
from tests.demo.test_council import begun

pytestmark = pytest.mark.django_db


def test_families_live_with_early_help_and_nothing_stays_late():
    council = begun(150)
    lives = [life for life in council.lives if life.way == "early_help"]

    refused = sum(council.live(life)[1] for life in lives)

    assert len(lives) >= 2
    assert refused == 0
    assert EarlyHelp.objects.filter(started_on__isnull=False).exists()
    assert Assessment.objects.filter(outcome="goes_on").exists()
    clocks = Timer.objects.filter(rule="T010")
    assert clocks.exists()
    assert all(clock.step_id for clock in clocks.filter(stopped_on=None))
    long_late = DEMO_DATE - timedelta(days=21)
    assert not clocks.filter(stopped_on=None, statutory_due_on__lt=long_late).exists()
