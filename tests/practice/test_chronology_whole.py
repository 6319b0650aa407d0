"""What a chronology tells of an account, in what order it tells a day, and how it is set on paper."""

import re
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from tessera.engine.documents import typesetting
from tessera.engine.documents.printing import chronology_data
from tessera.people import actions as people
from tessera.people.actions import write_line
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.models import Line
from tessera.people.queries import chronology_page
from tessera.people.queries.chronology import Wanted, latest_and_counts
from tessera.practice.front_door.models import Contact
from tessera.practice.front_door.rules.contact import TO_KNOW, may_be_told_to_court
from tests.factories import engine as make
from tests.factories import front_door, practice
from tests.factories.people import an_actor

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = date(2026, 9, 30)
ACCOUNT = (
    "Police were called at 22:40 by a neighbour, who heard shouting in the kitchen and a child crying on the"
    " stairs. Officers found the mother with a cut lip.\nThe father had left. Officers saw no food."
)
DAY = date(2026, 2, 3)


@pytest.fixture
def town(db):
    staff = front_door.a_staff()
    child = front_door.a_child()
    front_door.a_contact(staff, child, account=ACCOUNT, source="6", concerns=("neglect",))
    Contact.objects.update(referrer_may_be_named=None)
    return staff, child


def asked_for(child, version):
    query = QueryDict(urlencode({"version": version, "much": "all"}))
    return ChronologyFilter(query, child=child, family=[child], today=TODAY)


def told(child, version, actor, *, on_paper=False):
    wanted = asked_for(child, version).wanted_by(actor, on_paper=on_paper)
    (line,) = [e for e in chronology_page(wanted).lines if e.line.kind == "front_door.contact"]
    return line.entry.text


def test_a_manager_reads_the_whole_account(town):
    staff, child = town

    assert told(child, "manager", an_actor(staff.manager)) == ACCOUNT


@pytest.mark.parametrize("version", ["full", "manager"])
def test_on_paper_nothing_is_cut(town, version):
    staff, child = town
    actor = an_actor(staff.manager)

    printed = chronology_data(
        child, asked_for(child, version), actor=actor, user=staff.manager, today=TODAY
    )

    said = [e["text"] for year in printed["lines"] for e in year["entries"]]
    assert ACCOUNT in said
    assert not [words for words in said if "…" in words]


def test_who_may_not_open_the_contact_is_told_where_the_account_is(town):
    _, child = town
    outsider = make.a_worker("Una Corsewell", role="conference_chair")

    words = told(child, "manager", an_actor(outsider))

    assert "Officers found" not in words
    assert words.endswith("The whole account is in the contact of 31 March 2026.")


def test_a_court_is_told_what_the_police_told_us(town):
    staff, child = town

    words = told(child, "court", an_actor(staff.manager))

    assert words.startswith("We were told of: neglect.")
    assert words.endswith(f"As it was told to us: “{ACCOUNT}”")


def test_no_party_to_a_case_learns_how_to_come_near_the_family_or_where_they_are(town):
    staff, child = town
    people.move_home(
        person=child, lines="14 Tanner Row\nEskmoor", postcode="YO1 9TL", moved_on=DAY, by=None
    )
    people.add_warning(
        person=child, kind="address_protected", whom="Dean", started_on=DAY, by=staff.duty
    )
    said = "Called to 14 Tanner Row by a neighbour. Officers saw no food."
    Contact.objects.update(account=f"{said}\n\n{TO_KNOW}\nDo not tell Dean when you visit.")

    words = told(child, "court", an_actor(staff.manager))

    assert "Officers saw no food." in words
    assert "Do not tell Dean" not in words
    assert "Tanner Row" not in words
    assert "Do not tell Dean" in told(child, "manager", an_actor(staff.manager))


@pytest.mark.parametrize(
    ("source", "may_be_named", "is_told"),
    [
        ("6", None, True),
        ("2A", True, True),
        ("2A", False, False),
        ("1B", None, False),
        ("1B", True, True),
        ("9", None, False),
    ],
)
def test_an_account_that_would_give_somebody_away_is_not_told_to_a_court(
    town, source, may_be_named, is_told
):
    staff, child = town
    Contact.objects.update(source=source, referrer_may_be_named=may_be_named)

    assert may_be_told_to_court(source=source, may_be_named=may_be_named) is is_told
    assert ("Officers found" in told(child, "court", an_actor(staff.manager))) is is_told


def titles(child):
    """Earliest first."""
    return [e.entry.title for e in reversed(chronology_page(Wanted((child.pk,))).lines)]


def test_one_form_about_brothers_and_sisters_is_one_line_where_it_says_the_same_of_them(
    maisie, kai, hannah, denise
):
    answers = practice.conference_answers([maisie, kai], held_on=DAY)
    practice.complete(
        "child_protection.initial_conference", [maisie, kai], answers, on=DAY, by=denise
    )
    family = {maisie.pk, kai.pk}

    shown = chronology_page(Wanted((maisie.pk, kai.pk))).lines

    began = [each for each in shown if each.entry.title == "Child protection plan began"]
    assert [set(each.person_ids) for each in began] == [family]
    alone = chronology_page(Wanted((maisie.pk,))).lines
    assert len([e for e in alone if e.entry.title == "Child protection plan began"]) == 1


def test_what_a_form_says_of_one_child_alone_stands_apart(maisie, kai, hannah, denise):
    answers = practice.conference_answers([maisie, kai], held_on=DAY)
    answers["each"][kai]["category"] = "EMO"
    practice.complete(
        "child_protection.initial_conference", [maisie, kai], answers, on=DAY, by=denise
    )

    shown = chronology_page(Wanted((maisie.pk, kai.pk))).lines

    began = [each for each in shown if each.entry.title == "Child protection plan began"]
    assert sorted(each.person_ids for each in began) == sorted([(maisie.pk,), (kai.pk,)])


def test_a_conference_stands_before_the_plan_that_it_made(maisie, hannah, denise):
    practice.a_child_in_need_plan(maisie, by=hannah)
    answers = practice.conference_answers([maisie], held_on=DAY)
    practice.complete("child_protection.initial_conference", [maisie], answers, on=DAY, by=denise)

    assert titles(maisie)[-3:] == [
        "Initial child protection conference",
        "Child in need plan ended",
        "Child protection plan began",
    ]
    assert [e.entry.title for e in latest_and_counts(maisie, TODAY)[0]][:3] == [
        "Child protection plan began",
        "Child in need plan ended",
        "Initial child protection conference",
    ]


def test_where_the_hour_is_known_it_decides(maisie, hannah):
    first, later = practice.a_visit(maisie, hannah), practice.a_visit(maisie, hannah)
    for visit, hour in ((first, 15), (later, 9)):
        write_line(
            person=maisie,
            on=visit.happened_on,
            at=datetime(2026, 3, 16, hour, tzinfo=UTC),
            kind="recording.visit",
            source_id=visit.pk,
        )

    lines = chronology_page(Wanted((maisie.pk,), kinds=("recording.visit",))).lines

    assert [each.line.source_id for each in lines] == [first.pk, later.pk]


def test_what_one_form_made_stays_together_at_its_hour(maisie, hannah, joseph):
    answers = practice.discussion_answers([maisie], held_on=DAY)
    practice.complete("child_protection.strategy_discussion", [maisie], answers, on=DAY, by=joseph)
    moment = datetime(2026, 2, 3, 9, tzinfo=UTC)
    Line.objects.filter(kind="child_protection.strategy_discussion").update(at=moment)
    visit = practice.a_visit(maisie, hannah, on=DAY)
    Line.objects.filter(kind="recording.visit", source_id=visit.pk).update(
        at=moment.replace(hour=16)
    )

    assert [each for each in titles(maisie) if "assessment" not in each][-3:] == [
        "Strategy discussion",
        "Section 47 enquiry began",
        "Visit at home",
    ]


def pages(entry, times=150):
    """How many pages so many of an entry fill."""
    data = {"title": "Chronology", "council": "Eskmoor", "made": "", "about": []}
    data["lines"] = [{"year": "2026", "entries": [entry] * times}]
    return len(re.findall(rb"/Type\s*/Page\b", typesetting.chronology_pdf(data)))


def test_an_event_without_words_leaves_no_empty_line_on_paper():
    bare = {"on": "3 February 2026", "title": "Plan began", "text": "", "voice": "", "key": False}

    assert pages({**bare, "who": "Hannah Treloyd"}) < pages(
        {**bare, "who": "Hannah Treloyd", "text": "Neglect"}
    )
    assert pages({**bare, "who": ""}) < pages({**bare, "who": "Hannah Treloyd"})
