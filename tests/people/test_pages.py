"""The pages of a person's record that read: who gets in, what is shown, in how many queries."""

import uuid
from datetime import date

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tessera.foundations.audit.models import Event, Outcome, Subject
from tessera.people import actions, record_page
from tessera.people.models import Person, Residence
from tests.factories import people as make
from tests.people.asking import BACKEND, SINCE, address, asked

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


BUDGET = {"history": 24}


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


def test_two_brothers_at_home_are_two_brothers(visit, worker, family):
    home = Residence.objects.filter(person=family.maisie, ended_on=None).get().address
    for given in ("Otto", "Caspian"):
        boy = actions.add_person(given=given, family="Brindlow", sex="M", by=worker)
        actions.record_relationship(person=boy, relative=family.maisie, kind="sibling", by=worker)
        actions.move_home(person=boy, lines=home.lines, postcode=home.postcode, by=worker)

    text = visit(worker, address("record", family.maisie)).content.decode()

    assert "with her mum, three brothers and half-sister" in text


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

    assert ("You were born" if version == "child" else "Maisie is born") in text or (
        version == "manager" and "is born" not in text
    )
    assert ("Warning: dog at home" in text) == (version == "nonsense")


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


def test_a_change_is_told_in_words_that_a_worker_knows(visit, worker, duty, family):
    for action in ("workflow.step_completed", "workflow.timer_started", "people.identifier_ended"):
        _looked(duty, family.maisie, action)

    text = visit(worker, address("looked", family.maisie)).content.decode()

    for words in ("Piece of work completed", "Clock started", "Number ended"):
        assert words in text


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


def test_nothing_is_shown_when_the_log_cannot_be_written(visit, worker, child, monkeypatch):
    from tessera.foundations.audit import actions as audit

    def fail(*args, **kwargs):
        raise audit.LogUnavailable

    monkeypatch.setattr("tessera.ui.guard.audit.seen", fail)

    answer = visit(worker, address("record", child))

    assert answer.status_code == 503
    assert "Maisie" not in answer.content.decode()
    connections["audit"].close()


def _leanne_stays_elsewhere(family, worker):
    actions.move_home(
        person=family.leanne, lines="7 Mill Yard, Eskmoor", postcode="YO1 9TL", kind="temporary",
        moved_on=date(2026, 3, 2), by=worker,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["record", "family"])
def test_a_page_says_who_stays_elsewhere_and_since_when(visit, worker, family, name):
    _leanne_stays_elsewhere(family, worker)

    text = visit(worker, address(name, family.maisie)).content.decode()

    assert "Staying elsewhere since 2 March 2026: 7 Mill Yard, Eskmoor, YO1 9TL." in text
    if name == "record":
        assert "with her brother and half-sister" in text


def test_the_record_of_whoever_stays_elsewhere_keeps_their_home(visit, worker, family):
    _leanne_stays_elsewhere(family, worker)

    text = visit(worker, address("record", family.leanne)).content.decode()

    assert "Eskmoor; staying elsewhere since 2 March 2026: 7 Mill Yard, Eskmoor" in text


def test_a_protected_stay_says_neither_where_nor_since_when(visit, worker, family, manager):
    _leanne_stays_elsewhere(family, worker)
    actions.protect_whereabouts(
        person=family.leanne, why="x", started_on=date(2026, 3, 2), by=manager
    )

    for name in ("record", "family"):
        for each in (family.maisie, family.leanne):
            text = visit(worker, address(name, each)).content.decode()
            assert "Mill Yard" not in text
            assert "2 March 2026" not in text
            assert "ddress protected" in text


def test_they_moved_says_what_each_kind_of_address_does(visit, worker, family):
    text = visit(worker, address("move", family.leanne)).content.decode()

    assert "The home before ends on that day" in text
    assert "they are not said to live there meanwhile" in text


def test_the_telephone_of_a_grown_up_stands_at_the_head_of_their_page(visit, worker, family):
    for each in (family.leanne, family.maisie):
        actions.add_contact_point(person=each, kind="mobile", value="07700 900344", by=worker)
        actions.add_contact_point(person=each, kind="email", value="x@example.org", by=worker)

    grown_up, child = (
        visit(worker, address("record", each)).content.decode()
        for each in (family.leanne, family.maisie)
    )

    assert "<dt>Telephone</dt><dd>07700 900344</dd>" in grown_up
    assert "<dt>Telephone</dt>" not in child


def test_a_number_not_to_be_used_and_one_that_is_protected_stand_nowhere(
    visit, worker, family, manager
):
    one, other = family.leanne, family.craig
    actions.add_contact_point(
        person=one, kind="mobile", value="07700 900344", is_safe=False, by=worker
    )
    actions.add_contact_point(person=other, kind="mobile", value="07700 900345", by=worker)
    actions.protect_whereabouts(person=other, why="x", started_on=SINCE, by=manager)

    for each in (one, other):
        text = visit(worker, address("record", each)).content.decode()
        assert "<dt>Telephone</dt>" not in text


def test_no_work_is_said_by_name(visit, worker, family):
    text = visit(worker, address("record", family.leanne)).content.decode()

    assert "No work is open about Leanne." in text
    assert "this child" not in text


def test_of_whose_home_nobody_knows_nobody_is_said_to_live_elsewhere(visit, worker, family):
    family.leanne.residences.all().delete()

    for name in ("record", "family"):
        page = visit(worker, address(name, family.leanne)).content.decode()
        assert "Lives at 14 Tanner" in page
        assert "Lives elsewhere" not in page
