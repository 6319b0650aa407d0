from datetime import date

import pytest

from tessera.practice.front_door.rules.contact import OFFERED_OUTCOMES
from tessera.practice.front_door.rules.letters import DECIDED, what_we_tell


def told(**changes):
    said = {
        "outcomes": {"referral": ["Zayd", "Noor"]},
        "received_on": date(2026, 3, 31),
        "is_professional": True,
        "advice": "",
    }
    return what_we_tell(**{**said, **changes})


@pytest.mark.parametrize("outcome", OFFERED_OUTCOMES)
def test_every_outcome_that_can_be_chosen_has_words_for_a_professional(outcome):
    assert DECIDED[outcome] in told(outcomes={outcome: ["Zayd"]})


def test_a_neighbour_is_thanked_and_told_nothing_of_the_family():
    letter = " ".join(told(is_professional=False))

    assert "31 March 2026" in letter
    assert DECIDED["referral"] not in letter


def test_advice_is_repeated_in_writing():
    assert "Ring the school nurse." in told(
        outcomes={"advice": ["Zayd"]}, advice="Ring the school nurse."
    )


def test_where_brothers_and_sisters_differ_each_is_named():
    letter = told(outcomes={"referral": ["Zayd", "Noor"], "no_further_action": ["Idris"]})

    assert f"Zayd and Noor: {DECIDED['referral']}" in letter
    assert f"Idris: {DECIDED['no_further_action']}" in letter
