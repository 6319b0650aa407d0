"""One person for everyone: child, unborn child, parent, carer, referrer."""

import uuid

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import current_on
from tessera.foundations.records.models import Fact


class Sex(models.TextChoices):
    MALE = "M", "Male"
    FEMALE = "F", "Female"
    UNKNOWN = "U", "Not known"


PARENT_KINDS = frozenset({"parent", "adoptive_parent"})


def _all(name):
    return apps.get_model("people", name).objects.all()


def _in_force(name, actor):
    return _all(name).filter(current_on(actor.today))


class PersonQuerySet(models.QuerySet):
    """The access policy as set-based predicates: the same answers as `access.policy.decide`.

    A worker reaches those they, or their team, work with; and through a child, that child's family
    as long as nobody else works with them: a mother without a worker of her own is part of the
    child's story, a cousin who is another team's child is not.
    """

    def known_to(self, actor):
        """People whose record the actor may know to exist."""
        if not actor.is_active:
            return self.none()
        restricted = _in_force("Restriction", actor).filter(person=OuterRef("pk"))
        return self.filter(
            ~Exists(_conflicts(actor).filter(person=OuterRef("pk"))),
            ~Exists(restricted) | Exists(restricted.filter(_on_list(actor))),
        )

    def visible_to(self, actor, permission="people:person:view"):
        """People whose record the actor may open with this permission."""
        scope = actor.scope_of(permission)
        if scope is None:
            return self.none()
        known = self.known_to(actor)
        if scope == "all":
            return known
        return known.filter(pk__in=_reached(actor, scope))

    def with_standing(self, actor):
        """Annotate all that the policy asks of a person and a worker, for one query in all."""
        restricted = _in_force("Restriction", actor).filter(person=OuterRef("pk"))
        withheld = Q(Exists(unseen_protections(actor).filter(person=OuterRef("pk"))))
        return self.annotate(
            has_conflict=Exists(_conflicts(actor).filter(person=OuterRef("pk"))),
            is_restricted=Exists(restricted),
            is_on_list=Exists(restricted.filter(_on_list(actor))),
            is_own=_is_reached(actor, "own"),
            is_teams=_is_reached(actor, "team"),
            whereabouts_withheld=withheld | Q(Exists(_shares_home_with_protected(actor))),
        )


def _conflicts(actor):
    return _in_force("Conflict", actor).filter(user=actor.user_id)


def _on_list(actor):
    listings = _in_force("Listing", actor).filter(restriction=OuterRef("pk"), user=actor.user_id)
    return Q(owner=actor.user_id) | Exists(listings)


def work_of(actor, scope):
    """The involvements through which an actor reaches people."""
    reach = Q(worker__in=actor.acts_for)
    if scope == "team":
        reach |= Q(team__in=actor.team_ids)
    return _in_force("Involvement", actor).filter(reach)


def _ours(actor):
    """Involvements of our own workers and teams, whoever they are."""
    return _in_force("Involvement", actor).filter(Q(worker__isnull=False) | Q(team__isnull=False))


def _relationships(actor):
    today = actor.today
    return _all("Relationship").filter(
        Q(started_on=None) | Q(started_on__lte=today), Q(ended_on=None) | Q(ended_on__gt=today)
    )


def _reached(actor, scope):
    work = work_of(actor, scope).values("person_id")
    others = _ours(actor)
    kin = _relationships(actor)
    of_relative = kin.filter(
        ~Exists(others.filter(person=OuterRef("person_id"))), relative__in=work
    ).values("person_id")
    of_person = kin.filter(
        ~Exists(others.filter(person=OuterRef("relative_id"))), person__in=work
    ).values("relative_id")
    siblings = _children_of_parents_of(kin, work).filter(
        ~Exists(others.filter(person=OuterRef("relative_id")))
    )
    return work.union(of_relative, of_person, siblings.values("relative_id"))


def _children_of_parents_of(kin, work):
    """Brothers and sisters whom only their parents tie to a child."""
    parents = kin.filter(kind__in=PARENT_KINDS)
    return parents.filter(person__in=parents.filter(relative__in=work).values("person_id"))


def _is_reached(actor, scope):
    work = work_of(actor, scope)
    kin = _relationships(actor)
    through_family = Exists(
        kin.filter(person=OuterRef("pk"), relative__in=work.values("person_id"))
    ) | Exists(kin.filter(relative=OuterRef("pk"), person__in=work.values("person_id")))
    through_family |= Exists(
        _children_of_parents_of(kin, work.values("person_id")).filter(relative=OuterRef("pk"))
    )
    has_no_worker = ~Exists(_ours(actor).filter(person=OuterRef("pk")))
    return Case(
        When(Exists(work.filter(person=OuterRef("pk"))), then=True),
        When(has_no_worker & through_family, then=True),
        default=False,
    )


def unseen_protections(actor):
    """The protections in force whose list the actor is not on."""
    listed = _in_force("Viewer", actor).filter(protection=OuterRef("pk"), user=actor.user_id)
    return _in_force("Protection", actor).filter(~Q(owner=actor.user_id), ~Exists(listed))


def _shares_home_with_protected(actor, person="pk"):
    """A home shared with a protected person would give their place away."""
    today = actor.today
    return _all("Residence").filter(
        Q(ended_on=None) | Q(ended_on__gt=today),
        Q(address__residences__ended_on=None) | Q(address__residences__ended_on__gt=today),
        person=OuterRef(person),
        address__residences__person__in=unseen_protections(actor).values("person"),
    )


def whereabouts_withheld(actor, person="person_id"):
    """For rows about a person: whether their place is withheld from the actor."""
    own = Exists(unseen_protections(actor).filter(person=OuterRef(person)))
    return Q(own) | Q(Exists(_shares_home_with_protected(actor, person)))


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
            GinIndex(fields=["keys"], name="search_key_keys"),
            GinIndex(fields=["identifiers"], name="search_key_identifiers"),
            GinIndex(fields=["postcodes"], name="search_key_postcodes"),
            models.Index(fields=["born_on"], name="search_key_born"),
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
