import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.people.rules import (
    name_key,
    name_sounds,
    name_tokens,
    nickname_groups,
    nicknames_of,
    search_keys,
    sound_keys,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Zoë  de-la Croix", "zoe de la croix"),
        ("SØREN Groß", "soren gross"),
        ("Maisie (Mais) BRINDLOW", "maisie mais brindlow"),
        ("  ", ""),
        ("Nguyễn", "nguyen"),
        ("Đặng", "dang"),
        ("Nʼdiaye", "ndiaye"),
    ],
)
def test_a_name_is_keyed_without_capitals_accents_and_marks(name, key):
    assert name_key(name) == key


def test_a_name_has_its_parts():
    assert name_tokens("Tamsin Oyelle-Burt") == ("tamsin", "oyelle", "burt")


@pytest.mark.parametrize(
    "alike",
    [
        "Catherine Katherine Kathryn Cathryn",
        "Stephen Steven",
        "Philip Phillip Filip",
        "Geoffrey Jeffrey",
        "Mohammed Muhammad Mohamed Mohamud",
        "Shaun Shawn",
        "Jayden Jaiden Jaydon",
        "Kayleigh Kaylee Cayley",
        "Aimee Amy",
        "Smith Smyth Smithe",
        "Clark Clarke",
        "Reid Reed Read",
        "Thompson Thomson Tompson",
        "MacDonald McDonald",
        "Mackenzie McKenzie",
        "Knight Night",
        "Wright Right",
        "Zoe Zoey",
        "Isobel Isabel Ysobel",
        "Alicia Alisha",
        "Hussain Hussein",
        "Yusuf Youssef Jusuf",
        "Jasmine Yasmin",
        "Gill Jill",
        "Michael Mikael",
        "Nicholas Nicolas",
        "Zachary Zackary",
        "Leigh Lee Lea",
        "Brindlow Brindloe Bryndlow",
        "Xavier Zavier",
        "Khan Kahn",
        "Begum Begam",
        "Vaughan Vaughn",
        "Omar Umar",
        "Phoebe Feebee",
        "Rhys Reece",
        "Callaghan Callahan",
        "Christopher Kristopher",
        "Charlotte Sharlotte",
        "Alex Aleks",
        "Ayesha Aisha",
        "Sara Sarah Zara",
        "Teresa Theresa",
        "Siddique Sidik",
    ],
)
def test_spellings_that_sound_alike_share_a_key(alike):
    first, *others = alike.split()
    for other in others:
        assert set(sound_keys(first)) & set(sound_keys(other)), (first, other)


@pytest.mark.parametrize(
    "unlike", ["Maisie Kai", "Lee Lou", "Emily Amelia", "Erin Aaron", "Smith Jones", "Ruth Rose"]
)
def test_names_that_sound_apart_do_not(unlike):
    one, other = unlike.split()

    assert not set(sound_keys(one)) & set(sound_keys(other))


def test_a_name_without_letters_has_no_sound():
    assert sound_keys("123") == ()
    assert name_sounds("Ann 4", "") == sound_keys("ann")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("bob", "robert"),
        ("Liz", "elizabeth"),
        ("kate", "catherine"),
        ("mo", "mohammed"),
        ("muhammad", "mohammed"),
        ("niamh", "niamh"),
        ("neve", "niamh"),
        ("jack", "john"),
        ("sean", "sean"),
        ("maisie", "margaret"),
        ("wojtek", "wojciech"),
    ],
)
def test_a_short_form_belongs_to_the_name_it_is_short_for(short, long):
    assert long in nickname_groups(short)


def test_short_forms_are_known_from_the_long_name_and_back():
    assert {"bob", "rob", "bobby"} <= nicknames_of("Robert")
    assert "robert" in nicknames_of("Bob")
    assert "bob" not in nicknames_of("Bob")
    assert nicknames_of("Brindlow") == frozenset()


def test_a_person_is_stored_with_the_keys_a_search_looks_for():
    stored = search_keys("Robert O'Brien", "Bob")
    asked = search_keys("bobby", "obrian")

    assert stored.tokens == ("robert", "obrien", "bob")
    assert set(asked.groups) & set(stored.groups) == {"robert"}
    assert set(asked.sounds) & set(stored.sounds)


@given(st.text(max_size=40))
def test_any_text_has_keys_that_stay_as_they_are(text):
    assert name_key(name_key(text)) == name_key(text)
    keys = search_keys(text)
    assert keys == search_keys(*keys.tokens)
    assert all(sound.isascii() and sound == sound.lower() for sound in keys.sounds)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15))
def test_every_name_of_letters_has_one_to_eight_sounds(name):
    keys = sound_keys(name)

    assert 1 <= len(keys) <= 8
    assert all(1 <= len(key) <= 8 for key in keys)
    assert sound_keys(name.upper()) == keys
