"""The policy against a table written by hand: it imports nothing of how the answers are found."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tessera.foundations.access.policy import Actor, Does, Reason, Subject, decide

TODAY = date(2026, 3, 31)
VIEW = "people:person:view"


def actor(scope=None, *, is_active=True):
    return Actor(
        user_id=1, today=TODAY, is_active=is_active, grants={} if scope is None else {VIEW: scope}
    )


@pytest.mark.parametrize(
    ("scope", "is_own", "is_teams", "allow"),
    [
        (None, True, True, False),
        ("own", True, False, True),
        ("own", False, True, False),
        ("own", False, False, False),
        ("team", True, False, True),
        ("team", False, True, True),
        ("team", False, False, False),
        ("all", False, False, True),
    ],
)
def test_a_scope_reaches_so_far_and_no_further(scope, is_own, is_teams, allow):
    decision = decide(actor(scope), VIEW, Subject(is_own=is_own, is_teams=is_teams))

    assert decision.allow is allow
    assert not decision.hidden


@pytest.mark.parametrize("scope", [None, "own", "team", "all"])
@pytest.mark.parametrize("is_on_list", [True, False])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_conflict_of_interest_beats_everything(scope, is_on_list, is_own):
    subject = Subject(has_conflict=True, is_restricted=True, is_on_list=is_on_list, is_own=is_own)

    decision = decide(actor(scope), VIEW, subject)

    assert (decision.allow, decision.hidden, decision.reason) == (False, True, Reason.CONFLICT)


def test_a_restricted_record_does_not_exist_for_those_off_its_list():
    decision = decide(actor("all"), VIEW, Subject(is_restricted=True))

    assert (decision.allow, decision.hidden) == (False, True)


def test_being_on_the_list_of_a_restricted_record_still_needs_the_permission():
    listed = Subject(is_restricted=True, is_on_list=True)

    assert not decide(actor(None), VIEW, listed).allow
    assert decide(actor("all"), VIEW, listed).allow


def test_a_closed_account_may_nothing():
    assert not decide(actor("all", is_active=False), VIEW, Subject(is_own=True)).allow


def test_whereabouts_are_withheld_from_all_but_those_who_may_see_them():
    protected = Subject(is_own=True, has_protected_whereabouts=True)

    assert decide(actor("own"), VIEW, protected).mask == {"whereabouts"}
    assert not decide(actor("own"), VIEW, replace(protected, may_see_protected=True)).mask


def test_no_permission_ever_reaches_a_record_that_is_hidden():
    for scope, own, teams, asked, reads, restricted, listed, conflict in product(
        (None, "own", "team", "all"), *[(True, False)] * 7
    ):
        subject = Subject(
            is_own=own,
            is_teams=teams,
            is_asked_of_team=asked,
            is_read_by_team=reads,
            is_restricted=restricted,
            is_on_list=listed,
            has_conflict=conflict,
        )
        decision = decide(actor(scope), VIEW, subject, does=Does.READS)
        assert not (decision.allow and (conflict or (restricted and not listed)))
        assert not (decision.allow and decision.hidden)


CLOSED = Subject(is_read_by_team=True)
ASKED = Subject(is_asked_of_team=True, is_read_by_team=True)


@pytest.mark.parametrize(
    ("subject", "does", "scope", "reason"),
    [
        (CLOSED, Does.READS, "team", Reason.READS_CLOSED),
        (CLOSED, Does.READS, "own", Reason.OUT_OF_REACH),
        (CLOSED, Does.ANSWERS, "team", Reason.OUT_OF_REACH),
        (CLOSED, Does.CHANGES, "team", Reason.OUT_OF_REACH),
        (ASKED, Does.READS, "team", Reason.ASKED),
        (ASKED, Does.READS, "own", Reason.OUT_OF_REACH),
        (ASKED, Does.ANSWERS, "team", Reason.ASKED),
        (ASKED, Does.ANSWERS, "own", Reason.OUT_OF_REACH),
        (ASKED, Does.CHANGES, "team", Reason.OUT_OF_REACH),
        (replace(ASKED, is_teams=True), Does.CHANGES, "team", Reason.ALLOWED),
    ],
)
def test_a_team_that_closed_the_case_reads_and_one_that_was_asked_also_answers(
    subject, does, scope, reason
):
    decision = decide(actor(scope), VIEW, subject, does=does)

    assert decision.reason == reason
    assert decision.allow is (reason != Reason.OUT_OF_REACH)


def test_what_is_not_said_to_do_less_changes_the_record():
    assert not decide(actor("team"), VIEW, ASKED).allow
