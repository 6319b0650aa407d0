from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from tessera.ui.addresses import address

MAISIE = UUID("5e6daffc-43d2-4d24-891f-622300000000")
NOTE = UUID("5e6daffc-43d2-4d24-891f-622300000001")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("people:search", {}),
        ("people:record", {"person_id": MAISIE}),
        ("people:record", {"person_id": NOTE}),
        ("recording:entry", {"person_id": MAISIE, "kind": "note", "entry_id": NOTE}),
        ("recording:entry", {"entry_id": MAISIE, "kind": "visit", "person_id": NOTE}),
        ("workflow:find", {"noun": "{0} per cent %"}),
    ],
)
def test_an_address_is_what_the_routes_say(name, parts):
    assert address(name, **parts) == reverse(name, kwargs=parts)


def test_a_page_that_is_not_there_has_no_address():
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            address("people:record", nobody=MAISIE)


def test_a_site_below_another_address_says_so_in_all_of_its_own():
    set_script_prefix("/tessera/")
    try:
        assert address("people:record", person_id=MAISIE).startswith("/tessera/people/")
    finally:
        set_script_prefix("/")
    assert address("people:record", person_id=MAISIE).startswith("/people/")
