"""The place of the returns in the navigation; what they ask, on a child's record and on My work."""

from django.urls import reverse

from tessera.engine.workflow import begun
from tessera.foundations.calendar.clock import local
from tessera.insight.cin_census import permissions, putting_right, told
from tessera.insight.cin_census.queries import child_in_return
from tessera.insight.cin_census.years import current_year, year_of
from tessera.people import record_page
from tessera.people.permissions import EDIT
from tessera.practice.assessments.permissions import VIEW as READ_ASSESSMENTS
from tessera.practice.assessments.rules import OPEN_CASE
from tessera.ui import navigation
from tessera.ui.formatting import count_words

navigation.place("CIN census", "cin_census:home", permissions.VIEW, 70, home_for=permissions.FREEZE)
navigation.under(
    "workflow:team_home", "For the census", "cin_census:put_right", permissions.OWN, 60
)

NAMED = 3


def _asked(actor):
    return putting_right.asks(actor) if actor.may(permissions.OWN) else None


@begun.asks(first=_asked)
def to_put_right(actor, found):
    """What the census asks about the worker's children: one line, with the page that lists it."""
    people = list({row.person_id: row.person for row in found}.values())
    things = count_words(len(found), "thing")
    more = len(people) > NAMED
    return [
        begun.Begun(
            title="Put right for the census",
            href=reverse("cin_census:put_right"),
            people=[] if more else people,
            since=local(found[0].run.made_at).date(),
            note=f"{things} about {len(people)} children" if more else things,
        )
    ]


def _about(child, request):
    found = list(putting_right.findings_about(child, request.actor))
    if not found:
        return None
    return {"things": putting_right.by_child(found)[0].things, "made_at": found[0].run.made_at}


def _still_to_ask(child, request):
    """What the rules of the year find missing in the particulars, while a case is open: asked where it is
    entered, and never required."""
    if OPEN_CASE not in request.record.standings:
        return None
    year = year_of(current_year(request.today))
    row = child_in_return(child, year.number)
    asked = told.asked_of(child, row, year) if row else []
    here = [each for each in asked if each.place == putting_right.DETAILS]
    return {"things": here, "year": year} if here else None


record_page.panel(
    "cin_census.details",
    "Still to ask",
    10,
    "cin_census/details.html",
    _still_to_ask,
    permission=EDIT,
    page=record_page.DETAILS,
)
record_page.section("census", "For the census", 92, "cin_census:child", permission=READ_ASSESSMENTS)
record_page.panel(
    "cin_census",
    "For the census",
    90,
    "cin_census/panel.html",
    _about,
    column="side",
    permission=permissions.OWN,
)
