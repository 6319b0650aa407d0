"""Sign-off by levels: each by somebody else, in order; the facts come with the last name."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tessera.engine.workflow import actions, queries
from tessera.engine.workflow.models import Signature, State, StepEvent, WorkItem
from tessera.engine.workflow.views import printing
from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit.models import Event
from tests.engine.workflow.test_pages import page, post, text
from tests.factories.engine import NOW, TODAY, a_step, a_worker, grant

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
HIGH = "sample:decision:authorise_high"


@pytest.fixture
def chief(team):
    return a_worker("Beatrice Oakhanger", team=team, role="service_manager")


@pytest.fixture
def spending(hannah, zayd):
    return handed_in(hannah, zayd, "A costly summer camp")


def handed_in(by, child, decision, code="sample.spending"):
    return actions.complete_with(
        code=code,
        subjects=[child],
        answers={"decision": decision, "why": "It helps"},
        at=NOW,
        by=by,
    )


def waiting(user):
    return [item.step_id for item in queries.awaiting_authorisation(actor_of(user, TODAY))]


def test_work_of_two_levels_is_done_with_the_second_name_and_not_before(
    spending, joseph, chief, handler_calls
):
    step = actions.authorise_step(step=spending, at=NOW, by=joseph)
    assert step.state == State.AWAITING_AUTHORISATION
    assert step.authorised_by is None
    assert handler_calls == []

    step = actions.authorise_step(step=step, at=NOW, by=chief)

    assert step.state == State.DONE
    assert step.authorised_by == chief
    assert handler_calls == [("completes", "sample.spending", "Beatrice Oakhanger")]
    assert [s.by for s in queries.signatures_of(step)] == [joseph, chief]


def test_it_stands_with_each_level_in_turn(spending, hannah, joseph, chief):
    assert (waiting(joseph), waiting(chief), waiting(hannah)) == ([spending.pk], [], [])

    actions.authorise_step(step=spending, at=NOW, by=joseph)

    assert (waiting(joseph), waiting(chief)) == ([], [spending.pk])
    assert WorkItem.objects.get(step=spending).authorisation_level == HIGH
    assert not list(queries.wrong_work_items())


def test_a_level_is_asked_for_only_where_it_is_needed(hannah, zayd, joseph):
    step = handed_in(hannah, zayd, "A bus ticket")

    assert step.levels == ["sample:decision:authorise"]
    assert actions.authorise_step(step=step, at=NOW, by=joseph).state == State.DONE


def test_where_no_level_is_needed_it_is_done_when_it_is_handed_in(hannah, zayd):
    assert handed_in(hannah, zayd, "A card", "sample.only_costly").state == State.DONE
    assert (
        handed_in(hannah, zayd, "A costly bicycle", "sample.only_costly").state
        == State.AWAITING_AUTHORISATION
    )


def test_nobody_signs_twice_nor_their_own(spending, hannah, joseph):
    with pytest.raises(actions.OwnWork):
        actions.authorise_step(step=spending, at=NOW, by=hannah)
    step = actions.authorise_step(step=spending, at=NOW, by=joseph)

    with pytest.raises(actions.SignedAlready):
        actions.authorise_step(step=step, at=NOW, by=joseph)


def test_a_second_manager_of_the_first_level_does_not_become_the_next_level(spending, joseph, team):
    other = a_worker("Ruth Ellerby", team=team, role="team_manager", manages=True)
    actions.authorise_step(step=queries.step_of(spending.public_id), at=NOW, by=joseph)

    with pytest.raises(actions.NotAwaiting):
        actions.authorise_step(step=spending, at=NOW, by=other)


def test_sent_back_at_any_level_no_signature_stands(spending, hannah, joseph, chief):
    step = actions.authorise_step(step=spending, at=NOW, by=joseph)

    step = actions.return_step(step=step, comment="Ask two firms", at=NOW, by=chief)
    assert (step.state, queries.signatures_of(step)) == (State.RETURNED, [])

    step = actions.submit_step(step=step, at=NOW, by=hannah)
    assert (waiting(joseph), waiting(chief)) == ([step.pk], [])
    step = actions.authorise_step(step=step, at=NOW, by=joseph)
    step = actions.authorise_step(step=step, at=NOW, by=chief)

    assert step.state == State.DONE
    assert Signature.objects.filter(step=step).count() == 3


def test_opened_again_it_needs_every_name_again(spending, hannah, joseph, chief):
    for each in (joseph, chief):
        step = actions.authorise_step(step=queries.step_of(spending.public_id), at=NOW, by=each)

    step = actions.reopen_step(step=step, reason="A wrong sum", at=NOW, by=joseph)
    step = actions.submit_step(step=step, at=NOW, by=hannah)

    assert step.authorisation_level == "sample:decision:authorise"
    assert queries.signatures_of(step) == []


def test_each_signature_is_in_the_log_with_its_level(spending, joseph, chief):
    for each in (joseph, chief):
        actions.authorise_step(step=queries.step_of(spending.public_id), at=NOW, by=each)

    events = Event.objects.filter(action="workflow.step_authorised").order_by("at", "details")
    assert sorted((e.actor_id, e.details["level"]) for e in events) == sorted(
        [(joseph.pk, "sample:decision:authorise"), (chief.pk, HIGH)]
    )
    assert spending.events.filter(kind=StepEvent.Kind.AUTHORISED).count() == 2


def test_the_database_refuses_one_name_twice_and_two_names_for_one_level(spending, joseph, chief):
    signed = {"step": spending, "at": NOW, "step_ref": spending.public_id}
    Signature.objects.create(level="one", by=joseph, **signed)

    for level, by in (("two", joseph), ("one", chief)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(level=level, by=by, **signed)


def test_work_done_without_a_levels_name_breaks_an_invariant(spending, joseph, chief):
    for each in (joseph, chief):
        actions.authorise_step(step=queries.step_of(spending.public_id), at=NOW, by=each)
    assert queries.broken_invariants()["signatures"] == []

    Signature.objects.filter(by=joseph).update(withdrawn_at=NOW)

    assert [row["step"] for row in queries.broken_invariants()["signatures"]] == [spending.pk]


def test_the_page_shows_whose_name_is_still_to_come(client, spending, hannah, joseph, chief):
    html = text(page(client, joseph, "step", spending.public_id))
    assert "Who signs it off" in html
    assert html.count("still to sign") == 2
    assert "Sign it off" in html

    done = post(client, joseph, "authorise", spending.public_id, decision="authorise")
    assert "The service manager has it now" in text(client.get(done["Location"]))

    html = text(page(client, joseph, "step", spending.public_id))
    assert "Team manager</strong>: signed" in html
    assert "Service manager</strong>: still to sign" in html
    assert 'value="authorise"' not in html
    assert 'value="authorise"' in text(page(client, chief, "step", spending.public_id))


def test_a_worker_reads_beforehand_who_will_sign(client, hannah, joseph, zayd):
    step = a_step("sample.spending", subjects=[zayd], worker=hannah)
    for field, value in (("decision", "A costly camp"), ("why", "It helps")):
        actions.save_answer(step=step, field=field, value=value, at=NOW, by=hannah)

    html = text(page(client, hannah, "finish", step.public_id))

    assert (
        "Joseph Adeyin-Rowe reads it and signs it off; then the service manager signs it too"
        in html
    )


def test_a_signature_given_twice_at_once_is_told_so(client, spending, joseph, monkeypatch):
    actions.authorise_step(step=queries.step_of(spending.public_id), at=NOW, by=joseph)
    grant("team_manager", HIGH)
    monkeypatch.setattr("tessera.engine.workflow.views.finish.may_authorise", lambda *a: True)

    html = text(post(client, joseph, "authorise", spending.public_id, decision="authorise"))

    assert "The next signature has to be somebody else" in html


def test_every_name_is_on_paper(client, rf, spending, joseph, chief):
    for each in (joseph, chief):
        step = actions.authorise_step(step=queries.step_of(spending.public_id), at=NOW, by=each)

    lines = printing._signed(step)

    assert [line.split(",")[0] for line in lines] == [
        "Written by Hannah Treloyd",
        "Authorised by Joseph Adeyin-Rowe",
        "Authorised by Beatrice Oakhanger",
    ]
    assert client.get(reverse("workflow:pdf", args=[step.public_id])).status_code == 302
