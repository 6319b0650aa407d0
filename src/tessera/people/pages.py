"""The guard of one person's record: who may not know of it gets what an unused number gets."""

import functools

from django.utils.functional import cached_property

from tessera.foundations.access import gate
from tessera.foundations.access.policy import Decision, Reason
from tessera.foundations.records.prepared import ask_together
from tessera.people import record_page
from tessera.people.queries.chronology import (
    MOST_COUNTED,
    latest_and_counts,
    lines_of_each_kind,
)
from tessera.people.queries.family import family_around, family_from, ties_asked
from tessera.people.queries.involvement import (
    team_of,
    worked_last_asked,
    workers_from,
    working_asked,
    working_with,
)
from tessera.people.queries.now import now_and_standings
from tessera.people.queries.standing import person_with_standing
from tessera.ui.doors import door
from tessera.ui.guard import PERSON, Refused, enter, marked
from tessera.ui.seen import note_shown

NOBODY = Decision(False, Reason.RESTRICTED, hidden=True)


def child_page(permission, *, writes=False, as_known=False):
    """Guard a page of one person's record. The view gets `(request, child, ...)`.

    A page that says `as_known` can show the record as it was known on the day in `known` of its address.

    `request.record` gives the identity bar and the sections; `request.withheld` the field classes
    that must not be shown, whatever the page.
    """

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, person_id, **kwargs):
            def find():
                child = find_person(request, person_id, permission)
                request.record = Record(request, child)

            return enter(
                request,
                permission,
                writes,
                lambda: view(request, request.record.child, **kwargs),
                find=find,
                object_kind=PERSON,
                object_id=str(person_id),
                covered=as_known and bool(request.GET.get("known")),
            )

        return marked(guarded, permission, writes, person_id="person")

    return decorate


def find_person(request, person_id, permission):
    """The person of this public id, if the actor may. Raises Refused."""
    child = person_with_standing(person_id, actor=request.actor)
    if child is None:
        raise Refused(NOBODY)
    request.withheld = admit(request, child, permission).mask
    note_shown(child)
    return child


def admit(request, person, permission):
    """The gate's yes for a person read `with_standing`, or Refused with whom to ask."""
    decision = gate.check(request.actor, permission, person)
    if not decision.allow:
        raise Refused(decision, "" if decision.hidden else whom_to_ask(person, request.today))
    return decision


def find_people(request, people, permission):
    """Everyone of a queryset, each admitted: for a step or a meeting of brothers and sisters."""
    return admit_all(
        request, people.with_standing(request.actor).order_by("born_on", "pk"), permission
    )


def admit_all(request, people, permission):
    """The same for people read `with_standing` already."""
    found = list(people)
    masks = [admit(request, person, permission).mask for person in found]
    request.withheld = frozenset().union(*masks)
    for person in found:
        note_shown(person)
    return found


def whom_to_ask(person, on):
    """Who holds the case, in words: for someone who may know of the person and no more."""
    for involvement in working_with(person, on):
        if involvement.role == "allocated_worker" and involvement.worker:
            team = f", {involvement.team.name}" if involvement.team else ""
            return f"{involvement.worker.name}{team}, works with them. If your work needs it, ask."
    team = team_of(person, on)
    return f"{team.name} works with them. If your work needs it, ask." if team else ""


class Record:
    """What stands around every page of a person's record: asked of the registers only when used."""

    def __init__(self, request, child):
        self.request = request
        self.child = child

    def read_for_now(self):
        """Family, workers and story, which the first page shows all of, in few queries."""
        today, actor = self.request.today, self.request.actor
        ties, workers, self.worked_last = ask_together(
            [
                ties_asked(self.child, today, actor=actor),
                working_asked(self.child, today),
                worked_last_asked(self.child, today),
            ]
        )
        self.family = family_from(self.child, ties)
        self.working = workers_from(workers)
        self.latest, self.line_counts = latest_and_counts(self.child, today)

    @cached_property
    def family(self):
        return family_around(self.child, self.request.today, actor=self.request.actor)

    @property
    def now(self):
        """Home, ways to reach and warnings; of the family too, where the page has read it."""
        return self._now_and_standings[0]

    @cached_property
    def working(self):
        return working_with(self.child, self.request.today)

    @cached_property
    def worked_last(self):
        """Those of ours whose work ended last: told once the case is closed."""
        prepared, given = worked_last_asked(self.child, self.request.today)
        return prepared.ask(**given)

    @cached_property
    def allocated(self):
        return next((i for i in self.working if i.role == "allocated_worker" and i.worker), None)

    @property
    def standings(self):
        """code -> detail of each way in which the child stands today: see `record_page.standing`."""
        return self._now_and_standings[1]

    @cached_property
    def _now_and_standings(self):
        family = self.family.people if "family" in self.__dict__ else {}
        ids = [self.child.pk, *(pk for pk in family if pk != self.child.pk)]
        today, actor = self.request.today, self.request.actor
        return now_and_standings(ids, self.child, today, actor=actor)

    @cached_property
    def line_counts(self):
        """kind -> how many lines of the chronology, counted no further than MOST_COUNTED."""
        return lines_of_each_kind(self.child)

    @cached_property
    def statuses(self):
        standings = {self.child.pk: self.standings}
        found = record_page.statuses_of([self.child], self.request.today, standings)[self.child.pk]
        shown = [{"text": each.label, "lesser": not each.is_solid} for each in found]
        if self.child.died_on:
            shown.insert(0, {"text": f"Died {_day(self.child.died_on)}", "lesser": False})
        return shown

    @cached_property
    def warnings(self):
        return self.now[self.child.pk].warnings

    @cached_property
    def facts(self):
        return record_page.facts_for(self.child, self.request)

    @cached_property
    def slim_facts(self):
        return record_page.facts_for(self.child, self.request, slim=True)

    @cached_property
    def buttons(self):
        """What may be done from here: the doors that open for this worker and this child."""
        return [each for each in record_page.buttons() if self._door(each)]

    def sections(self, current=""):
        """The side list: what is registered, the page one is on marked."""
        return [
            {
                "label": each.title,
                "href": self._door(each),
                "current": each.key == current,
                "note": self._note(each),
            }
            for each in record_page.sections_for(self.request.actor)
            if self._door(each)
        ]

    def _door(self, each):
        return door(self.request, each.url_name, self.child, person_id=self.child.public_id)

    def _note(self, section):
        if section.lines:
            counts = [self.line_counts.get(kind, 0) for kind in section.lines]
            return f"{sum(counts)}+" if max(counts) >= MOST_COUNTED else sum(counts) or ""
        if section.note:
            return section.note(self)
        return section.count(self.child) if section.count else ""


def _day(day):
    return f"{day.day} {day:%B %Y}"
