from datetime import date

import pytest
from django.db import IntegrityError

from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit.models import Event
from tessera.foundations.records.models import Version
from tessera.people.models import Line
from tessera.people.queries.words import words_of
from tessera.practice.recording import actions, queries
from tessera.practice.recording.models import CaseNote, ManagementDecision, Visit
from tests.factories import engine as make

DAY = date(2026, 3, 30)


def seen(child, **more):
    return actions.ChildAtVisit(child=child, was_seen=True, was_seen_alone=True, **more)


def a_visit(*children, by, **more):
    more.setdefault("happened_on", DAY)
    more.setdefault("kind", "child_in_need")
    return actions.record_visit(children=children, by=by, **more)


def a_note(*people, by, **more):
    more.setdefault("text", "On time all week.")
    return actions.record_case_note(
        people_about=people, kind="school", happened_on=DAY, title="Call from school", by=by, **more
    )


def a_decision(*people, by, basis="Two reports and the visit of 30 March."):
    return actions.record_management_decision(
        people_about=people, decided_on=DAY, decision="The plan goes on.", basis=basis, by=by
    )


def test_one_visit_to_three_children_keeps_each_childs_own_words(maisie, kai, ivy, hannah):
    visits = a_visit(
        seen(maisie, childs_words="I made the toast."),
        seen(kai, childs_words="Football was good.", text="Kai has a new coat."),
        actions.ChildAtVisit(child=ivy, was_seen=False, not_seen_why="Asleep at Nana's"),
        text="Tea was on the table.",
        by=hannah,
    )

    assert len({visit.group for visit in visits}) == 1
    assert [visit.childs_words for visit in visits] == [
        "I made the toast.",
        "Football was good.",
        "",
    ]
    assert visits[1].text == "Tea was on the table.\n\nKai has a new coat."
    assert [visit.was_seen for visit in visits] == [True, True, False]
    assert Line.objects.filter(kind="recording.visit").count() == 3


def test_a_write_is_in_the_log_with_each_child_and_no_words(maisie, kai, hannah):
    a_visit(seen(maisie, childs_words="Secret"), seen(kai), by=hannah)

    event = Event.objects.get(action="recording.visit_recorded")
    assert event.actor_id == hannah.pk
    assert "Secret" not in str(event.details)


def test_a_child_who_was_not_seen_needs_the_reason(maisie, hannah):
    with pytest.raises(actions.UnseenWithoutReason):
        a_visit(actions.ChildAtVisit(child=maisie, was_seen=False), by=hannah)


def test_a_child_who_was_not_seen_was_not_seen_alone(maisie, hannah):
    part = actions.ChildAtVisit(
        child=maisie, was_seen=False, was_seen_alone=True, not_seen_why="Out"
    )

    with pytest.raises(actions.AloneButNotSeen):
        a_visit(part, by=hannah)


def test_a_visit_is_to_somebody_and_of_a_kind_on_the_list(maisie, hannah):
    with pytest.raises(actions.NobodyNamed):
        a_visit(by=hannah)
    with pytest.raises(actions.UnknownKind):
        a_visit(seen(maisie), kind="tea", by=hannah)


def test_the_database_refuses_an_unseen_child_without_a_reason(maisie, hannah):
    (visit,) = a_visit(seen(maisie), by=hannah)

    with pytest.raises(IntegrityError, match="unseen_child_says_why"):
        Visit.objects.filter(pk=visit.pk).update(was_seen=False, was_seen_alone=False)


def test_the_database_refuses_alone_without_seen(maisie, hannah):
    (visit,) = a_visit(seen(maisie), by=hannah)

    with pytest.raises(IntegrityError, match="alone_only_when_seen"):
        Visit.objects.filter(pk=visit.pk).update(was_seen=False, not_seen_why="Out")


def test_one_note_stands_on_the_record_of_each(maisie, kai, hannah):
    notes = a_note(maisie, kai, childs_words={kai: "I scored."}, by=hannah)

    assert [note.childs_words for note in notes] == ["", "I scored."]
    assert queries.shared_with(notes[0]) == [kai]


def test_an_empty_note_is_no_note(maisie, hannah):
    with pytest.raises(actions.NothingWritten):
        a_note(maisie, text="  ", by=hannah)
    with pytest.raises(actions.NobodyNamed):
        a_note(by=hannah)


def test_each_child_has_their_own_summary(maisie, kai, hannah):
    actions.write_case_summary(
        people_about=[maisie, kai],
        written_on=DAY,
        texts={maisie: "Going well.", kai: "Worried."},
        by=hannah,
    )

    assert queries.latest_summary(kai).text == "Worried."


def test_a_summary_without_words_is_refused(maisie, kai, hannah):
    with pytest.raises(actions.NothingWritten):
        actions.write_case_summary(
            people_about=[maisie, kai], written_on=DAY, texts={maisie: "Going well."}, by=hannah
        )
    with pytest.raises(actions.NobodyNamed):
        actions.write_case_summary(people_about=[], written_on=DAY, texts={}, by=hannah)


def test_a_decision_always_has_its_basis(maisie, joseph):
    with pytest.raises(actions.DecisionWithoutBasis):
        a_decision(maisie, basis=" ", by=joseph)


def test_a_decision_says_what_and_about_whom(maisie, joseph):
    with pytest.raises(actions.NobodyNamed):
        a_decision(by=joseph)
    with pytest.raises(actions.NothingWritten):
        actions.record_management_decision(
            people_about=[maisie], decided_on=DAY, decision="", basis="Why", by=joseph
        )


def test_the_database_too_keeps_no_decision_without_its_basis(maisie, joseph):
    (decision,) = a_decision(maisie, by=joseph)

    with pytest.raises(IntegrityError, match="decision_has_its_basis"):
        ManagementDecision.objects.filter(pk=decision.pk).update(basis="")


def test_a_corrected_visit_keeps_what_was_written_first(maisie, hannah):
    (visit,) = a_visit(seen(maisie), by=hannah)

    actions.correct_visit(
        visit=visit, happened_on=date(2026, 3, 27), reason="It was Friday.", by=hannah
    )

    assert Line.objects.get(kind="recording.visit").on == date(2026, 3, 27)
    version = Version.objects.get(table_name="recording_visit", row_id=visit.pk)
    assert version.row["happened_on"] == "2026-03-30"


def test_a_visit_is_not_corrected_into_nonsense(maisie, hannah):
    (visit,) = a_visit(seen(maisie), by=hannah)

    with pytest.raises(actions.AloneButNotSeen):
        actions.correct_visit(visit=visit, was_seen=False, reason="Not seen", by=hannah)


def test_a_note_and_a_decision_are_corrected_with_a_reason(maisie, hannah, joseph):
    (note,) = a_note(maisie, by=hannah)
    (decision,) = a_decision(maisie, by=joseph)

    actions.correct_case_note(note=note, title="Call from Larkfield", reason="Name", by=hannah)
    actions.correct_management_decision(
        decision=decision, basis="Three reports.", reason="One more came", by=joseph
    )

    note.refresh_from_db()
    assert (note.title, note.recorded_why) == ("Call from Larkfield", "Name")
    with pytest.raises(actions.DecisionWithoutBasis):
        actions.correct_management_decision(decision=decision, basis="", reason="?", by=joseph)


def test_what_was_written_on_the_wrong_child_is_taken_back(maisie, hannah):
    (visit,) = a_visit(seen(maisie), by=hannah)
    (note,) = a_note(maisie, by=hannah)

    actions.withdraw_visit(visit=visit, reason="It was Kai", by=hannah)
    actions.withdraw_case_note(note=note, reason="It was Kai", by=hannah)

    assert not Line.objects.filter(person=maisie).exists()
    assert not CaseNote.objects.exists()
    taken_back = Version.objects.filter(operation="D", table_name__startswith="recording_")
    assert taken_back.count() == 2


def test_last_seen_is_the_last_visit_at_which_the_child_was_seen(maisie, kai, hannah):
    a_visit(seen(maisie), seen(kai), happened_on=date(2026, 3, 2), by=hannah)
    a_visit(actions.ChildAtVisit(child=maisie, was_seen=False, not_seen_why="Out"), by=hannah)

    found = queries.last_seen([maisie, kai], DAY)

    assert found[maisie.pk].happened_on == date(2026, 3, 2)
    assert found[kai.pk].happened_on == date(2026, 3, 2)


def test_the_childs_words_come_newest_first_from_visits_and_notes(maisie, hannah):
    a_visit(seen(maisie, childs_words="First"), happened_on=date(2026, 3, 2), by=hannah)
    a_note(maisie, childs_words={maisie: "Second"}, by=hannah)

    actor = actor_of(hannah, DAY)
    found = words_of(maisie, actor, DAY)
    assert [words.text for words in found] == ["Second", "First"]
    assert found[0].told == "Told to Hannah Treloyd"
    assert found[1].told == "Told to Hannah Treloyd"
    heard = queries.glance(maisie, DAY, actor=actor).heard
    assert (heard.count, heard.latest.text) == (2, "Second")


def test_entries_are_paged_without_missing_or_repeating_one(maisie, hannah, joseph):
    for number in range(4):
        a_visit(seen(maisie), happened_on=date(2026, 3, 2 + number % 2), by=hannah)
        a_note(maisie, by=hannah)
        a_decision(maisie, by=joseph)

    pages, before = [], None
    while True:
        rows, before = queries.entries(maisie, before=before, limit=5)
        pages.append([(type(row).__name__, row.pk) for row in rows])
        if before is None:
            break

    every = [key for page in pages for key in page]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert len(set(every)) == 12


def test_brothers_and_sisters_stand_together_in_my_children(maisie, kai, hannah, team, db):
    from tessera.people.models import Person, Relationship

    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    for child in (maisie, kai):
        Relationship.objects.create(person=mum, relative=child, kind="parent")
    zara = make.a_child("Zara Quist", worker=hannah, team=team)

    families = queries.families_of([hannah.pk], visible=Person.objects.all(), on=DAY)

    assert sorted(sorted(c.name for c in family) for family in families) == [
        ["Kai Brindlow", "Maisie Brindlow"],
        [zara.name],
    ]
