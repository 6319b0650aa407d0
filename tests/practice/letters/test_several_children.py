"""One letter about several children of a family, and the letters that a worker has begun."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.documents import queries as documents
from tessera.engine.documents import written
from tessera.engine.documents.models import Document
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Involvement, Organisation, Relationship, Restriction
from tessera.people.queries import latest_lines
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import actions, queries, rules
from tessera.practice.letters.models import AlsoAbout, Letter
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.letters.conftest import ON

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(ON)
VISIT = {"template": "visit_appointment"}


def text(answer):
    return answer.content.decode()


@pytest.fixture
def family(maisie, kai, ivy, leanne, hannah):
    """Maisie, Kai and Ivy, whose mum Leanne is."""
    hannah.telephone = "+441632960123"
    hannah.save()
    for child in (kai, ivy):
        Relationship.objects.create(person=leanne, relative=child, kind="parent")
    return [maisie, kai, ivy]


@pytest.fixture
def hide(joseph):
    """Restrict a child's record to its manager alone."""

    def hidden(child):
        Restriction.objects.create(
            person=child, why="Known to staff", owner=joseph,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip

    return hidden


@pytest.fixture
def begin(hannah):
    def begun(children, to, code="visit_appointment", **asked):
        child, *others = children
        found = queries.addressees(
            child, ON, actor=actor_of(hannah, ON), hidden=hidden_of(children, ON), others=others
        )
        (addressee,) = (each for each in found if each.name == to)
        letter = actions.begin_letter(
            child=child, template=written.template(code), to=addressee, others=others,
            begun_on=ON, by=hannah,
        )  # fmt: skip
        words = "I look forward to it."
        asked = asked or {"when": "Thursday at 4pm"}
        return actions.write_letter(letter=letter, asked=asked, words=words, by=hannah)

    return begun


def compose(letter, by):
    return queries.compose(letter, ON, actor=actor_of(by, ON), by=by)


def send(letter, by, how="hand"):
    return actions.send_letter(letter=letter, how=how, at=AT, by=by)


def parts(letter):
    return {"person_id": letter.child.public_id, "letter_id": letter.public_id}


def test_the_page_offers_the_brothers_and_sisters_about_whom_one_may_write(
    ask, hannah, family, hide
):
    maisie, _, ivy = family
    hide(ivy)

    with CaptureQueriesContext(connection) as captured:
        html = text(ask(hannah, "letters:write", person_id=maisie.public_id))

    assert "Is it about brothers and sisters too?" in html
    assert "Kai Brindlow" in html
    assert "Ivy" not in html
    assert len(captured) <= 50


def test_a_letter_about_three_is_begun_written_and_sent_from_the_pages(ask, hannah, family, leanne):
    maisie, kai, ivy = family
    chosen = {**VISIT, "to": f"p{leanne.public_id}", "others": [kai.public_id, ivy.public_id]}
    ask(hannah, "letters:write", chosen, person_id=maisie.public_id)
    letter = Letter.objects.get()

    html = text(ask(hannah, "letters:letter", **parts(letter)))
    assert "About Maisie Brindlow, Kai Brindlow and Ivy Pellowe" in html
    typed = {"asked-when": "Thursday at 4pm", "words": "", "go": "send", "how": "hand"}
    ask(hannah, "letters:letter", typed, **parts(letter))

    document = Document.objects.get()
    assert document.title == "A visit to see Maisie, Kai and Ivy"
    assert set(document.people.all()) == set(family)
    for child in family:
        line = latest_lines(child)[0]
        assert line.entry.title == "Letter: Appointment for a visit"
        assert str(child.public_id) in line.entry.url
        assert document.title in text(ask(hannah, "documents:list", person_id=child.public_id))
        assert ask(hannah, "documents:document", person_id=child.public_id,
                   document_id=document.public_id).status_code == 200  # fmt: skip


def test_each_child_has_one_line_and_the_heading_that_names_all_is_not_in_it(hannah, family, begin):
    letter = send(begin(family, "Leanne Brindlow"), hannah)

    for child in family:
        sent = [x for x in latest_lines(child) if x.entry.title.startswith("Letter")]
        assert len(sent) == 1
        others = {"Maisie", "Kai", "Ivy"} - {child.name.split()[0]}
        assert not any(name in sent[0].entry.title + sent[0].entry.text for name in others)
    assert letter.also_about.count() == 2


def test_a_parent_of_some_only_is_refused_on_the_page_and_by_the_gate(
    ask, hannah, family, craig, begin
):
    maisie, kai, ivy = family
    chosen = {**VISIT, "to": f"p{craig.public_id}", "others": [kai.public_id, ivy.public_id]}
    html = text(ask(hannah, "letters:write", chosen, person_id=maisie.public_id))
    assert "Craig Sharrow is not recorded as a parent or carer of Ivy Pellowe" in html
    assert not Letter.objects.exists()

    letter = begin(family, "Craig Sharrow")
    with pytest.raises(actions.MustNotGo, match="parent or carer of Ivy Pellowe"):
        send(letter, hannah)
    assert compose(begin([maisie, kai], "Craig Sharrow"), hannah).gate.is_open


def test_an_agency_hears_of_the_children_it_works_with_and_of_no_other(
    hannah, family, school, begin
):
    maisie, kai, _ = family
    letter = begin([maisie, kai], "Bella Corrimore", "plain", subject="The play scheme")
    stops = compose(letter, hannah).gate.stops
    assert "not recorded as somebody who works with Kai Brindlow" in stops[0]

    Involvement.objects.create(
        person=kai, role="school", organisation=school.organisation, started_on=date(2025, 9, 1)
    )

    assert compose(letter, hannah).gate.is_open


def test_a_school_of_the_same_kind_is_another_school(hannah, family, school, begin):
    maisie, kai, _ = family
    other = Organisation.objects.create(kind="school", name="St Aidan's High")
    Involvement.objects.create(
        person=kai, role="school", organisation=other, started_on=date(2025, 9, 1),
        professional_name="Bella Corrimore",
    )  # fmt: skip
    letter = begin([maisie, kai], "Bella Corrimore", "plain", subject="The play scheme")

    assert not compose(letter, hannah).gate.is_open


def test_a_child_about_whom_one_may_no_longer_write_stops_it_by_the_name_that_is_known(
    hannah, family, begin, team
):
    maisie, kai, _ = family
    letter = begin([maisie, kai], "Leanne Brindlow")
    far = make.a_team("Elsewhere")
    Involvement.objects.filter(person=kai).update(worker=make.a_worker("Al", team=far), team=far)

    assert "You may not write about Kai Brindlow" in compose(letter, hannah).gate.stops[0]


def test_a_child_hidden_meanwhile_is_not_named_and_the_letter_is_as_if_it_were_not_there(
    ask, hannah, family, begin, hide
):
    maisie, kai, _ = family
    letter = begin([maisie, kai], "Leanne Brindlow")
    hide(kai)

    stops = compose(letter, hannah).gate.stops
    assert rules.UNNAMED in stops[0]
    assert "Kai" not in " ".join(stops)
    assert ask(hannah, "letters:letter", **parts(letter)).status_code == 404
    assert "Begun, not sent" not in text(ask(hannah, "letters:write", person_id=maisie.public_id))
    assert "Appointment" not in text(ask(hannah, "workflow:my_work"))
    with pytest.raises(actions.MustNotGo):
        send(letter, hannah)


def test_a_document_about_a_hidden_child_is_on_no_list_of_a_brother(
    ask, hannah, joseph, family, begin, hide
):
    maisie, kai, _ = family
    letter = send(begin([maisie, kai], "Leanne Brindlow"), hannah)
    hide(kai)

    assert not documents.documents_of(maisie, actor=actor_of(hannah, ON)).exists()
    html = text(ask(hannah, "documents:list", person_id=maisie.public_id))
    assert letter.document.title not in html
    assert documents.documents_of(maisie, actor=actor_of(joseph, ON)).exists()


def test_what_the_record_says_is_told_once_where_it_is_the_same_and_by_name_where_not(
    hannah, family, begin, monkeypatch
):
    from tessera.engine.forms import filling
    from tessera.engine.forms.filling import Filled

    maisie, kai, ivy = family
    closed = {maisie: date(2026, 3, 12), kai: date(2026, 3, 12), ivy: date(2026, 3, 13)}
    monkeypatch.setattr(
        filling, "fill",
        lambda code, child, on, actor: Filled(closed[child].isoformat(), "the closing", ON)
        if closed.get(child) else None,
    )  # fmt: skip

    same = compose(begin([maisie, kai], "Leanne Brindlow", "closing"), hannah)
    assert "work with Maisie and Kai on 12 March 2026." in same.texts["opening"][0]
    three = compose(begin(family, "Leanne Brindlow", "closing"), hannah)
    assert "12 March 2026 (Kai) and 13 March 2026 (Ivy)" in three.texts["opening"][0]
    closed[ivy] = None
    lacking = compose(begin(family, "Leanne Brindlow", "closing"), hannah)
    assert "asked-closed_on" in lacking.missing


def test_a_sent_letter_is_about_whom_it_was_about(hannah, family, begin):
    maisie, kai, ivy = family
    letter = send(begin([maisie, kai], "Leanne Brindlow"), hannah)
    also = letter.also_about.get()

    changes = (
        lambda: AlsoAbout.objects.create(letter=letter, child=ivy),
        also.delete,
        lambda: AlsoAbout.objects.filter(pk=also.pk).update(child=ivy),
    )
    for change in changes:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


def test_a_letter_is_about_each_child_once(hannah, family, begin):
    maisie, kai, _ = family
    letter = begin([maisie, kai], "Leanne Brindlow")

    with pytest.raises(IntegrityError), transaction.atomic():
        AlsoAbout.objects.create(letter=letter, child=kai)
    with pytest.raises(DatabaseError, match="each child once"), transaction.atomic():
        AlsoAbout.objects.create(letter=letter, child=maisie)


def test_my_work_shows_the_letters_that_one_began_with_their_age(
    ask, hannah, joseph, family, begin
):
    letter = begin(family[:2], "Leanne Brindlow")
    Letter.objects.filter(pk=letter.pk).update(begun_on=date(2026, 3, 24))

    html = text(ask(hannah, "workflow:my_work"))

    assert "Letter to Leanne Brindlow: appointment for a visit" in html
    assert "Begun 7 days ago, 24 March 2026" in html
    assert reverse("letters:letter", kwargs=parts(letter)) in html
    assert "Letter to" not in text(ask(joseph, "workflow:my_work"))


def test_a_letter_is_set_aside_from_my_work_and_leaves_it(ask, hannah, family, begin):
    letter = begin(family[:2], "Leanne Brindlow")
    address = reverse("letters:letter", kwargs=parts(letter)) + "?from=work"
    ask(hannah, "workflow:my_work")

    answer = ask.client.post(address, {"go": "aside", "idempotency_key": "0" * 32})

    assert answer.url == reverse("workflow:my_work")
    assert "Letter to" not in text(ask(hannah, "workflow:my_work"))
    letter.refresh_from_db()
    assert letter.set_aside_on == ON


def test_letters_begun_add_a_fixed_number_of_queries_to_my_work(ask, hannah, family, begin):
    def count():
        with CaptureQueriesContext(connection) as captured:
            ask(hannah, "workflow:my_work")
        return len(captured)

    begin(family[:2], "Leanne Brindlow")
    count()
    one = count()
    for _ in range(5):
        begin(family, "Leanne Brindlow")

    assert count() <= one
