"""A child's own words: wherever they were written down they count, newest first, and lead to their form."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from tessera.engine.documents.printing import chronology_data
from tessera.engine.workflow.models import Step
from tessera.foundations.access.actors import actor_of
from tessera.people import queries
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.queries.words import words_of
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = date(2026, 3, 31)
VERSIONS = ("full", "court", "manager", "child")


def an_assessment(child, hannah, joseph, denise, on):
    practice.complete(
        "assessments.single_assessment", [child], practice.assessment_answers([child]),
        on=on, by=hannah, authorised_by=joseph,
    )  # fmt: skip


def an_enquiry(child, hannah, joseph, denise, on):
    practice.complete(
        "child_protection.strategy_discussion", [child],
        practice.discussion_answers([child], held_on=on - timedelta(days=7)),
        on=on - timedelta(days=7), by=hannah,
    )  # fmt: skip
    practice.complete(
        "child_protection.section47", [child], practice.enquiry_answers([child], ended_on=on),
        on=on, by=hannah, authorised_by=joseph,
    )  # fmt: skip


def a_conference(child, hannah, joseph, denise, on):
    answers = practice.conference_answers([child], held_on=on)
    practice.complete("child_protection.initial_conference", [child], answers, on=on, by=denise)


def a_review(child, hannah, joseph, denise, on):
    a_conference(child, hannah, joseph, denise, on - timedelta(days=28))
    answers = practice.conference_answers([child], held_on=on, outcome="plan_continues")
    answers["each"][child]["words"] = "It is quieter now."
    practice.complete("child_protection.review_conference", [child], answers, on=on, by=denise)


def a_core_group(child, hannah, joseph, denise, on):
    a_conference(child, hannah, joseph, denise, on - timedelta(days=14))
    answers = practice.core_group_answers([child], held_on=on)
    practice.complete("child_protection.core_group", [child], answers, on=on, by=hannah)


def a_need_meeting(child, hannah, joseph, denise, on):
    practice.complete(
        "children_in_need.first_meeting", [child],
        practice.need_meeting_answers([child], held_on=on),
        on=on, by=hannah, authorised_by=joseph,
    )  # fmt: skip


def a_need_review(child, hannah, joseph, denise, on):
    a_need_meeting(child, hannah, joseph, denise, on - timedelta(days=20))
    practice.complete(
        "children_in_need.review", [child], practice.need_review_answers([child], held_on=on),
        on=on, by=hannah, authorised_by=joseph,
    )  # fmt: skip


SAID = {
    "assessments.single_assessment": (an_assessment, "No shouting.", "In the single assessment"),
    "child_protection.section47": (
        an_enquiry, "He shouts and then it hurts.", "In the section 47 enquiry",
    ),
    "child_protection.initial_conference": (
        a_conference, "Please make it quiet.", "At the initial child protection conference",
    ),
    "child_protection.review_conference": (
        a_review, "It is quieter now.", "At the review child protection conference",
    ),
    "child_protection.core_group": (a_core_group, "I have my own bed.", "At the core group"),
    "children_in_need.first_meeting": (
        a_need_meeting, "A bed of my own.", "At the child in need meeting",
    ),
    "children_in_need.review": (
        a_need_review, "It is quieter.", "At the child in need meeting",
    ),
}  # fmt: skip
ON = date(2026, 3, 10)


@pytest.mark.parametrize("code", SAID)
def test_what_was_said_last_stands_on_the_first_page_and_leads_to_its_form(
    ask, at_the_demo_date, maisie, hannah, joseph, denise, code
):
    happens, said, occasion = SAID[code]
    practice.a_visit(maisie, hannah, on=date(2026, 2, 2), words="I made the toast.")
    happens(maisie, hannah, joseph, denise, ON)
    form = Step.objects.filter(code=code, state="done").latest("pk")

    page = ask(hannah, "people:record", person_id=maisie.public_id).content.decode()

    assert said in page
    assert f"{occasion}, Tuesday 10 March 2026" in page
    assert reverse("workflow:step", args=[form.public_id]) in page
    assert "I made the toast." not in page
    every = ask(hannah, "recording:words", person_id=maisie.public_id).content.decode()
    assert every.index(said) < every.index("I made the toast.")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("code", SAID)
def test_it_stands_in_each_version_of_the_chronology(maisie, hannah, joseph, denise, version, code):
    happens, said, _ = SAID[code]
    happens(maisie, hannah, joseph, denise, ON)
    asked = ChronologyFilter(
        QueryDict(urlencode({"version": version})), child=maisie, family=[maisie], today=TODAY
    )

    heard = [words for e in queries.chronology_page(asked.wanted).lines for _, words in e.voices]

    assert any(said in words for words in heard)
    printed = chronology_data(maisie, asked, actor=None, user=hannah, today=TODAY)
    assert said in str(printed)


def test_the_page_tells_what_was_decided_beside_the_childs_words(
    ask, at_the_demo_date, maisie, hannah, joseph, denise
):
    a_conference(maisie, hannah, joseph, denise, ON)

    page = ask(hannah, "people:chronology", person_id=maisie.public_id).content.decode()

    assert "Initial child protection conference</a>" in " ".join(page.split())
    assert "Please make it quiet." in page


def test_all_that_a_child_said_in_an_assessment_stands_in_its_line(maisie, hannah, joseph, denise):
    an_assessment(maisie, hannah, joseph, denise, ON)

    lines = queries.chronology_page(queries.chronology.Wanted((maisie.pk,))).lines
    (said,) = [each.entry.childs_words for each in lines if each.entry.childs_words]

    assert sorted(said.split("\n\n")) == ["I sleep with Kai.", "No shouting."]


def test_an_assessment_that_is_not_signed_off_says_nothing_yet(maisie, hannah):
    practice.complete(
        "assessments.single_assessment", [maisie], practice.assessment_answers([maisie]),
        on=ON, by=hannah, authorised_by=(),
    )  # fmt: skip

    assert words_of(maisie, actor_of(hannah, TODAY), TODAY) == []


def test_what_arrived_in_an_enquiry_from_a_visit_is_there_once(maisie, hannah, joseph, denise):
    practice.a_visit(maisie, hannah, on=ON, words="He shouts and then it hurts.")
    an_enquiry(maisie, hannah, joseph, denise, ON)

    found = words_of(maisie, actor_of(hannah, TODAY), TODAY)

    assert [(each.text, each.whole) for each in found] == [
        ("He shouts and then it hurts.", "visit")
    ]


def test_a_brothers_words_are_not_hers(maisie, kai, hannah, joseph, denise):
    for child in (maisie, kai):
        a_core_group(child, hannah, joseph, denise, ON)
        an_assessment(child, hannah, joseph, denise, ON)

    assert words_of(maisie, actor_of(hannah, TODAY), TODAY) != []
    assert len(words_of(maisie, actor_of(hannah, TODAY), TODAY)) == 4


def test_who_may_not_read_plans_is_not_told_what_was_said_of_them(maisie, hannah, joseph, denise):
    a_core_group(maisie, hannah, joseph, denise, ON)
    supporter = make.a_worker("Ola Brackenthwaite", role="early_help_worker")

    assert words_of(maisie, actor_of(hannah, TODAY), TODAY)
    assert words_of(maisie, actor_of(supporter, TODAY), TODAY) == []


def test_whoever_may_read_none_of_it_opens_the_record_all_the_same(
    client, team, maisie, hannah, joseph, denise
):
    a_conference(maisie, hannah, joseph, denise, TODAY - timedelta(days=14))
    support = make.a_worker("Pat Ormroyd", role="business_support", team=team)
    client.force_login(support, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get(reverse("people:record", args=[maisie.public_id]))

    assert answer.status_code == 200
    assert "Please make it quiet" not in answer.content.decode()


def test_all_words_are_one_query_however_many(maisie, hannah, joseph, denise):
    actor = actor_of(hannah, TODAY)
    actor.may("recording:note:view")
    a_core_group(maisie, hannah, joseph, denise, ON)
    for day in range(1, 20):
        practice.a_visit(maisie, hannah, on=date(2026, 3, day), words=f"Words {day}")

    with CaptureQueriesContext(connection) as asked:
        assert len(words_of(maisie, actor, TODAY)) == 21
    assert len(asked) == 1
