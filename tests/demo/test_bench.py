"""The arithmetic of the bench, and that what it measures with is not there otherwise."""

import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse

from tessera.demo import processes
from tessera.demo.bench import databases
from tessera.demo.bench.budgets import BUDGETS, rows, table
from tessera.demo.bench.measuring import Figure, growth_of, p95
from tessera.demo.bench.pages import Asked
from tessera.demo.bench.server import NotServed, refuse_other
from tessera.engine.forms.definitions import definition
from tessera.engine.workflow import register
from tessera.foundations.access.commands import BadInput
from tests.factories import people as make


def test_the_slowest_in_twenty_is_left_out_and_the_first_only_warm_the_server():
    took = [9.0, 9.0, 9.0, *[0.1] * 19, 5.0]

    assert p95(took) == 0.1


def test_a_page_is_compared_with_the_bare_page_and_with_itself_at_a_hundredth():
    small = {b.key: Figure(p95=0.05, ratio=5.0, queries=10, took=(0.05, 0.04)) for b in BUDGETS}
    large = {b.key: Figure(p95=0.30, ratio=9.0, queries=16, took=(0.06, 0.048)) for b in BUDGETS}

    by_key = {row["key"]: row for row in rows(small, large)}

    assert by_key["my_work"]["growth"] == 1.2
    assert by_key["my_work"]["growth_p95"] == 1.8
    assert by_key["my_work"]["over"] == ["milliseconds", "ratio"]
    assert by_key["child_record"]["over"] == ["milliseconds", "ratio", "queries"]
    assert by_key["complete_step"]["over"] == []


def test_the_table_says_which_budget_is_over():
    figures = {b.key: Figure(p95=0.001, ratio=9.0, queries=1, took=(0.001,)) for b in BUDGETS}

    said = table({"people": 20_000, "bare_ms": 1.0, "rows": rows(figures, figures)})

    assert "my work" in said
    assert "9.0/6!" in said


def test_every_page_of_the_contract_has_its_budget():
    assert {b.key for b in BUDGETS} == {
        "my_work", "team_list", "search", "child_record", "chronology", "form_60", "save_field",
        "complete_step", "duplicates",
    }  # fmt: skip


def test_a_page_that_did_something_else_is_not_measured():
    finishing = Asked("/steps/1/finish/", {}, expects=302, leads_to="/steps/1/done/")

    refuse_other(finishing, 302, "/steps/1/done/")
    with pytest.raises(NotServed):
        refuse_other(finishing, 302, "/steps/1/")
    with pytest.raises(NotServed):
        refuse_other(finishing, 500, "")


def test_the_form_asks_sixty_questions():
    assert len(definition("bench_form").fields) == 60


def test_what_is_only_for_measuring_is_not_there_for_workers():
    assert not processes.is_measuring()
    assert processes.FORM not in {step.code for step in register.steps()}
    with pytest.raises(NoReverseMatch):
        reverse("demo:bare", kwargs={"person_id": "5e6daffc-43d2-4d24-891f-622300000000"})


@pytest.mark.parametrize(("took", "over"), [(0.0524, []), (0.0526, ["growth"])])
def test_a_growth_is_compared_as_precisely_as_its_budget_is_written(took, over):
    small = {b.key: Figure(p95=0.01, ratio=2.0, queries=1, took=(0.05,)) for b in BUDGETS}
    large = {**small, "form_60": Figure(p95=0.01, ratio=2.0, queries=1, took=(took,))}

    row = next(row for row in rows(small, large) if row["key"] == "form_60")

    assert row["over"] == over


def test_growth_is_of_the_answers_side_by_side_and_one_slow_moment_is_not_growth():
    small = Figure(p95=0.05, ratio=1, queries=1, took=(9, 9, 9, 0.05, 0.05, 0.04, 0.05, 0.05))
    large = Figure(p95=0.05, ratio=1, queries=1, took=(9, 9, 9, 0.06, 0.06, 0.048, 0.9, 0.06))

    assert growth_of(small, large) == pytest.approx(1.2)


@pytest.mark.django_db
def test_a_database_without_tables_is_told_how_to_get_them(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)

    with pytest.raises(BadInput, match="Make them first: `tessera migrate`"):
        databases.refuse_unready()


@pytest.mark.django_db
def test_nobodys_record_is_filled_up_to_be_measured():
    databases.refuse_unready()
    make.a_worker()

    with pytest.raises(BadInput, match="not empty"):
        databases.refuse_unready()


@pytest.mark.django_db
def test_only_what_a_bench_has_filled_is_measured_again():
    with pytest.raises(BadInput, match="no record here that a bench has filled"):
        databases.refuse_unready(filled=True)


@pytest.mark.django_db
def test_a_database_behind_the_release_is_brought_up_first(monkeypatch):
    monkeypatch.setattr(databases.MigrationExecutor, "migration_plan", lambda *_: [object()])

    with pytest.raises(BadInput, match="Bring it up: `tessera migrate`"):
        databases.refuse_unready()


@pytest.mark.django_db
def test_a_database_between_two_releases_is_behind_too(monkeypatch):
    monkeypatch.setattr(databases, "between_releases", lambda *_: ["letters"])

    with pytest.raises(BadInput, match="Bring it up: `tessera migrate`"):
        databases.refuse_unready()
