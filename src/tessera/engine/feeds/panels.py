"""A worker's visits in their calendar, and the way to it from My work."""

from django.db.models import Exists, OuterRef

from tessera.engine.feeds import permissions
from tessera.engine.feeds.register import dates
from tessera.engine.feeds.rules import Date
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow.models import Subject
from tessera.engine.workflow.processes import offer
from tessera.people.models import Person

offer("My calendar", "feeds:mine", permissions.READ, order=90)


@dates
def visits(worker, since, until, *, actor, link):
    """The day on which each visit is due; none about somebody of whom the worker may not know."""
    codes = [each.code for each in register.steps() if each.story == "visit"]
    hidden = Subject.objects.filter(step=OuterRef("step")).exclude(
        person__in=Person.objects.known_to(actor)
    )
    items = work.for_workers([worker.pk]).filter(code__in=codes, due_on__range=(since, until))
    for item in items.filter(~Exists(hidden)):
        yield Date(
            source=item.step.public_id,
            title="Visit due",
            on=item.due_on,
            changed_at=item.step.recorded_at,
            url=link("workflow:step", step_id=item.step.public_id),
        )
