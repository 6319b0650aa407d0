"""What is told about a child who is being assessed goes into that assessment, and starts no second."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.following import Follow, next_of
from tessera.engine.workflow.models import WorkItem
from tessera.people import actions as people
from tessera.practice.assessments import actions as assessments
from tessera.practice.assessments import queries
from tessera.practice.assessments.models import Assessment
from tests.factories import front_door as make

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SINGLE = "assessments.single_assessment"
LATER = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def two_weeks_later(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-04-15T09:00:00+01:00")


@pytest.fixture
def in_assessment(staff, child):
    """Referred and given to a worker two weeks ago."""
    make.referred(staff, make.a_contact(staff, child))
    step = work.open_step(child, SINGLE)
    return workflow.allocate_step(
        step=step, worker=staff.social_worker, at=make.NOW, by=staff.team_manager
    )


def told_again(staff, child, outcome="open_case", **more):
    contact = make.a_contact(
        staff,
        child,
        received_at=LATER,
        source="6",
        account="Called to the flat at night: shouting, a door was broken.",
        **more,
    )
    return make.referred(staff, contact, outcome, at=LATER)


@pytest.mark.parametrize("outcome", ["open_case", "referral"])
def test_no_second_assessment_begins_and_the_writer_is_told(staff, child, in_assessment, outcome):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))
    if outcome == "referral":
        contact = make.a_contact(staff, child, sister, received_at=LATER)
        make.referred(staff, contact, at=LATER)
    else:
        told_again(staff, child)

    assert Assessment.objects.filter(child=child).count() == 1
    news = work.open_step(child, "front_door.information")
    assert news.worker == staff.social_worker
    said = WorkItem.objects.get(step=news)
    assert said.why == "Goes into the assessment under way since 31 March 2026"
    assert said.due_on == date(2026, 4, 15), "the next working day"


def test_a_council_says_how_soon_it_is_read(staff, child, in_assessment, tmp_path, monkeypatch):
    (tmp_path / "timers.yaml").write_text("T006N: {limit: 3}\n", encoding="utf-8")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    told_again(staff, child)

    news = work.open_step(child, "front_door.information")
    assert news.due_on == date(2026, 4, 17)


def test_it_goes_to_who_writes_the_assessment_not_to_who_holds_the_case(
    staff, child, in_assessment
):
    other = make.a_worker("Femi Adair", "social_worker", team=staff.assessment_team)
    workflow.allocate_step(step=in_assessment, worker=other, at=make.NOW, by=staff.team_manager)

    told_again(staff, child)

    assert work.open_step(child, "front_door.information").worker == other


def test_without_an_assessment_nothing_is_said_of_one(staff, child, in_assessment):
    assessment = Assessment.objects.get(child=child)
    assessments.authorise_assessment(
        assessment=assessment,
        authorised_on=date(2026, 4, 10),
        factors=["16A"],
        outcome="child_in_need_plan",
        by=staff.team_manager,
    )
    workflow.cancel_step(step=in_assessment, reason="Signed on paper", at=LATER, by=None)

    told_again(staff, child)

    news = work.open_step(child, "front_door.information")
    said = WorkItem.objects.get(step=news)
    assert said.why == "Somebody told us of a child whose case is open"
    assert queries.told_since(assessment) == []


def test_the_assessment_says_what_was_told_since_it_began(staff, child, in_assessment):
    assessment = Assessment.objects.get(child=child)
    assert queries.told_since(assessment) == []
    contact = told_again(staff, child)

    (part,) = queries.told_since(assessment)
    words = filling.state("assessments.told_since", [child], date(2026, 4, 15))

    assert part.contact == contact
    assert "14 April 2026, police" in words
    assert "Called to the flat" not in words, "others may stand in the account: it is read there"


def test_what_ended_at_the_door_is_no_news_for_it(staff, child, in_assessment):
    contact = make.a_contact(staff, child, received_at=LATER)
    decided = make.decided(staff, contact, "information", at=LATER)
    from tessera.practice.front_door import actions

    actions.authorise_contact(contact=decided, at=LATER, by=staff.manager)

    assert queries.told_since(Assessment.objects.get(child=child)) == []


def test_the_page_and_my_work_lead_to_it(staff, child, in_assessment, sits_down):
    contact = told_again(staff, child)
    worker = sits_down(staff.social_worker)

    page = worker.read(reverse("assessments:assessments", args=[child.public_id]))
    mine = worker.read(reverse("workflow:my_work"))

    assert "What we were told since it began" in page
    assert reverse("front_door:contact", args=[contact.public_id]) in page
    assert "It goes into this assessment: no second one begins." in page
    assert "New information from the front door" in mine
    assert "Goes into the assessment under way since 31 March 2026" in mine


def test_what_is_to_be_read_stands_on_the_page_where_it_is_answered(
    staff, child, in_assessment, sits_down
):
    told_again(staff, child, childs_words="I hid.")
    news = work.open_step(child, "front_door.information")

    page = sits_down(staff.social_worker).read(reverse("workflow:step", args=[news.public_id]))

    assert "Police, 14 April 2026." in page
    assert "Called to the flat at night: shouting, a door was broken." in page
    assert "“I hid.”" in page


def test_what_is_kept_of_it_tells_of_nobody(staff, child, in_assessment):
    told_again(staff, child)
    news = work.open_step(child, "front_door.information")

    workflow.complete_with(
        code=news.code,
        step=news,
        answers={"changes": "The door has to be mended tonight."},
        at=LATER,
        by=staff.social_worker,
    )

    kept = work.answers_of(news)["told"]
    assert kept == "Police, 14 April 2026. It stands in the chronology."


def test_a_contact_that_one_may_not_open_is_not_shown(staff, child, in_assessment, sits_down):
    hidden = make.a_child("Somebody", "Elsewhere")
    people.restrict(
        person=hidden,
        why="A family member works here",
        started_on=make.TODAY,
        by=staff.service_manager,
    )
    told_again(staff, child, parts=None)
    contact = make.a_contact(
        staff, child, hidden, received_at=LATER, account="Words about both of them."
    )
    make.referred(staff, contact, "open_case", at=LATER)

    worker = sits_down(staff.social_worker)
    page = worker.read(reverse("assessments:assessments", args=[child.public_id]))
    news = [each for each in work.open_steps(child) if each.code == "front_door.information"]
    about_both = next(each for each in news if each.about["contact"] == str(contact.public_id))
    form = worker.read(reverse("workflow:step", args=[about_both.public_id]))

    assert "Called to the flat" in page
    assert "Words about both of them" not in page + form
    assert "Ask the front door for it." in form


def test_where_it_is_signed_off_the_reader_may_ask_the_manager_for_an_update(
    staff, child, in_assessment
):
    assessments.authorise_assessment(
        assessment=Assessment.objects.get(child=child),
        authorised_on=date(2026, 4, 10),
        factors=["16A"],
        outcome="child_in_need_plan",
        by=staff.team_manager,
    )
    workflow.cancel_step(step=in_assessment, reason="Signed on paper", at=LATER, by=None)
    told_again(staff, child)
    news = work.open_step(child, "front_door.information")

    workflow.complete_with(
        code=news.code,
        step=news,
        answers={"changes": "This is more than we knew."},
        next_steps=[Follow("assessments.update")],
        at=LATER,
        by=staff.social_worker,
    )

    asked = work.open_step(child, "assessments.update")
    assert (asked.worker, asked.team) == (None, staff.assessment_team)


def test_while_one_is_under_way_no_update_is_offered(staff, child, in_assessment):
    told_again(staff, child)
    news = work.open_step(child, "front_door.information")

    assert next_of(news, work.answers_of(news)) == []
