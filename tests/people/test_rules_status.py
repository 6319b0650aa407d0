import pytest

from tessera.people.rules import STATUS_ORDER, highest_status, status_rank


@pytest.mark.parametrize(
    ("statuses", "highest"),
    [
        ({"child_in_need", "looked_after"}, "looked_after"),
        ({"child_protection", "child_in_need", "early_help"}, "child_protection"),
        ({"early_help", "closed"}, "early_help"),
        (set(), "closed"),
    ],
)
def test_the_banner_leads_with_the_weightiest_status(statuses, highest):
    assert highest_status(statuses) == highest


def test_every_status_has_its_own_rank():
    ranks = [status_rank(status) for status in STATUS_ORDER]

    assert ranks == sorted(set(ranks))
