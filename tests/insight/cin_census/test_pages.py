"""The analyst sees the return, what is wrong in it and whose work that is; freezes it; compares."""

import pytest

from tessera.foundations.audit.models import Event
from tessera.insight.cin_census.models import FrozenReturn
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.front_door.models import Referral
from tests.factories import people as make
from tests.insight.cin_census import stories as s

pytestmark = pytest.mark.django_db

YEAR = "/returns/cin-census/2026/"


@pytest.fixture
def broken(in_the_record):
    in_the_record(
        s.child(s.episode(primary_need=None)),
        s.child(la_child_id="CIN00004", upn=s.upn(4)),
    )
    return Person.objects.get(identifiers__value="CIN00003")


def words(response):
    return response.content.decode()


def test_the_way_in_leads_to_the_year_now_being_made_ready(ask):
    assert ask("/returns/cin-census/").url == YEAR


def test_the_page_says_what_is_wrong_and_leads_to_the_child(ask, broken):
    response = ask(YEAR)

    assert response.status_code == 200
    assert "the main need is missing" in words(response)
    assert f"/people/{broken.public_id}/" in words(response)
    assert "Not allocated" in words(response)


def test_findings_can_be_chosen_by_rule_owner_and_severity(ask, broken):
    assert "main need is missing" in words(ask(f"{YEAR}?rule=8610&owner=Not+allocated"))
    assert "main need is missing" not in words(ask(f"{YEAR}?severity=query"))
    assert "Nothing fits" in words(ask(f"{YEAR}?owner=Nobody"))


def test_a_long_list_is_paged(ask, in_the_record):
    many = [
        s.child(s.episode(primary_need=None), la_child_id=f"M{n:03}", upn=s.upn(n))
        for n in range(60)
    ]
    in_the_record(*many)

    first = words(ask(f"{YEAR}?rule=8610"))
    second = words(ask(f"{YEAR}?rule=8610&from=51"))

    assert "1 to 50 of 60" in first
    assert "51 to 60 of 60" in second
    assert ask(f"{YEAR}?from=9999999").status_code == 200
    assert ask(f"{YEAR}?from=zz").status_code == 200


def test_a_child_the_reader_may_not_know_of_is_not_spoken_of(ask, broken):
    people.restrict(
        person=broken,
        owner=make.a_worker("Keeper", role="head_of_service"),
        why="A colleague's child",
        started_on=make.TODAY,
        by=None,
    )

    response = words(ask(YEAR))

    assert "main need is missing" not in response
    assert str(broken.public_id) not in response


def test_an_empty_year_says_so(ask):
    assert "no child in this census yet" in words(ask("/returns/cin-census/2021/"))


@pytest.mark.parametrize("address", ["/returns/cin-census/2035/", "/returns/cin-census/1/"])
def test_a_year_that_is_not_known_is_not_found(ask, address):
    assert ask(address).status_code == 404


def test_the_return_is_downloaded_as_a_file_and_the_look_is_kept(ask, broken):
    response = ask(f"{YEAR}download/")

    assert response["Content-Type"] == "application/xml"
    assert 'filename="CIN-2026.xml"' in response["Content-Disposition"]
    assert b"<LAchildID>CIN00003</LAchildID>" in response.content
    assert Event.objects.using("audit").filter(action="cin_census:return:download").exists()


def test_freezing_keeps_file_findings_who_and_when(ask, broken, analyst):
    response = ask(f"{YEAR}freeze/", sure="yes", note="All are known to the team.")

    kept = FrozenReturn.objects.get()
    assert response.url == f"/returns/cin-census/frozen/{kept.public_id}/"
    assert (kept.children, kept.rows, kept.frozen_by, kept.errors) == (2, 8, analyst, 1)
    assert b"CIN00003" in kept.xml
    page = words(ask(response.url))
    assert "Odell Fenn" in page
    assert "All are known to the team." in page
    assert "main need is missing" in page
    assert b"CIN00003" in ask(f"{response.url}download/").content


def test_freezing_asks_whether_one_is_sure(ask, broken):
    response = ask(f"{YEAR}freeze/", note="x")

    assert response.status_code == 422
    assert "Say that this is the return" in words(response)
    assert not FrozenReturn.objects.exists()


def test_an_empty_return_is_not_frozen(ask):
    response = ask(f"{YEAR}freeze/", sure="yes")

    assert "nothing to keep" in words(response)
    assert not FrozenReturn.objects.exists()


def test_what_has_changed_since_is_shown_in_words(ask, broken, in_the_record):
    frozen = ask(f"{YEAR}freeze/", sure="yes").url
    assert "Nothing has changed" in words(ask(f"{frozen}compare/"))

    Referral.objects.filter(child=broken).update(primary_need="N5")
    in_the_record(s.unborn(la_child_id="U1"))

    page = words(ask(f"{frozen}compare/"))
    assert "Case of 6 May 2025: main need" in page
    assert "not given" in page
    assert "In the return today, not then" in page


def test_the_frozen_page_is_unmoved_by_later_changes(ask, broken):
    frozen = ask(f"{YEAR}freeze/", sure="yes").url
    before = FrozenReturn.objects.get().xml

    Referral.objects.filter(child=broken).update(primary_need="N5")

    assert "main need is missing" in words(ask(frozen))
    assert FrozenReturn.objects.get().xml == before


def test_a_social_worker_has_no_business_here(client, analyst):
    client.force_login(make.a_worker())

    assert client.get(YEAR).status_code == 403
    assert client.get(f"{YEAR}download/").status_code == 403


def test_nobody_comes_in_without_signing_in(client):
    assert client.get(YEAR).status_code == 302
