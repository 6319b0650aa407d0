"""The pages that write: what each form asks, refuses in words, writes, and where it goes back to."""

import re
from datetime import date

import pytest

from tessera.demo.bench.census_file import upn
from tessera.people import actions
from tessera.people.models import Person, Relationship, Residence
from tests.factories import people as make
from tests.people.asking import SINCE, address, day


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


def test_figures_that_make_no_date_are_refused_in_words(visit, worker, family):
    endless = {f"died_on-{part}": "9" * 20 for part in ("day", "month", "year")}

    answer = visit(worker, address("death", family.maisie), endless)

    assert answer.status_code == 200
    assert "There is no such date" in answer.content.decode()


def test_those_who_moved_too_are_ticked_not_typed(visit, worker, family):
    data = {
        "lines": "9 Low Street", "town": "Eskmoor", "kind": "home",
        "together": [str(family.kai.public_id)], **day(date(2026, 3, 1), "moved_on"),
    }  # fmt: skip

    visit(worker, address("move", family.maisie), data)

    there = Residence.objects.filter(address__lines__startswith="9 Low", ended_on=None)
    assert {r.person for r in there} == {family.maisie, family.kai}


def test_whoever_is_another_teams_child_is_not_moved_along(visit, worker, family):
    south = make.a_team("Eskmoor South")
    ivy = make.a_child(
        "Ivy Brindlow", worker=make.a_worker("Corin Maddaway", team=south), team=south
    )
    make.at_home(family.maisie, ivy, lines="2 High Street", since=date(2026, 2, 20))
    data = {
        "lines": "9 Low Street", "town": "Eskmoor", "kind": "home",
        "together": [str(ivy.public_id)], **day(date(2026, 3, 1), "moved_on"),
    }  # fmt: skip

    page = visit(worker, address("move", family.maisie)).content.decode()
    visit(worker, address("move", family.maisie), data)

    assert str(ivy.public_id) not in page
    assert not Residence.objects.filter(person=ivy, address__lines__startswith="9 Low").exists()


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


def test_why_a_child_has_no_pupil_number_is_recorded_and_is_past_once_there_is_one(
    visit, worker, family
):
    child = family.maisie
    visit(worker, address("particulars", child), {"upn_unknown": "UN6"})
    said = visit(worker, address("details", child)).content.decode()

    visit(worker, address("add_identifier", child), {"kind": "upn", "value": upn(5)})

    child.refresh_from_db()
    assert child.upn_unknown == ""
    assert "No unique pupil number: not available yet" in said
    assert "No unique pupil number" not in visit(worker, address("details", child)).content.decode()
    form = visit(worker, address("particulars", child)).content.decode()
    assert "Why there is no unique pupil number" not in form


def test_nobody_asks_why_a_grown_up_has_no_pupil_number(visit, worker, family):
    text = visit(worker, address("particulars", family.leanne)).content.decode()

    assert "Ethnicity" in text
    assert "pupil number" not in text


@pytest.mark.parametrize("name", ["ethnicity", "religion", "first_language"])
def test_no_two_answers_read_alike(visit, worker, family, name):
    text = visit(worker, address("particulars", family.maisie)).content.decode()

    asked = text[text.index(f'name="{name}"') :]
    answers = re.findall(r"<option[^>]*>([^<]*)<", asked[: asked.index("</select>")])
    assert len(answers) > 5
    assert len(answers) == len(set(answers))
