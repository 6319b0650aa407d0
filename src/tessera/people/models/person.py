"""One person for everyone: child, unborn child, parent, carer, referrer."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.access.permissions import permission as known_permission
from tessera.foundations.records.models import Fact
from tessera.people.models import reach


class Sex(models.TextChoices):
    """The census's letters; and what it told apart until 2023-24 (GenderCurrent 9), asked of nobody now."""

    MALE = "M", "Male"
    FEMALE = "F", "Female"
    UNKNOWN = "U", "Not known"
    NOT_SPECIFIED = "N", "Not specified"


class PersonQuerySet(models.QuerySet):
    """The access policy as set-based predicates: the same answers as `access.policy.decide`.

    A worker reaches those they, or their team, work with; and through a child, that child's family
    as long as nobody else works with them: a mother without a worker of her own is part of the
    child's story, a cousin who is another team's child is not.
    """

    def known_to(self, actor):
        """People whose record the actor may know to exist."""
        return self.filter(reach.is_known(actor)) if actor.is_active else self.none()

    def visible_to(self, actor, permission="people:person:view"):
        """People whose record the actor may open with this permission."""
        scope = actor.scope_of(permission)
        if scope is None:
            return self.none()
        known = self.known_to(actor)
        if scope == "all":
            return known
        does = known_permission(permission).does
        return known.filter(reach.is_among_reached(actor, scope, does=does))

    def with_standing(self, actor):
        """Annotate all that the policy asks of a person and a worker, for one query in all."""
        return self.annotate(
            has_conflict=reach.has_conflict(actor),
            is_restricted=reach.is_restricted(actor),
            is_on_list=reach.is_on_list(actor),
            how_far=reach.how_far(actor),
            whereabouts_withheld=reach.whereabouts_withheld(actor, "pk"),
        )


@classed("personal", sensitive=("ethnicity", "religion"))
class Person(Fact):
    """Anyone we know. Roles are relations, never types.

    An unborn child has an expected date of birth and no date of birth. `name` and `name_key` repeat
    the current name for lists and sorting; the dated truth is in `Name`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=250)
    known_as = models.CharField(max_length=100, blank=True, default="")
    given_name = models.CharField(max_length=120, blank=True, default="")
    family_name = models.CharField(max_length=120, blank=True, default="")
    name_key = models.CharField(max_length=250, db_index=True)
    born_on = models.DateField(null=True, blank=True)
    born_on_is_estimated = models.BooleanField(default=False)
    expected_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    gender = models.CharField(max_length=60, blank=True, default="")
    ethnicity = models.CharField(max_length=4, blank=True, default="")
    religion = models.CharField(max_length=40, blank=True, default="")
    first_language = models.CharField(max_length=40, blank=True, default="")
    needs_interpreter = models.BooleanField(default=False)
    communication_needs = models.TextField(blank=True, default="")
    upn_unknown = models.CharField(max_length=3, blank=True, default="")
    disability_recorded_on = models.DateField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        db_table = "people_person"
        constraints = [
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(born_on=None) | Q(died_on__gte=F("born_on")),
                name="person_dies_on_or_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(expected_on=None) | Q(born_on=None),
                name="person_expected_or_born",
            ),
        ]
        indexes = [models.Index(fields=["born_on"], name="people_person_born")]

    def __str__(self):
        return f"#{self.pk} person"

    @property
    def is_unborn(self):
        return self.born_on is None and self.expected_on is not None


@classed("personal")
class SearchKey(models.Model):
    """What a person can be found by. Rebuilt by the actions that change names, numbers and homes.

    `keys` holds every name three ways: as spelt (`t:`), as it sounds (`s:`), as its family of short
    names (`n:`), so that one index answers all three. A protected place or telephone is never here.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="search_key"
    )
    names = models.TextField(help_text="every name, one a line")
    keys = ArrayField(models.CharField(max_length=60), default=list)
    identifiers = ArrayField(models.CharField(max_length=60), default=list)
    postcodes = ArrayField(models.CharField(max_length=8), default=list)
    born_on = models.DateField(null=True)

    class Meta:
        db_table = "people_search_key"
        indexes = [
            # Both in one index, so that a day's bearers of a common name are found without reading either all
            # who were born on it or all who bear the name. What is written is found at once, not by a list.
            GinIndex(fields=["born_on", "keys"], name="search_key_born_keys", fastupdate=False),
            GinIndex(fields=["identifiers"], name="search_key_identifiers"),
            GinIndex(fields=["postcodes"], name="search_key_postcodes"),
        ]

    def __str__(self):
        return f"search key of #{self.person_id}"


@classed("personal")
class NameToken(models.Model):
    """Each word of anyone's name, once: misspellings are looked up here, not among people."""

    token = models.CharField(max_length=60, primary_key=True)

    class Meta:
        db_table = "people_name_token"
        indexes = [
            GinIndex(fields=["token"], opclasses=["gin_trgm_ops"], name="name_token_trigrams")
        ]

    def __str__(self):
        return "name token"
