import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.transfers.choices import Kind, Settlement, Stands


class TransferQuerySet(models.QuerySet):
    def open(self):
        """Asked, and neither taken over, nor withdrawn, nor settled to stay."""
        return self.filter(OPEN)


OPEN = Q(effective_on=None, withdrawn_on=None) & ~Q(settlement=Settlement.STAYS)


def _by_and_on(name):
    return Q(**{f"{name}_on": None, f"{name}_by": None}) | Q(
        **{f"{name}_on__isnull": False, f"{name}_by__isnull": False}
    )


@classed("sensitive")
class Transfer(Fact):
    """One child's work asked from one team to another, from the asking to the taking over.

    The sending team keeps the responsibility until `effective_on`. Brothers and sisters asked about
    together share `step_ref`, the step of the asking.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=12, choices=Kind)
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    point = models.CharField(max_length=24, blank=True, default="")  # code set transfer.point
    why = models.TextField()
    summary = models.TextField(blank=True, default="")
    consent = models.CharField(max_length=20, blank=True, default="")  # code set consent
    agreed_by_family = models.CharField(max_length=150, blank=True, default="")
    not_ready_why = models.TextField(blank=True, default="")
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_on = models.DateField(null=True, blank=True)
    joint_visit_planned_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_why = models.TextField(blank=True, default="")
    settlement = models.CharField(max_length=5, choices=Settlement, blank=True, default="")
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_why = models.TextField(blank=True, default="")
    effective_on = models.DateField(null=True, blank=True)
    joint_visit_on = models.DateField(null=True, blank=True)
    no_joint_visit_why = models.TextField(blank=True, default="")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True, default="")

    objects = TransferQuerySet.as_manager()

    class Meta:
        db_table = "transfers_transfer"
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=OPEN, name="one_open_transfer_per_child"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.EARLY_HELP) | Q(consent__in=["given", "given_in_part"]),
                name="step_down_with_the_familys_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(from_team=F("to_team")), name="transfer_is_to_another_team"
            ),
            models.CheckConstraint(
                condition=_by_and_on("accepted"), name="transfer_accepted_by_and_on"
            ),
            models.CheckConstraint(
                condition=_by_and_on("declined"), name="transfer_declined_by_and_on"
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(declined_on=None) | Q(settlement=Settlement.GOES),
                name="transfer_accepted_or_declined",
            ),
            models.CheckConstraint(
                condition=Q(declined_on=None) | ~Q(declined_why=""), name="declined_says_why"
            ),
            models.CheckConstraint(
                condition=Q(settlement="", settled_on=None, settled_by=None)
                | (
                    Q(declined_on__isnull=False)
                    & Q(settled_on__isnull=False)
                    & Q(settled_by__isnull=False)
                    & ~Q(settlement="")
                    & ~Q(settled_why="")
                ),
                name="only_what_was_declined_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(to_worker__isnull=False),
                name="accepted_names_the_worker",
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(accepted_on__isnull=False),
                name="only_what_was_accepted_takes_effect",
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(effective_on__gte=F("asked_on")),
                name="transfer_takes_effect_after_asking",
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None)
                | Q(joint_visit_on__isnull=False)
                | ~Q(no_joint_visit_why=""),
                name="joint_visit_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | (Q(effective_on=None) & ~Q(withdrawn_why="")),
                name="withdrawn_says_why_and_has_no_effect",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} transfer of #{self.child_id}"


@classed("sensitive")
class Replaced(Fact):
    """Who was named to take over and no longer is: until when, and why another was named instead."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="replaced")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField()
    why = models.TextField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "transfers_replaced"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="replaced_says_why")]

    def __str__(self):
        return f"#{self.pk} replaced in transfer #{self.transfer_id}"


@classed("sensitive")
class RequiredPart(Fact):
    """One required part of the protocol, and how it stood when the sending manager agreed."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="parts")
    code = models.CharField(max_length=24)
    title = models.CharField(max_length=100)
    stands = models.CharField(max_length=8, choices=Stands)
    missing = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "transfers_required_part"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "code"], name="each_part_once"),
            models.CheckConstraint(
                condition=(Q(stands=Stands.MISSING) & ~Q(missing=""))
                | Q(stands=Stands.THERE, missing=""),
                name="missing_part_says_what",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} part of transfer #{self.transfer_id}"
