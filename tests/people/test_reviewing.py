"""When warnings, restrictions and protected places are looked at again: a council's own, from a day on."""

from datetime import date

import pytest

from tessera.people.apps import limits_fit
from tessera.people.rules import reviewing


@pytest.fixture
def of_the_council(tmp_path, monkeypatch):
    def written(text):
        (tmp_path / "people.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
        reviewing.LIMITS.forget()

    yield written
    reviewing.LIMITS.forget()


@pytest.mark.parametrize(
    ("code", "due"),
    [
        (reviewing.WARNING, date(2026, 9, 29)),
        (reviewing.RESTRICTION, date(2026, 6, 29)),
        (reviewing.PROTECTION, date(2026, 6, 29)),
    ],
)
def test_each_is_looked_at_again_in_time(code, due):
    assert reviewing.review_due(code, date(2026, 3, 31)) == due


def test_a_council_says_how_soon_from_a_day_on(of_the_council):
    of_the_council("warning_review: [{from: 2026-04-01, limit: 91}]\n")

    assert reviewing.review_due(reviewing.WARNING, date(2026, 3, 31)) == date(2026, 9, 29)
    assert reviewing.review_due(reviewing.WARNING, date(2026, 4, 1)) == date(2026, 7, 1)
    assert limits_fit() == []


def test_a_restriction_never_waits_longer_than_security_allows(of_the_council):
    of_the_council("restriction_review: 120\n")

    (error,) = limits_fit()

    assert "write a number of days, from 1 to 90, as `limit`" in error.msg
