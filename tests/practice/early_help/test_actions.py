from datetime import date

import pytest
from django.db import IntegrityError

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.people.models import Line
from tessera.practice.early_help import actions
from tessera.practice.early_help.models import EarlyHelp
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    return make.a_staff()


@pytest.fixture
def child(db):
    return make.a_child()


def request_(child, consent="given", **more):
    return actions.record_request(child=child, asked_on=TODAY, consent=consent, by=None, **more)


def test_early_help_begins_when_the_family_agrees_and_its_clock_runs(child):
    help_ = request_(child, agreed_by="Samira Rahmeen", why="Help with mornings")

    assert help_.started_on == TODAY
    assert Timer.objects.get(rule="T010").person == child
    assert Line.objects.filter(kind="early_help.early_help", person=child).exists()


def test_a_family_that_says_no_has_no_early_help(child):
    help_ = request_(child, "refused", why="Mum would rather ask her sister")

    assert help_.started_on is None
    assert not Timer.objects.filter(rule="T010").exists()


def test_a_child_has_one_early_help_at_a_time(child):
    request_(child)

    with pytest.raises(actions.AlreadyOpen):
        request_(child)


def test_early_help_ends_and_its_clock_stops(child):
    request_(child)

    actions.end_early_help(child=child, ended_on=TODAY, end_reason="needs_met", by=None)

    assert not EarlyHelp.objects.open().exists()
    assert not Timer.objects.filter(rule="T010", stopped_on=None).exists()
    with pytest.raises(actions.NotOpen):
        actions.end_early_help(child=child, ended_on=TODAY, end_reason="moved", by=None)


def test_the_request_is_a_step_that_makes_the_fact_for_each_child(staff, child):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))

    workflow.complete_with(
        code="early_help.request",
        subjects=[child, sister],
        answers={
            "asked_on": TODAY,
            "agreed": "given",
            "agreed_by": "Samira Rahmeen",
            "needs": "Calm mornings",
        },
        each={child: {"words": "I want breakfast with mum."}},
        at=NOW,
        by=staff.duty,
    )

    assert EarlyHelp.objects.open().count() == 2
    assert EarlyHelp.objects.get(child=child).childs_words == "I want breakfast with mum."


def test_a_second_request_is_refused_in_words(staff, child):
    request_(child)

    with pytest.raises(workflow.NotYet, match="has early help already"):
        workflow.complete_with(
            code="early_help.request",
            subjects=[child],
            answers={
                "asked_on": TODAY,
                "agreed": "given",
                "agreed_by": "Samira",
                "needs": "Calm mornings",
            },
            at=NOW,
            by=staff.duty,
        )


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (
            "early_help_ends_on_or_after_start",
            {"ended_on": date(2026, 3, 1), "end_reason": "moved"},
        ),
        ("early_help_has_a_reason_when_it_ended", {"ended_on": TODAY}),
        ("early_help_has_a_reason_when_it_ended", {"end_reason": "moved"}),
        ("early_help_starts_with_consent", {"consent": "refused"}),
    ],
)
def test_impossible_early_help_is_refused_by_the_database(child, name, changes):
    help_ = request_(child)

    with pytest.raises(IntegrityError, match=name):
        EarlyHelp.objects.filter(pk=help_.pk).update(**changes)


def test_two_open_early_helps_are_refused_by_the_database(child):
    request_(child)

    with pytest.raises(IntegrityError, match="one_open_early_help_per_child"):
        EarlyHelp.objects.create(child=child, asked_on=TODAY, consent="given", started_on=TODAY)


def test_early_help_stands_on_the_record(staff, child, client):
    request_(child, agreed_by="Samira Rahmeen", why="Help with mornings")
    client.force_login(staff.duty, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get(f"/people/{child.public_id}/").content.decode()

    assert "Help with mornings" in page
    assert "Agreed by Samira Rahmeen" in page
