"""The child's own chronology: told plainly, without what grown-ups said of each other, or wrote."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from tessera.engine.documents.printing import chronology_data
from tessera.foundations import codesets
from tessera.foundations.codesets import loading
from tessera.people import actions as people
from tessera.people import queries, record_page, tellings
from tessera.people.forms.chronology import ChronologyFilter
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = date(2026, 3, 31)


def lines(child, version, *family, **asked):
    wanted = ChronologyFilter(
        QueryDict(urlencode({"version": version, "much": "all", **asked})),
        child=child,
        family=[child, *family],
        today=TODAY,
    ).wanted
    return queries.chronology_page(wanted).lines


def test_it_is_told_in_plain_words_with_the_childs_own(maisie, hannah, denise):
    practice.a_visit(maisie, hannah, words="I made the toast.")
    practice.complete(
        "child_protection.strategy_discussion",
        [maisie],
        practice.discussion_answers([maisie], held_on=date(2026, 1, 14)),
        on=date(2026, 1, 14),
        by=hannah,
    )

    told = [each.entry for each in lines(maisie, "child")]

    titles = [entry.title for entry in told]
    assert f"{hannah.name} came to see you" in titles
    assert "We began to find out whether you were safe" in titles
    assert not any("Section 47" in title or "Strategy" in title for title in titles)
    assert {(e.text, e.who, e.signed_off_by, e.tag, e.url) for e in told} == {
        ("", "", "", "", None)
    }
    assert "I made the toast." in [
        words for each in lines(maisie, "child") for _, words in each.voices
    ]


def test_every_kind_that_the_child_is_told_has_words_of_its_own_in_one_table():
    told = {kind.code: kind for kind in record_page.kinds() if kind.to_child}
    codes = [each.code for each in codesets.codes(tellings.TO_CHILD)]

    assert len(told) > 20
    assert told.keys() <= set(codes)
    for code in codes:
        assert code in told or code.rpartition(".")[0] in told
    entry = record_page.Entry("Name is now Maisie Haverstoke", "Words of grown-ups", who="Nora")
    for kind in told.values():
        plain = tellings.plain(kind, entry)
        assert plain.title
        assert plain.text == plain.who == ""
        assert "{" not in plain.title


OFFICIALESE = (
    "section 47",
    "strategy",
    "conference",
    "referral",
    "allocated",
    "assessment",
    "enquiry",
)


def test_no_words_of_the_office_are_in_the_table():
    for each in codesets.codes(tellings.TO_CHILD):
        assert not [word for word in OFFICIALESE if word in each.label.lower()]


def test_who_works_with_a_child_is_told_as_a_child_would_say_it(maisie, hannah, denise):
    people.start_involvement(
        person=maisie,
        role="conference_chair",
        worker=denise,
        started_on=date(2026, 2, 1),
        by=hannah,
    )
    people.start_involvement(
        person=maisie, role="co_worker", worker=denise, started_on=date(2026, 2, 1), by=hannah
    )

    titles = [each.entry.title for each in lines(maisie, "child")]

    assert f"{denise.name} began to lead the big meetings about keeping you safe" in titles
    assert f"{denise.name} began to work with you" in titles


def test_a_council_may_write_other_words(monkeypatch, tmp_path):
    (tmp_path / "codesets.yaml").write_text(
        "chronology.told_to_child: {labels: {people.moved: You have a new home}}", encoding="utf-8"
    )
    overlaid = loading.load(str(tmp_path))
    monkeypatch.setattr(codesets, "_set", overlaid.__getitem__)

    plain = tellings.plain(record_page.kind("people.moved"), record_page.Entry("Moved home"))

    assert plain.title == "You have a new home"


def test_a_brothers_story_is_not_in_it(maisie, kai, hannah):
    practice.a_visit(maisie, hannah)
    practice.a_visit(kai, hannah)

    assert any(kai.pk in each.person_ids for each in lines(maisie, "full", kai, who="family"))
    assert {pk for each in lines(maisie, "child", kai, who="family") for pk in each.person_ids} == {
        maisie.pk
    }


def test_the_document_is_as_plain(maisie, hannah):
    practice.a_visit(maisie, hannah)
    asked = ChronologyFilter(QueryDict("version=child"), child=maisie, family=[maisie], today=TODAY)

    data = chronology_data(maisie, asked, actor=None, user=hannah, today=TODAY)

    said = [entry for year in data["lines"] for entry in year["entries"]]
    assert said
    assert {(entry["text"], entry["who"], entry["key"]) for entry in said} == {("", "", False)}


def test_what_is_set_for_a_day_to_come_is_not_told_as_past(maisie, hannah, denise):
    people.start_involvement(
        person=maisie,
        role="conference_chair",
        worker=denise,
        started_on=date(2026, 2, 1),
        ended_on=TODAY + timedelta(days=20),
        by=hannah,
    )
    ended = f"{denise.name} ended as conference chair"

    assert ended not in [each.entry.title for each in lines(maisie, "full")]
    latest, _ = queries.chronology.latest_and_counts(maisie, TODAY, most=50)
    assert ended not in [each.entry.title for each in latest]
    later, _ = queries.chronology.latest_and_counts(maisie, TODAY + timedelta(days=20), most=50)
    assert ended in [each.entry.title for each in later]
