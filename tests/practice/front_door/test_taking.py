"""A contact is taken down: its people are typed once, and only asked about where there is a question."""

import re
from datetime import date, timedelta

import pytest

from tessera.engine.workflow.models import Step
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.people.queries.family import household_of
from tessera.practice.front_door.models import Contact, ContactChild
from tessera.practice.front_door.rules.contact import urgency_doubt
from tessera.practice.front_door.rules.family import sex_as_told
from tests.factories import front_door as make
from tests.factories import people as known
from tests.factories.front_door import NOW, TODAY
from tests.practice.front_door.pages_asking import as_it_stands, shown_last

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


@pytest.fixture
def duty(staff, sits_down):
    return sits_down(staff.duty)


@pytest.fixture
def take(duty):
    return duty.post("/front-door/contacts/new/", channel="telephone").headers["Location"]


ELLIS = {
    "part": "child", "given": "Ellis", "family": "Adeyard", "born_on-day": "2",
    "born_on-month": "3", "born_on-year": "2014", "address": "17 Cobblers Row",
    "postcode": "EK1 2AB",
}  # fmt: skip
MUM = {"part": "adult", "given": "Marguerite", "family": "Oduya", "relation": "Mother"}
TOLD = {
    "immediate_risk": "no", "account": "Marks on both arms", "source": "police", "rag": "amber",
    "channel": "telephone", "received_at-day": "31", "received_at-month": "3",
    "received_at-year": "2026", "received_at-time": "10:20",
}  # fmt: skip


def rows(*people_):
    """These people as the boxes of the page."""
    boxes = {f"people-{n}-{k}": v for n, row in enumerate(people_) for k, v in row.items()}
    return {"people-count": str(len(people_)), **boxes}


def kept():
    step = Step.objects.get(code="front_door.contact")
    from tessera.engine.workflow import queries as work

    return work.answers_of(step)["people"]


class TestTheFirstQuestion:
    """How it came, and whom to look for."""

    def test_whom_it_is_about_is_looked_for_when_the_page_opens_and_not_again(self, duty):
        known.a_person("Kofi Treaux", born_on=date(2019, 3, 2))
        begun = duty.post(
            "/front-door/contacts/new/", **{"channel": "telephone", "who-q": "Kofi Treaux"}
        )
        page = begun.headers["Location"]

        assert "Kofi" not in page
        assert 'Add<span class="govuk-visually-hidden"> Kofi Treaux' in duty.read(page)
        assert "Kofi Treaux" not in duty.read(page)

    def test_one_who_decides_may_go_on_to_the_decision(self, duty, take):
        page = duty.post(take, go="decide", **rows(ELLIS), **TOLD)

        contact = Contact.objects.get()
        assert page.headers["Location"] == f"/front-door/contacts/{contact.public_id}/decide/"

    def test_what_is_missing_is_asked_first(self, duty, take):
        page = duty.post(take, go="decide", **rows(ELLIS), **{**TOLD, "account": ""})

        assert "Everything you wrote is kept." in page.content.decode()
        assert not Contact.objects.exists()

    def test_my_work_says_whom_it_was_about(self, duty, take):
        duty.post(take, go="finish", **rows(ELLIS, MUM), **TOLD)

        today = duty.read("/work/").split('id="today"')[1].split('id="due"')[0]
        assert ">Contact</a></strong>: Ellis Adeyard" in today

    def test_my_work_names_nobody_whose_record_was_restricted_since(self, staff, duty, take):
        duty.post(take, go="finish", **rows(ELLIS, MUM), **TOLD)
        people.restrict(
            person=Person.objects.get(given_name="Ellis"),
            why="Child of a colleague",
            started_on=TODAY,
            by=staff.service_manager,
        )

        step = Step.objects.get(code="front_door.contact")
        assert "Ellis" not in duty.read("/work/")
        for rest in ("", "print/", "form.pdf", "done/"):
            assert duty.get(f"/steps/{step.public_id}/{rest}").status_code == 404, rest
        assert duty.get(take).status_code == 404

    def test_the_printed_contact_is_in_the_log_of_looks_of_its_child(self, staff, duty, take):
        duty.post(take, go="finish", **rows(ELLIS, MUM), **TOLD)
        step = Step.objects.get(code="front_door.contact")

        assert "Marks on both arms" in duty.read(f"/steps/{step.public_id}/print/")
        assert Person.objects.get(given_name="Ellis").public_id in shown_last(staff.duty)

    def test_one_who_does_not_decide_is_not_led_there(self, staff, sits_down, take):
        contact_officer = sits_down(make.a_worker("Bree Sandal", "contact_officer"))
        begun = contact_officer.post("/front-door/contacts/new/", channel="telephone")

        assert "Put it there and decide" not in contact_officer.read(begun.headers["Location"])


class TestWhatWasLookedFor:
    """Nobody types a name twice: it stands in the row of somebody new."""

    @pytest.fixture
    def maya(self):
        return known.a_person("Maya Hillcote", born_on=date(2019, 3, 2))

    def found(self, duty, take, words, *people_, was=""):
        answer = duty.post(take, go="find", **{"who-q": words, "who-was": was}, **rows(*people_))
        return answer.content.decode()

    def test_name_and_date_of_birth_stand_in_the_row_of_the_first_child(self, duty, take):
        page = self.found(duty, take, "zelda hillcote 2/3/2019", {"part": "child"})

        assert boxes(page, 0) == {
            "given": "Zelda", "family": "Hillcote",
            "born_on-day": "2", "born_on-month": "3", "born_on-year": "2019",
        }  # fmt: skip

    def test_so_they_do_when_it_was_asked_on_the_first_page(self, duty):
        begun = duty.post(
            "/front-door/contacts/new/", **{"channel": "telephone", "who-q": "Zelda Hillcote"}
        )

        page = duty.read(begun.headers["Location"])

        assert boxes(page, 0) == {"given": "Zelda", "family": "Hillcote"}

    def test_what_is_written_there_already_stays(self, duty, take):
        page = self.found(duty, take, "Zelda Hillcote", {"part": "child", "given": "Otto"})

        assert boxes(page, 0) == {"given": "Otto"}

    def test_it_is_kept_with_the_next_press(self, duty, take):
        duty.post(
            take, go="stay", **{"who-was": "Zelda Hillcote"},
            **rows({"part": "child", "given": "Zelda", "family": "Hillcote"}),
        )  # fmt: skip

        assert (kept()[0]["given"], kept()[0]["family"]) == ("Zelda", "Hillcote")

    def test_somebody_on_record_takes_its_place(self, duty, take, maya):
        duty.post(
            take, known=str(maya.public_id), **{"who-was": "Maya Hillcot", "who-q": "Maya Hillcot"},
            **rows({"part": "child", "given": "Maya", "family": "Hillcot"}),
        )  # fmt: skip

        assert [row["person"] for row in kept()] == [str(maya.public_id)]

    def test_a_second_search_takes_the_place_of_the_first(self, duty, take):
        put_there = {"part": "child", "given": "Zelda", "family": "Hillcote"}

        page = self.found(duty, take, "Selda Hillcott", put_there, was="Zelda Hillcote")

        assert boxes(page, 0) == {"given": "Selda", "family": "Hillcott"}
        assert kept() == [{**dict.fromkeys(kept()[0]), "part": "child"}]

    def test_the_next_child_has_the_surname_of_the_first(self, duty, take):
        duty.post(take, add="child", **rows(ELLIS))

        assert (kept()[1]["given"], kept()[1]["family"]) == (None, "Adeyard")

    def test_the_next_child_is_the_one_who_was_looked_for_last(self, duty, take):
        self.found(duty, take, "Otto 5/6/2021", ELLIS)

        duty.post(take, add="child", **{"who-q": "Otto 5/6/2021"}, **rows(ELLIS))

        otto = kept()[1]
        assert (otto["given"], otto["family"]) == ("Otto", "Adeyard")
        assert otto["born_on"] == date(2021, 6, 5)

    def test_whoever_was_looked_for_and_has_been_written_on_is_not_there_twice(self, duty, take):
        duty.post(take, add="child", **{"who-q": "Ellis Adeyard"}, **rows(ELLIS))

        assert [(row["given"], row["family"]) for row in kept()] == [
            ("Ellis", "Adeyard"), (None, "Adeyard"),
        ]  # fmt: skip

    def test_a_grown_up_does_not_have_the_surname_of_a_child(self, duty, take):
        duty.post(take, add="adult", **rows(ELLIS))

        assert kept()[1]["family"] is None

    def test_a_brother_on_record_takes_the_place_of_a_row_with_a_surname_alone(
        self, duty, take, maya
    ):
        duty.post(
            take, known=str(maya.public_id), **rows(ELLIS, {"part": "child", "family": "Adeyard"})
        )

        assert [row["given"] for row in kept()] == ["Ellis", "Maya"]


def boxes(page, number):
    """What stands in the boxes of a row."""
    names = "given|family|born_on-day|born_on-month|born_on-year"
    found = re.findall(rf'<input[^>]* name="people-{number}-({names})"[^>]*>', page)
    values = {
        name: re.search(rf'name="people-{number}-{name}"[^>]*? value="([^"]+)"', page)
        for name in found
    }
    return {name: value.group(1) for name, value in values.items() if value}


class TestSameHome:
    def test_a_brother_has_the_surname_and_the_home_of_the_first_child(self, duty, take):
        page = duty.post(take, add="child", **rows(ELLIS))
        assert "Same surname and home as Ellis Adeyard" in duty.read(take)

        duty.post(take, same="1", **rows(ELLIS, {"part": "child", "given": "Otto"}))

        assert page.status_code == 302
        otto = kept()[1]
        assert (otto["given"], otto["family"]) == ("Otto", "Adeyard")
        assert (otto["address"], otto["postcode"]) == ("17 Cobblers Row", "EK1 2AB")

    def test_a_grown_up_keeps_her_own_name_and_what_was_typed_stays(self, duty, take):
        here = {**MUM, "postcode": "EK9 9ZZ"}
        duty.post(take, same="1", **rows(ELLIS, here))

        mum = kept()[1]
        assert (mum["family"], mum["address"]) == ("Oduya", "17 Cobblers Row")
        assert mum["postcode"] == "EK9 9ZZ"

    @pytest.mark.parametrize("is_protected", [False, True])
    def test_of_a_child_on_record_it_is_the_home_on_record_unless_that_is_protected(
        self, staff, child, duty, take, is_protected
    ):
        people.move_home(person=child, lines="3 Mill Lane", postcode="EK2 1AA", by=None)
        if is_protected:
            people.protect_whereabouts(
                person=child, why="At risk", started_on=TODAY, by=staff.service_manager
            )
        on_record = {"part": "child", "person": str(child.public_id), "family": "Rahmeen"}

        duty.post(take, same="1", **rows(on_record, {"part": "child", "given": "Noor"}))

        noor = kept()[1]
        assert noor["family"] == "Rahmeen"
        assert noor["address"] == (None if is_protected else "3 Mill Lane")


class TestWhoSaidIt:
    def test_an_only_child_is_one_question_and_each_of_several_has_their_own(self, duty, take):
        assert "What has the child said?" in duty.read(take)
        assert "What has this child said?" not in duty.read(take)

        duty.post(take, add="child", **rows(ELLIS))

        assert duty.read(take).count("What has this child said?") == 2

    def test_the_words_of_each_stand_with_that_child(self, duty, take):
        otto = {"part": "child", "given": "Otto", "childs_words": "I hid under the bed."}

        duty.post(take, go="finish", **rows(ELLIS, otto), **TOLD)

        said = dict(ContactChild.objects.values_list("given_as_told", "childs_words"))
        assert said == {"Ellis": "", "Otto": "I hid under the bed."}


class TestNobodyAlike:
    def test_who_is_like_nobody_on_record_joins_it_and_nothing_is_asked(self, duty, take):
        assert "they join it as someone new" in duty.read(take)
        mum = {
            **MUM, "born_on-day": "5", "born_on-month": "1", "born_on-year": "1988",
            "address": "17 Cobblers Row", "postcode": "EK1 2AB",
        }  # fmt: skip

        duty.post(take, go="finish", **rows(ELLIS, mum), **TOLD)

        ellis, mother = (Person.objects.get(given_name=each) for each in ("Ellis", "Marguerite"))
        assert (mother.born_on, mother.sex) == (date(1988, 1, 5), "F")
        actor = known.an_actor(make.a_worker("Wren Tolle", "duty_worker"))
        assert [each.pk for each in household_of(ellis, TODAY, actor=actor)] == [mother.pk]

    def test_someone_alike_is_asked_about_before_the_contact_stands(self, child, duty, take):
        alike = {"part": "child", "given": "Zaid", "family": "Rahmeen", "born_on-day": "1",
                 "born_on-month": "9", "born_on-year": "2016"}  # fmt: skip

        page = duty.post(take, go="finish", **rows(alike), **TOLD).content.decode()

        assert "Someone like Zaid Rahmeen is on our record. Say whether it is them" in page
        assert "No: add as someone new" in page
        assert not Contact.objects.exists()
        duty.post(take, go="finish", **rows({**alike, "person": str(child.public_id)}), **TOLD)
        assert ContactChild.objects.get().person == child

    @pytest.mark.parametrize("row", [{**ELLIS, "person": "later"}, {"part": "child", "sex": "F"}])
    def test_who_is_not_known_yet_is_matched_later(self, duty, take, row):
        before = Person.objects.count()
        duty.post(take, go="finish", **rows(row), **TOLD)

        assert ContactChild.objects.get().person is None
        assert Person.objects.count() == before

    def test_later_stays_chosen_while_one_writes_on(self, duty, take):
        duty.post(take, go="stay", **rows({**ELLIS, "person": "later"}))

        assert as_it_stands(duty, take)["people-0-person"] == "later"


class TestUrgency:
    @pytest.mark.parametrize(
        ("rag", "risk", "words"),
        [
            ("red", False, "no child is said to be"),
            ("amber", True, "Is Amber right?"),
            ("red", True, ""),
            ("green", False, ""),
            ("red", None, ""),
            ("", True, ""),
        ],
    )
    def test_danger_and_colour_go_together(self, rag, risk, words):
        doubt = urgency_doubt(rag, risk)
        assert (words in doubt) if words else doubt == ""

    def test_where_they_do_not_the_page_asks_once(self, duty, take):
        told = {**TOLD, "rag": "red"}
        page = duty.post(take, go="finish", **rows(ELLIS), **told).content.decode()
        assert "Is this right?" in page
        assert not Contact.objects.exists()

        duty.post(take, go="finish", sure="red", **rows(ELLIS), **told)

        assert Contact.objects.get().rag == "red"

    def test_a_yes_to_one_colour_is_none_to_another(self, duty, take):
        told = {**TOLD, "immediate_risk": "yes", "immediate_risk_why": "He is at the door"}
        page = duty.post(take, go="finish", sure="red", **rows(ELLIS), **told).content.decode()

        assert "Is Amber right?" in page


@pytest.mark.parametrize(
    ("told", "sex"),
    [("Mum", "F"), ("Step-dad", "M"), ("Neighbour", ""), ("", ""), ("Grandmother, mum's mum", "F")],
)
def test_a_mother_is_female_and_a_neighbour_may_be_anyone(told, sex):
    assert sex_as_told(told) == sex
