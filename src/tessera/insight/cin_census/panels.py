"""The place of the returns in the navigation; what they ask, on a child's record and on My work."""

from django.urls import reverse

from tessera.engine.workflow import begun
from tessera.foundations.calendar.clock import local
from tessera.insight.cin_census import permissions, putting_right
from tessera.people import record_page
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


record_page.panel(
    "cin_census",
    "For the census",
    90,
    "cin_census/panel.html",
    _about,
    column="side",
    permission=permissions.OWN,
)
