"""The report for a conference is written, signed off by the manager, and then given to the parents."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.forms import filling
from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.engine.workflow.queries.invariants import broken_invariants
from tessera.people import actions as people
from tessera.people.models import Restriction
from tessera.practice.child_protection import actions
from tessera.practice.meetings.models import Invited
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.conferences.preparing import DAY, INITIAL, REPORT

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SHARE = "child_protection.share_report"
SIGNED, GIVEN = date(2026, 1, 28), date(2026, 1, 29)
WRITTEN = {"strengths": "Nana.", "worries": "Nights.", "hoped_for": "Nights."}


@pytest.fixture
def booked(ask, support, step):
    ask(support, "prepare", DAY, step_id=step.public_id)
    return step


@pytest.fixture
def sign(maisie, hannah, joseph):
    """Hannah's report is handed in and signed by Joseph."""

    def signed(**more):
        return practice.complete(
            REPORT, [maisie],
            {"answers": {**WRITTEN, **more}, "each": {maisie: {"words": "Quiet please."}}},
            step=work.open_step(maisie, REPORT), on=SIGNED, by=hannah, authorised_by=joseph,
        )  # fmt: skip

    return signed


def give(child, by, on=GIVEN, **had):
    """`had`: given name -> what they had, and why; of whoever is not named, all of it."""
    rows = []
    for row in filling.rows_of("child_protection.parents", [child], on):
        how, why = had.get(row.words.split()[0], ("whole", ""))
        rows.append({"row": row, "had": how, "why": why})
    answers = {
        "answers": {"parents": rows, "shared_on": on, "parents_said": "We knew it all."},
        "each": {},
    }
    return practice.complete(
        SHARE, [child], answers, step=work.open_step(child, SHARE), on=on, by=by
    )


def clock():
    return Timer.objects.get(rule="T062")


def test_it_is_signed_before_the_parents_have_it(booked, sign, maisie, hannah):
    report = sign()

    assert report.state == "done"
    share = work.open_step(maisie, SHARE)
    assert (share.worker, share.follows) == (hannah, report)
    assert share.work_item.due_on == date(2026, 1, 30)
    assert "2 working days before" in share.work_item.why


def test_the_clock_stops_on_the_day_on_which_the_parents_have_it(booked, sign, maisie, hannah):
    sign()
    assert clock().stopped_on is None

    give(maisie, hannah)

    assert clock().stopped_on == GIVEN
    assert work.open_step(maisie, SHARE) is None
    broken = broken_invariants()
    assert not broken["worklist"]
    assert not broken["timers-of-open-work"]


def test_a_report_that_was_signed_first_is_noted_for_whoever_is_asked_after_it(
    ask, booked, support, sign, hannah
):
    sign()

    ask(support, "prepare", {"go": "ask", "ask": [f"w{hannah.pk}"]}, step_id=booked.public_id)

    assert Invited.objects.get(worker=hannah).report_received_on == SIGNED


def test_for_those_who_prepare_it_has_come_once_it_is_signed(ask, booked, support, sign, hannah):
    ask(support, "prepare", {"go": "ask", "ask": [f"w{hannah.pk}"]}, step_id=booked.public_id)

    sign()

    assert Invited.objects.get().report_received_on == SIGNED


def test_parents_who_had_it_before_are_not_given_it_again(booked, sign, maisie):
    sign(shared_on=date(2026, 1, 27))

    assert work.open_step(maisie, SHARE) is None
    assert clock().stopped_on == date(2026, 1, 27)


def test_the_report_may_say_it_later(booked, sign, maisie, hannah, joseph):
    report = sign()
    workflow.reopen_step(step=report, reason="They had it", at=practice.at(GIVEN), by=joseph)

    practice.complete(
        REPORT, [maisie], {"answers": {"shared_on": GIVEN}, "each": {}},
        step=work.step_of(report.public_id), on=GIVEN, by=hannah, authorised_by=joseph,
    )  # fmt: skip

    share = Step.objects.get(code=SHARE)
    assert (share.state, share.reason) == ("cancelled", "The report says when they had it")


def test_a_day_that_is_set_after_it_was_signed_counts_for_who_gives_it(
    ask, step, support, sign, maisie, hannah, joseph
):
    report = workflow.start_step(
        code=REPORT, subjects=[maisie], worker=hannah, follows=step, at=practice.at(SIGNED),
        by=joseph,
    )  # fmt: skip
    sign()
    assert report.pk

    ask(support, "prepare", DAY, step_id=step.public_id)

    assert clock().stopped_on is None
    assert work.open_step(maisie, SHARE).work_item.due_on == date(2026, 1, 30)


def test_a_day_that_is_set_after_they_had_it_has_its_answer(
    ask, step, support, sign, maisie, hannah, joseph
):
    workflow.start_step(
        code=REPORT, subjects=[maisie], worker=hannah, follows=step, at=practice.at(SIGNED),
        by=joseph,
    )  # fmt: skip
    sign()
    give(maisie, hannah)

    ask(support, "prepare", DAY, step_id=step.public_id)

    assert clock().stopped_on == GIVEN


def test_once_the_conference_is_held_nobody_is_asked_to_give_it(booked, sign, maisie):
    sign()
    day = date(2026, 2, 3)

    practice.complete(
        INITIAL, [maisie], practice.conference_answers([maisie], held_on=day), step=booked, on=day,
        by=booked.worker,
    )  # fmt: skip

    assert Step.objects.get(code=SHARE).state == "cancelled"
    assert not Timer.objects.filter(rule="T062", stopped_on=None).exists()


def test_a_report_that_is_signed_after_the_conference_is_not_given(booked, maisie, hannah, joseph):
    report = practice.complete(
        REPORT, [maisie], {"answers": WRITTEN, "each": {maisie: {"words": "Quiet please."}}},
        step=work.open_step(maisie, REPORT), on=SIGNED, by=hannah,
    )  # fmt: skip
    day = date(2026, 2, 3)
    practice.complete(
        INITIAL, [maisie], practice.conference_answers([maisie], held_on=day), step=booked, on=day,
        by=booked.worker,
    )  # fmt: skip

    workflow.authorise_step(step=report, at=practice.at(day), by=joseph)

    assert work.step_of(report.public_id).state == "done"
    assert not Step.objects.filter(code=SHARE).exists()


def test_without_a_conference_it_is_not_given(booked, sign, maisie, denise):
    sign()

    actions.no_conference(
        step=booked, children=[maisie], on=GIVEN, reason="Not needed", at=practice.at(GIVEN),
        by=denise,
    )  # fmt: skip

    assert Step.objects.get(code=SHARE).state == "cancelled"


@pytest.fixture
def parents(maisie, kai):
    """Leanne, and Craig who must not come to the house; Jo's record is restricted."""
    found = [make.a_child(name, born_on=date(1991, 1, 1)) for name in ("Leanne", "Craig", "Jo")]
    for person in found:
        people.record_relationship(person=person, relative=maisie, kind="parent", by=None)
    people.add_warning(
        person=maisie, kind="no_contact", whom=found[1].name, started_on=SIGNED, by=None
    )
    return found


def test_each_parent_is_asked_about_with_what_is_known_of_them(
    booked, sign, maisie, hannah, joseph, parents
):
    leanne, craig, jo = parents
    Restriction.objects.create(
        person=jo, why="Known to staff", owner=joseph, review_on=date(2026, 6, 1), started_on=SIGNED
    )

    rows = filling.rows_of("child_protection.parents", [maisie], GIVEN)

    assert [row.words for row in rows] == [leanne.name, craig.name]
    assert rows[0].about == ""
    assert "must not come to the house" in rows[1].about


def test_who_did_not_have_all_of_it_is_said_with_the_reason(booked, sign, maisie, hannah, parents):
    sign()
    step = work.open_step(maisie, SHARE)
    with pytest.raises(workflow.Unfinished):
        give(maisie, hannah, Craig=("no", ""))
    with pytest.raises(workflow.Unfinished):
        give(maisie, hannah, **dict.fromkeys(("Leanne", "Craig", "Jo"), ("no", "Not safe")))

    give(maisie, hannah, Craig=("part", "Not where they sleep"))

    step.refresh_from_db()
    assert step.state == "done"
    (rows,) = Answer.objects.filter(sheet=step.sheet, field="parents").values_list(
        "value", flat=True
    )
    assert [row["had"] for row in rows] == ["whole", "part", "whole"]


def test_its_page_leads_to_the_report_and_says_for_which_day(
    client, booked, sign, maisie, hannah, parents
):
    report = sign()
    client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")
    step = work.open_step(maisie, SHARE)

    page = client.get(reverse("workflow:step", args=[step.public_id])).content.decode()

    assert reverse("workflow:step", args=[report.public_id]) in page
    assert reverse("workflow:print", args=[report.public_id]) in page
    assert "Initial child protection conference of 3 February 2026" in page


def test_without_a_day_the_parents_have_it_by_the_day_of_the_report(
    ask, step, support, sign, maisie, hannah, joseph
):
    due_on = date(2026, 1, 29)
    workflow.start_step(
        code=REPORT, subjects=[maisie], worker=hannah, follows=step, due_on=due_on,
        due_why="Before the last day", at=practice.at(SIGNED), by=joseph,
    )  # fmt: skip

    sign()

    share = work.open_step(maisie, SHARE)
    assert share.work_item.due_on == due_on
    ask(support, "prepare", DAY, step_id=step.public_id)
    share.refresh_from_db()
    assert share.due_on is None
    assert work.open_step(maisie, SHARE).work_item.due_on == date(2026, 1, 30)
