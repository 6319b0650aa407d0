"""The front door in a real browser: as a worker and as a teacher, wide and on a telephone."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from tessera.foundations.calendar import clock
from tessera.practice.front_door import actions
from tests.factories import front_door as make
from tests.support.browsing import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def a_morning(transactional_db):
    """Contacts in each stage, as at twenty past ten."""
    staff = make.a_staff()
    now = clock.now()
    zayd = make.a_child("Zayd", "Rahmeen")
    noor = make.a_child("Noor", "Rahmeen", date(2019, 4, 2))
    elowen = make.a_child("Elowen", "Strake", date(2012, 1, 9))
    ruben = make.a_child("Ruben", "Ashgrove-Li", date(2013, 11, 20))
    theo = make.a_child("Theo", "Larchmont", date(2010, 2, 2))
    make.a_contact(
        staff, zayd, received_at=now - timedelta(days=70), account="Late from school again."
    )
    new = make.a_contact(
        staff,
        zayd,
        noor,
        rag="red",
        received_at=now - timedelta(minutes=38),
        source="6",
        account="Mum arrested last night; children with a neighbour. Police want to know where next.",
        childs_words="I want to go to Nana's.",
        immediate_risk=True,
        immediate_risk_why="Nobody has seen the children since midnight.",
    )
    make.a_contact(staff, elowen, received_at=now - timedelta(minutes=25))
    waiting = make.a_contact(
        staff,
        ruben,
        received_at=now - timedelta(days=1, hours=3),
        account="Older boys at the bus station, new phone.",
    )
    for agency in ("police", "health"):
        actions.ask_agency(
            contact=waiting, agency=agency, at=now - timedelta(days=1), by=staff.officer
        )
    actions.put_on_daily_list(
        contact=waiting, on=clock.today(), note="Possible exploitation", by=staff.duty
    )
    decided = make.decided(
        staff, make.a_contact(staff, theo, received_at=now - timedelta(hours=5)), at=now
    )
    told = make.a_contact(
        staff, make.a_child("Jonah", "Wexley-Obi"), received_at=now - timedelta(hours=9)
    )
    told = make.decided(staff, told, "early_help", at=now - timedelta(hours=1))
    actions.authorise_contact(contact=told, at=now, by=staff.manager)
    unknown = make.a_contact(
        staff,
        parts=[actions.PartAsTold(given="Zaid", family="Ramin", born_on=date(2016, 9, 1))],
        received_at=now - timedelta(minutes=5),
    )
    return staff, {"new": new, "waiting": waiting, "decided": decided, "unknown": unknown}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_of_a_contact_is_open_to_everyone(a_morning, open_page, assert_sound, size):
    staff, contacts = a_morning
    part = contacts["unknown"].children.get()
    check = contacts["waiting"].checks.first()
    case = actions.accept_referral(
        child=make.a_child("Ona", "Wexley"),
        received_on=clock.today(),
        source="6",
        team=staff.assessment_team,
        by=staff.manager,
    )
    referral = f"/front-door/referrals/{case.public_id}/"
    ended = actions.accept_referral(
        child=make.a_child("Ira", "Wexley"),
        received_on=clock.today(),
        source="6",
        is_nfa=True,
        by=staff.manager,
    )

    def address(contact, rest=""):
        return f"/front-door/contacts/{contacts[contact].public_id}/{rest}"

    visits = [
        ("board", staff.duty, "/front-door/"),
        ("daily", staff.duty, "/front-door/daily/"),
        ("watch", staff.manager, "/front-door/watch/"),
        ("contact-new", staff.duty, address("new")),
        ("contact-waiting", staff.duty, address("waiting")),
        ("contact-unknown", staff.duty, address("unknown")),
        ("match", staff.duty, address("unknown", f"people/{part.public_id}/")),
        ("check", staff.duty, address("waiting", f"checks/{check.public_id}/")),
        ("decide", staff.duty, address("waiting", "decide/")),
        ("authorise", staff.manager, address("decided", "authorise/")),
        ("add-child", staff.duty, address("waiting", "add-child/")),
        ("level", staff.duty, address("decided", "level/")),
        ("allocate", staff.manager, f"{referral}allocate/"),
        ("no-action", staff.manager, f"{referral}no-further-action/"),
        ("take-up", staff.manager, f"/front-door/referrals/{ended.public_id}/take-up/"),
        ("correct", staff.duty, address("new", "correct/")),
        ("start", staff.duty, "/front-door/contacts/new/"),
    ]
    pages = {user.pk: open_page(user, viewport=size) for _, user, _ in visits}
    for name, user, path in visits:
        page = pages[user.pk]
        assert page.goto(path).status == 200, path
        assert_sound(page, name)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_contact_is_taken_from_the_telephone_and_saved_as_it_is_typed(
    a_morning, open_page, assert_sound, size
):
    staff, _ = a_morning
    page = open_page(staff.duty, viewport=size)

    page.goto("/front-door/")
    page.get_by_role("button", name="Record a contact").click()
    page.get_by_role("button", name="By telephone").click()
    page.get_by_role("searchbox", name="Find a child or grown-up on our record").fill("zaid rahmin")
    page.get_by_role("button", name="Find on our record").click()
    page.get_by_role("button", name="Add Zayd Rahmeen").click()
    page.get_by_label("What did they tell you?").fill("Marks on his arm again. He cried.")
    with page.expect_response(
        lambda reply: (
            reply.url.endswith("/save/") and "referrer_name" in (reply.request.post_data or "")
        )
    ) as saved:
        page.get_by_label("Their name").fill("Tamsin Salloway")
        page.get_by_label("Their name").press("Tab")
    assert saved.value.ok
    assert_sound(page, "take")

    page.reload()
    assert page.get_by_label("Their name").input_value() == "Tamsin Salloway"
    page.locator("#immediate_risk-2").check()
    page.get_by_label("They are").select_option("school")
    page.get_by_label("Amber", exact=False).check()
    page.get_by_role("button", name="Put it on the board").click()

    assert page.get_by_role("heading", level=1).inner_text().endswith("Zayd Rahmeen")
    assert page.get_by_role("button", name="Decide").is_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_outcome_opens_the_fold_with_what_it_asks_for(a_morning, open_page, assert_sound, size):
    staff, contacts = a_morning
    page = open_page(staff.duty, viewport=size)
    page.goto(f"/front-door/contacts/{contacts['new'].public_id}/decide/")
    need, council = page.get_by_label("Main need"), page.get_by_label("Which council, and who")
    assert not need.is_visible()

    page.get_by_label("Referral", exact=False).first.check()
    assert need.is_visible()
    assert page.get_by_label("Team that takes it").is_visible()
    assert_sound(page, "decide-referral")

    page.get_by_text("For a referral: need and team").click()
    page.get_by_label("Why?").fill("Marks on both arms.")
    page.get_by_label("Why?").press("Tab")
    assert not need.is_visible()  # whoever shuts it again finds it shut

    page.get_by_text("It is something else for one of the children").click()
    page.locator("select[name^=outcome-]").first.select_option("other_council")
    assert council.is_visible()


def _saves(field):
    """The answer to the save of one field: the click that leaves a box saves the box as well."""
    return lambda response: "/save/" in response.url and field in (response.request.post_data or "")


def test_what_was_typed_last_goes_with_the_tab_that_closes(a_morning, open_page):
    staff, contacts = a_morning
    address = f"/front-door/contacts/{contacts['new'].public_id}/decide/"
    page = open_page(staff.duty)
    page.goto(address)
    page.get_by_text("It is something else for one of the children").click()
    page.locator("select[name^=outcome-]").first.select_option("advice")
    page.get_by_label("Why?").fill("Nobody opened the door.")
    page.close(run_before_unload=True)

    again = open_page(staff.duty)
    for _ in range(20):
        again.goto(address)
        kept = (
            again.get_by_label("Why?").input_value(),
            again.locator("select[name^=outcome-]").first.input_value(),
        )
        if all(kept):
            break
        again.wait_for_timeout(250)
    assert kept == ("Nobody opened the door.", "advice")


def test_a_long_reason_outlives_its_tab(a_morning, open_page, assert_sound):
    staff, contacts = a_morning
    address = f"/front-door/contacts/{contacts['new'].public_id}/decide/"
    page = open_page(staff.duty)
    page.goto(address)
    page.get_by_label("Why?").fill("Marks on both arms, and nobody opened the door.")
    page.get_by_text("It is something else for one of the children").click()
    with page.expect_response(_saves("outcome-")):
        page.locator("select[name^=outcome-]").first.select_option("advice")
    page.close()

    again = open_page(staff.duty)
    again.goto(address)

    assert again.get_by_label("Why?").input_value().startswith("Marks on both arms")
    assert again.locator("select[name^=outcome-]").first.input_value() == "advice"
    assert_sound(again, "decide-kept", sizes=[WIDE, NARROW])


@pytest.mark.parametrize("is_hers", [True, False], ids=["hers", "another's"])
def test_what_was_typed_before_the_sign_in_ended_is_hers_alone(
    a_morning, open_page, assert_sound, is_hers
):
    staff, contacts = a_morning
    page = open_page(staff.duty)
    page.goto(f"/front-door/contacts/{contacts['new'].public_id}/decide/")
    page.get_by_label("Why?").fill("Marks on both arms.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Send to a manager").click()
    assert page.get_by_text("It is closed, and opens only for you.").is_visible()
    assert "Marks on both arms" not in page.content()
    assert_sound(page, "closed-words", sizes=[WIDE, NARROW])

    again = open_page(staff.duty if is_hers else staff.manager)
    page.context.add_cookies(again.context.cookies())
    page.get_by_role("button", name="Send it").click()

    assert ("Marks on both arms" in page.content()) == is_hers
    assert page.get_by_text("It was written by somebody else").is_visible() != is_hers
    assert_sound(page, f"given-back-{is_hers}", sizes=[WIDE, NARROW])


def test_whom_one_looked_for_stands_in_the_row(a_morning, open_page, assert_sound):
    staff, _ = a_morning
    page = open_page(staff.duty)
    page.goto("/front-door/contacts/new/")
    page.get_by_label("Who is it about?").fill("zelda hillcote 2/3/2019")
    page.get_by_role("button", name="Telephone").click()

    assert page.get_by_label("Surname").input_value() == "Hillcote"
    assert_sound(page, "looked-for", sizes=[WIDE, NARROW])


def test_without_script_the_answer_opens_it(a_morning, open_page):
    staff, contacts = a_morning
    page = open_page(staff.duty, javascript=False)
    page.goto(f"/front-door/contacts/{contacts['new'].public_id}/decide/")

    page.get_by_label("Referral", exact=False).first.check()
    page.get_by_label("Why?").fill("Marks on both arms.")
    page.get_by_role("button", name="Send to a manager").click()

    assert page.get_by_label("Main need").is_visible()
    assert page.get_by_text("Choose the main need").first.is_visible()
    assert page.get_by_label("Why?").input_value() == "Marks on both arms."


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_teacher_fills_in_the_public_form(a_morning, open_page, assert_sound, script):
    page = open_page(viewport=NARROW if script else WIDE, javascript=script)

    def look(name):
        if script:
            assert_sound(page, f"public-{name}")

    page.goto("/refer/")
    look("start")
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("button", name="Save and go on").click()
    look("errors")
    page.get_by_label("Your name").fill("Tamsin Salloway")
    page.get_by_label("Your work").fill("Safeguarding lead")
    page.get_by_label("Where you work").select_option("school")
    page.get_by_label("Name of your school").fill("Weir Academy")
    page.get_by_label("Telephone").fill("01632 960 415")
    page.get_by_label("E-mail").fill("salloway@weir.example")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("First name").first.fill("Zayd")
    page.get_by_label("Surname").first.fill("Rahmeen")
    page.get_by_role("button", name="Add another child").click()
    look("children")
    page.locator("[name=child-1-given]").fill("Noor")
    page.get_by_role("button", name="Save and go on").click()
    page.locator("#immediate_risk-2").check()
    page.get_by_label("What have you seen or heard?").fill("Marks on both arms, seen in PE.")
    look("worries")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("I have not asked them yet").check()
    look("consent")
    page.get_by_role("button", name="Save and go on").click()
    assert page.get_by_text("Marks on both arms").is_visible()
    look("check")
    page.get_by_role("link", name="Save it and come back later").click()
    look("save")
    page.get_by_role("button", name="Send me the reference").click()
    look("saved")

    assert page.get_by_role("heading", name="Your form is saved").is_visible()


def test_what_was_unfolded_stays_open_when_another_child_is_added(a_morning, open_page):
    staff, _ = a_morning
    page = open_page(staff.duty)
    page.goto("/front-door/contacts/new/")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_selector("#people")
    page.fill("#people-0-given", "Ellis")
    first = page.locator("#row-0 details")
    first.locator("summary").click()
    harm = page.locator(".ts-ticks details").first
    harm.locator("summary").click()

    page.click("text=Add another child")
    page.wait_for_selector("#row-1")

    assert page.locator("#row-0 details").evaluate("fold => fold.open")
    assert harm.evaluate("fold => fold.open")
    assert not page.locator("#row-1 details").evaluate("fold => fold.open")
    page.reload()
    assert not page.locator("#row-0 details").evaluate("fold => fold.open")


def test_without_script_a_fold_with_something_in_it_is_open(a_morning, open_page):
    staff, _ = a_morning
    page = open_page(staff.duty, javascript=False)
    page.goto("/front-door/contacts/new/")
    page.click("main button[type=submit] >> nth=0")
    page.locator("#row-0 summary").click()
    page.fill("#people-0-school", "Weir Academy")

    page.click("text=Add another child")

    assert page.locator("#row-0 details[open]").count() == 1
    assert page.locator("#row-1 details[open]").count() == 0
