"""A person's dated particulars: names, identifiers, addresses, ways to reach them."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.foundations.records.queries import true_on
from tessera.people.models.person import Person


def ends_on_or_after_start(name):
    return models.CheckConstraint(
        condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
        name=name,
    )


@classed("personal")
class Name(Fact):
    """A name a person has or had. Never overwritten: a new name is a new row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="names")
    kind = models.CharField(max_length=12)  # code set person.name_kind
    given = models.CharField(max_length=120, blank=True, default="")
    middle = models.CharField(max_length=120, blank=True, default="")
    family = models.CharField(max_length=120, blank=True, default="")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_name"
        constraints = [ends_on_or_after_start("name_ends_on_or_after_start")]

    def __str__(self):
        return f"#{self.pk} name of #{self.person_id}"


@classed("personal")
class Identifier(Fact):
    """A number someone gave the person: of the NHS, a school, the Home Office, an old system."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20)  # code set person.identifier_kind
    value = models.CharField(max_length=40)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_identifier"
        constraints = [
            ends_on_or_after_start("identifier_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=Q(ended_on=None, kind__in=["nhs", "la_child_id"]),
                name="one_person_per_identifier",
            ),
        ]
        indexes = [models.Index(fields=["value"], name="people_identifier_value")]

    def __str__(self):
        return f"#{self.pk} {self.kind} of #{self.person_id}"


@classed("sensitive")
class Disability(Fact):
    """One disability code that is true of a person from a day. `NONE` stands alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="disabilities")
    code = models.CharField(max_length=4)  # code set cin.disability
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_disability"
        constraints = [
            ends_on_or_after_start("disability_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["person", "code"], condition=Q(ended_on=None), name="one_current_disability"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.code} of #{self.person_id}"


@classed("whereabouts")
class Address(models.Model):
    """A place, written once, however many people live there."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lines = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True, default="")
    uprn = models.CharField(max_length=12, blank=True, default="")
    key = models.CharField(max_length=310, unique=True, help_text="folded lines and postcode")

    class Meta:
        db_table = "people_address"
        indexes = [models.Index(fields=["postcode"], name="people_address_postcode")]

    def __str__(self):
        return f"#{self.pk} address"


HOME = "home"
STAYS = ("temporary", "placement")
"""Kinds of address at which somebody is for the time being: their home stays, and they are not there."""


class ResidenceQuerySet(models.QuerySet):
    def of_those_present(self, on):
        """Where each person is on a day: where they stay for the time being, or else their home."""
        stays = Residence.objects.filter(true_on(on), person=OuterRef("person"), kind__in=STAYS)
        true = self.filter(true_on(on), kind__in=(HOME, *STAYS))
        return true.filter(Q(kind__in=STAYS) | ~Exists(stays))


@classed("whereabouts")
class Residence(Fact):
    """A person at an address, dated. People at one address on one day are a household."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    address = models.ForeignKey(Address, models.PROTECT, related_name="residences")
    kind = models.CharField(max_length=20, default="home")  # code set address.kind
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        db_table = "people_residence"
        constraints = [
            ends_on_or_after_start("residence_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on=None, kind="home"),
                name="one_current_home",
            ),
        ]
        indexes = [
            models.Index(
                fields=["address", "person"], condition=Q(ended_on=None), name="residence_household"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} residence of #{self.person_id}"


@classed("whereabouts")
class ContactPoint(Fact):
    """A telephone number or e-mail address, with who may be told what through it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=12)  # code set person.contact_kind
    value = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True, default="")
    is_safe = models.BooleanField(default=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_contact_point"
        constraints = [ends_on_or_after_start("contact_point_ends_on_or_after_start")]

    def __str__(self):
        return f"#{self.pk} {self.kind} of #{self.person_id}"


@classed("public")
class Organisation(models.Model):
    """A school, surgery, police force, charity or council that we work with."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)  # code set organisation.kind
    name = models.CharField(max_length=150)
    code = models.CharField(max_length=20, blank=True, default="")
    telephone = models.CharField(max_length=30, blank=True, default="")
    email = models.EmailField(blank=True, default="")

    class Meta:
        db_table = "people_organisation"

    def __str__(self):
        return self.name
