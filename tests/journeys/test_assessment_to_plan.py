"""From an open case to a plan that is reviewed: page by page, as the worker and the manager do it."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.people.models import Relationship
from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection.models import Plan as ProtectionPlan
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tests.factories import engine as make
from tests.factories import practice
from tests.journeys import desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "audit"]),
]
SINGLE = "assessments.single_assessment"


class Worker:
    """Someone at a desk: asks for pages, presses buttons."""

    def __init__(self, client, user):
        self.client, self.user = client, user

    def opens(self, name, **parts):
        return self._answer(self.client.get, reverse(name, kwargs=parts), {})

    def presses(self, name, data=None, **parts):
        return self._answer(
            self.client.post,
            reverse(name, kwargs=parts),
            {"idempotency_key": str(uuid4()), **(data or {})},
        )

    def _answer(self, ask, address, data):
        self.client.force_login(
            self.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return ask(address, data)

    def fills(self, step, answers):
        desk.fill(step, answers, at=practice.at(TODAY), by=self.user)


TODAY = date(2026, 3, 6)


@pytest.fixture(autouse=True)
def on_a_friday(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-03-06T09:00:00+00:00")


@pytest.fixture
def family(client):
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    joseph = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    maisie = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team)
    kai = practice.an_open_case("Kai Brindlow", worker=hannah, team=team)
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    for child in (maisie, kai):
        Relationship.objects.create(person=mum, relative=child, kind="parent")
    return Worker(client, hannah), Worker(client, joseph), maisie, kai


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode().replace("&#39;", "'")


def test_an_assessment_of_two_children_becomes_a_plan_for_both(family):
    hannah, joseph, maisie, kai = family

    started = hannah.presses(
        "workflow:start",
        {"code": SINGLE, "with": [str(kai.public_id)]},
        person_id=maisie.public_id,
    )
    step = work.open_step(kai, SINGLE)
    assert started.url == reverse("workflow:step", kwargs={"step_id": step.public_id})
    assert "Day 39 of 45" in text(hannah.opens("people:chronology", person_id=kai.public_id))

    page = text(hannah.opens("workflow:step", step_id=step.public_id))
    assert "day 39 of 45" in page
    assert "45 working days from the referral on Monday 12 January" in page

    missing = text(hannah.opens("workflow:finish", step_id=step.public_id))
    assert "Write what led to this assessment" in missing
    assert "Choose the factors for Kai, or say that none was found" in missing

    hannah.fills(step, practice.assessment_answers([maisie, kai]))
    check = text(hannah.opens("workflow:finish", step_id=step.public_id))
    assert "Joseph Adeyin-Rowe reads it and signs it off." in check
    assert "First child in need meeting" in check
    hannah.presses("workflow:finish", {"next-0": "yes"}, step_id=step.public_id)
    assert not Assessment.objects.authorised().exists()

    hannah.presses("workflow:authorise", step_id=step.public_id)
    assert not Assessment.objects.authorised().exists(), "nobody signs off their own"
    assert "Single assessment" in text(joseph.opens("workflow:my_work"))
    joseph.presses("workflow:authorise", {"answer": "authorise"}, step_id=step.public_id)
    assert Assessment.objects.authorised().count() == 2

    meeting = work.open_step(maisie, "children_in_need.first_meeting")
    assert [child.name for child in work.subjects_of(meeting)] == [maisie.name, kai.name]
    hannah.fills(meeting, practice.need_meeting_answers([maisie, kai], held_on=TODAY))
    hannah.presses("workflow:finish", step_id=meeting.public_id)
    joseph.presses("workflow:authorise", {"answer": "authorise"}, step_id=meeting.public_id)

    assert ChildInNeedPlan.objects.filter(started_on=TODAY).count() == 2
    record = text(hannah.opens("people:record", person_id=maisie.public_id))
    for words in ("Child in need", "Child in need plan since", "Child in need review", "Visit"):
        assert words in record
    assert "Single assessment" in text(
        hannah.opens("people:chronology", person_id=maisie.public_id)
    )


def test_a_worry_becomes_a_protection_plan_that_ends_the_plan_before_it(family, client):
    hannah, joseph, maisie, _ = family
    denise = Worker(client, make.a_worker("Denise Kilvarn", role="conference_chair"))
    practice.a_child_in_need_plan(maisie, by=hannah.user)

    joseph.presses(
        "workflow:start",
        {"code": "child_protection.strategy_discussion"},
        person_id=maisie.public_id,
    )
    discussion = work.open_step(maisie, "child_protection.strategy_discussion")
    answers = practice.discussion_answers(
        [maisie], held_on=TODAY, agencies=["social_care", "health"]
    )
    joseph.fills(discussion, answers)
    check = text(joseph.opens("workflow:finish", step_id=discussion.public_id))
    assert "Without police this discussion is not quorate, and must be held again." in check
    joseph.fills(discussion, practice.discussion_answers([maisie], held_on=TODAY))
    joseph.presses("workflow:finish", step_id=discussion.public_id)

    enquiry = work.open_step(maisie, "child_protection.section47")
    assert enquiry.worker == hannah.user
    hannah.fills(enquiry, practice.enquiry_answers([maisie], ended_on=TODAY))
    hannah.presses("workflow:finish", step_id=enquiry.public_id)
    joseph.presses("workflow:authorise", {"answer": "authorise"}, step_id=enquiry.public_id)

    conference = work.open_step(maisie, "child_protection.initial_conference")
    assert conference.work_item.due_on == date(2026, 3, 27)
    page = text(joseph.opens("workflow:allocate", step_id=conference.public_id))
    assert "Denise Kilvarn" in page
    joseph.presses(
        "workflow:allocate",
        {"worker": str(denise.user.public_id)},
        step_id=conference.public_id,
    )
    saturday = practice.conference_answers([maisie], held_on=date(2026, 3, 7))
    denise.fills(conference, saturday)
    assert "the day must be today or before" in text(
        denise.opens("workflow:finish", step_id=conference.public_id)
    )
    denise.fills(conference, practice.conference_answers([maisie], held_on=TODAY))
    denise.presses("workflow:finish", step_id=conference.public_id)

    assert ProtectionPlan.objects.get().started_on == TODAY
    assert ChildInNeedPlan.objects.get().ended_on == TODAY
    record = text(denise.opens("people:record", person_id=maisie.public_id))
    assert "Child protection plan: neglect" in record
    assert "conference chair" in record
    assert "Child in need plan ended" in record
