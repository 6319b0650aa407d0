"""The drift lists: each by its rule, for children whom the manager may see, paged."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.child_protection import actions, queries
from tessera.practice.child_protection.apps import limits_fit
from tessera.practice.child_protection.queries import drift_lists
from tessera.practice.child_protection.rules import drift
from tessera.practice.child_protection.views import drift as pages
from tessera.practice.recording import actions as recording
from tests.factories import engine as make
from tests.factories import practice

TODAY = date(2026, 3, 31)
FAR = date(2024, 1, 8)


def on(code, today=TODAY):
    return list(queries.drifting(code, Person.objects.all(), today))


def a_plan(name, started_on, *, by, **more):
    child = practice.an_open_case(name, worker=by, received_on=FAR)
    practice.a_protection_plan(child, by=by, started_on=started_on, **more)
    return child


@pytest.mark.parametrize(
    ("code", "day", "is_on"),
    [
        ("plan_team", date(2025, 6, 29), True),
        ("plan_team", date(2025, 7, 1), False),
        ("plan_service", date(2024, 12, 30), True),
        ("plan_service", date(2025, 1, 1), False),
        ("plan_legal", date(2024, 9, 29), True),
        ("plan_legal", date(2024, 10, 1), False),
    ],
)
def test_a_plan_is_too_old_the_day_after_its_months(hannah, code, day, is_on):
    child = a_plan("Maisie Brindlow", day, by=hannah)

    assert on(code) == ([child] if is_on else [])


def test_a_plan_that_has_ended_does_not_drift(hannah):
    child = a_plan("Maisie Brindlow", date(2024, 6, 3), by=hannah)
    actions.end_plan(child=child, ended_on=date(2025, 6, 2), by=hannah)

    for code in ("plan_team", "plan_service", "plan_legal", "core_group", "not_alone"):
        assert on(code) == []


def test_a_second_plan_is_listed_with_the_day_it_began(hannah):
    a_plan("Kai Brindlow", date(2026, 2, 2), by=hannah)
    child = a_plan("Maisie Brindlow", date(2026, 2, 3), by=hannah, previous_plans_elsewhere=1)

    assert [(c, c.since) for c in on("second_plan")] == [(child, date(2026, 2, 3))]


def test_a_child_in_need_for_over_9_months_is_listed(hannah):
    old, new = (
        practice.an_open_case(name, worker=hannah, received_on=FAR)
        for name in ("Old One", "New One")
    )
    practice.a_child_in_need_plan(old, by=hannah, started_on=date(2025, 6, 2))
    practice.a_child_in_need_plan(new, by=hannah, started_on=date(2025, 9, 1))

    assert on("need") == [old]


def test_a_core_group_that_was_missed_is_listed_until_it_meets(hannah):
    child = a_plan("Maisie Brindlow", date(2026, 3, 2), by=hannah)
    assert [(c, c.since) for c in on("core_group")] == [(child, date(2026, 3, 16))]
    assert on("core_group", date(2026, 3, 16)) == []

    actions.hold_core_group(
        child=child, held_on=date(2026, 3, 27), risk="same", risk_why="Nothing new.", by=hannah
    )

    assert on("core_group") == []


@pytest.mark.parametrize(
    ("seen_on", "alone", "is_on"),
    [
        (date(2026, 3, 17), True, False),
        (date(2026, 3, 16), True, True),
        (date(2026, 3, 30), False, True),
    ],
)
def test_a_child_on_a_plan_is_seen_alone_within_ten_working_days(hannah, seen_on, alone, is_on):
    child = a_plan("Maisie Brindlow", date(2026, 2, 3), by=hannah)
    part = recording.ChildAtVisit(child=child, was_seen=True, was_seen_alone=alone)
    recording.record_visit(
        children=[part], kind="child_protection", happened_on=seen_on, text="Tea.", by=hannah
    )

    assert on("not_alone") == ([child] if is_on else [])


def test_a_plan_that_is_newer_than_the_limit_is_not_late_for_a_visit(hannah):
    a_plan("Maisie Brindlow", date(2026, 3, 20), by=hannah)

    assert on("not_alone") == []


def test_a_child_on_a_plan_whose_worker_is_not_qualified_is_listed(hannah, team):
    qualified = a_plan("Maisie Brindlow", date(2026, 2, 3), by=hannah)
    helper = make.a_worker("Family Worker", team=team)
    type(helper).objects.filter(pk=helper.pk).update(is_qualified_social_worker=False)
    type(hannah).objects.filter(pk=hannah.pk).update(is_qualified_social_worker=True)
    hers = a_plan("Kai Brindlow", date(2026, 2, 4), by=helper)
    nobodys = practice.an_open_case("Ivy Pellowe")
    practice.a_child_in_need_plan(nobodys, by=hannah, started_on=date(2026, 1, 20))

    assert on("unqualified") == [nobodys, hers]
    assert qualified not in on("unqualified")


@pytest.mark.parametrize(
    ("decided_on", "is_on"), [(date(2026, 2, 17), False), (date(2026, 2, 16), True)]
)
def test_a_manager_decides_every_six_weeks(hannah, joseph, decided_on, is_on):
    child = a_plan("Maisie Brindlow", date(2026, 1, 12), by=hannah)
    recording.record_management_decision(
        people_about=[child],
        decided_on=decided_on,
        decision="Go on.",
        basis="Two visits.",
        by=joseph,
    )

    assert on("no_decision") == ([child] if is_on else [])


def test_a_child_in_assessment_is_decided_on_too(hannah, joseph):
    """Practice 1, management oversight: of every open case, and not of plans alone."""
    child = practice.an_open_case("Maisie Brindlow", worker=hannah, received_on=date(2026, 2, 2))
    practice.an_assessment(child, by=hannah, started_on=date(2026, 2, 3))
    newer = practice.an_open_case("Kai Brindlow", worker=hannah, received_on=date(2026, 3, 2))
    practice.an_assessment(newer, by=hannah, started_on=date(2026, 3, 2))
    done = practice.an_open_case("Ivy Pellowe", worker=hannah, received_on=date(2026, 2, 2))
    practice.an_assessment(
        done, by=hannah, started_on=date(2026, 2, 3), authorised_on=date(2026, 3, 2)
    )

    assert [(c, c.since) for c in on("no_decision")] == [(child, date(2026, 2, 3))]
    assert on("unqualified") == []

    recording.record_management_decision(
        people_about=[child],
        decided_on=date(2026, 3, 30),
        decision="Go on.",
        basis="Read.",
        by=joseph,
    )

    assert on("no_decision") == []


def test_every_list_has_its_rule_and_its_query():
    assert [each.code for each in drift.LISTS if each.code not in drift_lists._DRIFT] == []
    assert all(each.rule and each.source.startswith("Local") for each in drift.LISTS)


def council(tmp_path, monkeypatch, words):
    (tmp_path / "drift.yaml").write_text(words, encoding="utf-8")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    drift.LIMITS.forget()


def titles(on):
    return {each.code: each.title for each in drift.lists(on=on)}


def test_a_council_sets_its_own_limits_from_a_day_on_and_the_lists_say_them(
    tmp_path, monkeypatch, hannah
):
    council(tmp_path, monkeypatch, "plan_team: [{from: 2026-03-01, limit: 8}]\nnot_alone: 5\n")
    child = a_plan("Maisie Brindlow", date(2025, 7, 15), by=hannah)

    assert on("plan_team") == [child]
    assert on("plan_team", date(2026, 2, 28)) == []
    assert titles(TODAY)["plan_team"] == "Protection plans over 8 months"
    assert titles(date(2026, 2, 28))["plan_team"] == "Protection plans over 9 months"
    assert titles(TODAY)["plan_legal"] == "Protection plans over 18 months"
    assert "not seen alone for 5 working days" in drift.lists(on=TODAY)[6].rule
    assert drift.problems() == []


@pytest.mark.parametrize(
    ("words", "line", "says"),
    [
        ("need: 9\nplan_12: 3", 2, "plan_12: not known. It may be plan_team"),
        ("plan_team: 0", 1, "write a number of months, from 1"),
        ("not_alone: soon", 1, "write a number of working days, from 1"),
        ("no_decision: true", 1, "write a number of weeks"),
        ("plan_team:\n  - {limit: 8}\n  - {from: April, limit: 8}", 3, "write `from` as a day"),
        ("- 9", 1, "write each limit as"),
        ("plan_team: [", 1, "this is not YAML"),
    ],
)
def test_a_slip_in_the_limits_stops_the_start_and_is_named(
    tmp_path, monkeypatch, words, line, says
):
    council(tmp_path, monkeypatch, words)

    [problem] = limits_fit()

    assert problem.msg.startswith(f"{tmp_path}/drift.yaml, line {line}")
    assert says in problem.msg


AT_EASE = {
    "started_on": date(2026, 2, 3),
    "previous_plans": 0,
    "core_group_due_on": TODAY,
    "seen_alone_on": date(2026, 3, 20),
    "decided_on": date(2026, 3, 2),
    "is_held": True,
}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, []),
        (
            {"started_on": date(2024, 12, 1)},
            ["On a protection plan for over 15 months"],
        ),
        ({"previous_plans": 1}, ["A second or later protection plan"]),
        ({"core_group_due_on": date(2026, 3, 30)}, ["The core group was missed"]),
        ({"seen_alone_on": date(2026, 3, 16)}, ["Not seen alone for 10 working days"]),
        ({"seen_alone_on": None}, ["Not seen alone for 10 working days"]),
        ({"is_held": False}, ["No qualified social worker holds the case"]),
        ({"decided_on": None}, ["No manager's decision on the record for 6 weeks"]),
        ({"decided_on": None, "seen_alone_on": None, "started_on": date(2026, 3, 30)}, []),
    ],
)
def test_a_childs_own_plan_says_how_it_drifts(what, words):
    assert drift.of_a_child(**{**AT_EASE, **what}, today=TODAY) == words


class TestThePages:
    @pytest.fixture(autouse=True)
    def at_the_demo_date(self, monkeypatch):
        monkeypatch.setenv("TESSERA_NOW", "2026-03-31T09:00:00+01:00")

    pytestmark = pytest.mark.django_db(databases=["default", "audit"])

    def test_the_childs_own_record_says_so_too(self, client, hannah, joseph, team):
        child = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team, received_on=FAR)
        practice.a_protection_plan(child, by=hannah, started_on=date(2025, 6, 2))

        self.ask(client, joseph)
        record = client.get(reverse("people:record", kwargs={"person_id": child.public_id}))

        html = record.content.decode()
        for words in (
            "On a protection plan for over 9 months",
            "The core group was missed",
            "Not seen alone for 10 working days",
        ):
            assert words in html

    def ask(self, client, user, name="drift", query=None, **parts):
        if client.session.get("_auth_user_id") != str(user.pk):
            backend = "allauth.account.auth_backends.AuthenticationBackend"
            client.force_login(user, backend=backend)
        return client.get(reverse(f"child_protection:{name}", kwargs=parts), query or {})

    def test_a_manager_sees_how_many_and_opens_them(self, client, hannah, joseph, team):
        child = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team, received_on=FAR)
        practice.a_protection_plan(child, by=hannah, started_on=date(2025, 6, 2))

        html = self.ask(client, joseph).content.decode()
        assert reverse("child_protection:drift_list", kwargs={"code": "plan_team"}) in html
        assert "are set by your council" in html
        assert "practice 2.6" not in html
        assert "T066" not in html

        html = self.ask(client, joseph, "drift_list", code="plan_team").content.decode()
        for words in ("Maisie Brindlow", "2 June 2025", "Hannah Treloyd", "Eskmoor North"):
            assert words in html

    def test_who_has_no_decision_is_one_click_from_the_supervision_of_their_worker(
        self, client, hannah, joseph, team
    ):
        child = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team, received_on=FAR)
        practice.a_protection_plan(child, by=hannah, started_on=date(2025, 6, 2))
        supervision = reverse("recording:supervision", kwargs={"worker_id": hannah.public_id})

        html = self.ask(client, joseph, "drift_list", code="no_decision").content.decode()

        assert supervision in html
        assert (
            supervision
            not in self.ask(client, joseph, "drift_list", code="plan_team").content.decode()
        )

    def test_one_who_is_hidden_is_neither_named_nor_counted(self, client, hannah, joseph, team):
        child = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team, received_on=FAR)
        practice.a_protection_plan(child, by=hannah, started_on=date(2025, 6, 2))
        people.restrict(person=child, why="Her own list", started_on=TODAY, by=hannah)

        assert reverse("child_protection:drift_list", kwargs={"code": "plan_team"}) not in (
            self.ask(client, joseph).content.decode()
        )
        html = self.ask(client, joseph, "drift_list", code="plan_team").content.decode()
        assert "Maisie" not in html
        assert "No child is on this list." in html

    def test_a_worker_has_no_lists_and_an_unknown_list_is_not_found(self, client, hannah, joseph):
        assert self.ask(client, hannah).status_code == 403
        assert self.ask(client, joseph, "drift_list", code=f"x{uuid4().hex}").status_code == 404

    def test_the_lists_are_paged_and_cost_the_same_for_many(
        self, client, hannah, joseph, team, monkeypatch
    ):
        monkeypatch.setattr(pages, "PAGE", 2)
        children = []
        for n in range(5):
            child = practice.an_open_case(f"Child {n}", worker=hannah, team=team, received_on=FAR)
            practice.a_protection_plan(child, by=hannah, started_on=date(2025, 6, 2))
            children.append(child)

        self.ask(client, joseph)
        seen, query = [], {}
        while query is not None:
            with CaptureQueriesContext(connection) as asked:
                html = self.ask(
                    client, joseph, "drift_list", query, code="plan_team"
                ).content.decode()
            assert len(asked) <= 25
            seen += [child for child in children if f"{child.name}<" in html]
            more = html.partition("?after=")[2].partition('"')[0]
            query = {"after": more} if more else None
        assert seen == children
        with CaptureQueriesContext(connection) as asked:
            self.ask(client, joseph)
        assert len(asked) <= 30
