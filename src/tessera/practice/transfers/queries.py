"""Where transfers stand, and whether a child's record is ready for one."""

from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce

from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow import rules as clocks
from tessera.engine.workflow.models import State, Timer
from tessera.foundations.access.models import Assignment, Membership, User
from tessera.people.models import Line, Person, Relationship, Residence
from tessera.people.queries import allocated_workers
from tessera.practice.recording.models import CaseSummary, ManagementDecision
from tessera.practice.transfers import rules
from tessera.practice.transfers.models import Replaced, Transfer

NAMED = ("child", "from_team", "to_team", "to_worker", "asked_by", "agreed_by")


def transfers_of(child):
    """Newest first, with everyone named and how each part stood."""
    found = Transfer.objects.filter(child=child).select_related(
        *NAMED, "accepted_by", "declined_by", "settled_by"
    )
    replaced = Replaced.objects.select_related("worker", "replaced_by").order_by("pk")
    found = found.prefetch_related("parts", Prefetch("replaced", replaced))
    return found.order_by("-asked_on", "-pk")


def open_transfer(child):
    return Transfer.objects.open().filter(child=child).select_related(*NAMED).first()


def asked_in(step):
    """The transfers that a step of answering, settling or taking over is about."""
    found = Transfer.objects.open().filter(step_ref=step.about.get("asking") or step.public_id)
    return list(found.select_related(*NAMED).order_by("pk"))


def asked_with(transfer):
    """Brothers and sisters who were asked about in the same request, and are still to be taken over."""
    if transfer.step_ref is None:
        return [transfer]
    found = Transfer.objects.open().filter(step_ref=transfer.step_ref)
    return list(found.select_related(*NAMED).order_by("pk"))


def who_could(transfer, on):
    """Workers of the team that was asked, but the one who is named."""
    there = Membership.objects.in_force_on(on).filter(team=transfer.to_team_id).values("user")
    found = User.objects.filter(pk__in=there, is_active=True).exclude(pk=transfer.to_worker_id)
    return list(found.order_by("name", "pk"))


def made_by(step):
    """Every transfer that this step of asking made, however it ended."""
    return list(Transfer.objects.filter(step_ref=step.public_id).select_related(*NAMED))


def open_of_teams(team_ids, *, field, actor, permission):
    """Open transfers to or from these teams (None is all), oldest first, of children open to the worker."""
    people = Person.objects.visible_to(actor, permission)
    found = Transfer.objects.open().filter(child__in=people)
    if team_ids is not None:
        found = found.filter(**{f"{field}__in": list(team_ids)})
    return list(found.select_related(*NAMED, "declined_by").order_by("agreed_on", "pk"))


def manager_of(team, on):
    """The team's manager, when it has exactly one: work for them stands on their own list."""
    managers = User.objects.filter(
        pk__in=Membership.objects.managing(team, on).values("user"),
        is_active=True,
    )
    found = list(managers[:2])
    return found[0] if len(found) == 1 else None


def service_manager(on):
    """Who settles it: the first of the service managers by name."""
    held = Assignment.objects.in_force_on(on).filter(role__code="service_manager")
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name").first()


def readiness(child, on) -> rules.Readiness:
    """What the record knows of the protocol's parts."""
    late = _late(child, on)
    summary = CaseSummary.objects.filter(person=child, written_on__lte=on)
    decision = ManagementDecision.objects.filter(person=child, decided_on__lte=on)
    return rules.Readiness(
        on=on,
        has_story=Line.objects.filter(person=child).exists(),
        has_family=Relationship.objects.filter(Q(person=child) | Q(relative=child)).exists(),
        has_home=Residence.objects.filter(person=child, ended_on=None).exists(),
        has_ethnicity=bool(child.ethnicity),
        summary_on=summary.order_by("-written_on").values_list("written_on", flat=True).first(),
        decided_on=decision.order_by("-decided_on").values_list("decided_on", flat=True).first(),
        late_visits=tuple(name for code, name in late if code in rules.VISIT_CLOCKS),
        late_others=tuple(name for code, name in late if code not in rules.VISIT_CLOCKS),
        to_be_signed=tuple(
            register.step(step.code).title
            for step in work.open_steps(child).filter(state=State.AWAITING_AUTHORISATION)
            if not step.code.startswith("transfers.")
        ),
    )


def _late(child, on):
    """(rule, name) of each clock of the child that has run out."""
    running = Timer.objects.filter(person=child, stopped_on=None)
    late = running.annotate(day=Coalesce("managed_due_on", "statutory_due_on")).filter(day__lt=on)
    return [
        (timer.rule, clocks.timer(timer.rule, on=timer.triggered_on).name)
        for timer in late.order_by("day", "pk")
    ]


def held_since(children, on):
    """The latest day on which the worker of any of these children began."""
    held = allocated_workers([child.pk for child in children], on)
    return max((row.started_on for row in held.values()), default=None)
