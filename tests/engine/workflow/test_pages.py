"""A form's page: what it asks, how each answer is kept, and what two people see of each other."""

import re

import pytest
from django.urls import reverse

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions
from tests.engine.workflow.pages import answer, fill, fill_all, page, post, section_1, sign_in, text
from tests.factories.engine import NOW, a_step

SAID = (
    "Then you check it and it is done.",
    "Then it goes to a manager to read and sign off.",
    "The check says whether a manager signs it off first.",
)

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


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


def test_the_next_child_is_come_to_where_their_own_questions_stand(client, hannah, visit, noor):
    html = text(page(client, hannah, "step", visit.public_id, section="each"))

    assert html.count(f"child={noor.public_id}#each") == 2  # the tab, and the button
    assert html.count('id="each"') == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sample.visit", "Then you check it and it is done."),
        ("sample.spending", "Then it goes to a manager to read and sign off."),
        ("sample.only_costly", "The check says whether a manager signs it off first."),
    ],
)
def test_a_form_says_who_reads_it_next(client, hannah, zayd, code, words):
    step = a_step(code=code, subjects=[zayd], worker=hannah)

    html = text(page(client, hannah, "step", step.public_id))

    assert [said for said in SAID if said in html] == [words]


def test_a_short_form_that_nobody_signs_says_that_it_is_done(client, hannah, zayd):
    step = a_step(code="sample.report", subjects=[zayd], worker=hannah)

    assert "It is kept on the record, and is done." in text(
        page(client, hannah, "step", step.public_id)
    )


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
        "own": False,
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


def test_the_button_names_the_section_it_leads_to(client, hannah, visit):
    assert re.search(r"Save and go to “[^”]+”", text(page(client, hannah, "step", visit.public_id)))


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


def test_a_field_that_the_form_does_not_have_is_not_saved(client, hannah, visit, zayd):
    for field, child in (("colour", ""), ("place", str(zayd.public_id)), ("c1_account", "")):
        response = post(
            client, hannah, "save", visit.public_id, field=field, child=child, revision="0"
        )
        assert response.status_code == 400
