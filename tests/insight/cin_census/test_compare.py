"""Two returns of a year laid side by side."""

from dataclasses import replace

from tessera.insight.cin_census.compare import Change, compare
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on

YEAR = s.YEAR


def changes(before, after):
    (child,) = compare([before], [after], YEAR).changed
    return child.changes


def test_the_same_return_has_not_changed():
    children = [s.child(s.protected()), s.unborn(la_child_id="U1")]

    comparison = compare(children, list(reversed(children)), YEAR)

    assert comparison.is_same
    assert comparison.unchanged == 2


def test_children_who_came_and_went_are_named():
    comparison = compare([s.child(), s.child(la_child_id="A1")], [s.child(la_child_id="B2")], YEAR)

    assert comparison.added == ("B2",)
    assert comparison.removed == ("A1", "CIN00003")


def test_a_changed_answer_is_told_in_words():
    assert changes(s.child(), s.child(ethnicity="MWBC")) == (
        Change("Child", "Ethnicity", "White British", "White and Black Caribbean"),
    )


def test_a_change_says_in_which_row_it_is():
    closed = s.closed(closed_on=on("06-20"))

    assert changes(s.child(s.closed()), s.child(closed)) == (
        Change("Case of 6 May 2025", "Closing date", "12 June 2025", "20 June 2025"),
    )


def test_a_row_that_is_gone_is_told_value_by_value():
    plan = s.need(ended_on=on("09-01"))

    assert changes(s.child(s.episode(cin_plans=(plan,))), s.child(s.episode(cin_plans=()))) == (
        Change("Child in need plan of 11 June 2025", "Plan started", "11 June 2025", "not given"),
        Change("Child in need plan of 11 June 2025", "Plan ended", "1 September 2025", "not given"),
    )


def test_the_order_of_codes_is_no_change():
    before = s.episode(assessments=(s.assessment(factors=("3A", "4B")),))
    after = s.episode(assessments=(s.assessment(factors=("4B", "3A")),))

    assert compare([s.child(before)], [s.child(after)], YEAR).is_same


def test_rows_of_the_same_day_are_told_apart():
    twice = s.episode(cin_plans=(s.need(ended_on=on("06-11")), s.need()))
    changed = replace(twice, cin_plans=(twice.cin_plans[0], s.need(ended_on=on("09-01"))))

    (change,) = changes(s.child(twice), s.child(changed))

    assert change.row == "Child in need plan of 11 June 2025 (2)"
