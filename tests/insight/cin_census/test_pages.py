"""The analyst sees the return, what is wrong in it and whose work that is; freezes it; compares."""

from uuid import uuid4

import lxml.html
import pytest
from django.db import connection

from tessera.foundations.audit.models import Event, Subject
from tessera.insight.cin_census import actions, tasks
from tessera.insight.cin_census.models import FrozenReturn, Run, RunFinding
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


@pytest.fixture
def work_out(ask, db):
    """Have the return worked out: the button, then the task that it queues."""

    def worked(address=YEAR):
        ask(f"{address}work-out/", again="yes")
        tasks.work_out(run_id=Run.objects.latest("pk").pk)
        return ask(address)

    return worked


def test_the_way_in_leads_to_the_year_now_being_made_ready(ask):
    assert ask("/returns/cin-census/").url == YEAR


def test_a_return_never_worked_out_says_so_and_offers_it(ask, broken):
    page = words(ask(YEAR))

    assert "has not been worked out yet" in page
    assert "Work it out</button>" in page
    assert "the main need is missing" not in page


def test_the_button_queues_the_work_and_the_page_says_that_it_waits(ask, broken, analyst):
    ask(f"{YEAR}work-out/", again="yes")
    ask(f"{YEAR}work-out/", again="yes")

    run = Run.objects.get()
    assert (run.asked_by, run.is_waiting) == (analyst, True)
    with connection.cursor() as cursor:
        cursor.execute("select (args->>'run_id')::bigint from procrastinate_jobs")
        assert cursor.fetchall() == [(run.pk,)]
    assert "Being worked out" in words(ask(YEAR))


def test_a_run_that_failed_is_said_and_may_be_asked_for_again(ask, broken, monkeypatch):
    def fails(**given):
        raise ZeroDivisionError

    ask(f"{YEAR}work-out/", again="yes")
    monkeypatch.setattr(actions, "work_out", fails)
    with pytest.raises(ZeroDivisionError):
        tasks.work_out(run_id=Run.objects.get().pk)

    page = words(ask(YEAR))
    assert "The last try failed" in page
    assert "Work it out</button>" in page


def test_the_page_shows_the_run_and_its_moment_until_the_next(ask, broken, work_out, analyst):
    work_out()
    Referral.objects.filter(child=broken).update(primary_need="N5")

    page = words(ask(YEAR))
    assert "the main need is missing" in page
    assert f"worked out for {analyst.name}" in page

    assert "the main need is missing" not in words(work_out())
    assert Run.objects.count() == 1
    assert not RunFinding.objects.filter(rule="8610").exists()


def test_the_page_reads_what_is_kept_in_few_queries(
    ask, broken, work_out, django_assert_max_num_queries
):
    work_out()

    with django_assert_max_num_queries(20):
        ask(YEAR)


def test_an_analyst_reads_the_number_in_the_return_and_no_name(ask, broken, work_out):
    response = work_out()

    assert response.status_code == 200
    assert "the main need is missing" in words(response)
    assert "CIN00003" in words(response)
    assert str(broken.public_id) not in words(response)
    assert "Not allocated" in words(response)
    assert Subject.objects.using("audit").filter(person_id=broken.public_id).exists()


def test_who_may_open_the_record_is_led_to_the_child(client, ask, broken, work_out):
    work_out()
    client.force_login(make.a_worker("Head", role="head_of_service"))

    assert f"/people/{broken.public_id}/" in words(client.get(YEAR))


def test_a_main_need_that_is_missing_is_put_right_from_the_finding_and_the_finding_is_gone(
    client, ask, broken, work_out
):
    work_out()
    client.force_login(make.a_worker("Head", role="head_of_service"))
    cases = f"/people/{broken.public_id}/referrals/"
    assert f'href="{cases}"' in words(client.get(YEAR))
    referral = broken.referrals.get()
    address = f"/front-door/referrals/{referral.public_id}/correct/"
    assert address in words(client.get(cases))
    on = referral.received_on
    right = {
        "received_on-day": on.day, "received_on-month": on.month, "received_on-year": on.year,
        "source": referral.source, "primary_need": "N1", "reason": "From the paper file",
        "idempotency_key": str(uuid4()),
    }  # fmt: skip

    assert client.post(address, right).status_code == 302

    assert "the main need is missing" not in words(work_out())


def test_an_analysts_day_begins_at_the_census(ask):
    assert ask("/").url == "/returns/cin-census/"


def test_findings_can_be_chosen_by_rule_owner_and_severity(ask, broken, work_out):
    work_out()
    assert "main need is missing" in words(ask(f"{YEAR}?rule=8610&owner=Not+allocated"))
    assert "main need is missing" not in words(ask(f"{YEAR}?severity=query"))
    none = words(ask(f"{YEAR}?owner=Nobody"))
    assert "Nothing fits" in none
    assert "Show everything" in none
    assert "&#39;href&#39;" not in none


def test_a_long_list_is_paged(ask, in_the_record, work_out):
    many = [
        s.child(s.episode(primary_need=None), la_child_id=f"M{n:03}", upn=s.upn(n))
        for n in range(60)
    ]
    in_the_record(*many)

    work_out()
    last_of_first = RunFinding.objects.filter(rule="8610").order_by("place")[49].place

    first = words(ask(f"{YEAR}?rule=8610"))
    second = words(ask(f"{YEAR}?rule=8610&after={last_of_first}"))
    back = words(ask(f"{YEAR}?rule=8610&before={last_of_first + 1}"))

    assert f"after={last_of_first}#findings" in first
    assert "before=" not in first
    assert (first.count("rule 8610</span>"), second.count("rule 8610</span>")) == (50, 10)
    assert "M049" in back
    assert "M050" not in back
    assert ask(f"{YEAR}?after=9999999").status_code == 200
    assert ask(f"{YEAR}?before=zz").status_code == 200


def test_a_child_the_reader_may_not_know_of_is_not_spoken_of(ask, broken, work_out):
    work_out()
    people.restrict(
        person=broken,
        owner=make.a_worker("Keeper", role="head_of_service"),
        why="A colleague's child",
        started_on=make.TODAY,
        by=None,
    )

    response = words(ask(YEAR))

    assert "main need is missing" not in response
    assert "CIN00003" not in response
    assert "to put right (1)" not in response.lower()


def test_an_empty_year_says_so(work_out):
    assert "no child in this census yet" in words(work_out("/returns/cin-census/2021/"))


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


@pytest.mark.parametrize(
    ("today", "leads"),
    [("2026-03-31T09:00:00+01:00", False), ("2026-04-01T09:00:00+01:00", True)],
)
def test_a_return_is_frozen_once_its_year_is_over(ask, broken, work_out, monkeypatch, today, leads):
    monkeypatch.setenv("TESSERA_NOW", today)
    page = lxml.html.fromstring(work_out().content)

    (freeze,) = page.xpath("//a[contains(., 'Freeze as submitted')]")
    assert ("govuk-button--secondary" not in freeze.get("class")) is leads
    assert ("the year up to 31 March 2026" in page.text_content()) is not leads
