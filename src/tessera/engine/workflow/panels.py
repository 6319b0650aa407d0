"""Where work is found: one's own, the team's, and what is open and done on a child's record."""

from datetime import date

from django.urls import reverse

from tessera.engine.workflow import begun, lines, overlay, permissions, queries, today
from tessera.engine.workflow.actions.oversight import LINE
from tessera.foundations.calendar.clock import now
from tessera.people import record_page
from tessera.ui import navigation

navigation.place("My work", "workflow:my_work", permissions.MY_WORK, 10)
navigation.place("Team", "workflow:team_home", permissions.TEAM, 20, home_for=permissions.LEAD)
navigation.under(
    "workflow:team_home", "Exceptions", "workflow:exceptions", permissions.EXCEPTIONS, 5
)
record_page.authors(lines.authors, lines.address_of_step)
record_page.timeliness(lines.timeliness)
record_page.button("start", "Start something", 20, "workflow:start", permissions.START)

record_page.chronology_kind(
    overlay.KIND, "Local form", overlay.entries, group="Notes", to_court=2, to_manager=1
)

record_page.chronology_kind(
    LINE, "Management oversight", lines.OVERSIGHT, group="Decisions", to_manager=1
)

MOST = 8


@begun.shares
def _late_in_their_teams(actor):
    """A manager who has nothing of their own to do is not told that all is well while their team is late."""
    if not actor.managed_team_ids or not actor.may(permissions.TEAM):
        return None
    teams, moment = list(actor.managed_team_ids), now()
    late = queries.for_teams(teams).filter(due_on__lt=actor.today).count()
    late += len(_late_clocks(teams, actor, moment))
    return begun.Shared("Late in your team", reverse("workflow:team_home"), count=late, late=late)


def _late_clocks(teams, actor, moment):
    """Clocks that no work answers, counted as the team's page tells them: brothers and sisters once."""
    found = queries.clocks_without_work(
        actor.today, until=actor.today, role="team_manager", now=moment, team_ids=teams
    )
    shown = [lines.clock_line(each, moment, actor) for each in found if not each.place.gives_out]
    return lines.together(line for line in shown if line.is_late)


@begun.shares
def _to_give_out(actor):
    if not actor.managed_team_ids or not actor.may(permissions.ALLOCATE):
        return None
    items = queries.unallocated(list(actor.managed_team_ids))
    late = items.filter(due_on__lt=actor.today).count()
    return begun.Shared(
        "To be given out in your team",
        reverse("workflow:team_home"),
        count=items.count(),
        late=late,
    )


def _open_work(child, request):
    """Open work about the child, and clocks that no piece of work answers yet."""
    items, clocks = queries.open_about(child, actor=request.actor)
    request.open_work = items
    set_at = today.set_for(item.step for item in items)
    work = [_line(item, set_at, request) for item in items]
    shown = [(line, True) for line in sorted(work, key=_when)[:MOST]]
    shown += [(lines.clock_line(each, request.now, request.actor), False) for each in clocks[:MOST]]
    shown.sort(key=lambda row: _when(row[0]))
    return {"rows": shown, "more": max(len(items) - MOST, 0)}


def _line(item, set_at, request):
    line = lines.line_of(item, request.now)
    return lines.set_for(line, set_at.get(item.step.public_id), request.today)


def _when(line):
    return line.on or date.max


def _open_words(record):
    """From what "Now" has read; any other page asks only how many."""
    read = getattr(record.request, "open_work", None)
    number = queries.open_steps(record.child).count() if read is None else len(read)
    return f"{number} open" if number else ""


record_page.panel(
    "workflow.open",
    "Open work",
    15,
    "workflow/open_panel.html",
    _open_work,
    permission=permissions.VIEW,
)
record_page.section(
    "forms", "Forms and work", 55, "workflow:forms", note=_open_words, permission=permissions.VIEW
)
