"""What a manager and a worker go through: the worker's families, what was decided and what is due."""

from django.db.models import Exists, F, OuterRef

from tessera.engine.workflow.models import OPEN_STATES, Step, Subject, Timer
from tessera.people.models import Involvement, Line, Relationship
from tessera.practice.recording import rules
from tessera.practice.recording.models import DecidedAction, ManagementDecision
from tessera.practice.recording.queries.entries import DECISION

MOST_SINCE = 500


def families_of(worker_ids, *, visible, on):
    """The children whom these workers hold, brothers and sisters together. Two queries."""
    children = list(
        visible.filter(
            pk__in=Involvement.objects.in_force_on(on)
            .filter(worker__in=worker_ids)
            .values("person")
        ).order_by("family_name", "born_on", "pk")
    )
    parents = Relationship.objects.filter(
        relative__in=children, kind__in=("parent", "adoptive_parent")
    ).values_list("person_id", "relative_id")
    family_of = {child.pk: child.pk for child in children}
    first_child_of: dict[int, int] = {}
    for parent, child in sorted(parents):
        first = family_of[first_child_of.setdefault(parent, child)]
        joined = family_of[child]
        family_of = {pk: first if head == joined else head for pk, head in family_of.items()}
    families: dict[int, list] = {}
    for child in children:
        families.setdefault(family_of[child.pk], []).append(child)
    return list(families.values())


def decisions_of_step(step):
    """person id -> the decision that the step made."""
    rows = ManagementDecision.objects.filter(step_ref=step.public_id).select_related("person")
    return {row.person_id: row for row in rows}


def last_decisions(people):
    """person id -> the latest decision, with what was to be done. Two queries."""
    rows = (
        ManagementDecision.objects.filter(person__in=people)
        .select_related("decided_by")
        .prefetch_related("actions")
        .order_by("person", "-decided_on", "-pk")
        .distinct("person")
    )
    return {row.person_id: row for row in rows}


def since_decided(decisions):
    """person id -> the kinds of what was written of them since their latest decision, newest first.

    One query. `decisions` are as `last_decisions` gives them. Ordinary lines do not count.
    """
    if not decisions:
        return {}
    first = min(decision.decided_on for decision in decisions.values())
    lines = Line.objects.filter(
        person__in=decisions, on__gt=first, significance__gte=Line.Significance.SIGNIFICANT
    ).exclude(kind=DECISION)
    found = {}
    for person_id, kind, on in lines.order_by("-on", "-pk").values_list("person_id", "kind", "on")[
        :MOST_SINCE
    ]:
        if on > decisions[person_id].decided_on:
            found.setdefault(person_id, {}).setdefault(kind, on)
    return found


def supervision_due(people):
    """person id -> the running clock of the next case supervision (T262). One query."""
    running = Timer.objects.filter(
        rule__in=rules.SUPERVISED, person__in=people, stopped_on=None
    ).order_by("-statutory_due_on", "pk")
    return {timer.person_id: timer for timer in running}


def supervision_clocks_from(decision):
    """The clocks that were counted from a decision."""
    return list(
        Timer.objects.filter(
            rule__in=rules.SUPERVISED, trigger_kind=DECISION, trigger_id=decision.pk
        )
    )


def supervision_begun(people, worker):
    """person id -> this manager's own form that was begun and not finished. One query."""
    subjects = Subject.objects.filter(
        person__in=people,
        step__code="recording.case_supervision",
        step__state__in=OPEN_STATES,
        step__worker=worker,
    )
    return {subject.person_id: subject.step for subject in subjects.select_related("step")}


def open_decided(people):
    """What was decided about these people and is not answered for yet: soonest first. One query.

    Nothing of a supervision that is open again to be put right: there it is written, not asked about.
    """
    written_anew = Step.objects.filter(
        public_id=OuterRef("decision__step_ref"), state__in=OPEN_STATES
    )
    rows = DecidedAction.objects.filter(decision__person__in=people, ended_on=None)
    rows = rows.filter(~Exists(written_anew)).select_related("decision__person")
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "pk"))


def decided_in(work_ref):
    """What is answered for in one step, or None."""
    found = DecidedAction.objects.filter(work_ref=work_ref)
    return found.select_related("decision__person").first()
