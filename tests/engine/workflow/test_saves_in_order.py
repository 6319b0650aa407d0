"""A worker's own saves count in the order they were made, in whatever order they arrive."""

from uuid import uuid4

import pytest

from tessera.engine.forms.models import Answer, Unsent
from tessera.engine.forms.turns import Turn
from tessera.engine.workflow import actions
from tests.engine.workflow.pages import answer, fill, page, post, section_1, text
from tests.factories.engine import NOW, a_step

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

HERE, THERE = uuid4(), uuid4()


def save(step, by, value, turn, revision=0):
    return actions.save_answer(
        step=step, field="place", value=value, revision=revision, turn=turn, at=NOW, by=by
    )


def was(response, name):
    return text(response).split(f'name="was-{name}" value="')[1].split('"')[0]


def test_a_save_that_a_later_one_of_its_page_has_overtaken_changes_nothing(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    save(step, hannah, "school", Turn(HERE, 2))

    late = save(step, hannah, "home", Turn(HERE, 1))

    assert (late.value, late.revision) == ("school", 1)
    assert answer(step, "place") == "school"


def test_a_save_that_was_overtaken_changes_nothing_even_when_it_saw_the_last_revision(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    save(step, hannah, "school", Turn(HERE, 1))
    save(step, hannah, "school", Turn(HERE, 3), revision=1)

    save(step, hannah, "home", Turn(HERE, 2), revision=1)

    assert answer(step, "place") == "school"


def test_the_newer_words_of_a_page_are_kept_though_its_last_reply_was_lost(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    for number, words in enumerate(("home", "school", "other"), 1):
        save(step, hannah, words, Turn(HERE, number))

    assert answer(step, "place") == "other"


def test_a_worker_sees_what_they_wrote_in_another_window(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    save(step, hannah, "home", Turn(HERE, 1))
    save(step, hannah, "school", Turn(THERE, 1), revision=1)

    with pytest.raises(actions.Changed) as changed:
        save(step, hannah, "other", Turn(HERE, 2), revision=1)

    assert (changed.value.theirs, changed.value.who) == ("school", hannah)


def test_a_late_save_of_the_page_before_does_not_undo_what_the_next_page_wrote(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    save(step, hannah, "home", Turn(HERE, 2))
    save(step, hannah, "school", Turn(THERE, 1), revision=1)

    with pytest.raises(actions.Changed):
        save(step, hannah, "other", Turn(HERE, 1))

    assert answer(step, "place") == "school"


def test_what_another_wrote_is_shown_whatever_the_turn(hannah, joseph, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    save(step, hannah, "home", Turn(HERE, 1))
    save(step, joseph, "school", Turn(THERE, 1), revision=1)

    with pytest.raises(actions.Changed):
        save(step, hannah, "other", Turn(HERE, 2), revision=1)


def typed(client, user, step, words, number, key, revision="0"):
    return post(
        client,
        user,
        "save",
        step.public_id,
        field="school_name",
        school_name=words,
        revision=revision,
        **{"page-key": str(key), "page-turn": str(number)},
    )


def test_what_was_typed_before_the_page_was_sent_arrives_too_late(client, hannah, visit):
    sent = {"idempotency_key": str(HERE), "page-turn": "5", "school_name": "Larkfield Primary"}
    post(client, hannah, "step", visit.public_id, **section_1(place="school", **sent))

    late = typed(client, hannah, visit, "Larkf", 4, HERE)

    assert late.status_code == 200
    assert answer(visit, "school_name") == "Larkfield Primary"


def test_words_typed_and_taken_back_before_the_page_was_sent_stay_taken_back(client, hannah, visit):
    fill(visit, hannah, place="school", school_name="Larkfield")
    shown = was(page(client, hannah, "step", visit.public_id), "school_name")
    post(
        client,
        hannah,
        "step",
        visit.public_id,
        **section_1(place="school", school_name="Larkfield", idempotency_key=str(HERE)),
        **{"was-school_name": shown, "page-turn": "3", "page-unanswered": "school_name"},
    )

    typed(client, hannah, visit, "Larkfield Infants", 2, HERE, revision="1")

    assert answer(visit, "school_name") == "Larkfield"


def test_a_row_taken_away_does_not_come_back_with_a_late_save(client, hannah, visit):
    rows = {"others-count": "2", "others-0-who": "Hana", "others-1-who": "Ali"}
    both = section_1(**rows)
    post(
        client,
        hannah,
        "step",
        visit.public_id,
        **both,
        remove="others:0",
        idempotency_key=str(HERE),
        **{"page-turn": "7"},
    )

    post(
        client,
        hannah,
        "save",
        visit.public_id,
        **{"field": "others", "page-key": str(HERE), "page-turn": "6", "revision": "0", **rows},
    )

    assert answer(visit, "others") == [{"who": "Ali"}]


def test_a_page_left_open_shows_what_the_worker_wrote_in_another_window(client, hannah, visit):
    fill(visit, hannah, place="school", school_name="Larkfield")
    shown = was(page(client, hannah, "step", visit.public_id), "school_name")
    typed(client, hannah, visit, "Larkfield Infants", 1, THERE, revision="1")

    html = text(
        post(
            client,
            hannah,
            "step",
            visit.public_id,
            **section_1(place="school", school_name="Larkfield Juniors"),
            **{"was-school_name": shown},
        )
    )

    assert (
        "You, in another window, changed this answer. Keep what is here, or use the other" in html
    )
    assert "In the other window</dt><dd>Larkfield Infants" in html
    assert answer(visit, "school_name") == "Larkfield Infants"


def test_the_script_is_told_that_the_other_window_was_the_workers_own(client, hannah, visit):
    typed(client, hannah, visit, "Larkfield Infants", 1, THERE)

    answered = typed(client, hannah, visit, "Larkfield Juniors", 1, HERE)

    assert answered.status_code == 409
    assert answered.json()["own"] is True
    assert answered.json()["theirs"] == "Larkfield Infants"


def test_a_late_save_of_a_form_that_its_worker_finished_is_not_kept_as_lost_words(
    client, hannah, visit, zayd, noor
):
    fill(visit, hannah, (zayd, noor), visited_on="2026-03-30", gp="x", worried=False)
    sent = {"idempotency_key": str(HERE), "page-turn": "5", "school_name": "Larkfield Primary"}
    post(client, hannah, "step", visit.public_id, **section_1(place="school", **sent))
    visit.refresh_from_db()
    actions.submit_step(step=visit, at=NOW, by=hannah)

    late = typed(client, hannah, visit, "Larkf", 4, HERE)

    assert late.status_code == 200
    assert not Unsent.objects.exists()


def test_the_page_says_which_of_its_saves_it_shows(client, hannah, visit):
    fill(visit, hannah, place="school")
    typed(client, hannah, visit, "Larkfield", 4, HERE)

    html = text(page(client, hannah, "step", visit.public_id))

    assert f'data-revision="1" data-typed-on="{HERE}" data-turn="4"' in html
    assert Answer.objects.get(sheet=visit.sheet, field="school_name").turn == 4
