"""A team that is asked to take over reads the record, answers, and changes nothing until it has."""

from datetime import date
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Person
from tessera.practice.recording.models import CaseNote
from tessera.practice.transfers.models import Transfer
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.transfers.conftest import TAKEN, asked, no, step_down, taking, yes
from tests.ui.walk import kind_of

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]

ANSWERED = date(2026, 3, 27)
EVERYBODYS = ("/accounts/", "/search/", "/idle/")


@pytest.fixture
def full(ready, team, hannah, joseph):
    """A record with something in each part of it."""
    practice.an_assessment(ready, by=hannah)
    practice.a_child_in_need_plan(ready, by=hannah)
    practice.brothers_and_sisters(
        ready, practice.an_open_case("Kai Brindlow", worker=hannah, team=team)
    )
    make.a_step(code="recording.case_note", subjects=[ready], worker=hannah)
    return ready


def reads(worker, child, on=TAKEN):
    return Person.objects.visible_to(actor_of(worker, on)).filter(pk=child.pk).exists()


def answer(child, given, by):
    step = work.open_step(child, "transfers.answer")
    return practice.complete("transfers.answer", [child], given, step=step, on=ANSWERED, by=by)


def signed_in(worker):
    client = Client()
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def everywhere(client, child, *first):
    """Each page that links lead to from here, about this child or in a form: address, answer."""
    waiting, known = list(first), set()
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        mine = str(child.public_id) in address or address.startswith("/steps/")
        if kind_of(address) is None or path in known or not (mine or address in first):
            continue
        known.add(path)
        response = client.get(address, follow=True)
        yield address, response
        if "text/html" in response.headers.get("Content-Type", ""):
            page = html.fromstring(response.content)
            waiting += [
                urljoin(address, href) for href in page.xpath("//main//a/@href | //nav//a/@href")
            ]


class TestWhoHasTheAnswer:
    """A team answers for itself: somebody else there who may answer can have the work, and nobody else."""

    @pytest.fixture
    def deputy(self, south):
        return make.a_worker("Ravi Deputson", team=south, role="team_manager")

    @pytest.fixture
    def step(self, ready, south, hannah, joseph, gwen, deputy):
        asked([ready], south, hannah, joseph)
        return work.open_step(ready, "transfers.answer")

    def test_only_those_of_the_asked_team_who_may_answer_are_offered(
        self, step, gwen, deputy, idris, south
    ):
        make.a_worker("Una Elsewhere", team=make.a_team("Eskmoor West"), role="team_manager")

        page = signed_in(gwen).get(reverse("workflow:allocate", args=[step.public_id]))

        form = html.fromstring(page.content)
        offered = form.xpath("//input[@name='worker']/@value")
        assert offered == [str(gwen.public_id), str(deputy.public_id)]
        assert not form.xpath("//select[@name='team']")

    def test_it_is_given_to_a_colleague_there(self, step, gwen, deputy):
        self.give(step, gwen, worker=deputy)

        step.refresh_from_db()
        assert step.worker == deputy

    def test_it_goes_to_nobody_of_another_team_and_to_no_other_team(
        self, step, gwen, south, hannah, team
    ):
        answers = [self.give(step, gwen, worker=hannah), self.give(step, gwen, team=team)]

        for answer in answers:
            assert "A team answers for itself" in answer.content.decode()
        step.refresh_from_db()
        assert (step.worker, step.team) == (gwen, south)

    def give(self, step, by, **to):
        return signed_in(by).post(
            reverse("workflow:allocate", args=[step.public_id]),
            {"idempotency_key": str(uuid4())}
            | {name: str(whom.public_id) for name, whom in to.items()},
        )


@pytest.mark.slow
@pytest.mark.parametrize("who", ["gwen", "idris"])
def test_no_page_of_the_record_leads_the_asked_team_where_it_may_not_go(
    request, full, south, hannah, joseph, gwen, idris, who
):
    asked([full], south, hannah, joseph, not_ready_why="They moved today.")

    nothing_is_refused(full, request.getfixturevalue(who))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["odette", "lucian"])
def test_nor_early_help_when_it_is_asked(
    request, maisie, early_help, hannah, joseph, odette, lucian, who
):
    practice.an_assessment(maisie, by=hannah)
    step_down(maisie, early_help, hannah, joseph)

    nothing_is_refused(maisie, request.getfixturevalue(who))


def nothing_is_refused(child, worker):
    answering = work.open_step(child, "transfers.answer")
    client = signed_in(worker)
    seen = set()

    for address, response in everywhere(
        client,
        child,
        reverse("people:record", args=[child.public_id]),
        reverse("workflow:my_work"),
        f"/steps/{answering.public_id}/",
    ):
        assert response.status_code == 200, address
        seen.add(kind_of(address))
        sent = {
            urlsplit(place).path
            for place in html.fromstring(response.content).xpath("//form[@method='post']/@action")
        }
        theirs = {each for each in sent if not each.startswith(EVERYBODYS)}
        assert all(str(answering.public_id) in each for each in theirs), (address, theirs)

    assert len(seen) > 12


@pytest.mark.parametrize(
    "name",
    [
        "recording:write_for",
        "workflow:start",
        "letters:write",
        "people:correct",
        "people:move",
        "people:relate",
        "people:add_worker",
        "people:add_warning",
    ],
)
def test_the_doors_that_change_a_record_stay_shut_to_both(
    ask, ready, south, hannah, joseph, gwen, idris, name
):
    asked([ready], south, hannah, joseph)

    for worker in (gwen, idris):
        assert ask(worker, name, person_id=ready.public_id).status_code == 403
        assert ask(worker, name, {}, person_id=ready.public_id).status_code == 403


def test_a_form_on_the_child_is_read_and_neither_written_nor_handed_in_nor_set_aside(
    ask, ready, south, hannah, joseph, gwen, idris
):
    note = make.a_step(code="recording.case_note", subjects=[ready], worker=hannah)
    asked([ready], south, hannah, joseph)
    notes, part = CaseNote.objects.count(), {"step_id": note.public_id}

    for worker in (gwen, idris):
        page = ask(worker, "workflow:step", **part).content.decode()
        assert "Give it to somebody" not in page
        assert "Set it aside" not in page
        ask(worker, "workflow:step", {"go": "finish", "text": "Words of ours."}, **part)
        for name in ("save", "finish", "children", "allocate", "cancel", "extend"):
            answered = ask(worker, f"workflow:{name}", {"reason": "x"}, **part)
            assert answered.status_code == 403, name

    note.refresh_from_db()
    assert note.is_open
    assert not work.answers_of(note)["text"]
    assert CaseNote.objects.count() == notes


def test_the_manager_answers_by_the_form_as_it_is_typed_and_gives_the_answering_away(
    ask, ready, south, hannah, joseph, gwen, idris
):
    asked([ready], south, hannah, joseph)
    step = work.open_step(ready, "transfers.answer")
    part = {"step_id": step.public_id}
    deputy = make.a_worker("Marit Ostrom", team=south, role="team_manager")

    typed = ask(gwen, "workflow:save", {"field": "why_not", "why_not": "No room."}, **part)
    assert typed.status_code == 200
    assert ask(gwen, "workflow:finish", **part).status_code == 200
    assert "This is not needed" not in ask(gwen, "workflow:step", **part).content.decode()
    ask(gwen, "workflow:allocate", {"worker": str(deputy.public_id)}, **part)

    assert Step.objects.get(pk=step.pk).worker == deputy
    assert ask(idris, "workflow:save", {"field": "why_not"}, **part).status_code == 403


def test_the_named_worker_takes_over_by_the_form_and_has_every_right_from_then(
    ask, ready, south, hannah, joseph, gwen, idris
):
    asked([ready], south, hannah, joseph)
    answer(ready, yes(idris), gwen)
    step = work.open_step(ready, "transfers.take_over")
    write = {"name": "recording:write_for", "person_id": ready.public_id}
    assert ask(idris, "workflow:finish", step_id=step.public_id).status_code == 200
    assert ask(idris, **write).status_code == 403

    practice.complete("transfers.take_over", [ready], taking(), step=step, on=TAKEN, by=idris)

    assert ask(idris, **write).status_code == 200


def test_the_manager_names_another_before_the_child_is_theirs(
    ask, ready, south, hannah, joseph, gwen, idris
):
    nia = make.a_worker("Nia Carrowmore", team=south)
    nia.is_qualified_social_worker = True
    nia.save()
    asked([ready], south, hannah, joseph)
    answer(ready, yes(idris), gwen)

    given = {"worker": str(nia.public_id), "why": "Idris is off sick."}
    page = ask(gwen, "transfers:another", person_id=ready.public_id)
    assert page.status_code == 200
    ask(gwen, "transfers:another", given, person_id=ready.public_id)

    assert Transfer.objects.get().to_worker == nia


class TestWhenItEnds:
    def test_a_no_ends_the_reading_at_once(self, ask, ready, south, hannah, joseph, gwen, idris):
        asked([ready], south, hannah, joseph)
        assert reads(gwen, ready)

        answer(ready, no(), gwen)

        assert not reads(gwen, ready)
        assert not reads(idris, ready)
        assert ask(gwen, "people:record", person_id=ready.public_id).status_code == 403
        assert ready.name not in ask(gwen, "transfers:lists").content.decode()

    def test_who_says_no_by_the_form_comes_back_to_their_own_work(
        self, ask, ready, south, hannah, joseph, gwen
    ):
        asked([ready], south, hannah, joseph)
        step = work.open_step(ready, "transfers.answer")
        practice_answers = {
            "section": "answer", "go": "next", "answer": "no", "why_not": "We have nobody.",
            "answered_on-day": "31", "answered_on-month": "3", "answered_on-year": "2026",
        }  # fmt: skip
        ask(gwen, "workflow:step", practice_answers, step_id=step.public_id)

        handed_in = ask(gwen, "workflow:finish", {}, step_id=step.public_id)

        assert Transfer.objects.get().declined_on == TAKEN
        assert handed_in.headers["Location"] == reverse("workflow:my_work")

    def test_settled_to_go_it_reads_and_answers_again(
        self, ask, ready, south, hannah, joseph, gwen, petra
    ):
        asked([ready], south, hannah, joseph)
        answer(ready, no(), gwen)
        settling = work.open_step(ready, "transfers.settle")
        given = {"settled_on": TAKEN, "settlement": "goes", "why": "I weighed it."}
        practice.complete(
            "transfers.settle", [ready], {"answers": given}, step=settling, on=TAKEN, by=petra
        )

        again = work.open_step(ready, "transfers.answer")

        assert reads(gwen, ready)
        assert ask(gwen, "workflow:finish", step_id=again.public_id).status_code == 200

    def test_withdrawn_it_reads_no_longer(self, ask, ready, south, hannah, joseph, gwen):
        asked([ready], south, hannah, joseph)
        step = work.open_step(ready, "transfers.answer")

        ask(joseph, "workflow:cancel", {"reason": "They stay."}, step_id=step.public_id)

        assert not reads(gwen, ready)
