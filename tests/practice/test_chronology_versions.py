"""The chronology for court and for a manager: what stands in one and not in another, and how it is told."""

import re
from datetime import date, datetime, timedelta

import lxml.html
import pytest
from django.db import IntegrityError
from django.http import QueryDict
from django.utils.http import urlencode

from tessera.engine.documents import typesetting
from tessera.engine.documents.printing import COLUMNS, chronology_data
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.people import actions as people
from tessera.people import queries, record_page
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.models import Identifier, Line
from tessera.people.queries.chronology import counts
from tessera.practice.front_door.models import Contact
from tessera.practice.recording import actions as recording
from tessera.practice.recording.models import Visit
from tessera.ui.formatting import long_date
from tests.factories import front_door, practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = date(2026, 3, 31)
OPINION = "I think mum is not telling us everything."
THE_DOCUMENT = "documents:chronology_pdf"


def asked_for(child, version, **more):
    query = QueryDict(urlencode({"version": version, **more}))
    return ChronologyFilter(query, child=child, family=[child], today=TODAY)


def entries(child, version, **more):
    page = queries.chronology_page(asked_for(child, version, **more).wanted)
    return {each.entry.title: each.entry for each in page.lines}


def a_note(child, by, *, significance=2, **more):
    (note,) = recording.record_case_note(
        people_about=[child],
        kind="school",
        happened_on=date(2026, 3, 10),
        title="School rang: third day away",
        text=OPINION,
        significance=significance,
        by=by,
        **more,
    )
    return note


def a_decision(child, by):
    recording.record_management_decision(
        people_about=[child],
        decided_on=date(2026, 3, 12),
        decision="Visits each week until Easter.",
        basis="Two missed visits, and the school’s call.",
        by=by,
    )


@pytest.fixture
def story(maisie, hannah, joseph):
    """What a case holds of each sort."""
    a_note(maisie, hannah, childs_words={maisie: "I stayed in bed."})
    a_decision(maisie, joseph)
    practice.a_visit(maisie, hannah, on=date(2026, 3, 16))
    practice.a_visit(maisie, hannah, on=date(2026, 3, 18), not_seen_why="Nobody opened the door.")
    people.add_warning(
        person=maisie, kind="dog", detail="Bites.", started_on=date(2026, 3, 1), by=hannah
    )
    people.start_involvement(
        person=maisie, role="co_worker", worker=joseph, started_on=date(2026, 2, 1), by=hannah
    )
    practice.complete(
        "child_protection.strategy_discussion",
        [maisie],
        practice.discussion_answers([maisie], held_on=date(2026, 1, 14)),
        on=date(2026, 1, 14),
        by=hannah,
    )
    return maisie


def test_each_line_stands_where_it_belongs(story):
    note, decision, warning = (
        "School rang: third day away",
        "Management decision",
        "Warning: dog at home",
    )
    seen, unseen = "Visit at home", "Visit at home, not seen"
    began = "Joseph Adeyin-Rowe began as co-worker"
    of = {name: set(entries(story, name, much="all")) for name in ("full", "court", "manager")}

    assert {note, decision, warning, seen, unseen, began} <= of["full"]
    assert {note, unseen} <= of["court"]
    assert not {decision, warning, began} & of["court"]
    assert {decision, unseen, began} <= of["manager"]
    assert not {note, warning, seen} & of["manager"]
    for version in ("court", "manager"):
        assert "Strategy discussion" in of[version]


def test_a_court_is_told_facts_and_the_childs_words_never_what_somebody_thinks(story):
    told = entries(story, "court")

    note = told["School rang: third day away"]
    assert (note.text, note.childs_words, note.who) == ("", "I stayed in bed.", "Hannah Treloyd")
    assert told["Visit at home, not seen"].text == ""
    assert not [e for e in told.values() if OPINION in e.text or "Two missed visits" in e.text]
    assert OPINION in entries(story, "full")["School rang: third day away"].text


def test_a_court_is_told_significant_events_whatever_is_asked(story, hannah):
    a_note(story, hannah, significance=1)

    asked = asked_for(story, "court", much="all")
    lines = queries.chronology_page(asked.wanted).lines

    assert {each.line.significance for each in lines} <= {2, 3}
    assert asked.much == "significant"
    figures = counts(asked.everything)
    assert [label for _, label in asked.levels(figures)] == [
        f"Significant ({len(lines)})",
        f"Key events ({sum(each.line.significance == 3 for each in lines)})",
    ]


def test_a_court_is_told_who_signed_it(maisie, hannah, joseph):
    day = date(2026, 1, 27)
    for code, answers, signed in (
        (
            "child_protection.strategy_discussion",
            practice.discussion_answers([maisie], held_on=date(2026, 1, 14)),
            None,
        ),
        ("child_protection.section47", practice.enquiry_answers([maisie], ended_on=day), joseph),
    ):
        practice.complete(code, [maisie], answers, on=day, by=hannah, authorised_by=signed)

    asked = asked_for(maisie, "court")
    data = chronology_data(maisie, asked, actor=None, user=hannah, today=TODAY)

    assert data["columns"] == COLUMNS
    (row,) = [r for r in data["rows"] if r[2]["title"] == "Section 47 enquiry: outcome"]
    assert row[1] == "27 January 2026"
    assert row[3] == "Section 47 outcome\nHannah Treloyd, signed off by Joseph Adeyin-Rowe"
    assert row[4] == "Key event"
    assert [r[0] for r in data["rows"]] == [str(n) for n in range(1, len(data["rows"]) + 1)]
    days = [line.on for line in Line.objects.filter(person=maisie, significance__gte=2)]
    assert data["rows"][0][1].endswith(str(min(days).year))


def test_who_asked_not_to_be_named_is_not_given_away(db):
    staff = front_door.a_staff()
    child = front_door.a_child()
    account = "Mrs Ostrand next door says that the uncle shouts"
    contact = front_door.a_contact(staff, child, account=account, concerns=("neglect",))
    Contact.objects.filter(pk=contact.pk).update(referrer_may_be_named=False)

    told = entries(child, "court")

    assert told["Contact"].text == "We were told of: neglect."
    assert account in next(
        e.text for title, e in entries(child, "full").items() if title.startswith("Contact: ")
    )


def test_harm_that_was_seen_stands_for_court_and_for_a_manager(maisie, hannah):
    answers = practice.visit_answers([maisie])
    answers["answers"] |= {"matters": "harm", "harm": "a bruise as wide as a hand on her arm"}
    practice.complete("recording.visit", [maisie], answers, on=date(2026, 3, 30), by=hannah)
    title, harm = "Visit at home: harm or danger", "A bruise as wide as a hand on her arm."

    court = entries(maisie, "court")[title]
    assert (court.text, court.childs_words) == (f"Seen alone. {harm}", "I made the toast.")
    assert entries(maisie, "manager")[title].text.startswith(harm)
    assert entries(maisie, "full")[title].text.startswith(harm)
    assert not [e for e in entries(maisie, "child").values() if "bruise" in e.title + e.text]


def test_a_visit_of_harm_is_asked_what_it_was(maisie, hannah):
    answers = practice.visit_answers([maisie])
    answers["answers"]["matters"] = "harm"

    with pytest.raises(workflow.Unfinished, match="Say what the harm or danger was"):
        practice.complete("recording.visit", [maisie], answers, on=date(2026, 3, 30), by=hannah)


def test_a_visit_of_harm_is_significant_whoever_says_so(maisie, hannah):
    (visit,) = recording.record_visit(
        children=[recording.ChildAtVisit(child=maisie, was_seen=True)],
        kind="child_in_need", happened_on=date(2026, 3, 3), harm="A bruise.", by=hannah,
    )  # fmt: skip

    assert visit.significance == Line.Significance.SIGNIFICANT
    with pytest.raises(IntegrityError, match="visit_of_harm_is_significant"):
        Visit.objects.filter(pk=visit.pk).update(significance=1)


def test_what_a_core_group_thinks_of_the_risk_is_the_managers(maisie, hannah, denise):
    day = date(2026, 2, 16)
    held = practice.conference_answers([maisie], held_on=date(2026, 2, 3))
    practice.complete(
        "child_protection.initial_conference", [maisie], held, on=date(2026, 2, 3), by=denise
    )
    answers = practice.core_group_answers([maisie], held_on=day)
    practice.complete("child_protection.core_group", [maisie], answers, on=day, by=hannah)

    court = entries(maisie, "court")["Core group"]
    assert (court.text, court.childs_words) == ("", "I have my own bed.")
    assert "Nights are calmer" in entries(maisie, "manager")["Core group"].text


def test_paper_for_court_says_its_period_and_its_numbers(story, hannah):
    Identifier.objects.create(person=story, kind="la_child_id", value="ESK000123")

    def head(version, **more):
        asked = asked_for(story, version, **more)
        printed = chronology_data(story, asked, actor=None, user=hannah, today=TODAY)
        return {each["label"]: each["shown"] for each in printed["about"]}

    assert head("court")["Period covered"] == "Everything up to 31 March 2026"
    some = head("court", since="1 March 2026", until="20 March 2026", case_number=" YO26 C00117 ")
    assert some["Period covered"] == "From 1 March 2026 to 20 March 2026"
    assert (some["Court case number"], some["Our reference"]) == ("YO26 C00117", "ESK000123")
    assert "Court case number" not in head("court")
    assert not {"Court case number", "Our reference"} & head("manager", case_number="1").keys()


def test_the_page_for_court_asks_for_the_number_of_the_case(story, hannah, ask, at_the_demo_date):
    query = {"version": "court", "since": "1 March 2026"}
    page = ask(hannah, "people:chronology", person_id=story.public_id, query=query)
    form = lxml.html.fromstring(page.content).xpath("//form[contains(@action, 'chronology.pdf')]")[
        0
    ]

    assert "case_number" in form.fields
    assert {"version", "court", "2026-03-01"} <= set(sum(form.form_values(), ()))
    again = ask.client.get(form.action, dict(form.form_values()) | {"case_number": "YO26 C00117"})
    assert again.content.startswith(b"%PDF")


def test_a_file_is_named_by_version_and_day_and_names_nobody(story, hannah, ask, at_the_demo_date):
    names = set()
    for version in ("full", "court", "manager", "child"):
        pdf = ask(hannah, THE_DOCUMENT, person_id=story.public_id, query={"version": version})
        names.add(pdf["Content-Disposition"])

    assert len(names) == 4
    assert 'inline; filename="chronology-for-court-2026-03-31.pdf"' in names
    assert not [name for name in names if story.given_name.lower() in name.lower()]


def pages_of(rows):
    data = {
        "title": "Chronology", "council": "Eskmoor", "made": "", "about": [],
        "columns": COLUMNS, "rows": rows,
    }  # fmt: skip
    return len(re.findall(rb"/Type\s*/Page\b", typesetting.chronology_pdf(data)))


def test_a_row_is_not_torn_by_the_end_of_a_page():
    """Each is over half a page: two that were torn would share three pages with two others."""
    event = {"title": "Contact", "text": "Told to us by the school. " * 72, "voice": ""}
    row = ["1", "3 March 2026", event, "Contact", "Key event"]
    longer_than_a_page = [*row[:2], {**event, "text": event["text"] * 4}, *row[3:]]

    assert pages_of([row] * 4) == 4
    assert pages_of([longer_than_a_page]) > 1


def test_a_manager_reads_what_a_decision_rests_on_and_who_has_held_the_case(story):
    told = entries(story, "manager")

    assert told["Management decision"].text == (
        "Visits each week until Easter.\nWhat it rests on: Two missed visits, and the school’s call."
    )
    assert "What it rests on" not in entries(story, "full")["Management decision"].text


def test_a_manager_reads_what_was_late_and_by_how_much(maisie, hannah, joseph):
    day = date(2026, 1, 14)
    practice.complete(
        "child_protection.strategy_discussion",
        [maisie],
        practice.discussion_answers([maisie], held_on=day),
        on=day,
        by=hannah,
    )
    enquiry = Timer.objects.filter(person=maisie, step__isnull=False).order_by("pk").last()
    Timer.objects.filter(pk=enquiry.pk).update(
        statutory_due_on=date(2026, 1, 20), statutory_due_at=None, stopped_on=date(2026, 1, 22)
    )
    Line.objects.filter(person=maisie, kind="child_protection.section47").update(
        step_ref=enquiry.step.public_id
    )

    late = [e.timely for e in entries(maisie, "manager").values() if e.timely]

    assert len(late) == 1
    assert late[0].startswith("Late by 2 working days: ")
    assert late[0].endswith(", due 20 January 2026")
    assert not [e for e in entries(maisie, "full", much="all").values() if e.timely]
    printed = chronology_data(
        maisie, asked_for(maisie, "manager"), actor=None, user=hannah, today=TODAY
    )
    assert late[0] in str(printed)


def test_oversight_of_late_work_is_the_managers(maisie, hannah, joseph):
    practice.complete(
        "child_protection.strategy_discussion",
        [maisie],
        practice.discussion_answers([maisie], held_on=date(2026, 1, 14)),
        on=date(2026, 1, 14),
        by=hannah,
    )
    clock = Timer.objects.filter(person=maisie, stopped_on=None).first()
    at = datetime.combine(TODAY, datetime.min.time()).astimezone() + timedelta(hours=9)
    workflow.oversee_clock(timer=clock, words="Worker was off sick.", at=at, by=joseph)

    def titles(version):
        return [t for t in entries(maisie, version) if t.startswith("Management oversight")]

    assert len(titles("manager")) == len(titles("full")) == 1
    assert titles("court") == []


@pytest.mark.parametrize("version", ["court", "manager"])
def test_each_narrows_by_kind_and_day(story, version):
    until = entries(story, version, until="20 January 2026")
    assert "Strategy discussion" in until
    assert "Visit at home, not seen" not in until

    visits = entries(story, version, kind="Visits")
    assert set(visits) == {"Visit at home, not seen"}


@pytest.mark.parametrize("version", ["full", "court", "manager", "child"])
def test_each_comes_as_a_page_and_as_a_document(story, hannah, ask, at_the_demo_date, version):
    page = ask(hannah, "people:chronology", person_id=story.public_id, query={"version": version})
    assert page.status_code == 200
    assert "chronology.pdf" in page.content.decode()

    pdf = ask(hannah, THE_DOCUMENT, person_id=story.public_id, query={"version": version})
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF")


def test_the_page_for_court_is_the_table_that_is_printed(story, hannah, ask, at_the_demo_date):
    page = ask(hannah, "people:chronology", person_id=story.public_id, query={"version": "court"})
    words = " ".join(page.content.decode().split())

    for column in COLUMNS[1:]:
        assert f'scope="col">{column}</th>' in words
    assert "I stayed in bed." in words
    assert OPINION not in words
    assert "Two missed visits" not in words


def test_a_court_table_without_lines_says_so(hannah):
    data = {
        "title": "Chronology", "council": "Eskmoor", "made": "", "about": [],
        "columns": COLUMNS, "rows": [],
    }  # fmt: skip

    assert typesetting.chronology_pdf(data).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("version", "shown", "holds"),
    [
        ("full", "significant, all kinds, Maisie only", None),
        ("court", "significant, as plain facts, Maisie only", "Significant events as plain"),
        (
            "manager",
            "everything in this version, how the case is managed, Maisie only",
            "visits at which a child was not seen",
        ),
    ],
)
def test_paper_says_whose_it_is_and_what_it_holds(story, hannah, version, shown, holds):
    asked = asked_for(story, version)
    printed = chronology_data(story, asked, actor=None, user=hannah, today=TODAY)

    head = {each["label"]: each["shown"] for each in printed["about"]}
    assert head["Shown"] == shown
    assert head["About"].endswith(f"born {long_date(story.born_on)}")
    assert holds in head["What it holds"] if holds else "What it holds" not in head


def test_every_kind_is_placed_in_the_versions_on_purpose():
    """Whoever adds a kind decides what a court and a manager are told: these alone are in neither."""
    neither = {kind.label for kind in record_page.kinds() if not kind.to_court + kind.to_manager}

    assert neither == {"Warning", "Family", "Family ended", "Letter"}
    for kind in record_page.kinds():
        assert kind.to_court in (0, 2)
        assert kind.to_manager in (0, 1, 2)


def test_any_page_of_twenty_thousand_lines_reads_no_more_than_it_must(
    maisie, django_assert_num_queries
):
    Line.objects.bulk_create(
        [
            Line(
                person=maisie,
                on=date(2015, 1, 1) + timedelta(days=n % 4000),
                kind="recording.case_note" if n % 10 else "people.involvement_began",
                source_id=n + 10**9,
                significance=1 + n % 3,
            )
            for n in range(20_000)
        ],
        batch_size=5000,
    )
    for version in ("court", "manager"):
        asked = asked_for(maisie, version)
        with django_assert_num_queries(2):  # the lines, and what they say
            queries.chronology_page(asked.wanted, after="20200101-1")
