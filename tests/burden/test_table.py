"""The table holds what it says: what rises is refused without a decision, what falls is written down."""

import pytest

from tests.support.burden import ROWS, Table

PAGE = """# Recording burden

<!-- sum -->
<!-- end -->

## 3. Record a visit

Words.

| | Least | 0.1.0 |
|---|--:|--:|
| Pages | 3 | 4 |
| Clicks | 9 | 10 |
| Keystrokes | 12 | 14 |
| Answers given | 9 | 12 |
| Fields asked | – | 22 |
| Filled from the record | – | 1 |
| Server time, ms | – | 900 |
"""
NOW = {"pages": 4, "clicks": 10, "keystrokes": 14, "answers": 12, "asked": 22, "filled": 1}


def counts(**changes):
    return {**NOW, "server": 5000, **changes}


def test_the_same_counts_hold_however_slow_the_machine_is():
    assert Table(PAGE, "0.1.0").hold(3, counts()) == []


@pytest.mark.parametrize("key", ["pages", "clicks", "keystrokes", "answers", "asked"])
def test_a_count_that_rises_is_refused(key):
    with pytest.raises(AssertionError, match=f"{ROWS[key].lower()} {NOW[key] + 1}, was"):
        Table(PAGE, "0.1.0").hold(3, counts(**{key: NOW[key] + 1}))


def test_a_field_no_longer_filled_is_refused():
    with pytest.raises(AssertionError, match="only 0 filled"):
        Table(PAGE, "0.1.0").hold(3, counts(filled=0))


def test_a_decision_lets_a_count_rise_only_if_it_is_written():
    assert Table(PAGE, "0.1.0", "0001").hold(3, counts(pages=5)) == ["pages"]
    with pytest.raises(AssertionError):
        Table(PAGE, "0.1.0", "9999").hold(3, counts(pages=5))


def test_a_count_that_falls_is_named():
    assert Table(PAGE, "0.1.0").hold(3, counts(clicks=9)) == ["clicks"]


def test_a_new_release_has_its_own_column_and_is_held_against_the_last():
    table = Table(PAGE, "0.2.0")
    with pytest.raises(AssertionError):
        table.hold(3, counts(pages=5))

    table.hold(3, counts(pages=3))
    table._write_task(3, table.measured[3])
    table._write_sum()

    assert "| | Least | 0.1.0 | 0.2.0 |" in table.text
    assert "| Pages | 3 | 4 | 3 |" in table.text
    assert "| 3. Record a visit | 9 | 12 | 33% |" in table.text


HELD_TO_THE_LEAST = ("pages", "clicks", "keystrokes", "answers")


@pytest.mark.parametrize("task", [1, 2, 3, 4, 5, 6, 7, 8, 11, 12])
def test_each_task_comes_within_a_third_of_the_least_that_practice_needs(task):
    _, rows = Table.read()._parts(task)

    for key in HELD_TO_THE_LEAST:
        least, now = int(rows[key][1]), int(rows[key][-1])
        assert now * 3 <= least * 4, f"{ROWS[key]}: {now}, of {least} at the least"
