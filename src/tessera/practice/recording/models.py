"""What is written day by day: notes, visits, summaries, decisions. One row for each child."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Line, Person


@classed("sensitive")
class CaseNote(Fact):
    """A note of a call, meeting, e-mail or event; `group` is shared by the children of one note."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(Person, models.PROTECT, related_name="case_notes")
    kind = models.CharField(max_length=24)  # code set note.kind
    happened_on = models.DateField()
    happened_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=150)
    text = models.TextField()
    childs_words = models.TextField(blank=True, default="")
    significance = models.PositiveSmallIntegerField(choices=Line.Significance, default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "recording_case_note"
        indexes = [
            models.Index(fields=["person", "-happened_on"], name="case_note_person"),
            models.Index(
                fields=["person", "-happened_on", "-id"],
                condition=~Q(childs_words=""),
                name="case_note_words",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} note of #{self.person_id}"


@classed("sensitive", whereabouts=("place",))
class Visit(Fact):
    """A visit to a child: seen or not, alone or not, what the child said. A visit that did not find
    the child says so, and keeps the clock running."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=24)  # code set visit.kind
    happened_on = models.DateField()
    happened_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    is_announced = models.BooleanField(null=True)
    was_seen = models.BooleanField()
    was_seen_alone = models.BooleanField(null=True)
    not_seen_why = models.TextField(blank=True, default="")
    not_alone_why = models.TextField(blank=True, default="")
    bedroom_seen = models.BooleanField(null=True)
    text = models.TextField(blank=True, default="")
    childs_words = models.TextField(blank=True, default="")
    not_heard_why = models.TextField(blank=True, default="")
    significance = models.PositiveSmallIntegerField(choices=Line.Significance, default=1)
    harm = models.TextField(
        blank=True, default="", db_default="", help_text="harm or danger, as a fact"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "recording_visit"
        constraints = [
            models.CheckConstraint(
                condition=Q(was_seen=True) | ~Q(not_seen_why=""), name="unseen_child_says_why"
            ),
            models.CheckConstraint(
                condition=Q(was_seen=True) | Q(was_seen_alone=None) | Q(was_seen_alone=False),
                name="alone_only_when_seen",
            ),
            models.CheckConstraint(
                condition=Q(harm="") | Q(significance__gte=2), name="visit_of_harm_is_significant"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-happened_on"], name="visit_person"),
            models.Index(
                fields=["person", "-happened_on", "-id"],
                condition=~Q(childs_words=""),
                name="visit_words",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} visit to #{self.person_id}"

    @property
    def is_before_birth(self):
        """It was to the mother."""
        born_on = self.person.born_on
        return self.person.is_unborn or (born_on is not None and self.happened_on < born_on)


@classed("sensitive")
class CaseSummary(Fact):
    """Where things stand for a child, in a page. The latest is the one that counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="case_summaries")
    written_on = models.DateField()
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "recording_case_summary"

    def __str__(self):
        return f"#{self.pk} summary of #{self.person_id}"


@classed("sensitive")
class ManagementDecision(Fact):
    """What a manager decided about a child, and on what basis. Never one without the other."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(Person, models.PROTECT, related_name="management_decisions")
    decided_on = models.DateField()
    decision = models.TextField()
    basis = models.TextField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "recording_management_decision"
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="") & ~Q(basis=""), name="decision_has_its_basis"
            )
        ]
        indexes = [models.Index(fields=["person", "-decided_on", "-id"], name="decision_person")]

    def __str__(self):
        return f"#{self.pk} decision on #{self.person_id}"


@classed("sensitive")
class DecidedAction(Fact):
    """What is to be done after a manager's decision: by whom, by when if a day was said, and how it ended.

    `work_ref` is the step in which its owner, or the child's own worker, says so.
    """

    class End(models.TextChoices):
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Not done"

    decision = models.ForeignKey(ManagementDecision, models.PROTECT, related_name="actions")
    what = models.TextField()
    who = models.CharField(max_length=150)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    work_ref = models.UUIDField(null=True, blank=True, unique=True)
    ended_on = models.DateField(null=True, blank=True)
    how_ended = models.CharField(max_length=8, choices=End, blank=True, default="", db_default="")
    ended_why = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "recording_decided_action"
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(who=""), name="decided_action_has_somebody"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, how_ended="")
                | Q(ended_on__isnull=False) & ~Q(how_ended=""),
                name="ended_decided_action_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(how_ended="not_done") | ~Q(ended_why=""),
                name="decided_action_not_done_says_why",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} action of decision #{self.decision_id}"
