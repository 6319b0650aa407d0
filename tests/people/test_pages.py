"""The pages of a person's record: who gets in, what is shown, what is written, in how many queries."""

import uuid
from datetime import date

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.foundations.audit.models import Event, Outcome, Subject
from tessera.people import actions, record_page
from tessera.people.models import Person, Relationship, Residence
from tests.factories import people as make

SINCE = date(2026, 1, 1)
READ = (
    "record",
    "chronology",
    "family",
    "details",
    "involvements",
    "warnings",
    "looked",
    "history",
)
FORMS = (
    "add_name", "add_identifier", "move", "add_contact_point", "particulars", "disabilities",
    "correct", "death", "relate", "add_professional", "add_worker", "add_warning",
)  # fmt: skip
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BUDGET = {"history": 24}


def address(name, person, **more):
    return reverse(f"people:{name}", kwargs={"person_id": person.public_id, **more})


def day(on, name="started_on"):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def asked(queries):
    """Queries that ask for something: not the frame of the transaction."""
    frame = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [q["sql"] for q in queries if not q["sql"].startswith(frame)]


@pytest.mark.parametrize("name", READ + FORMS)
def test_every_page_of_a_record_opens_and_names_the_child(visit, worker, family, name):
    answer = visit(worker, address(name, family.maisie))

    assert answer.status_code == 200
    assert "Maisie Brindlow" in answer.content.decode()


@pytest.fixture
def own_share(monkeypatch):
    """The record as people alone show it: what other rooms add has budgets of its own."""
    registers = record_page._registers
    for name in ("facts", "buttons", "panels", "sections"):
        kept = {k: v for k, v in getattr(registers, name).items() if not _is_of_another_room(v)}
        monkeypatch.setattr(registers, name, kept)
    monkeypatch.setattr(registers, "statuses", [])
    monkeypatch.setattr(registers, "standings", {})


def _is_of_another_room(entry):
    return not (getattr(entry, "url_name", None) or entry.key).startswith("people")


@pytest.mark.parametrize("name", READ)
def test_a_page_keeps_its_budget_of_queries(client, own_share, worker, family, name):
    for n in range(30):
        actions.add_warning(
            person=family.maisie, kind="other", detail=f"Thing {n}", started_on=SINCE, by=worker
        )
    client.force_login(worker, backend=BACKEND)
    client.get(address(name, family.maisie))

    with CaptureQueriesContext(connection) as queries:
        client.get(address(name, family.maisie))

    found = asked(queries)
    assert len(found) <= BUDGET.get(name, 15), "\n".join(sql[:160] for sql in found)
    assert len(found) == len(set(found)), "the same query twice"


@pytest.mark.parametrize("name", READ + FORMS)
def test_a_hidden_person_and_an_unused_number_get_the_same_bytes_from_the_same_queries(
    visit, duty, child, manager, name
):
    actions.restrict(person=child, why="x", started_on=SINCE, by=manager)
    unused = f"/people/{uuid.uuid4()}/" + address(name, child).split("/", 3)[3]
    visit(duty, unused)

    with CaptureQueriesContext(connection) as for_hidden:
        hidden = visit(duty, address(name, child))
    with CaptureQueriesContext(connection) as for_unused:
        nobody = visit(duty, unused)

    assert hidden.status_code == nobody.status_code == 404
    assert _same(hidden) == _same(nobody)
    assert len(asked(for_hidden)) == len(asked(for_unused))


def _same(answer):
    """The page without its key for scripts, which is new each time."""
    text = answer.content.decode()
    for noise in {answer.wsgi_request.META.get("CSRF_COOKIE", "-"), *_nonces(text), *_tokens(text)}:
        text = text.replace(noise, "")
    return text


def _nonces(text):
    import re

    return re.findall(r'nonce="([^"]+)"', text)


def _tokens(text):
    import re

    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)


def test_someone_known_but_out_of_reach_is_forbidden_with_whom_to_ask(visit, child, worker):
    stranger = make.a_worker("Ona Far", team=make.a_team("South"))

    answer = visit(stranger, address("record", child))

    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Hannah Treloyd, Eskmoor North" in text
    assert "Maisie" not in text
    denied = Event.objects.using("audit").filter(actor_id=stranger.pk, outcome=Outcome.DENY)
    assert denied.filter(object_id=str(child.public_id)).exists()


def test_a_page_that_reads_refuses_to_be_posted_to(visit, worker, child):
    assert visit(worker, address("record", child), {}).status_code == 405


def test_everyone_shown_has_a_row_in_the_log(visit, worker, family):
    for name in ("record", "family"):
        visit(worker, address(name, family.maisie))

        event = Event.objects.using("audit").filter(actor_id=worker.pk).latest("at")
        shown = set(
            Subject.objects.using("audit")
            .filter(event_id=event.pk)
            .values_list("person_id", flat=True)
        )
        everyone = set(Person.objects.values_list("public_id", flat=True))
        assert shown == everyone, name


def test_hidden_people_are_absent_from_record_family_and_log(visit, worker, family, manager):
    actions.restrict(person=family.craig, why="x", started_on=SINCE, by=manager)

    for name in READ:
        text = visit(worker, address(name, family.maisie)).content.decode()
        assert "Craig" not in text, name
        assert str(family.craig.public_id) not in text, name
    seen = Subject.objects.using("audit").filter(person_id=family.craig.public_id)
    looks = Event.objects.using("audit").filter(
        pk__in=seen.values_list("event_id", flat=True), actor_id=worker.pk, action__contains=":"
    )
    assert not looks.exists()


def test_a_protected_address_shows_as_words_in_the_same_place(visit, worker, family, manager):
    actions.add_contact_point(person=family.craig, kind="mobile", value="07700 900344", by=manager)
    actions.correct_residence(
        residence=Residence.objects.get(person=family.craig),
        lines="5 Weir Lane, Eskmoor",
        reason="misheard",
        by=manager,
    )
    actions.protect_whereabouts(person=family.craig, why="Threats", started_on=SINCE, by=manager)

    pages = [address(name, family.maisie) for name in READ]
    pages += [address(name, family.craig) for name in READ + FORMS]
    for path in pages:
        text = visit(worker, path).content.decode()
        assert "Weir Lane" not in text, path
        assert "YO1" not in text, path
        assert "900344" not in text, path
    assert "address protected" in visit(worker, pages[0]).content.decode()
    assert "Weir Lane" in visit(manager, address("record", family.craig)).content.decode()
    place = Residence.objects.get(person=family.craig)
    path = address("correct_residence", family.craig, residence_id=place.public_id)
    assert visit(worker, path).status_code == 404
    assert visit(manager, path).status_code == 200


def test_now_tells_who_where_with_whom_and_what_to_beware_of(visit, worker, family):
    actions.add_warning(person=family.maisie, kind="two_to_visit", started_on=SINCE, by=worker)

    text = visit(worker, address("record", family.maisie)).content.decode()

    assert "14 Tanner&#39;s Row, Eskmoor, with her mum, brother and half-sister" in text
    assert "Two to visit" in text
    assert "Hannah Treloyd, 01632 960 201" in text
    assert '<svg class="ts-genogram"' in text


def test_the_chronology_can_be_narrowed_by_its_address(visit, worker, family):
    text = visit(worker, address("chronology", family.maisie) + "?much=key").content.decode()
    assert "Maisie is born" in text
    assert "Moved home" not in text

    text = visit(
        worker, address("chronology", family.maisie) + "?much=all&who=family"
    ).content.decode()
    assert "Kai is born" in text

    query = "?much=all&until=31 December 2020"
    text = visit(worker, address("chronology", family.maisie) + query).content.decode()
    assert "Moved home" not in text
    assert "31 December 2020" in text
    assert visit(worker, address("chronology", family.maisie) + "?after=x").status_code == 404


@pytest.mark.parametrize("version", ["court", "manager", "child", "nonsense"])
def test_the_chronology_has_its_versions(visit, worker, family, version):
    actions.add_warning(person=family.maisie, kind="dog", started_on=SINCE, by=worker)

    text = visit(
        worker, address("chronology", family.maisie) + f"?version={version}"
    ).content.decode()

    assert "Maisie is born" in text
    assert ("Warning: dog at home" in text) == (version in ("court", "nonsense"))


def test_a_sibling_out_of_reach_is_not_in_the_family_chronology(visit, worker, family):
    south = make.a_team("South")
    other = make.a_worker("Ona Far", team=south)
    actions.allocate(person=family.kai, worker=other, team=south, started_on=SINCE, by=other)

    path = address("chronology", family.maisie)
    text = visit(worker, f"{path}?much=all&who={family.kai.public_id}").content.decode()

    assert "Kai is born" not in text


def _looked(user, person, action, object_id=""):
    event = Event.objects.create(actor_id=user.pk, action=action, object_id=object_id)
    Subject.objects.create(event_id=event.pk, person_id=person.public_id)


def test_who_has_looked_says_who_when_and_what(visit, worker, duty, family):
    _looked(duty, family.maisie, "people:person:view", str(family.maisie.public_id))
    _looked(duty, family.maisie, "people:person:search")

    text = visit(worker, address("looked", family.maisie)).content.decode()

    assert "Rory Tambling" in text
    assert "Open a person&#39;s record" in text
    assert "Saw the name in a list" in text


def test_what_was_changed_says_what_it_was_and_why(visit, worker, family):
    actions.correct_person(
        person=family.maisie, born_on=date(2018, 9, 10), ethnicity="WBRI", reason="Certificate",
        by=worker,
    )  # fmt: skip
    actions.correct_residence(
        residence=Residence.objects.get(person=family.maisie),
        lines="15 Tanner's Row, Eskmoor",
        reason="misheard",
        by=worker,
    )

    text = visit(worker, address("history", family.maisie)).content.decode()

    assert "Date of birth: 9 September 2018, then 10 September 2018" in text
    assert "Why: Certificate" in text
    assert "14 Tanner&#39;s Row, Eskmoor, then 15 Tanner&#39;s Row, Eskmoor" in text


def test_a_search_shows_the_likeliest_and_offers_to_add(visit, duty, family):
    text = visit(duty, reverse("people:search") + "?q=masie brindlo").content.decode()

    assert "Maisie Brindlow" in text
    assert "Hannah Treloyd, Eskmoor North" in text
    add = "?given=Masie&amp;family=Brindlo"
    assert add in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("zzzz", "Nobody here is like"),
        ("!!", "There is nothing to look for"),
        ("", "Find a person"),
    ],
)
def test_a_search_without_a_find_says_what_to_try(visit, duty, typed, words):
    answer = visit(duty, reverse("people:search"), QUERY_STRING=f"q={typed}")

    assert words in answer.content.decode()


def test_a_search_keeps_its_budget_and_logs_all_it_shows(client, duty, worker):
    actions.add_people(
        newcomers=[actions.NewPerson(given=f"Ada{n}", family="Corrimore") for n in range(15)],
        by=worker,
    )
    client.force_login(duty, backend=BACKEND)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("people:search") + "?q=corrimore")

    assert len(asked(queries)) <= 12
    event = Event.objects.using("audit").filter(actor_id=duty.pk).latest("at")
    assert Subject.objects.using("audit").filter(event_id=event.pk).count() == 15


def test_pickers_ask_the_same_search(visit, duty, family):
    found = visit(duty, reverse("people:find") + "?q=maisie").json()["results"]
    assert found[0] == {
        "id": str(family.maisie.public_id),
        "name": "Maisie Brindlow",
        "about": "7, born 9 September 2018",
    }
    workers = visit(duty, reverse("people:find_worker") + "?q=treloyd").json()["results"]
    assert [each["name"] for each in workers] == ["Hannah Treloyd"]
    assert visit(duty, reverse("people:find_worker") + "?q=").json() == {"results": []}


NEW = {"given": "Robin", "family": "Kelk", "sex": "M", **day(date(2015, 3, 2), "born_on")}


def test_adding_asks_the_least_and_opens_the_record(visit, duty, db):
    answer = visit(duty, reverse("people:add"), NEW)

    robin = Person.objects.get(family_name="Kelk")
    assert answer.headers["Location"] == address("record", robin)
    assert (robin.born_on, robin.sex, robin.recorded_by) == (date(2015, 3, 2), "M", duty)


def test_adding_shows_likely_duplicates_first_and_adds_when_told(visit, duty, family):
    alike = {**NEW, "given": "Mazie", "family": "Brindlow", **day(date(2018, 9, 9), "born_on")}

    answer = visit(duty, reverse("people:add"), alike)

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Is it one of these?" in text
    assert "same date of birth" in text
    assert not Person.objects.filter(given_name="Mazie").exists()
    assert visit(duty, reverse("people:add"), {**alike, "looked": "yes"}).status_code == 302
    assert Person.objects.filter(given_name="Mazie").count() == 1


def test_adding_is_silent_about_hidden_people(visit, duty, family, manager):
    actions.restrict(person=family.maisie, why="x", started_on=SINCE, by=manager)
    alike = {**NEW, "given": "Maisie", "family": "Brindlow", **day(date(2018, 9, 9), "born_on")}

    assert visit(duty, reverse("people:add"), alike).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"given": "", "family": ""}, "Enter at least one name"),
        (day(date(2027, 3, 2), "born_on"), "This date is still to come"),
        ({"born_on-month": "13"}, "There is no such date"),
        ({"born_on-year": ""}, "Enter the year as well"),
        (day(date(2026, 5, 2), "expected_on"), "either born or expected"),
        ({"nhs_number": "943 476 5918"}, "This is not an NHS number"),
        ({"postcode": "XX"}, "postcode"),
        ({"sex": "Q"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(visit, duty, wrong, words):
    answer = visit(duty, reverse("people:add"), {**NEW, "nhs_number": "", **wrong})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert "govuk-error-summary" in text
    if "family" not in wrong:
        assert 'value="Kelk"' in text
    assert not Person.objects.filter(family_name="Kelk").exists()


def test_a_form_posted_twice_acts_once(visit, duty, db):
    once = {**NEW, "idempotency_key": str(uuid.uuid4())}

    first = visit(duty, reverse("people:add"), once)
    second = visit(duty, reverse("people:add"), once)

    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.filter(family_name="Kelk").count() == 1


def test_whom_one_adds_for_a_family_is_then_related(visit, worker, family):
    answer = visit(worker, f"{reverse('people:add')}?for={family.maisie.public_id}", NEW)
    robin = Person.objects.get(family_name="Kelk")
    path = answer.headers["Location"]
    assert path.startswith(address("relate", family.maisie))
    assert "Robin Kelk" in visit(worker, path).content.decode()

    visit(
        worker,
        path,
        {"who": str(robin.public_id), "kind": "step_parent", "has_parental_responsibility": "no"},
    )

    tie = Relationship.objects.get(person=robin, relative=family.maisie)
    assert (tie.kind, tie.has_parental_responsibility) == ("step_parent", False)


def test_finding_inside_a_form_writes_nothing(visit, worker, family):
    answer = visit(
        worker, address("relate", family.maisie), {"find": "who", "who-q": "jordan", "note": "kept"}
    )

    text = answer.content.decode()
    assert "Jordan Pellowe" in text
    assert 'value="kept"' in text
    assert "govuk-error-summary" not in text


POSTS = [
    ("add_name", {"kind": "alias", "given": "May"}, lambda c: c.names.filter(given="May")),
    (
        "add_identifier",
        {"kind": "nhs", "value": "943 476 5919"},
        lambda c: c.identifiers.filter(value="9434765919"),
    ),
    (
        "move",
        {"lines": "9 Low Street", "town": "Eskmoor", "postcode": "", "kind": "home",
         **day(date(2026, 3, 1), "moved_on")},
        lambda c: c.residences.filter(ended_on=None, address__lines__startswith="9 Low"),
    ),
    (
        "add_contact_point",
        {"kind": "mobile", "value": "07700 900344"},
        lambda c: c.contact_points.filter(value="+447700900344", is_safe=True),
    ),
    (
        "particulars",
        {"ethnicity": "WBRI", "communication_needs": "Signs"},
        lambda c: Person.objects.filter(pk=c.pk, communication_needs="Signs"),
    ),
    (
        "disabilities",
        {"codes": ["LD"], **day(SINCE, "recorded_on")},
        lambda c: c.disabilities.filter(code="LD", started_on=SINCE),
    ),
    (
        "correct",
        {"sex": "F", "reason": "Certificate", **day(date(2018, 9, 10), "born_on")},
        lambda c: Person.objects.filter(pk=c.pk, born_on=date(2018, 9, 10)),
    ),
    (
        "death",
        day(date(2026, 3, 1), "died_on"),
        lambda c: Person.objects.filter(pk=c.pk, died_on=date(2026, 3, 1)),
    ),
    (
        "add_professional",
        {"role": "gp", "professional_name": "Dr Sallowfield", **day(SINCE)},
        lambda c: c.involvements.filter(role="gp"),
    ),
    (
        "add_warning",
        {"kind": "dog", "detail": "Two", **day(date(2026, 9, 1), "review_on")},
        lambda c: c.warnings.filter(kind="dog", review_on=date(2026, 9, 1)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "made"), POSTS, ids=[each[0] for each in POSTS])
def test_each_form_writes_what_it_says_and_goes_back(visit, worker, family, name, data, made):
    assert visit(worker, address(name, family.maisie), data).status_code == 302
    assert made(family.maisie).count() == 1


@pytest.mark.parametrize("name", [each[0] for each in POSTS if each[0] != "particulars"])
def test_an_empty_form_is_refused_in_words_and_writes_nothing(visit, worker, family, name):
    answer = visit(worker, address(name, family.maisie), {"sex": ""})

    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()


def test_those_who_moved_too_are_ticked_not_typed(visit, worker, family):
    data = {
        "lines": "9 Low Street", "town": "Eskmoor", "kind": "home",
        "together": [str(family.kai.public_id)], **day(date(2026, 3, 1), "moved_on"),
    }  # fmt: skip

    visit(worker, address("move", family.maisie), data)

    there = Residence.objects.filter(address__lines__startswith="9 Low", ended_on=None)
    assert {r.person for r in there} == {family.maisie, family.kai}


def test_a_case_is_allocated_by_a_manager_only(visit, worker, manager, team, family):
    other = make.a_worker("Abel Quist", team=team)
    data = {"worker": str(other.public_id), **day(date(2026, 3, 31))}
    path = address("allocate", family.maisie)

    assert visit(worker, path, data).status_code == 403
    assert (
        "Abel Quist"
        in visit(manager, path, {"find": "worker", "worker-q": "abel"}).content.decode()
    )
    assert visit(manager, path, data).status_code == 302
    assert family.maisie.involvements.get(role="allocated_worker", ended_on=None).worker == other
    again = visit(manager, path, data)
    assert "They hold this case already." in again.content.decode()


def test_one_of_us_joins_and_leaves(visit, worker, team, family):
    other = make.a_worker("Abel Quist", team=team)
    data = {"worker": str(other.public_id), "role": "co_worker", **day(date(2026, 3, 31))}

    visit(worker, address("add_worker", family.maisie), data)

    joined = family.maisie.involvements.get(worker=other)
    path = address("end_involvement", family.maisie, involvement_id=joined.public_id)
    assert visit(worker, path).status_code == 200
    visit(worker, path, day(date(2026, 3, 31), "ended_on"))
    joined.refresh_from_db()
    assert joined.ended_on == date(2026, 3, 31)


def test_warnings_are_asked_again_and_ended_with_a_reason(visit, worker, family):
    warning = actions.add_warning(person=family.maisie, kind="dog", started_on=SINCE, by=worker)
    review = address("review_warning", family.maisie, warning_id=warning.public_id)
    end = address("end_warning", family.maisie, warning_id=warning.public_id)

    assert (
        "Choose a day in the next year"
        in visit(worker, review, day(date(2026, 3, 1), "review_on")).content.decode()
    )
    visit(worker, review, day(date(2026, 9, 1), "review_on"))
    visit(worker, end, {"reason": "The dog died", **day(date(2026, 3, 31), "ended_on")})

    warning.refresh_from_db()
    assert (warning.review_on, warning.ended_on) == (date(2026, 9, 1), date(2026, 3, 31))
    assert "Before" in visit(worker, address("warnings", family.maisie)).content.decode()


def test_what_was_written_wrongly_is_put_right_with_its_reason(visit, worker, family):
    maisie = family.maisie
    name = maisie.names.get()
    number = actions.add_identifier(person=maisie, kind="legacy", value="A1", by=worker)
    point = actions.add_contact_point(person=maisie, kind="mobile", value="07700 900344", by=worker)
    home = maisie.residences.get()
    tie = Relationship.objects.get(person=family.leanne, relative=maisie)
    why = {"reason": "misread"}
    for path, data in (
        (
            address("correct_name", maisie, name_id=name.public_id),
            {"given": "Maisy", "family": "B"},
        ),
        (
            address("correct_identifier", maisie, identifier_id=number.public_id),
            {"kind": "legacy", "value": "A2"},
        ),
        (
            address("correct_contact_point", maisie, point_id=point.public_id),
            {"kind": "mobile", "value": "07700 900345", "is_unsafe": "on"},
        ),
        (
            address("correct_residence", maisie, residence_id=home.public_id),
            {"lines": "15 Tanner's Row", "town": "Eskmoor", **day(date(2021, 3, 1))},
        ),
        (
            address("correct_relationship", maisie, tie_id=tie.public_id),
            {"kind": "parent", "has_parental_responsibility": "yes", "note": "Alone"},
        ),
    ):
        shown = visit(worker, path)
        assert shown.status_code == 200, path
        assert "Say why" in visit(worker, path, data).content.decode(), path
        assert visit(worker, path, {**data, **why}).status_code == 302, path

    maisie = Person.objects.get(pk=maisie.pk)
    assert maisie.given_name == "Maisy"
    assert maisie.identifiers.get().value == "A2"
    assert maisie.contact_points.get().is_safe is False
    assert maisie.residences.get().address.lines == "15 Tanner's Row\nEskmoor"
    tie.refresh_from_db()
    assert (tie.note, tie.is_main_carer) == ("Alone", False)


def test_a_telephone_and_a_tie_can_end(visit, worker, family):
    point = actions.add_contact_point(
        person=family.maisie, kind="mobile", value="07700 900344", by=worker
    )
    tie = Relationship.objects.get(person=family.maureen, relative=family.maisie)
    ended = day(date(2026, 3, 31), "ended_on")

    visit(worker, address("end_contact_point", family.maisie, point_id=point.public_id), ended)
    visit(worker, address("end_relationship", family.maisie, tie_id=tie.public_id), ended)

    point.refresh_from_db()
    tie.refresh_from_db()
    assert point.ended_on == tie.ended_on == date(2026, 3, 31)


def test_a_tie_of_another_family_or_with_a_hidden_person_is_not_found(
    visit, worker, family, manager
):
    theirs = Relationship.objects.get(person=family.jordan, relative=family.ivy)
    hidden = Relationship.objects.get(person=family.craig, relative=family.maisie)
    actions.restrict(person=family.craig, why="x", started_on=SINCE, by=manager)

    for tie in (theirs, hidden):
        path = address("correct_relationship", family.maisie, tie_id=tie.public_id)
        assert visit(worker, path).status_code == 404


def test_rows_of_another_person_are_not_found_under_this_one(visit, worker, family):
    name = family.kai.names.get()

    path = address("correct_name", family.maisie, name_id=name.public_id)

    assert visit(worker, path).status_code == 404


def test_an_unborn_child_is_born_on_a_page(visit, duty, worker):
    baby = make.a_person("Baby Kelk", expected_on=date(2026, 4, 20), by=worker)
    assert visit(duty, address("birth", baby)).status_code == 200

    visit(duty, address("birth", baby), {"given": "Robin", "family": "Kelk", "sex": "F",
          **day(date(2026, 3, 30), "born_on")})  # fmt: skip

    born = Person.objects.get(pk=baby.pk)
    assert (born.name, born.born_on, born.sex) == ("Robin Kelk", date(2026, 3, 30), "F")
    assert visit(duty, address("birth", born)).status_code == 404


def test_nothing_is_shown_when_the_log_cannot_be_written(visit, worker, child, monkeypatch):
    from tessera.foundations.audit import actions as audit

    def fail(*args, **kwargs):
        raise audit.LogUnavailable

    monkeypatch.setattr("tessera.ui.guard.audit.seen", fail)

    answer = visit(worker, address("record", child))

    assert answer.status_code == 503
    assert "Maisie" not in answer.content.decode()
    connections["audit"].close()


def test_a_manager_protects_a_place_and_lists_who_may_see_it(visit, manager, worker, family):
    craig = family.craig
    assert visit(worker, address("guarding", craig)).status_code == 403
    assert visit(manager, address("list_viewer", craig)).status_code == 404
    assert (
        "Enter the reason"
        in visit(manager, address("protect", craig), {"why": ""}).content.decode()
    )

    visit(manager, address("protect", craig), {"why": "Threats"})
    assert "Weir Lane" not in visit(worker, address("details", craig)).content.decode()
    listing = address("list_viewer", craig)
    assert (
        "Hannah" in visit(manager, listing, {"find": "worker", "worker-q": "hann"}).content.decode()
    )
    for _ in range(2):
        visit(manager, listing, {"worker": str(worker.public_id)})

    assert "Weir Lane" in visit(worker, address("details", craig)).content.decode()
    shown = visit(manager, address("guarding", craig)).content.decode()
    assert "Threats" in shown
    assert shown.count("Hannah Treloyd") == 1
    visit(manager, address("end_protection", craig), {"reason": "Moved abroad"})
    assert "Protect it" in visit(manager, address("guarding", craig)).content.decode()


def test_a_head_of_service_restricts_a_record_and_lists_who_may_know(visit, worker, family):
    head = make.a_worker("Ada Morrow", role="head_of_service")

    visit(head, address("restrict", family.maisie), {"why": "Staff family"})
    assert visit(worker, address("record", family.maisie)).status_code == 404
    visit(head, address("list_worker", family.maisie), {"worker": str(worker.public_id)})

    assert visit(worker, address("record", family.maisie)).status_code == 200
    assert "Staff family" in visit(head, address("guarding", family.maisie)).content.decode()
