"""No role reads a part of a record further than the record itself, but for what the matrix says."""

from datetime import timedelta

import pytest

from tessera.foundations.access.permissions import permission, permissions
from tests.engine.workflow.pages import page
from tests.factories import engine as make
from tests.factories import practice

HOW_FAR = {"own": 1, "team": 2, "all": 3}
SERVICE_WIDE = {
    # The whole service's contacts, minutes and letters, and its conferences, without the record of each.
    "business_support": {"front_door:", "letters:", "meetings:"},
    "conference_chair": {
        "assessments:", "child_protection:", "children_in_need:", "letters:", "meetings:", "plans:",
        "proceedings:", "recording:",
    },
    "police_partner": {"front_door:check:answer"},
    "health_partner": {"front_door:check:answer"},
    "information_governance": {"people:looks:view"},
}  # fmt: skip


def test_no_role_reads_a_part_of_a_record_further_than_the_record():
    record = permission("people:person:view").roles
    further = [
        (each.code, role)
        for each in permissions()
        if each.about_person
        for role, scope in each.roles.items()
        if HOW_FAR[scope] > HOW_FAR.get(record.get(role), 0)
        and not each.code.startswith(tuple(SERVICE_WIDE.get(role, ("nothing",))))
    ]

    assert further == []


@pytest.mark.django_db(databases=["default", "audit"])
@pytest.mark.parametrize("role", ["contact_officer", "auditor", "business_support"])
def test_a_finished_assessment_is_not_read_by_way_of_its_form(client, role):
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    maisie = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team)
    on = practice.REFERRED_ON + timedelta(days=2)
    step = practice.complete(
        "recording.visit",
        [maisie],
        practice.visit_answers([maisie], visited_on=on),
        on=on,
        by=hannah,
    )
    stranger = make.a_worker("Sam Ellerby", role=role, team=make.a_team("Elsewhere"))

    assert page(client, hannah, "step", step.public_id).status_code == 200
    assert page(client, stranger, "step", step.public_id).status_code in (403, 404)
    assert page(client, stranger, "print", step.public_id).status_code in (403, 404)
