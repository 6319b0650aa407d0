import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tessera.engine.forms.models import Sheet
from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


class State(models.TextChoices):
    TO_DO = "to_do", "To do"
    IN_PROGRESS = "in_progress", "In progress"
    AWAITING_AUTHORISATION = "awaiting_authorisation", "Awaiting authorisation"
    RETURNED = "returned", "Came back for changes"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    REOPENED = "reopened", "Reopened"


OPEN_STATES = (
    State.TO_DO,
    State.IN_PROGRESS,
    State.AWAITING_AUTHORISATION,
    State.RETURNED,
    State.REOPENED,
)

WRITABLE_STATES = (State.TO_DO, State.IN_PROGRESS, State.RETURNED, State.REOPENED)


@classed("personal", sensitive=("reason", "next_steps", "about"))
class Step(Fact):
    """One piece of work: what is to be done, about whom, by whom, by when, and how it stands.

    `code` names its definition in a room's processes. `happened_on` is the day of the event that the
    step records (a visit, a conference), seldom the day of writing. `due_on` is a day that somebody
    asked for; statutory days are timers. `next_steps` is what the worker chose to follow, made when
    the step is complete. `levels` are the permissions that must sign it, in order, as decided when it
    was handed in; `authorisation_level` is the one it waits for, or the last that signed. `reason` is
    why it was cancelled or reopened.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=80)
    state = models.CharField(max_length=24, choices=State, default=State.TO_DO)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="steps")
    sheet = models.OneToOneField(Sheet, models.PROTECT, null=True, blank=True, related_name="step")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    about = models.JSONField(default=dict, blank=True, help_text="room's keys, such as contact id")
    urgency = models.PositiveSmallIntegerField(default=0)
    authorisation_level = models.CharField(max_length=100, blank=True, default="")
    levels = models.JSONField(null=True, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_why = models.CharField(max_length=200, blank=True, default="")
    next_steps = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    subjects_list: list[Person]
    """The people it is about, in their order, once something has read them."""

    class Meta:
        db_table = "workflow_step"
        constraints = [
            models.CheckConstraint(
                condition=Q(authorised_at=None, authorised_by=None)
                | Q(authorised_at__isnull=False, authorised_by__isnull=False),
                name="step_authorised_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(authorised_by=None)
                | Q(submitted_by=None)
                | ~Q(authorised_by=models.F("submitted_by")),
                name="nobody_authorises_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(completed_at__isnull=False),
                name="done_step_has_completion",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="cancelled_step_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["code", "-id"], name="workflow_step_code"),
            models.Index(fields=["follows"], name="workflow_step_follows"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.code}"

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def may_be_written(self):
        return self.state in WRITABLE_STATES


@classed("personal")
class Subject(models.Model):
    """A person whom a step is about. Brothers and sisters share a step."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, models.PROTECT, related_name="step_subjects")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "workflow_subject"
        constraints = [
            models.UniqueConstraint(fields=["step", "person"], name="one_subject_per_step")
        ]

    def __str__(self):
        return f"#{self.pk} subject of step #{self.step_id}"


@classed("personal")
class Signature(Fact):
    """One level's name under a piece of work. Sent back or reopened, it is withdrawn and no longer counts."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="signatures")
    level = models.CharField(max_length=100)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "workflow_signature"
        constraints = [
            models.UniqueConstraint(
                fields=["step", "by"],
                condition=Q(withdrawn_at=None),
                name="one_signature_per_person",
            ),
            models.UniqueConstraint(
                fields=["step", "level"],
                condition=Q(withdrawn_at=None),
                name="one_signature_per_level",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} signature of step #{self.step_id}"


@classed("personal", sensitive=("comment",))
class StepEvent(models.Model):
    """What befell a step: made, allocated, submitted, returned, authorised, reopened, cancelled."""

    class Kind(models.TextChoices):
        MADE = "made", "Made"
        ALLOCATED = "allocated", "Allocated"
        STARTED = "started", "Started"
        SUBMITTED = "submitted", "Sent for authorisation"
        RETURNED = "returned", "Returned for changes"
        AUTHORISED = "authorised", "Authorised"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        REOPENED = "reopened", "Reopened"
        CORRECTED = "corrected", "Corrected"
        EXTENDED = "extended", "New date set"
        COMMENTED = "commented", "Manager's words"
        OUT_OF_ORDER = "out_of_order", "Started before an earlier step was finished"

    step = models.ForeignKey(Step, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField(blank=True, default="")

    class Meta:
        db_table = "workflow_step_event"
        indexes = [models.Index(fields=["step", "id"], name="workflow_event_step")]

    def __str__(self):
        return f"#{self.pk} {self.kind} of step #{self.step_id}"
