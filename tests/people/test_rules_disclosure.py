"""What may go to whom: no database."""

import pytest

from tessera.people.rules import (
    LEFT_OUT,
    Recipient,
    mentions,
    named_in,
    redacted,
    verdict,
)

MAISIE, KAI, IVY = 1, 2, 3
CHILDREN = [MAISIE, KAI, IVY]


def mum(**more):
    return Recipient(
        name="Leanne", is_family=True, is_known_person=True, cares_for=frozenset(CHILDREN), **more
    )


def judged(recipient, *, protected=False, informant=False):
    return verdict(recipient, CHILDREN, protected=protected, informant=informant)


def test_a_parent_of_all_the_children_has_all_of_it():
    found = judged(mum())

    assert found.may_go
    assert (found.children, found.notes) == (frozenset(CHILDREN), ())


def test_the_father_of_one_hears_of_that_one_alone():
    found = judged(
        Recipient(name="Craig", is_family=True, is_known_person=True, cares_for=frozenset({IVY}))
    )

    assert found.children == frozenset({IVY})
    assert "Only about the children whose parent or carer they are" in found.notes


def test_a_child_is_no_parent_of_the_others():
    found = judged(
        Recipient(
            name="Maisie", is_family=True, is_known_person=True, is_child=True,
            cares_for=frozenset({MAISIE}),
        )
    )  # fmt: skip

    assert found.children == frozenset({MAISIE})
    assert found.notes == ("The child's own copy: about this child alone",)


@pytest.mark.parametrize(
    ("recipient", "why"),
    [
        (mum(left_out_why="He threatened the worker."), "The chair left Leanne out: He threatened"),
        (mum(has_died=True), "has died"),
        (mum(is_restricted=True), "is restricted"),
        (Recipient(name="A man", is_family=True), "does not say who A man is"),
        (
            Recipient(name="Aunt Jo", is_family=True, is_known_person=True),
            "not recorded as a parent or carer",
        ),
    ],
)
def test_whoever_must_not_have_it_gets_nothing_and_the_reason_is_said(recipient, why):
    found = judged(recipient)

    assert not found.may_go
    assert why in found.withheld_why
    assert found.children == frozenset()


def test_an_agency_has_it_about_every_child():
    assert judged(Recipient(name="Named nurse", is_family=False)).children == frozenset(CHILDREN)


def test_no_copy_tells_a_protected_place_or_who_told_us():
    found = judged(mum(), protected=True, informant=True)

    assert (found.without_whereabouts, found.without_informant) == (True, True)
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    "text",
    [
        "At 14 Hawthorn Road.",
        "14 HAWTHORN  ROAD",
        "see 14, Hawthorn-Road",
        "YO1 9QL",
        "yo19ql",
        "yo1  9 ql",
    ],
)
def test_a_protected_string_is_found_however_it_is_written(text):
    assert mentions(text, ["14 Hawthorn Road", "YO1 9QL"])


def test_what_is_too_short_to_mean_anything_hides_nothing():
    assert not mentions("We met on 14 May.", ["14", "May", ""])


def test_only_the_sentence_that_tells_is_left_out():
    text = "Mum is well. They moved to 14 Hawthorn Road. School is pleased.\nNana helps."

    found = redacted(text, ["14 Hawthorn Road"])

    assert found == f"Mum is well. {LEFT_OUT} School is pleased.\nNana helps."


def test_two_sentences_that_tell_leave_one_gap():
    found = redacted("At 14 Hawthorn Road. Yes, 14 Hawthorn Road. Fine.", ["14 Hawthorn Road"])

    assert found == f"{LEFT_OUT} Fine."


def test_a_string_broken_over_sentences_takes_the_whole_text_with_it():
    assert redacted("It is 14 Hawthorn. Road and all.", ["14 Hawthorn Road"]) == LEFT_OUT


def test_a_text_without_it_stays_as_it_is():
    assert redacted("All well.\n\n", ["14 Hawthorn Road"]) == "All well.\n\n"


def test_the_names_in_a_text_are_found_whole():
    names = ["Kai Brindlow", "Ivy Pellowe"]

    assert named_in("KAI  BRINDLOW came too.", names) == ["Kai Brindlow"]
    assert named_in("Kai came too.", names) == []
