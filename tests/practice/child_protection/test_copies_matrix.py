"""Each kind of recipient of a conference's decisions: whether a copy goes, by how many people, and how."""

from datetime import date

import pytest

from tessera.engine.workflow import queries as work
from tessera.foundations.records import queries as records
from tessera.people.models import ContactPoint, Involvement, Protection, Restriction
from tessera.practice.child_protection.actions import sending
from tessera.practice.child_protection.views.sending import _ways
from tessera.practice.meetings.models import Invited
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import SEND, _parent, confer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(date(2026, 2, 4))
OUTSIDE = ["", "email", "post", "hand"]
INSIDE = [*OUTSIDE, "system"]

# Who was asked: whether a copy goes, whether it needs a second person where the child is protected,
# whether it is e-mailed from here, and the ways there are once it may go.
RECIPIENTS = {
    "mum": (True, True, True, OUTSIDE),
    "a parent whose address is not safe": (True, True, False, OUTSIDE),
    "a parent who is protected": (True, True, False, OUTSIDE),
    "a parent whose record is restricted": (False, True, False, OUTSIDE),
    "a parent who has died": (False, True, False, OUTSIDE),
    "family whom the record does not know": (False, True, False, OUTSIDE),
    "family left out by the chair": (False, True, False, OUTSIDE),
    "an agency with a safe address": (True, True, True, OUTSIDE),
    "an agency at another domain": (True, True, False, OUTSIDE),
    "an agency whom the record does not know": (True, True, False, OUTSIDE),
    "a worker of ours": (True, False, False, INSIDE),
}


@pytest.fixture(autouse=True)
def safe_domains(settings, monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")
    settings.EMAIL_LEAVES, settings.SECURE_EMAIL_DOMAINS = True, ["safe.example"]
    monkeypatch.setattr(records, "is_invented", lambda: False)


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def asked(maisie, denise, hannah):
    """One of each kind, asked to the conference about Maisie."""
    confer([maisie], denise)
    meeting = Invited.objects.first().meeting
    Invited.objects.filter(meeting=meeting).delete()
    dates = {"review_on": date(2026, 6, 1), "started_on": date(2026, 1, 1)}
    found = {}
    for kind in RECIPIENTS:
        more = {}
        if "parent" in kind or kind in ("mum", "family left out by the chair"):
            more["person"] = a_parent(kind, maisie, is_safe="not safe" not in kind)
        if "agency" in kind:
            more["agency"] = "health"
        if "worker" in kind:
            more["worker"] = hannah
        if "left out" in kind:
            more["left_out_why"] = "Shouted at the children"
        found[kind] = Invited.objects.create(meeting=meeting, name=kind, **more)
    for kind, model in (("protected", Protection), ("restricted", Restriction)):
        person = next(each.person for name, each in found.items() if kind in name)
        model.objects.create(person=person, why="Looked for", owner=hannah, **dates)
    for name, domain in (("with a safe address", "safe"), ("at another domain", "other")):
        Involvement.objects.create(
            person=maisie, role="gp", professional_name=f"An agency {name}",
            email=f"gp@{domain}.example", started_on=date(2025, 1, 1),
        )  # fmt: skip
    return found


def a_parent(kind, child, *, is_safe):
    parent = _parent(f"{kind.title()} Brindlow", "F", child)
    if "died" in kind:
        parent.died_on = date(2025, 1, 1)
        parent.save()
    ContactPoint.objects.create(
        person=parent, kind="email", value=f"p{parent.pk}@safe.example", is_safe=is_safe,
        started_on=date(2025, 1, 1),
    )  # fmt: skip
    return parent


@pytest.mark.parametrize("is_protected", [False, True])
def test_each_kind_of_recipient(asked, maisie, hannah, support, is_protected):
    if is_protected:
        Protection.objects.create(
            person=maisie, why="Looked for", owner=hannah,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip
    step = work.open_step(maisie, SEND)
    rows = sending.copies(meeting=sending.meeting_of(step), what="decisions", at=AT, by=support)
    found = {copy.invited.pk: copy for copy in rows}

    said = {
        kind: (
            copy.verdict.may_go,
            bool(copy.second_why),
            bool(copy.email) and copy.verdict.may_go,
            [way for way, _ in _ways(copy, support)],
        )
        for kind, copy in ((kind, found[each.pk]) for kind, each in asked.items())
    }

    for kind, (goes, by_two, is_emailed, ways) in RECIPIENTS.items():
        alone = kind in ("a parent who is protected", "a parent whose record is restricted")
        needs = by_two and (is_protected or alone)
        offered = [""] if needs and goes else ways
        assert said[kind] == (goes, needs, is_emailed, offered), kind
