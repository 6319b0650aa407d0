"""What may be started, and what is not there for those who may not see it."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import queries
from tessera.engine.workflow.models import Step
from tessera.engine.workflow.views import find
from tessera.foundations.access.actors import actor_of
from tests.engine.workflow.pages import page, post, section_1, sign_in, text
from tests.factories.engine import TODAY, a_worker
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_starting_out_of_order_asks_why_and_goes_on(client, hannah, visit, zayd):
    response = post(client, hannah, "start", zayd.public_id, code="sample.decision")
    assert "Why can this not wait?" in text(response)

    post(
        client,
        hannah,
        "start",
        zayd.public_id,
        code="sample.decision",
        why="The school needs to know today",
    )

    step = Step.objects.get(code="sample.decision")
    assert step.events.get(kind="out_of_order").comment == "The school needs to know today"


def test_what_may_be_started_is_listed_for_those_who_may(client, hannah, zayd):
    html = text(page(client, hannah, "start", zayd.public_id))

    assert "Sample visit" in html
    assert "Write up what you saw" in html


def test_a_step_about_a_child_out_of_reach_is_refused(client, visit):
    stranger = a_worker("Corin Maddaway")

    assert page(client, stranger, "step", visit.public_id).status_code == 403


@pytest.fixture
def otto(db):
    return a_person("Otto Quenby")


@pytest.mark.parametrize(
    "role",
    ["police_partner", "health_partner", "analyst", "administrator", "information_governance"],
)
def test_the_picker_of_a_form_finds_people_for_nobody_who_may_not_find_them(client, otto, role):
    found = page(client, a_worker("Corin Maddaway", role=role), "find", "person", q=otto.name)

    assert found.status_code == 403
    assert str(otto.public_id) not in text(found)
    assert (
        find.matches("person", otto.name, actor_of(a_worker("Ossian Vane", role=role), TODAY)) == []
    )


def test_the_picker_of_a_form_finds_people_for_who_may(client, hannah, otto):
    [found] = page(client, hannah, "find", "person", q=otto.name).json()["results"]

    assert found["id"] == str(otto.public_id)


def test_a_picker_of_something_else_is_no_page(client, hannah):
    assert page(client, hannah, "find", "secret", q="anything").status_code == 404


def test_a_step_about_a_restricted_child_does_not_exist(client, joseph, visit, zayd):
    from tessera.people.models import Restriction

    Restriction.objects.create(
        person=zayd,
        why="Family of a colleague",
        owner=a_worker("Denise Kilvarn"),
        review_on=TODAY,
        started_on=date(2026, 1, 1),
    )

    assert page(client, joseph, "step", visit.public_id).status_code == 404
    assert "Zayd" not in text(page(client, joseph, "team_home", follow=True))


def test_a_child_whom_the_worker_may_not_know_of_is_not_in_the_lists(
    client, joseph, team, visit, zayd
):
    from tessera.people.models import Conflict

    Conflict.objects.create(
        person=zayd, user=joseph, why="A neighbour", started_on=date(2026, 1, 1)
    )

    html = text(page(client, joseph, "team_work", team.public_id))

    assert "Rahmeen" not in html


def test_a_person_whom_the_reader_may_not_know_of_is_not_named(client, hannah, joseph, visit, noor):
    from tessera.engine.forms.definitions import FormField
    from tessera.people.models import Conflict

    Conflict.objects.create(
        person=noor, user=joseph, why="A neighbour", started_on=date(2026, 1, 1)
    )
    paper = _paper_for(joseph, visit, noor)
    field = FormField(key="place", kind="person", label="Who?")

    assert paper.shown(field, {"id": str(noor.public_id), "name": noor.name}) == "Not shown"


def _paper_for(user, step, person):
    from types import SimpleNamespace

    from tessera.engine.workflow.views.questions import Paper
    from tessera.foundations.access.actors import actor_of

    step = queries.step_of(step.public_id)
    step.subjects_list = queries.subjects_of(step)
    request = SimpleNamespace(
        actor=actor_of(user, TODAY), user=user, today=TODAY, withheld=frozenset()
    )
    return Paper(request, step)


def test_work_that_is_written_by_another_is_read_not_written(client, visit, team):
    auditor = a_worker("Rory Tambling", role="service_manager")

    html = text(page(client, auditor, "step", visit.public_id))

    assert "What happened with it" in html
    assert "<textarea" not in html


def test_nothing_is_deleted_by_looking(client, hannah, visit):
    before = Answer.objects.count()
    for name in ("step", "finish", "done", "print", "children", "cancel"):
        assert page(client, hannah, name, visit.public_id).status_code == 200

    assert Answer.objects.count() == before


def test_a_form_posted_without_its_token_changes_nothing(hannah, visit):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    sign_in(client, hannah)

    response = client.post(reverse("workflow:step", args=[visit.public_id]), section_1())

    assert response.status_code == 403
    assert not Answer.objects.filter(sheet=visit.sheet).exists()
