"""Before a letter goes to one of the family, whoever sends it sees what is known of them, and answers."""

import pytest

from tessera.practice.letters import actions
from tessera.practice.letters.queries import known_of_recipient
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.letters.conftest import ON, actor_of

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
AT = practice.at(ON)


@pytest.fixture
def begun(maisie, leanne, craig, a_letter):
    """To the father, who lives elsewhere than Maisie."""
    return a_letter(maisie, "Craig Sharrow")


def known(letter, by):
    return known_of_recipient(letter, actor=actor_of(by, ON), on=ON)


def parts(letter):
    return {"person_id": letter.child.public_id, "letter_id": letter.public_id}


def page(ask, by, letter, **typed):
    data = {"go": "send", "how": "post", "words": letter.words, **typed} if typed else None
    if data:
        data["asked-subject"] = "The play scheme"
    return ask(by, "letters:letter", data, **parts(letter))


def test_the_page_asks_with_what_is_known_and_nothing_goes_without_an_answer(ask, begun, hannah):
    html = page(ask, hannah, begun).content.decode()

    assert "May Craig Sharrow have this?" in html
    assert "Lives elsewhere than Maisie" in html
    refused = page(ask, hannah, begun, seen=begun.revision).content.decode()
    assert "Say whether Craig Sharrow may have this" in refused
    begun.refresh_from_db()
    no = page(ask, hannah, begun, seen=begun.revision, may_have="no").content.decode()
    assert "Craig Sharrow is not to have it: set the letter aside" in no
    begun.refresh_from_db()
    assert not begun.is_sent

    page(ask, hannah, begun, seen=begun.revision, may_have="yes")

    begun.refresh_from_db()
    assert begun.is_sent
    assert begun.known == "Lives elsewhere than Maisie"


def test_the_answer_stands_until_something_else_is_known(begun, maisie, hannah, a_letter, denise):
    with pytest.raises(actions.SayWhether):
        actions.send_letter(letter=begun, how="post", at=AT, by=hannah)
    actions.send_letter(letter=begun, how="post", may_have=True, at=AT, by=hannah)

    second = a_letter(maisie, "Craig Sharrow")

    assert known(second, hannah).answered_on == ON
    told = practice.discussion_answers([maisie], held_on=ON)
    told["answers"] |= {"trigger": "Craig hit Maisie with a belt."}
    practice.complete(practice.STRATEGY, [maisie], told, on=ON, by=hannah)
    assert known(second, hannah).is_asked
    with pytest.raises(actions.SayWhether):
        actions.send_letter(letter=second, how="post", at=AT, by=hannah)


def test_who_may_not_read_of_protection_is_told_that_there_is_something(begun):
    officer = make.a_worker("Corin Maddaway", role="contact_officer")

    (words,) = known(begun, officer).sentences

    assert words.startswith("The record knows something that may stand against it.")


def test_of_an_agency_the_child_and_a_parent_at_home_nothing_is_asked(
    maisie, leanne, school, hannah, a_letter
):
    for to in ("Leanne Brindlow", "Bella Corrimore"):
        assert not known(a_letter(maisie, to), hannah).sentences


def test_what_is_known_is_asked_in_the_same_queries_whatever_there_is(
    ask, begun, maisie, hannah, django_assert_max_num_queries
):
    page(ask, hannah, begun)
    with django_assert_max_num_queries(90):
        page(ask, hannah, begun)
