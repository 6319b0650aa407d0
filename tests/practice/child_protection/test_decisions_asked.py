"""What a conference asks of each child, by what was decided for that child."""

import pytest

from tessera.engine.forms.answers import AnswerSet
from tessera.engine.forms.definitions import definition


@pytest.mark.parametrize(
    ("form", "outcome", "asked"),
    [
        ("initial_conference", "plan", True),
        ("initial_conference", "no_plan_in_need", True),
        ("initial_conference", "no_plan_early_help", False),
        ("initial_conference", "no_plan_close", False),
        ("initial_conference", "adjourned", False),
        ("initial_conference", None, False),
        ("review_conference", "plan_continues", True),
        ("review_conference", "plan_ends_in_need", True),
        ("review_conference", "plan_ends_close", False),
        ("review_conference", "adjourned", False),
    ],
)
def test_how_often_to_visit_is_asked_only_where_a_plan_follows(form, outcome, asked):
    answers = AnswerSet(definition(form), {("outcome", None): outcome})

    assert answers.is_shown("visits_every") is asked
