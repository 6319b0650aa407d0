from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tessera.engine.forms.models import Answer, Unsent
from tessera.engine.workflow import actions, queries
from tessera.engine.workflow.models import State, Step, WorkItem
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_worker, grant

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def visit(hannah, zayd, noor):
    return a_step(subjects=[zayd, noor], worker=hannah)


def sign_in(client, user):
    if client.session.get("_auth_user_id") != str(user.pk):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def page(client, user, name, *args, **query):
    sign_in(client, user)
    return client.get(reverse(f"workflow:{name}", args=args), query)


def post(client, user, name, *args, **data):
    sign_in(client, user)
    data.setdefault("idempotency_key", str(uuid4()))
    return client.post(reverse(f"workflow:{name}", args=args), data)


def text(response):
    return response.content.decode()


def answer(step, field, child=None):
    return Answer.objects.get(sheet=step.sheet, field=field, child=child).value


def test_the_form_asks_by_section_and_says_what_is_missing(client, hannah, visit):
    html = text(page(client, hannah, "step", visit.public_id))

    assert "Sample visit, section 1 of 3" in html
    assert "When did you visit?" in html
    assert "Not started" in html
    assert "There are 2 children in this family." in html


def test_an_answer_from_the_record_says_where_it_came_from_and_how_old_it_is(client, hannah, visit):
    html = text(page(client, hannah, "step", visit.public_id))

    assert "From your visit, 23 March 2026, 8 days ago" in html
    assert 'class="ts-filled__old">over a year ago' in html


def section_1(**changes):
    return {
        "section": "visit",
        "visited_on-day": "30",
        "visited_on-month": "3",
        "visited_on-year": "2026",
        "place": "home",
        "who_lives_here": "yes",
        "gp": "no",
        "gp-new": "Weir Court Surgery",
        "others-count": "1",
        "others-0-who": "Hana",
        "go": "next",
        **changes,
    }


def test_saving_a_section_keeps_each_answer_and_goes_on(client, hannah, visit):
    response = post(client, hannah, "step", visit.public_id, **section_1())

    assert response.status_code == 302
    assert answer(visit, "visited_on") == "2026-03-30"
    assert answer(visit, "gp") == "Weir Court Surgery"
    assert answer(visit, "others") == [{"who": "Hana"}]


def test_a_confirmed_answer_keeps_where_it_came_from(client, hannah, visit):
    post(client, hannah, "step", visit.public_id, **section_1())

    kept = Answer.objects.get(sheet=visit.sheet, field="who_lives_here")
    assert kept.value == "Samira (mum) and Hana"
    assert kept.source == {"label": "your visit", "on": "2026-03-23", "confirmed": True}


def test_what_was_typed_is_kept_even_when_it_is_no_date(client, hannah, visit):
    response = post(
        client, hannah, "step", visit.public_id, **section_1(**{"visited_on-day": "32"})
    )
    html = text(client.get(response["Location"]))

    assert "check=fit" in response["Location"]
    assert "Write a real date" in html
    assert 'value="32"' in html


def test_each_child_has_a_tab_and_answers_of_their_own(client, hannah, visit, zayd, noor):
    html = text(page(client, hannah, "step", visit.public_id, section="each", child=noor.public_id))
    assert "Did you see Noor?" in html
    assert "Zayd, 9" in html

    post(
        client,
        hannah,
        "step",
        visit.public_id,
        section="each",
        **{"for": str(noor.public_id), "c2_seen": "no", "c2_why_not": "At school"},
    )

    assert answer(visit, "seen", noor) is False
    assert not Answer.objects.filter(sheet=visit.sheet, child=zayd).exists()


def test_a_field_saves_as_it_is_typed(client, hannah, visit, zayd):
    response = post(
        client,
        hannah,
        "save",
        visit.public_id,
        field="c1_account",
        child=str(zayd.public_id),
        revision="0",
        c1_account="Warm and tidy",
    )

    assert response.json() == {"saved": "09:00", "revision": 1}
    assert answer(visit, "account", zayd) == "Warm and tidy"


def test_two_people_in_one_field_are_both_shown(client, hannah, joseph, visit, zayd):
    for user, words in ((hannah, "Tidy"), (joseph, "Cold")):
        response = post(
            client,
            user,
            "save",
            visit.public_id,
            field="c1_account",
            child=str(zayd.public_id),
            revision="0",
            c1_account=words,
        )

    assert response.status_code == 409
    assert response.json() == {
        "theirs": "Tidy",
        "by": "Hannah Treloyd",
        "at": "today 09:00",
        "revision": 1,
    }


def test_two_people_in_one_section_without_script_are_both_shown(client, hannah, joseph, visit):
    first = text(page(client, joseph, "step", visit.public_id))
    was = first.split('name="was-place" value="')[1].split('"')[0]
    post(
        client,
        hannah,
        "step",
        visit.public_id,
        **section_1(place="school", school_name="Larkfield"),
    )

    response = post(client, joseph, "step", visit.public_id, **section_1(**{"was-place": was}))
    html = text(response)

    assert response.status_code == 200
    assert "Hannah Treloyd changed this answer" in html
    assert answer(visit, "place") == "school"
    now = html.split('name="was-place" value="')[1].split('"')[0]
    post(client, joseph, "step", visit.public_id, **section_1(**{"was-place": now}))
    assert answer(visit, "place") == "home"


def test_a_page_posted_late_leaves_alone_what_its_writer_did_not_touch(
    client, hannah, joseph, visit
):
    fill(visit, hannah, place="home")
    html = text(page(client, joseph, "step", visit.public_id))
    was = html.split('name="was-place" value="')[1].split('"')[0]
    fill(visit, hannah, place="school")

    response = post(client, joseph, "step", visit.public_id, **section_1(**{"was-place": was}))

    assert response.status_code == 302
    assert answer(visit, "place") == "school"


def fill(step, by, children=(), **answers):
    for field, value in answers.items():
        stored = value.isoformat() if isinstance(value, date) else value
        actions.save_answer(step=step, field=field, value=stored, at=NOW, by=by)
    for child in children:
        actions.save_answer(step=step, field="seen", child=child, value=True, at=NOW, by=by)


def fill_all(step, by, *children, **more):
    everything = {"visited_on": date(2026, 3, 30), "place": "home", "gp": "x", "worried": False}
    fill(step, by, children, **{**everything, **more})


def test_the_last_page_names_everything_missing_with_a_link_to_its_box(client, hannah, visit):
    html = text(page(client, hannah, "finish", visit.public_id))

    assert "Five things to put right before it is done" not in html
    assert "Six things to put right before it is done" in html
    assert "?section=visit&amp;check=all#visited_on-day" in html


def test_finishing_makes_what_was_chosen_to_follow(client, hannah, joseph, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor, worried=True)
    html = text(page(client, hannah, "finish", visit.public_id))
    assert "Sample decision" in html

    response = post(
        client,
        hannah,
        "finish",
        visit.public_id,
        **{
            "next-0": "yes",
            "next-0-who": str(joseph.public_id),
            "next-0-on-day": "10",
            "next-0-on-month": "4",
            "next-0-on-year": "2026",
        },
    )

    follows = Step.objects.get(follows=visit)
    assert response["Location"] == reverse("workflow:done", args=[visit.public_id])
    assert (follows.code, follows.worker, follows.due_on) == (
        "sample.decision",
        joseph,
        date(2026, 4, 10),
    )
    assert "With Joseph Adeyin-Rowe" in text(client.get(response["Location"]))


@pytest.mark.parametrize("times", [1, 2, 5])
def test_finishing_counts_once_however_often_it_is_sent(
    client, hannah, visit, zayd, noor, times, handler_calls
):
    fill_all(visit, hannah, zayd, noor)
    key = str(uuid4())

    answers = [
        post(client, hannah, "finish", visit.public_id, idempotency_key=key) for _ in range(times)
    ]

    assert {response["Location"] for response in answers} == {
        reverse("workflow:done", args=[visit.public_id])
    }
    assert [call[0] for call in handler_calls].count("completes") == 1


def test_a_form_finished_meanwhile_keeps_what_was_typed(client, hannah, joseph, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)

    response = post(
        client,
        joseph,
        "step",
        visit.public_id,
        **section_1(place="school", school_name="Larkfield"),
    )
    html = text(client.get(response["Location"]))

    assert answer(visit, "place") == "home"
    assert Unsent.objects.filter(by=joseph, field="school_name").get().value == "Larkfield"
    assert "What you typed" in html
    assert "Larkfield" in html


def test_a_field_typed_after_the_end_is_kept_apart(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)

    response = post(
        client, hannah, "save", visit.public_id, field="days", child="", revision="0", days="7"
    )

    assert response.json()["saved"].startswith("apart")
    assert Unsent.objects.get().value == 7


@pytest.fixture
def decision(hannah, zayd):
    step = a_step("sample.decision", subjects=[zayd], worker=hannah)
    fill(step, hannah, decision="Go on", why="It helps")
    return actions.submit_step(step=step, at=NOW, by=hannah)


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

    post(client, joseph, "allocate", step.public_id, worker=str(hannah.public_id))

    assert WorkItem.objects.get(step=step).worker == hannah


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


def test_a_worker_sees_late_work_with_its_reason(client, hannah, zayd):
    a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27), due_why="Joseph asked for it")

    html = text(page(client, hannah, "my_work"))

    assert "Late by 2 working days" in html
    assert "Joseph asked for it." in html


def test_a_colleague_who_is_away_is_acted_for(client, hannah, team, zayd):
    from tessera.foundations.access import actions as access

    abel = a_worker("Abel Quist", team=team)
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY)
    access.cover_absence(
        user=hannah, covered_by=abel, started_on=TODAY, ended_on=TODAY + timedelta(days=7), by=None
    )

    html = text(page(client, abel, "my_work"))

    assert "You act for Hannah Treloyd" in html
    assert "Sample visit" in html


def test_a_manager_says_why_it_is_late_for_the_meeting(client, hannah, joseph, team, zayd):
    step = a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27))
    assert "Needs your words" in text(page(client, joseph, "team", team.public_id))

    post(client, joseph, "extend", step.public_id, why="Off sick; Abel goes today")
    post(client, joseph, "team", team.public_id, say="All in hand")

    html = text(page(client, joseph, "team", team.public_id))
    assert "Off sick; Abel goes today" in html
    assert "All in hand" in html


def test_a_long_list_is_paged_by_key(client, hannah, zayd):
    for n in range(55):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=n))

    first = text(page(client, hannah, "all_work"))
    mark = first.split("after=")[1].split('"')[0]
    second = text(page(client, hannah, "all_work", after=mark.replace("%2C", ",")))

    assert first.count('class="ts-item"') == 50
    assert second.count('class="ts-item"') == 5


@pytest.mark.parametrize("order", ["due", "family", "urgency"])
def test_every_order_shows_every_line_once(client, hannah, order, zayd, noor):
    for n, child in enumerate([zayd, noor, zayd, None, noor, None, zayd]):
        a_step(
            subjects=[child] if child else [],
            worker=hannah,
            urgency=n % 2,
            due_on=TODAY + timedelta(days=n % 3) if n % 2 else None,
        )
    seen, after = [], ""
    while True:
        found, after = queries.page_of(
            queries.for_workers([hannah.pk]), order=queries.Order(order), after=after, limit=2
        )
        seen += [item.pk for item in found]
        if not after:
            break

    assert sorted(seen) == sorted(WorkItem.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("name", "user"), [("my_work", "hannah"), ("team", "joseph")])
def test_a_longer_list_asks_no_more_queries(
    client, hannah, joseph, team, name, user, django_assert_max_num_queries
):
    who = {"hannah": hannah, "joseph": joseph}[user]
    args = [team.public_id] if name == "team" else []
    counts = []
    sign_in(client, who)
    for more in (3, 30):
        for n in range(more):
            child = a_child(f"Child{n} Of{more}", worker=hannah, team=team)
            a_step(subjects=[child], worker=hannah, due_on=TODAY - timedelta(days=n % 4))
        with django_assert_max_num_queries(34) as captured:
            assert page(client, who, name, *args).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_finding_a_worker_for_an_answer(client, hannah, joseph, visit):
    sign_in(client, hannah)

    found = client.get(reverse("workflow:find", args=["worker"]), {"q": "adeyin"}).json()

    assert [one["name"] for one in found["results"]] == ["Joseph Adeyin-Rowe"]


def test_a_colleague_is_found_and_chosen_without_script(client, hannah, joseph, visit):
    html = text(
        post(
            client,
            hannah,
            "step",
            visit.public_id,
            section="meaning",
            find="colleague",
            **{"colleague-q": "Joseph"},
        )
    )
    assert str(joseph.public_id) in html

    post(
        client, hannah, "step", visit.public_id, section="meaning", colleague=str(joseph.public_id)
    )

    assert answer(visit, "colleague")["name"] == "Joseph Adeyin-Rowe"


def test_a_finished_form_prints_and_is_a_tagged_pdf(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)

    printed = text(page(client, hannah, "print", visit.public_id))
    pdf = page(client, hannah, "pdf", visit.public_id)

    assert "When did you visit?" in printed
    assert pdf["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in pdf.content


def test_a_brother_joins_the_form(client, hannah, team, zayd):
    from tessera.people.actions import record_relationship

    idris = a_child("Idris Rahmeen", worker=hannah, team=team)
    record_relationship(person=zayd, relative=idris, kind="sibling", by=hannah)
    grant("social_worker", "people:person:view")
    step = a_step(subjects=[zayd], worker=hannah)

    post(client, hannah, "children", step.public_id, add=str(idris.public_id))

    assert queries.subjects_of(queries.step_of(step.public_id)) == [zayd, idris]


def test_the_same_words_serve_for_a_sister(client, hannah, visit, zayd, noor):
    post(
        client,
        hannah,
        "step",
        visit.public_id,
        section="each",
        copy="c1_account",
        **{"for": str(zayd.public_id), "c1_account": "Warm and tidy"},
    )

    assert answer(visit, "account", noor) == "Warm and tidy"


def test_last_times_words_can_be_the_start(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.save_answer(
        step=visit, field="account", child=zayd, value="He sleeps on the sofa", at=NOW, by=hannah
    )
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)
    again = a_step(subjects=[zayd], worker=hannah)
    html = text(page(client, hannah, "step", again.public_id, section="each"))
    assert "Last time, 31 March 2026" in html

    post(client, hannah, "step", again.public_id, section="each", use="c1_account")

    assert answer(again, "account", zayd) == "He sleeps on the sofa"


def test_rows_of_a_table_are_added_and_taken_away_without_script(client, hannah, visit):
    rows = {"section": "visit", "others-count": "2", "others-0-who": "Hana", "others-1-who": "Ali"}
    more = post(client, hannah, "step", visit.public_id, add="others", **rows)
    assert text(client.get(more["Location"])).count('class="ts-repeat__row"') == 4

    post(client, hannah, "step", visit.public_id, remove="others:0", **rows)

    assert answer(visit, "others") == [{"who": "Ali"}]


@pytest.mark.parametrize(
    ("name", "budget"), [("step", 26), ("finish", 26), ("print", 26), ("forms", 22), ("start", 24)]
)
def test_a_page_keeps_within_its_queries(
    client, hannah, visit, zayd, noor, name, budget, django_assert_max_num_queries
):
    fill_all(visit, hannah, zayd, noor)
    sign_in(client, hannah)
    about = zayd.public_id if name in ("forms", "start") else visit.public_id

    with django_assert_max_num_queries(budget):
        assert page(client, hannah, name, about).status_code == 200


def test_saving_a_field_keeps_within_its_queries(
    client, hannah, visit, zayd, django_assert_max_num_queries
):
    fill(visit, hannah, place="home")
    sign_in(client, hannah)

    with django_assert_max_num_queries(34):
        response = post(
            client,
            hannah,
            "save",
            visit.public_id,
            field="c1_account",
            child=str(zayd.public_id),
            revision="0",
            c1_account="Warm",
        )
    assert response.status_code == 200


@pytest.mark.parametrize("show", ["", "late", "soon", "waiting", "unallocated"])
def test_a_teams_list_shows_what_was_asked_for(client, hannah, joseph, team, zayd, noor, show):
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY - timedelta(days=1))
    a_step(subjects=[noor], worker=hannah, due_on=TODAY + timedelta(days=1))
    a_step(subjects=[zayd], team=team, by=joseph)
    handed_in = a_step("sample.decision", subjects=[noor], worker=hannah)
    fill(handed_in, hannah, decision="Go on", why="It helps")
    actions.submit_step(step=handed_in, at=NOW, by=hannah)
    wanted = {"": 4, "late": 1, "soon": 1, "waiting": 1, "unallocated": 1}

    html = text(page(client, joseph, "team_work", team.public_id, show=show, kind=""))

    assert html.count('class="ts-item"') == wanted[show]


def test_a_list_shows_one_kind_of_work(client, hannah, zayd):
    a_step(subjects=[zayd], worker=hannah)
    a_step("sample.decision", subjects=[zayd], worker=hannah)

    html = text(page(client, hannah, "all_work", kind="sample.decision"))

    assert html.count('class="ts-item"') == 1


def test_a_service_manager_sees_every_team(client, team):
    manager = a_worker("Denise Kilvarn", role="service_manager")

    html = text(page(client, manager, "team_home"))

    assert "All teams" in html
    assert team.name in html


def test_a_manager_goes_straight_to_the_team(client, joseph, team):
    response = page(client, joseph, "team_home")

    assert response["Location"] == reverse("workflow:team", args=[team.public_id])


def test_another_teams_page_is_not_found(client, joseph):
    from tests.factories.engine import a_team

    assert page(client, joseph, "team", a_team("Southgate").public_id).status_code == 404


def test_work_is_allocated_to_somebody_or_the_page_asks_again(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)

    assert "Choose a worker or a team" in text(
        post(client, joseph, "allocate", step.public_id, worker="", team="")
    )


def test_work_is_given_to_another_team_to_allocate(client, joseph, hannah, zayd):
    from tests.factories.engine import a_team

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


def test_a_new_date_needs_words_and_a_clock(client, joseph, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27))
    late = {"on-day": "1", "on-month": "3", "on-year": "2026"}

    html = text(post(client, joseph, "extend", step.public_id, why="", **late))
    assert "Say why it is late" in html
    assert "must be today or later" in html
    html = text(
        post(client, joseph, "extend", step.public_id, why="x", **{**late, "on-month": "5"})
    )
    assert "no date to move" in html


def test_a_manager_sets_a_new_date_and_the_first_still_counts(client, joseph, hannah, zayd):
    from tessera.engine.workflow.models import Timer

    step = a_step(subjects=[zayd], worker=hannah)
    Timer.objects.create(
        rule="T040",
        person=zayd,
        step=step,
        trigger_kind="x",
        trigger_id=1,
        triggered_on=date(2026, 1, 5),
        statutory_due_on=date(2026, 3, 9),
        why="45 working days from the referral",
    )
    new = {"on-day": "10", "on-month": "4", "on-year": "2026"}

    post(client, joseph, "extend", step.public_id, why="Dad is away", **new)

    item = WorkItem.objects.get(step=step)
    assert (item.due_on, item.statutory_due_on) == (date(2026, 4, 10), date(2026, 3, 9))


def test_a_field_that_the_form_does_not_have_is_not_saved(client, hannah, visit, zayd):
    for field, child in (("colour", ""), ("place", str(zayd.public_id)), ("c1_account", "")):
        response = post(
            client, hannah, "save", visit.public_id, field=field, child=child, revision="0"
        )
        assert response.status_code == 400


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


def test_a_handlers_refusal_is_said_where_it_belongs(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor, place="school", school_name="Closed")

    html = text(post(client, hannah, "finish", visit.public_id))

    assert "That school has closed" in html
    assert "#school_name" in html


def test_a_day_for_what_follows_must_be_a_day(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor, worried=True)
    wrong = {
        "next-0": "yes",
        "next-0-on-day": "31",
        "next-0-on-month": "2",
        "next-0-on-year": "2026",
    }

    html = text(post(client, hannah, "finish", visit.public_id, **wrong))

    assert "Write a real date" in html
    assert not Step.objects.filter(follows=visit).exists()


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
