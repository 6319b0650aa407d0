"""States of a transfer that the database refuses, whoever writes them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.practice.transfers.models import RequiredPart, Transfer
from tests.practice.transfers.conftest import AGREED, ASKED, TAKEN

DECLINED = {"declined_on": TAKEN, "declined_why": "No room"}


@pytest.fixture
def write(maisie, team, south, hannah, joseph):
    def written(**values):
        given = {
            "child": maisie,
            "kind": "team",
            "from_team": team,
            "to_team": south,
            "why": "They moved.",
            "asked_on": ASKED,
            "asked_by": hannah,
            "agreed_on": AGREED,
            "agreed_by": joseph,
        }
        return Transfer.objects.create(**(given | values))

    return written


def refused(name, write, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write(**values)


def test_a_child_is_asked_about_once_at_a_time(write, joseph):
    write(withdrawn_on=TAKEN, withdrawn_why="A slip")
    write()

    refused("one_open_transfer_per_child", write)


def test_a_team_does_not_ask_itself(write, team):
    refused("transfer_is_to_another_team", write, to_team=team)


def test_a_step_down_has_the_familys_agreement(write):
    refused("step_down_with_the_familys_agreement", write, kind="early_help", consent="refused")

    assert write(kind="early_help", consent="given").pk


def test_an_answer_has_its_author_and_its_day(write, idris):
    refused("transfer_accepted_by_and_on", write, accepted_on=TAKEN, to_worker=idris)
    refused("transfer_declined_by_and_on", write, **DECLINED)


def test_accepted_and_declined_exclude_each_other_until_it_is_settled(write, gwen, idris, petra):
    both = {
        **DECLINED, "declined_by": gwen,
        "accepted_on": TAKEN, "accepted_by": gwen, "to_worker": idris,
    }  # fmt: skip
    refused("transfer_accepted_or_declined", write, **both)

    settled = {"settlement": "goes", "settled_on": TAKEN, "settled_by": petra, "settled_why": "So"}
    assert write(**both, **settled).pk


def test_a_no_says_why(write, gwen):
    refused("declined_says_why", write, declined_on=TAKEN, declined_by=gwen)


def test_only_what_was_declined_is_settled(write, petra):
    settled = {"settlement": "stays", "settled_on": TAKEN, "settled_by": petra, "settled_why": "So"}

    refused("only_what_was_declined_is_settled", write, **settled)


def test_a_yes_names_the_worker(write, gwen):
    refused("accepted_names_the_worker", write, accepted_on=TAKEN, accepted_by=gwen)


def test_only_what_was_accepted_takes_effect_after_the_asking_and_with_a_visit(write, gwen, idris):
    accepted = {"accepted_on": TAKEN, "accepted_by": gwen, "to_worker": idris}
    visited = {"joint_visit_on": TAKEN}
    refused("only_what_was_accepted_takes_effect", write, effective_on=TAKEN, **visited)
    early = {"effective_on": date(2026, 3, 2)}
    refused("transfer_takes_effect_after_asking", write, **early, **accepted, **visited)
    refused("joint_visit_or_why_not", write, effective_on=TAKEN, **accepted)


def test_what_is_withdrawn_says_why_and_has_no_effect(write):
    refused("withdrawn_says_why_and_has_no_effect", write, withdrawn_on=TAKEN)


def test_each_part_stands_once_and_a_missing_one_says_what_is_missing(write):
    transfer = write()
    part = {"transfer": transfer, "code": "family", "title": "Family", "stands": "there"}
    RequiredPart.objects.create(**part)

    refused("each_part_once", RequiredPart.objects.create, **part)
    refused(
        "missing_part_says_what", RequiredPart.objects.create,
        **part | {"code": "address", "stands": "missing"},
    )  # fmt: skip
