"""Whether enough agencies were there: no database."""

import pytest

from tessera.practice.meetings.rules import conference_is_quorate, conference_quorum_problem


@pytest.mark.parametrize(
    ("agencies", "is_quorate"),
    [
        (["social_care", "police", "health"], True),
        (["social_care", "education", "health", ""], True),
        (["social_care", "health", "health"], False),
        (["social_care", ""], False),
        (["police", "health", "education"], False),
        ([], False),
    ],
)
def test_a_conference_needs_social_care_and_two_more(agencies, is_quorate):
    assert conference_is_quorate(agencies) is is_quorate
    assert bool(conference_quorum_problem(agencies)) is not is_quorate
