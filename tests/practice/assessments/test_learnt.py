"""What an assessment learns of a child goes into the record, once, and is not asked again."""

from datetime import date

import pytest

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.actors import actor_of
from tessera.people import actions as people
from tessera.people.models import Disability, Involvement
from tessera.people.rules import place_of_learning
from tessera.practice.assessments.processes import learnt
from tessera.practice.front_door.models import AgencyCheck, Contact, Referral
from tests.factories import engine as make
from tests.factories import practice
from tests.factories.people import at_home, is_parent

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SINGLE = "assessments.single_assessment"
ON = date(2026, 2, 16)
LEARNT = {
    "ethnicity": "WBRI",
    "first_language": "en",
    "disabilities": ["NONE"],
    "gp": "Riverside Surgery, Dr Cole",
    "school": "Little Acorns Nursery",
}


def finish(child, hannah, joseph, **learnt_):
    answers = practice.assessment_answers([child])
    answers["each"][child].update(learnt_)
    return practice.complete(SINGLE, [child], answers, on=ON, by=hannah, authorised_by=joseph)


def test_it_goes_into_the_details_with_its_source(maisie, hannah, joseph):
    step = finish(maisie, hannah, joseph, **LEARNT)

    maisie.refresh_from_db()
    assert (maisie.ethnicity, maisie.first_language) == ("WBRI", "en")
    none = Disability.objects.get(person=maisie)
    assert (none.code, none.started_on, none.step_ref) == ("NONE", ON, step.public_id)
    theirs = Involvement.objects.filter(person=maisie, step_ref=step.public_id)
    assert dict(theirs.values_list("role", "professional_name")) == {
        "gp": "Riverside Surgery, Dr Cole",
        "nursery": "Little Acorns Nursery",
    }


def test_no_disability_beside_one_is_said_before_a_manager_has_it(maisie, hannah, joseph):
    """CIN census rules 8790 and 8794."""
    with pytest.raises(workflow.Unfinished) as refused:
        finish(maisie, hannah, joseph, **{**LEARNT, "disabilities": ["NONE", "MOB"]})

    (problem,) = refused.value.problems
    assert (problem.field, "Keep one or the other" in problem.words) == ("disabilities", True)
    assert not Disability.objects.filter(person=maisie).exists()


def test_what_is_there_already_arrives_and_stays(maisie, hannah, joseph):
    people.record_particulars(person=maisie, ethnicity="MWBC", by=hannah)
    people.record_disabilities(person=maisie, codes=["MOB"], recorded_on=ON, by=hannah)
    people.start_involvement(
        person=maisie, role="gp", professional_name="The Old Surgery", started_on=ON, by=hannah
    )
    actor = actor_of(hannah, ON)

    def arrives(code):
        return filling.fill(code, maisie, ON, actor).value

    assert arrives("people.ethnicity") == "MWBC"
    assert arrives("people.disabilities") == ["MOB"]
    assert arrives("people.gp") == "The Old Surgery"

    finish(maisie, hannah, joseph, **LEARNT)

    maisie.refresh_from_db()
    assert maisie.ethnicity == "MWBC"
    assert Disability.objects.get(person=maisie, ended_on=None).code == "MOB"
    assert Involvement.objects.get(person=maisie, role="gp").professional_name == "The Old Surgery"


def test_what_the_census_needs_is_asked_until_somebody_says_it(maisie, hannah):
    asked = [finding.field for finding in learnt.missing(maisie, {})]
    assert asked == ["ethnicity", "disabilities"]
    assert not list(learnt.missing(maisie, LEARNT))
    people.record_particulars(person=maisie, ethnicity="REFU", by=hannah)
    assert [finding.field for finding in learnt.missing(maisie, {})] == ["disabilities"]


@pytest.mark.parametrize(
    ("name", "born_on", "role"),
    [
        ("Oakfield Primary", date(2016, 9, 1), "school"),
        ("Oakfield Nursery", date(2021, 9, 1), "nursery"),
        ("Oakfield", date(2024, 9, 1), "nursery"),
        ("Oakfield", date(2022, 2, 16), "school"),
    ],
)
def test_a_place_of_learning_is_a_school_or_a_nursery(name, born_on, role):
    assert place_of_learning(name, born_on=born_on, on=ON) == role


def test_a_home_without_a_grown_up_is_asked_about(maisie, kai, hannah):
    actor = actor_of(hannah, ON)
    for child in (maisie, kai):
        at_home(child, by=hannah)
    assert filling.fill("people.household", maisie, ON, actor) is None

    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    is_parent(mum, maisie, by=hannah)
    at_home(mum, by=hannah)
    assert "Leanne Brindlow" in filling.fill("people.household", maisie, ON, actor).value


def test_parents_on_the_record_stand_there_and_are_still_asked(maisie, hannah, joseph):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    is_parent(mum, maisie, by=hannah)
    rows = filling.arrived("assessments.parents", None, [maisie], actor_of(hannah, ON), ON).value
    assert [row["who"] for row in rows] == ["Leanne Brindlow"]

    answers = practice.assessment_answers([maisie])
    answers["answers"]["parents_views"] = rows
    with pytest.raises(workflow.Unfinished, match="Write what Leanne Brindlow thinks"):
        practice.complete(SINGLE, [maisie], answers, on=ON, by=hannah, authorised_by=joseph)


def test_what_is_missing_is_asked_by_name_on_the_page_of_its_question(
    ask, maisie, kai, hannah, at_the_demo_date
):
    step = workflow.start_step(
        code=SINGLE, subjects=[maisie, kai], worker=hannah, at=practice.at(ON), by=hannah
    )

    def page(section):
        answer = ask(hannah, "workflow:step", step_id=step.public_id, query={"section": section})
        return " ".join(answer.content.decode().split())

    about = page("about")
    assert "Maisie&#39;s ethnicity is not recorded yet" in about
    assert "Nobody has recorded whether Kai has a disability" in about
    assert "Not started" in about.split('class="ts-tabs"')[1].split("</nav>")[0]
    assert "ethnicity is not recorded yet" not in page("why_now")


def test_what_agencies_answered_about_the_contact_is_not_written_again(maisie, kai, hannah):
    contact = Contact.objects.create(
        received_at=practice.at(date(2026, 1, 12)), recorded_by=hannah, account="A bruise"
    )
    Referral.objects.filter(child=maisie).update(contact=contact)
    asked = {"contact": contact, "asked_at": contact.received_at, "due_at": practice.at(ON)}
    AgencyCheck.objects.create(
        agency="police", answered_by="Sergeant Pryce", answer="Called out twice.",
        is_known_to_agency=True, answered_at=practice.at(date(2026, 1, 13)), **asked,
    )  # fmt: skip
    AgencyCheck.objects.create(agency="education", **asked)
    actor = actor_of(hannah, ON)

    found = filling.arrived("assessments.agencies", None, [maisie], actor, ON)

    assert found.value == [
        {
            "agency": "police",
            "who": "Sergeant Pryce",
            "asked_on": "2026-01-13",
            "said": "Called out twice.",
        }
    ]
    assert found.on == date(2026, 1, 13)
    assert filling.arrived("assessments.agencies", None, [kai], actor, ON) is None
