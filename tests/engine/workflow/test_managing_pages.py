"""Signing off, sending back, opening again, giving away, a new date, brothers and sisters."""

from datetime import date

import pytest

from tessera.engine.workflow import actions, queries, register
from tessera.engine.workflow.models import State, WorkItem
from tests.engine.workflow.pages import fill_all, page, post, text
from tests.factories.engine import NOW, a_child, a_step, a_team, a_worker, grant

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_a_manager_reads_everything_and_signs_it_off(client, joseph, decision):
    html = text(page(client, joseph, "step", decision.public_id))
    assert "Sign it off" in html
    assert "It helps" in html

    post(client, joseph, "authorise", decision.public_id, decision="authorise", comment="Agreed")

    decision.refresh_from_db()
    assert (decision.state, decision.authorised_by) == (State.DONE, joseph)


def test_work_goes_back_only_with_words(client, joseph, hannah, decision):
    html = text(post(client, joseph, "authorise", decision.public_id, decision="return"))
    assert "Say what should change" in html

    post(
        client,
        joseph,
        "authorise",
        decision.public_id,
        decision="return",
        comment="Please say by when",
    )

    html = text(page(client, hannah, "my_work"))
    assert "Came back to you" in html
    assert "Please say by when" in html


def test_nobody_is_offered_to_sign_off_their_own(client, hannah, decision):
    html = text(page(client, hannah, "step", decision.public_id))
    assert "Someone else has to authorise it" in html

    post(client, hannah, "authorise", decision.public_id, decision="authorise")

    decision.refresh_from_db()
    assert decision.state == State.AWAITING_AUTHORISATION


def test_finished_work_is_opened_again_with_a_reason(client, hannah, joseph, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)
    assert "Say why" in text(post(client, joseph, "reopen", visit.public_id, reason=" "))

    post(client, joseph, "reopen", visit.public_id, reason="Wrong day")

    assert "Opened again: Wrong day" in text(page(client, hannah, "step", visit.public_id))


def test_work_is_set_aside_with_a_reason(client, hannah, visit):
    post(client, hannah, "cancel", visit.public_id, reason="Written twice")

    visit.refresh_from_db()
    assert (visit.state, visit.reason) == (State.CANCELLED, "Written twice")


def test_work_is_given_to_a_colleague(client, joseph, hannah, team, zayd):
    step = a_step(subjects=[zayd], worker=None, by=joseph, team=team)
    assert "Say who does it" in text(page(client, joseph, "team", team.public_id))
    way = f"/steps/{step.public_id}/allocate/"
    assert way in page(client, joseph, "team_work", team.public_id).content.decode()

    post(client, joseph, "allocate", step.public_id, worker=str(hannah.public_id))

    assert WorkItem.objects.get(step=step).worker == hannah
    said = f"{hannah.name} has the {register.step(step.code).title.lower()} now: Zayd."
    assert said in text(page(client, joseph, "team", team.public_id))
    assert way not in page(client, joseph, "team_work", team.public_id).content.decode()


def test_a_brother_joins_the_form(client, hannah, team, zayd):
    from tessera.people.actions import record_relationship

    idris = a_child("Idris Rahmeen", worker=hannah, team=team)
    record_relationship(person=zayd, relative=idris, kind="sibling", by=hannah)
    grant("social_worker", "people:person:view")
    step = a_step(subjects=[zayd], worker=hannah)

    post(client, hannah, "children", step.public_id, add=str(idris.public_id))

    assert queries.subjects_of(queries.step_of(step.public_id)) == [zayd, idris]


def test_a_brother_of_another_teams_worker_does_not_join_the_form(client, hannah, zayd):
    from tessera.people.actions import record_relationship

    south = a_team("Southgate")
    idris = a_child("Idris Rahmeen", worker=a_worker("Corin Maddaway", team=south), team=south)
    record_relationship(person=zayd, relative=idris, kind="sibling", by=hannah)
    step = a_step(subjects=[zayd], worker=hannah)

    post(client, hannah, "children", step.public_id, add=str(idris.public_id))

    assert queries.subjects_of(queries.step_of(step.public_id)) == [zayd]
    assert page(client, hannah, "children", step.public_id).status_code == 200


def test_work_is_allocated_to_somebody_or_the_page_asks_again(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)

    assert "Choose a worker or a team" in text(
        post(client, joseph, "allocate", step.public_id, worker="", team="")
    )


def test_work_is_given_to_another_team_to_allocate(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    south = a_team("Southgate")

    post(client, joseph, "allocate", step.public_id, team=str(south.public_id))

    item = WorkItem.objects.get(step=step)
    assert (item.worker, item.team) == (None, south)


def test_a_child_of_whom_nothing_is_written_leaves_the_form(client, hannah, visit, noor):
    post(client, hannah, "children", visit.public_id, remove=str(noor.public_id))

    assert noor not in queries.subjects_of(queries.step_of(visit.public_id))


def test_a_child_of_whom_something_is_written_stays(client, hannah, visit, noor):
    actions.save_answer(step=visit, field="seen", child=noor, value=True, at=NOW, by=hannah)

    html = text(post(client, hannah, "children", visit.public_id, remove=str(noor.public_id)))

    assert "Something is written about Noor" in html


def test_work_is_set_aside_only_by_who_may_do_it_or_gives_it_out(
    client, joseph, hannah, team, zayd
):
    step = a_step(subjects=[zayd], worker=hannah)
    office = a_worker("Pat Ormroyd", role="business_support", team=team)

    assert page(client, office, "step", step.public_id).status_code == 200
    assert "Set it aside" not in text(page(client, office, "step", step.public_id))
    refused = post(client, office, "cancel", step.public_id, reason="Not needed")
    step.refresh_from_db()
    assert (refused.status_code, step.state) == (403, State.TO_DO)

    post(client, joseph, "cancel", step.public_id, reason="The same as another")
    step.refresh_from_db()
    assert step.state == State.CANCELLED


def test_a_new_date_needs_words_and_is_not_behind(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27))
    late = {"on-day": "1", "on-month": "3", "on-year": "2026"}

    assert "Say why, and what happens now" in text(
        post(client, joseph, "extend", step.public_id, why="", **{**late, "on-month": "5"})
    )
    html = text(post(client, joseph, "extend", step.public_id, why="Dad is away", **late))
    assert "must be today or later" in html
    assert "Dad is away" in html


def test_work_without_a_clock_gets_a_new_date_of_its_own(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27))
    new = {"on-day": "10", "on-month": "4", "on-year": "2026"}

    post(client, joseph, "extend", step.public_id, why="Dad is away", **new)

    assert WorkItem.objects.get(step=step).due_on == date(2026, 4, 10)
    assert "Nothing is late." in text(page(client, joseph, "team", step.team.public_id))


def test_a_manager_sets_a_new_date_and_the_first_still_counts(client, joseph, hannah, zayd):
    from tessera.engine.workflow.models import Timer

    step = a_step(subjects=[zayd], worker=hannah)
    Timer.objects.create(
        rule="T081",
        person=zayd,
        step=step,
        trigger_kind="x",
        trigger_id=1,
        triggered_on=date(2026, 1, 5),
        statutory_due_on=date(2026, 3, 9),
        why="20 working days from the last visit",
    )
    new = {"on-day": "10", "on-month": "4", "on-year": "2026"}

    post(client, joseph, "extend", step.public_id, why="Dad is away", **new)

    item = WorkItem.objects.get(step=step)
    assert (item.due_on, item.statutory_due_on) == (date(2026, 4, 10), date(2026, 3, 9))
