"""Late work that the ladder has brought up: to a manager of teams, to a chair, and by week."""

from datetime import date, timedelta

from django.shortcuts import render
from django.urls import reverse

from tessera.engine.workflow import lines, permissions, queries, rules
from tessera.engine.workflow.queries import rising
from tessera.engine.workflow.queries.clocks import held_by_whom
from tessera.foundations.access import gate
from tessera.foundations.calendar import add_weeks
from tessera.people.models import Person
from tessera.ui.guard import page

MOST = 25
MOST_READ = 200
WEEKS = 8
RISES = ("service_manager", "head_of_service")


def risen(request) -> dict:
    """What has risen to this manager, longest late first, and how much more there is."""
    roles = [role for role in RISES if role in request.actor.role_codes]
    if not roles:
        return {"rows": [], "count": 0, "is_more": False}
    return _shown(request, rising.risen_to(roles[-1], request.now))


def for_colleague(request) -> dict:
    """Late work on children for whom this worker is the chair."""
    if request.actor.role_codes.isdisjoint(rising.colleagues()):
        return {"rows": [], "count": 0, "is_more": False}
    return _shown(request, rising.risen_to_colleague(request.user, request.now))


def _shown(request, timers):
    """The longest late, brothers and sisters together, and whether there is more than is shown."""
    found = list(with_work(timers)[: MOST_READ + 1])
    rows = rows_of(request, found[:MOST_READ])
    count = f"more than {MOST_READ}" if len(found) > MOST_READ else len(rows)
    return {"rows": rows[:MOST], "count": count, "is_more": len(rows) > MOST}


def with_work(timers):
    return timers.select_related("person", "step__work_item__worker", "step__work_item__team")


def rows_of(request, timers) -> list[dict]:
    """A row for each late thing that one may know of, with what its manager said.

    One for a form, however many clocks it answers, and one for brothers and sisters whose clocks
    are the same.
    """
    steps = {t.step_id: t.step for t in timers if t.step_id and hasattr(t.step, "work_item")}
    queries.read_people(list(steps.values()), actor=request.actor)
    alone = [timer for timer in timers if timer.step_id not in steps]
    clocks = {each.timer.pk: each for each in held_by_whom(alone, request.today)} if alone else {}
    known = known_people(request, {pk for clock in clocks.values() for pk in clock.person_ids})
    said_of_step, said_of_clock = rising.words_on(steps, [timer.pk for timer in alone])
    rows: list[dict] = []
    for timer in timers:
        step = steps.pop(timer.step_id, None)
        if step is not None and queries.may_know(step):
            line = lines.line_of(step.work_item, request.now)
            rows.append(_row(request, timer, line, step.work_item.team, said_of_step.get(step.pk)))
        elif timer.pk in clocks and known.keys() >= clocks[timer.pk].person_ids:
            timer.person = known.get(timer.person_id)
            clock = clocks[timer.pk]
            line = lines.clock_line(clock, request.now, request.actor)
            rows.append(_row(request, timer, line, clock.team, said_of_clock.get(timer.pk)))
    return _together(rows)


def _together(rows) -> list[dict]:
    found: dict[tuple, dict] = {}
    for row in rows:
        line, timer = row["line"], row["timer"]
        alone = (timer.pk,) if timer.step_id or line.words else ()
        family = line.people[0].family_name if line.people else ""
        said = row["said"].group if row["said"] else None
        worker = line.worker.pk if line.worker else None
        key = (timer.rule, timer.statutory_due_on, worker, said, family, *alone)
        if key in found:
            found[key]["line"].people.extend(line.people)
        else:
            found[key] = row
    return list(found.values())


def _row(request, timer, line, team, said) -> dict:
    """Late by the first date, which still counts, whatever day the work goes by now."""
    in_hours = rules.timer(timer.rule, on=timer.triggered_on).unit == "h"
    first = timer.statutory_due_on, timer.statutory_due_at
    late = lines.lateness(*first, request.now, in_hours=in_hours)
    say = _say_why(request.actor, timer, line)
    return {"line": line, "team": team, "said": said, "timer": timer, "late": late, "say": say}


def _say_why(actor, timer, line) -> str:
    """Where somebody who may move this day says why, and until when."""
    today = actor.today
    if not queries.moving_of(timer, roles=actor.role_codes, today=today).may:
        return ""
    if not line.people or not all(_may_extend(actor, each) for each in line.people):
        return ""
    if timer.step_id and hasattr(timer.step, "work_item"):
        return reverse("workflow:extend", args=[timer.step.public_id])
    return reverse("workflow:oversee_clock", args=[timer.person.public_id, timer.public_id])


def _may_extend(actor, person) -> bool:
    return actor.may(permissions.EXTEND) and gate.check(actor, permissions.EXTEND, person).allow


def known_people(request, ids) -> dict[int, Person]:
    """Those of the clocks' people of whom this worker may know."""
    known = Person.objects.known_to(request.actor).with_standing(request.actor)
    return {person.pk: person for person in known.filter(pk__in=ids)} if ids else {}


@page(permissions.EXCEPTIONS)
def exceptions(request):
    """The head of service's weekly list: what rose in each week, and in one week child by child."""
    this_week = _monday(request.today)
    week = _asked(request.GET.get("week", ""), this_week)
    first = add_weeks(this_week, 1 - WEEKS)
    found = rising.exceptions(min(first, week), this_week + timedelta(days=6), request.now)
    weeks = [_week(found, add_weeks(this_week, -number), week) for number in range(WEEKS)]
    chosen = [each for each in found if _monday(each.on) == week]
    return render(
        request,
        "workflow/exceptions.html",
        {
            "weeks": weeks,
            "week": week,
            "until": week + timedelta(days=6),
            "children": _by_child(request, chosen),
            "before": f"?week={add_weeks(week, -1)}",
            "after": f"?week={add_weeks(week, 1)}" if week < this_week else "",
        },
    )


def _week(found, monday, chosen):
    own = [each for each in found if _monday(each.on) == monday]
    return {
        "monday": monday,
        "is_chosen": monday == chosen,
        "href": f"{reverse('workflow:exceptions')}?week={monday}",
        "children": len({each.timer.person_id for each in own if each.timer.person_id}),
        "open": len({t.timer.person_id for t in own if t.timer.stopped_on is None}),
    }


def _by_child(request, chosen) -> list[dict]:
    """Each child once, with everything that rose: when, why, with whom, and the manager's words."""
    timers = [each.timer for each in chosen]
    known = known_people(request, {timer.person_id for timer in timers if timer.person_id})
    clocks = {clock.timer.pk: clock for clock in held_by_whom(timers, request.today)}
    of_step, of_clock = rising.words_on(
        [timer.step_id for timer in timers if timer.step_id], [timer.pk for timer in timers]
    )
    found: dict[int, dict] = {}
    for each in chosen:
        person = known.get(each.timer.person_id)
        if person is None:
            continue
        each.timer.person = person
        clock = clocks[each.timer.pk]
        row = {
            "on": each.on,
            "why": each.why,
            "line": lines.clock_line(clock, request.now, request.actor),
            "done_on": each.timer.stopped_on,
            "said": of_clock.get(each.timer.pk) or of_step.get(each.timer.step_id),
        }
        child = {"person": person, "worker": clock.worker, "team": clock.team, "rows": []}
        found.setdefault(person.pk, child)["rows"].append(row)
    return list(found.values())


def _asked(text, this_week) -> date:
    """The week of a day that was asked for: this one, where the words are no day or yet to come."""
    try:
        return min(_monday(date.fromisoformat(text)), this_week)
    except ValueError:
        return this_week


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
