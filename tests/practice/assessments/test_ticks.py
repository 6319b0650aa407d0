"""A long list of answers: folded under its headings, with what is ticked counted and open."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.views import ticks
from tests.factories import engine as make

ON = date(2026, 3, 31)
ASSESSMENT = "assessments.single_assessment"


def _heading(html, label):
    """The markup of one heading's ticks, from the first child's question."""
    return html.split(f'aria-label="{label}"')[0].rsplit("<details", 1)[1]


def test_a_long_list_stands_under_its_headings_and_none_found_stands_apart():
    headings, apart = ticks.groups_of("cin.assessment_factor", ON, last=("4B",))

    assert [each["label"] for each in headings][:3] == ["Alcohol", "Drugs", "Domestic abuse"]
    assert [each["label"] for each in headings if each["open"]] == ["Mental health"]
    assert [item["value"] for item in apart] == ["21"]
    codes = [item["value"] for each in headings for item in each["items"]]
    assert len(codes) == len(set(codes))
    assert "21" not in codes


@pytest.mark.parametrize("short_or_without_headings", ["assessment.outcome", "contact.rag"])
def test_a_list_that_is_short_or_has_no_headings_stays_as_it_is(short_or_without_headings):
    assert ticks.groups_of(short_or_without_headings, ON) == ([], [])


@pytest.mark.django_db(databases=["default", "audit"])
def test_the_page_opens_what_is_ticked_and_counts_it(client, maisie, hannah):
    step = make.a_step(ASSESSMENT, subjects=[maisie], worker=hannah)
    chosen = {("factors", maisie.pk): ["4A", "4B"]}
    workflow.save_answers(step=step, answers=chosen, at=make.NOW, by=hannah)
    client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")

    address = reverse("workflow:step", args=[step.public_id])
    html = client.get(address, {"section": "next"}).content.decode()

    ticked, empty = _heading(html, "Mental health"), _heading(html, "Alcohol")
    assert " open>" in ticked
    assert '<span>2</span><span class="govuk-visually-hidden"> chosen</span>' in ticked
    assert " open>" not in empty
    assert "hidden>: <span>0</span>" in empty
    assert html.count('value="4B" checked') == 1
