"""Who is proposed for a conference; what they answered; who comes apart; who was asked by mistake."""

from datetime import date

import pytest
from django.urls import reverse
from lxml.html import fromstring

from tessera.engine.forms import filling
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.queries.caseload import work_of
from tessera.foundations.access.actors import actor_of
from tessera.foundations.calendar.clock import local
from tessera.people import actions as people
from tessera.people.models import Relationship, Warning
from tessera.practice.child_protection import actions, queries
from tessera.practice.child_protection.models import Section47Enquiry
from tessera.practice.letters.actions import send_letter
from tessera.practice.letters.models import Letter
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import engine as make
from tests.factories import people as families
from tests.factories import practice
from tests.practice.child_protection.conferences.preparing import DAY, INITIAL, NOW, text

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = NOW.date()


@pytest.fixture
def discussed(maisie, hannah, denise):
    """A conference asked for by a discussion to which the police and a health visitor came."""
    answers = practice.discussion_answers([maisie], held_on=date(2026, 1, 14))
    answers["answers"]["attendance"] = [
        {"agency": "social_care", "who": "Hannah Treloyd"},
        {"agency": "police", "who": "Sergeant Pryce"},
        {"agency": "health", "who": "Health"},
        {"agency": "health", "who": "Nell Orrin"},
    ]
    practice.complete(
        "child_protection.strategy_discussion", [maisie], answers,
        on=date(2026, 1, 14), by=hannah,
    )  # fmt: skip
    return workflow.start_step(code=INITIAL, subjects=[maisie], worker=denise, at=NOW, by=denise)


def proposed(child, by):
    found = queries.to_ask([child], TODAY, actor=actor_of(by, TODAY))
    return {each.name: each for each in found}


class TestProposed:
    def test_who_took_part_in_the_discussion_is_proposed_once(self, discussed, maisie, hannah):
        found = proposed(maisie, hannah)

        pryce = found["Sergeant Pryce"]
        assert pryce.agency == "police"
        assert pryce.why == "Asked to the strategy discussion of 14 January 2026"
        assert found["Nell Orrin"].agency == "health"
        assert "Health" not in found
        assert [name for name in found if name == "Hannah Treloyd"] == ["Hannah Treloyd"]

    def test_a_grandmother_who_came_is_proposed_again_known_to_the_record_or_not(
        self, maisie, hannah, denise
    ):
        nana = make.a_child("Maureen Brindlow", born_on=date(1961, 3, 4))
        Relationship.objects.create(person=nana, relative=maisie, kind="grandparent")
        held = practice.conference_answers([maisie], held_on=date(2026, 2, 3))
        held["answers"]["attendance"] += [
            {"who": "Maureen Brindlow", "role": "Nana", "came": "yes"},
            {"who": "Aunt Jo", "role": "Aunt", "came": "yes"},
        ]
        practice.complete(INITIAL, [maisie], held, on=date(2026, 2, 3), by=denise)

        found = proposed(maisie, hannah)

        assert found["Maureen Brindlow"].person == nana
        assert (found["Aunt Jo"].person, found["Aunt Jo"].agency) == (None, "")
        assert found["Aunt Jo"].why.endswith("conference of 3 February 2026")
        assert not found["Aunt Jo"].reports

    def test_whom_the_chair_left_out_is_not_proposed(self, maisie, hannah, denise):
        held = practice.conference_answers([maisie], held_on=date(2026, 2, 3))
        held["answers"]["attendance"].append({"who": "Aunt Jo", "came": "no"})
        practice.complete(INITIAL, [maisie], held, on=date(2026, 2, 3), by=denise)
        Invited.objects.filter(name="Aunt Jo").update(left_out_why="She threatened the chair")

        assert "Aunt Jo" not in proposed(maisie, hannah)

    def test_who_answered_in_the_enquiry_is_proposed(self, discussed, maisie, hannah):
        actions.keep_agencies(
            enquiry=Section47Enquiry.objects.get(),
            asked=[
                actions.Asked(agency="education", who="Bella Corrimore", answered=True),
                actions.Asked(agency="housing", who="Rob Tew", answered=False),
            ],
            by=hannah,
        )

        found = proposed(maisie, hannah)

        assert found["Bella Corrimore"].agency == "education"
        assert "Rob Tew" not in found

    def test_a_child_of_four_or_more_and_an_advocate_are_proposed(self, discussed, maisie, hannah):
        found = proposed(maisie, hannah)

        assert found["Maisie Brindlow"].person == maisie
        assert found["Advocate for Maisie Brindlow"].reports is False

        maisie.born_on = date(2022, 1, 27)
        maisie.save()
        assert (
            not {"Maisie Brindlow", "Advocate for Maisie Brindlow"}
            & proposed(maisie, hannah).keys()
        )

    def test_ticked_on_the_page_they_are_on_the_list(self, ask, discussed, support):
        page = {"step_id": discussed.public_id}
        ask(support, "prepare", DAY, **page)
        html = text(ask(support, "prepare", **page))
        assert "asked to the strategy discussion of 14 January 2026" in html
        pryce = Invited.objects.get(name="Sergeant Pryce")

        ask(support, "prepare", {"go": "ask", "ask": [f"m{pryce.public_id}"]}, **page)

        asked = Invited.objects.get(meeting__kind="initial")
        assert (asked.name, asked.agency, asked.report_due_on) == (
            "Sergeant Pryce", "police", date(2026, 1, 30),
        )  # fmt: skip


class TestReports:
    def test_are_asked_of_those_who_write_one(self, ask, step, support, maisie, denise, joseph):
        page = {"step_id": step.public_id}
        for role, worker in (("team_manager", joseph), ("conference_chair", denise)):
            people.start_involvement(
                person=maisie, role=role, worker=worker, started_on=date(2026, 1, 20), by=joseph
            )
        for role, name in (("advocate", "Ada Voss"), ("health_visitor", "Nell Orrin")):
            people.start_involvement(
                person=maisie, role=role, professional_name=name, started_on=date(2026, 1, 20),
                by=joseph,
            )  # fmt: skip
        ask(support, "prepare", DAY, **page)
        found = proposed(maisie, support).values()
        keys = [each.key for each in found if each.worker != denise]
        ask(support, "prepare", {"go": "ask", "ask": keys, "name": "Nana Brindlow"}, **page)
        chair = {"go": "ask", "name": "denise kilvarn", "agency": "social_care"}
        ask(support, "prepare", chair, **page)

        due = {each.name: each.report_due_on for each in Invited.objects.all()}

        day = date(2026, 1, 30)
        assert due == {
            "Maisie Brindlow": None, "Advocate for Maisie Brindlow": None,
            "Hannah Treloyd": day, joseph.name: None, "Ada Voss": None,
            "Nell Orrin": day, "Nana Brindlow": None, "denise kilvarn": None,
        }  # fmt: skip

    def test_are_not_waited_for_of_one_who_chairs_after_all(self, ask, step, support, joseph):
        other = make.a_worker("Ruth Enderley", role="conference_chair")
        page = {"step_id": step.public_id}
        ask(support, "prepare", DAY, **page)
        meeting = Meeting.objects.get()
        asked = meetings.ask_to_meeting(
            meeting=meeting, name=other.name, agency="social_care", worker=other,
            report_due_on=date(2026, 1, 30), by=support,
        )  # fmt: skip

        workflow.allocate_step(step=step, worker=other, at=NOW, by=joseph)

        asked.refresh_from_db()
        assert asked.report_due_on is None


class TestOnce:
    @pytest.fixture
    def nana(self, maisie):
        nana = families.a_person("Maureen Brindlow", born_on=date(1967, 8, 1))
        families.is_related(nana, maisie, "grandparent")
        return nana

    def works_with(self, child, name, role, by):
        people.start_involvement(
            person=child, role=role, professional_name=name, started_on=date(2026, 1, 20), by=by
        )

    def test_a_relative_who_is_on_the_list_of_those_around_the_child_too(
        self, maisie, nana, hannah
    ):
        self.works_with(maisie, "Maureen Brindlow", "other", hannah)

        found = queries.to_ask([maisie], TODAY, actor=actor_of(hannah, TODAY))

        (each,) = [one for one in found if one.name == "Maureen Brindlow"]
        assert (each.person, each.agency, each.reports) == (nana, "", False)

    def test_who_works_with_two_of_the_children_or_is_called_doctor(self, maisie, kai, hannah):
        for child in (maisie, kai):
            self.works_with(child, "Dr Nell Orrin", "health_visitor", hannah)
        self.works_with(kai, "Nell Orrin", "gp", hannah)
        self.works_with(kai, "Orrin", "school_nurse", hannah)
        self.works_with(kai, "Orrin", "school", hannah)

        found = queries.to_ask([maisie, kai], TODAY, actor=actor_of(hannah, TODAY))

        orrins = [(one.name, one.agency) for one in found if "Orrin" in one.name]
        assert orrins == [("Dr Nell Orrin", "health"), ("Orrin", "education")]

    def test_two_of_one_name_are_two(self, maisie, hannah):
        for born_on in (date(1970, 1, 1), date(1995, 1, 1)):
            families.is_parent(families.a_person("Craig Haverstoke", born_on=born_on), maisie)

        found = queries.to_ask([maisie], TODAY, actor=actor_of(hannah, TODAY))

        assert [one.name for one in found].count("Craig Haverstoke") == 2

    def test_who_was_asked_by_name_is_not_proposed_again(self, ask, step, support, leanne):
        page = {"step_id": step.public_id}
        ask(support, "prepare", DAY, **page)
        assert f'value="p{leanne.public_id}"' in text(ask(support, "prepare", **page))

        ask(support, "prepare", {"go": "ask", "name": "Mrs leanne brindlow"}, **page)

        assert f'value="p{leanne.public_id}"' not in text(ask(support, "prepare", **page))


class TestOnTheList:
    @pytest.fixture
    def page(self, step):
        return {"step_id": step.public_id}

    @pytest.fixture
    def asked(self, ask, support, leanne, page):
        """Mum, and a nurse."""
        ask(support, "prepare", DAY, **page)
        said = {"go": "ask", "ask": [f"p{leanne.public_id}"], "name": "Named nurse"}
        ask(support, "prepare", {**said, "agency": "health"}, **page)
        return {each.name: each for each in Invited.objects.all()}

    def test_the_page_says_that_nothing_is_sent_and_leads_to_the_letter(
        self, ask, asked, hannah, maisie, leanne, page
    ):
        html = text(ask(hannah, "prepare", **page))

        assert "Nothing is sent from this page" in html
        where = reverse("letters:write", kwargs={"person_id": maisie.public_id})
        assert f"{where}?step={page['step_id']}" in html
        assert f"to=p{leanne.public_id}" in html
        letter = text(ask.client.get(f"{where}?template=meeting_invitation&to=p{leanne.public_id}"))
        chosen = letter.split(f'value="p{leanne.public_id}"')[1][:60]
        assert "checked" in chosen

    def test_the_page_says_of_each_invitation_whether_it_is_begun_or_has_gone(
        self, ask, asked, support, maisie, leanne, step, page
    ):
        support.telephone = "01904 551550"
        support.save()
        letter = Letter.objects.create(
            child=maisie, code="meeting_invitation", to_person=leanne, asked={"where": "By video."},
            step_ref=step.public_id, written_by=support, begun_on=TODAY,
        )  # fmt: skip
        there = reverse("letters:letter", args=[maisie.public_id, letter.public_id])

        begun = text(ask(support, "prepare", **page))
        assert "Go on with the invitation" in begun
        assert f"{there}?back=" in begun

        send_letter(letter=letter, how="hand", at=NOW, by=support)
        gone = text(ask(support, "prepare", **page))
        assert "Invitation sent" in gone
        assert "Write it again" in gone

    def test_apologies_are_noted_and_stand_on_the_form_of_the_day(
        self, ask, asked, support, step, page
    ):
        nurse = {"go": "answer", "invited": str(asked["Named nurse"].public_id)}

        ask(support, "prepare", {**nurse, "answer": "apologies"}, **page)

        assert "Sends apologies" in text(ask(support, "prepare", **page))
        day = local(Meeting.objects.get().planned_for).date()
        rows = filling.arrived(
            "child_protection.asked", step, work.subjects_of(step), actor_of(support, day), day
        ).value
        assert {row["who"]: row.get("came") for row in rows} == {
            "Leanne Brindlow": None, "Named nurse": "apologies",
        }  # fmt: skip
        assert ask(support, "prepare", {**nurse, "answer": "x"}, **page).status_code == 404

    def test_the_chair_alone_has_a_parent_come_apart_and_says_why(
        self, ask, asked, support, denise, page
    ):
        mum = {"go": "apart", "invited": str(asked["Leanne Brindlow"].public_id)}
        assert "The chair decides whether Leanne Brindlow comes apart" in text(
            ask(support, "prepare", **page)
        )
        assert ask(support, "prepare", {**mum, "apart": "Bail"}, **page).status_code == 404
        assert "Say why Leanne Brindlow comes apart" in text(ask(denise, "prepare", mum, **page))

        ask(denise, "prepare", {**mum, "apart": "His bail forbids it"}, **page)

        html = text(ask(support, "prepare", **page))
        assert "Comes apart" in html
        assert "His bail forbids it" in html
        ask(denise, "prepare", {**mum, "go": "together"}, **page)
        assert Invited.objects.get(person__isnull=False).apart_why == ""

    def test_who_was_asked_by_mistake_is_off_the_list_and_off_the_form(
        self, ask, asked, support, denise, step, page
    ):
        rows = [{"who": "Named nurse", "agency": "health"}, {"who": "Leanne Brindlow"}]
        workflow.save_answers(step=step, answers={("attendance", None): rows}, at=NOW, by=denise)
        nurse = {"go": "take_off", "invited": str(asked["Named nurse"].public_id)}

        ask(support, "prepare", nurse, **page)

        assert [each.name for each in Invited.objects.all()] == ["Leanne Brindlow"]
        left = sheets.answer_rows(step.sheet)["attendance", None].value
        assert [row["who"] for row in left] == ["Leanne Brindlow"]

    def test_what_was_written_of_them_stays(self, ask, asked, support, denise, step, page):
        rows = [{"who": "Named nurse", "came": "yes"}, {"who": "Leanne Brindlow"}]
        workflow.save_answers(step=step, answers={("attendance", None): rows}, at=NOW, by=denise)

        actions.take_off(step=step, invited=asked["Named nurse"], at=NOW, by=support)

        left = sheets.answer_rows(step.sheet)["attendance", None].value
        assert [row["who"] for row in left] == ["Named nurse", "Leanne Brindlow"]

    def test_after_the_meeting_everybody_stays(self, asked, maisie, step, denise):
        practice.complete(
            INITIAL, [maisie], practice.conference_answers([maisie], held_on=date(2026, 2, 3)),
            step=step, on=date(2026, 2, 3), by=denise,
        )  # fmt: skip
        nurse = Invited.objects.get(name="Named nurse")

        with pytest.raises(meetings.StaysOnTheList):
            meetings.take_off(invited=nurse, by=denise)


class TestWhoTakesTheConference:
    def test_after_the_enquiry_it_goes_to_the_conference_service(
        self, client, maisie, hannah, joseph, denise, team
    ):
        practice.a_discussion(maisie, by=hannah)
        answers = practice.enquiry_answers([maisie], ended_on=date(2026, 1, 26))
        step = workflow.start_step(
            code="child_protection.section47", subjects=[maisie], worker=hannah, at=NOW, by=hannah
        )
        practice.complete(
            "child_protection.section47", [maisie], answers, step=step, on=TODAY, by=hannah
        )
        workflow.return_step(step=step, comment="Once more", at=NOW, by=joseph)
        client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = text(client.get(reverse("workflow:finish", args=[step.public_id])))
        who = html.split("Who does it? Initial child protection conference")[1].split("</select>")[
            0
        ]
        assert "The conference service: it is booked there, and a chair takes it" in who
        assert "Denise Kilvarn" in who
        assert "Joseph" not in who
        assert "Me" not in who

    def test_it_does_not_wait_for_the_teams_manager_to_allocate_it(self, maisie, hannah, team):
        step = workflow.start_step(code=INITIAL, subjects=[maisie], team=team, at=NOW, by=hannah)
        other = workflow.start_step(
            code="child_protection.core_group", subjects=[maisie], team=team, at=NOW, by=hannah
        )

        waiting = [item.step for item in work.unallocated([team.pk])]
        assert other in waiting
        assert step not in waiting
        assert work_of(team, TODAY)["unallocated"] == 1

    def test_chairs_are_not_called_workers_of_the_team(self, client, maisie, joseph, denise, team):
        step = workflow.start_step(code=INITIAL, subjects=[maisie], team=team, at=NOW, by=joseph)
        client.force_login(joseph, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = text(client.get(reverse("workflow:allocate", args=[step.public_id])))
        assert "Those who may do this" in html
        assert "Denise Kilvarn" in html
        assert f"A worker of {team.name}" not in html


class TestWiderFamily:
    @pytest.fixture
    def nana(self, maisie):
        nana = families.a_person("Maureen Orrel", born_on=date(1961, 3, 4))
        families.is_related(nana, maisie, "grandparent")
        return nana

    @pytest.fixture
    def asked(self, ask, step, support, nana):
        """The page once she is asked, and somebody of whom the record knows nothing."""
        page = {"step_id": step.public_id}
        ask(support, "prepare", DAY | {"place": "Room 2, Harrow House"}, **page)
        ask(
            support,
            "prepare",
            {"go": "ask", "ask": [f"p{nana.public_id}"], "name": "Aunt Jo"},
            **page,
        )
        return fromstring(text(ask(support, "prepare", **page)))

    def test_is_offered_and_is_nobody_s_by_itself(self, step, maisie, nana, support, denise):
        found = proposed(maisie, support)["Maureen Orrel"]

        assert (found.person, found.role, found.reports) == (nana, "Grandparent", False)
        actor = actor_of(denise, TODAY)
        arrived = filling.arrived("child_protection.asked", step, [maisie], actor, TODAY)
        assert "Maureen Orrel" not in {row["who"] for row in arrived.value}

    def test_who_is_asked_is_the_one_of_the_record_and_her_letter_begins_with_one_press(
        self, ask, asked, support, step, maisie, nana
    ):
        assert Invited.objects.get(name="Maureen Orrel").person == nana
        (form,) = asked.xpath("//form[contains(@action, $to)]", to=f"to=p{nana.public_id}")
        assert "Write the invitation" in form.text_content()
        sent = {each.name: each.value for each in form.xpath(".//input")} | {"go": "begin"}

        begun = ask.client.post(form.get("action"), sent)

        letter = Letter.objects.get()
        assert (letter.to_person, letter.child, letter.step_ref) == (nana, maisie, step.public_id)
        assert f"/letters/{letter.public_id}/" in begun.url
        page = fromstring(text(ask.client.get(begun.url)))
        (where,) = page.xpath("//input[@name='asked-where']/@value")
        assert where == "Room 2, Harrow House."
        assert "Maureen Orrel is not recorded as a parent or carer of Maisie Brindlow." in (
            page.text_content()
        )

    def test_of_whom_the_record_knows_nothing_the_page_says_why_there_is_no_letter(self, asked):
        said = asked.text_content()

        assert "the record does not know who Aunt Jo is" in said
        assert "the record does not know who Maureen Orrel is" not in said


def test_what_is_known_of_one_of_the_family_stands_beside_their_name(
    ask, step, support, denise, maisie, leanne
):
    people.add_warning(
        person=maisie, kind="no_contact", detail="Leanne is not to come. Bail until May.",
        review_on=date(2026, 5, 1), started_on=TODAY, by=denise,
    )  # fmt: skip
    page = {"step_id": step.public_id}
    ask(support, "prepare", DAY, **page)
    ask(support, "prepare", {"go": "ask", "ask": [f"p{leanne.public_id}"]}, **page)

    said = text(ask(support, "prepare", **page))

    assert "A warning of Maisie, must not come to the house: “Leanne is not to come.”" in said
    assert "Bail until May" not in said

    Warning.objects.update(whom="Leanne Brindlow", detail="Shouts")
    said = text(ask(support, "prepare", **page))
    assert "A warning of Maisie: “Leanne Brindlow must not come to the house. Shouts”" in said
