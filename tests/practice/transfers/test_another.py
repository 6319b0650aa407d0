"""Who was named to take over is away or has left: the manager of the team names another."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.register import NotYet
from tessera.people import actions as people
from tessera.people.queries import allocated_worker
from tessera.practice.transfers import actions
from tessera.practice.transfers.models import Replaced, Transfer
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.transfers.conftest import TAKEN, asked, make_ready, taking, yes

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]

ANSWERED, NAMED = date(2026, 3, 27), date(2026, 3, 31)
WHY = "Idris is off sick for a month."


@pytest.fixture
def nia(south):
    """Another social worker of the team that was asked."""
    worker = make.a_worker("Nia Carrowmore", team=south)
    worker.is_qualified_social_worker = True
    worker.save()
    return worker


@pytest.fixture
def accepted(maisie, kai, hannah, joseph, south, gwen, idris):
    """Both brother and sister are to go to Idris."""
    make_ready(maisie, kai, by=hannah)
    step = asked([maisie, kai], south, hannah, joseph)
    practice.complete(
        "transfers.answer", [maisie, kai], yes(idris),
        step=work.open_step(maisie, "transfers.answer"), on=ANSWERED, by=gwen,
    )  # fmt: skip
    return list(Transfer.objects.filter(step_ref=step.public_id).order_by("pk"))


def name(transfers, worker, by, **more):
    given = {"on": NAMED, "why": WHY, "at": practice.at(NAMED), **more}
    return actions.name_another(transfers=transfers, worker=worker, by=by, **given)


def take(children, by):
    step = work.open_step(children[0], "transfers.take_over")
    return practice.complete(
        "transfers.take_over", children, taking(read={"name": by.name, "on": TAKEN}),
        step=step, on=TAKEN, by=by,
    )  # fmt: skip


def test_the_other_worker_has_the_work_and_takes_the_children_over(
    accepted, maisie, kai, gwen, nia
):
    name(accepted, nia, gwen)

    assert work.open_step(maisie, "transfers.take_over").work_item.worker == nia
    take([maisie, kai], nia)
    for child in (maisie, kai):
        assert allocated_worker(child, TAKEN).worker == nia


def test_who_was_named_before_is_kept_with_the_reason(accepted, gwen, idris, nia):
    name(accepted, nia, gwen)

    for transfer in accepted:
        kept = Replaced.objects.get(transfer=transfer)
        assert (kept.worker, kept.until, kept.why) == (idris, NAMED, WHY)
        assert kept.replaced_by == gwen


def test_the_one_who_was_named_first_does_not_take_over_any_more(
    accepted, maisie, kai, gwen, idris, nia
):
    name(accepted, nia, gwen)

    with pytest.raises(NotYet, match="Nia Carrowmore takes over"):
        take([maisie, kai], idris)


def test_it_works_for_one_who_has_left(accepted, gwen, idris, nia):
    idris.is_active = False
    idris.save()

    name(accepted, nia, gwen)

    assert all(t.to_worker == nia for t in Transfer.objects.filter(pk__in=[accepted[0].pk]))


@pytest.mark.parametrize("who", ["hannah", "idris", "unqualified", "gone"])
def test_only_another_of_the_team_who_may_lead_can_be_named(
    request, accepted, maisie, gwen, south, idris, hannah, nia, who
):
    if who == "unqualified":
        worker = make.a_worker("Olive Trent", team=south)
        make.a_step(code="child_protection.core_group", subjects=[maisie], worker=hannah)
    elif who == "gone":
        worker = nia
        nia.is_active = False
        nia.save()
    else:
        worker = request.getfixturevalue(who)
    refusal = {"idris": actions.NamedAlready, "unqualified": actions.MustBeQualified}

    with pytest.raises(refusal.get(who, actions.NotInTeam)):
        name(accepted, worker, gwen)
    assert not Replaced.objects.exists()


def test_nobody_is_named_after_the_taking_over_nor_without_a_reason(
    accepted, maisie, kai, gwen, idris, nia
):
    with pytest.raises(actions.SayWhy):
        name(accepted, nia, gwen, why=" ")
    take([maisie, kai], idris)

    with pytest.raises(actions.NotToBeReplaced):
        name(accepted, nia, gwen)


def test_the_work_alone_is_not_given_to_another(accepted, maisie, gwen, nia):
    step = work.open_step(maisie, "transfers.take_over")

    with pytest.raises(NotYet, match="Name another worker under Transfers"):
        workflow.allocate_step(step=step, worker=nia, at=practice.at(NAMED), by=gwen)


def test_the_database_keeps_no_replacement_without_a_reason(accepted, gwen, idris):
    with pytest.raises(IntegrityError, match="replaced_says_why"), transaction.atomic():
        Replaced.objects.create(
            transfer=accepted[0], worker=idris, until=NAMED, why="", replaced_by=gwen
        )


class TestThePage:
    def test_the_receiving_manager_names_another_from_the_record(
        self, ask, accepted, maisie, gwen, idris, nia
    ):
        before = ask(gwen, "transfers:transfers", person_id=maisie.public_id).content.decode()
        assert "/transfers/another/" in before
        page = ask(gwen, "transfers:another", person_id=maisie.public_id).content.decode()
        assert "Idris Pellew was to take over" in page
        assert "Maisie Brindlow and Kai Brindlow" in page
        assert "Nia Carrowmore" in page

        given = {"worker": str(nia.public_id), "why": WHY}
        ask(gwen, "transfers:another", given, person_id=maisie.public_id)

        after = ask(gwen, "transfers:transfers", person_id=maisie.public_id).content.decode()
        assert "Nia Carrowmore takes over" in after
        assert f"Idris Pellew, until 31 March 2026: {WHY}" in after

    def test_who_may_not_know_of_a_brother_does_not_name_another_for_both(
        self, ask, accepted, maisie, kai, gwen, nia
    ):
        head = make.a_worker("Ines Corbrook", role="head_of_service")
        people.restrict(person=kai, why="Child of a colleague", started_on=NAMED, by=head)
        given = {"worker": str(nia.public_id), "why": WHY}

        record = ask(gwen, "transfers:transfers", person_id=maisie.public_id).content.decode()
        page = ask(gwen, "transfers:another", person_id=maisie.public_id)
        ask(gwen, "transfers:another", given, person_id=maisie.public_id)

        assert "/transfers/another/" not in record
        assert page.status_code == 404
        assert not Replaced.objects.exists()

    def test_what_is_missing_is_said_and_nothing_is_lost(self, ask, accepted, maisie, gwen):
        page = ask(
            gwen, "transfers:another", {"why": "Idris has left."}, person_id=maisie.public_id
        ).content.decode()

        assert "Choose the worker who takes over" in page
        assert "Idris has left." in page

    def test_neither_a_worker_nor_the_team_that_asked_names_anybody(
        self, ask, accepted, maisie, hannah, joseph, idris
    ):
        assert ask(idris, "transfers:another", person_id=maisie.public_id).status_code == 403
        assert ask(joseph, "transfers:another", person_id=maisie.public_id).status_code == 404
        html = ask(joseph, "transfers:transfers", person_id=maisie.public_id).content.decode()
        assert "/transfers/another/" not in html

    def test_there_is_nobody_to_replace_before_the_answer(
        self, ask, ready, south, hannah, joseph, gwen
    ):
        asked([ready], south, hannah, joseph)

        assert ask(gwen, "transfers:another", person_id=ready.public_id).status_code == 404
