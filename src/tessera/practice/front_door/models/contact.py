import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from tessera.engine.documents.models import Document
from tessera.engine.workflow.models import Step
from tessera.foundations import codesets
from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.foundations.access.permissions import permission as known_permission
from tessera.foundations.access.policy import Does
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.models import Fact
from tessera.people.models import Organisation, Person
from tessera.people.models.reach import is_among_reached
from tessera.practice.front_door.rules.contact import headline, level_of
from tessera.ui.formatting import list_words, lower_first

PLAIN_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, and nothing that sounds or looks like another: a reference is read out on the telephone."""


def new_reference():
    """A reference that nobody can guess from another one: C-7K3M-9PQD."""
    letters = "".join(secrets.choice(PLAIN_LETTERS) for _ in range(8))
    return f"C-{letters[:4]}-{letters[4:]}"


class ContactQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(stage=Contact.Stage.FINISHED)

    def undecided(self):
        return self.filter(stage__in=Contact.UNDECIDED)

    def visible_to(self, actor, permission):
        """Contacts the worker may open: none of its people is hidden, and one of them is in reach."""
        scope = actor.scope_of(permission)
        if scope is None:
            return self.none()
        return self.in_scope(actor, scope, does=known_permission(permission).does)

    def in_scope(self, actor, scope, *, does=Does.READS):
        """The same for a permission that reaches so far."""
        seen = self.filter(self._hides_nobody(actor))
        if scope == "all":
            return seen
        reached = self._the_person().filter(is_among_reached(actor, scope, does=does))
        return seen.filter(Exists(self._parts().filter(Exists(reached))))

    def with_known(self, actor):
        """Annotate `is_known`: whether the worker may know of all its people."""
        return self.annotate(is_known=self._hides_nobody(actor))

    def _hides_nobody(self, actor):
        # Asked person by person: a list of all whom one may know of would be read for every contact.
        return ~Exists(self._parts().filter(~Exists(self._the_person().known_to(actor))))

    @staticmethod
    def _parts():
        return ContactChild.objects.filter(contact=OuterRef("pk"), person__isnull=False)

    @staticmethod
    def _the_person():
        return Person.objects.filter(pk=OuterRef("person"))


@classed(
    "sensitive",
    informant=(
        "referrer_name",
        "referrer_role",
        "referrer_agency",
        "referrer_telephone",
        "referrer_email",
        "referrer_organisation",
    ),
)
class Contact(Fact):
    """Someone told us of a worry about one or more children (practice rules 2.1; Working Together).

    What was told, what was decided, by whom and why, and whether the one who told us was told back.
    """

    class Stage(models.TextChoices):
        NEW = "new", "To look at"
        CHECKS = "checks", "Agency checks"
        DECISION = "decision", "To decide"
        AUTHORISATION = "authorisation", "With the manager"
        TELL_REFERRER = "tell_referrer", "Tell the referrer"
        FINISHED = "finished", "Finished"

    UNDECIDED = (Stage.NEW, Stage.CHECKS, Stage.DECISION, Stage.AUTHORISATION)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=20)  # code set contact.channel
    source = models.CharField(max_length=2)  # code set cin.referral_source
    referrer_name = models.CharField(max_length=150, blank=True, default="")
    referrer_role = models.CharField(max_length=100, blank=True, default="")
    referrer_agency = models.CharField(max_length=150, blank=True, default="")
    referrer_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    referrer_telephone = models.CharField(max_length=30, blank=True, default="")
    referrer_email = models.EmailField(blank=True, default="")
    referrer_may_be_named = models.BooleanField(null=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    family_knows = models.BooleanField(null=True)
    consent = models.CharField(max_length=20, blank=True, default="")  # code set consent
    consent_note = models.CharField(max_length=500, blank=True, default="")
    without_agreement_why = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="why agencies were asked though the family did not agree",
    )
    concerns = models.JSONField(default=list, blank=True)  # codes of contact.concern
    account = models.TextField(blank=True, default="")
    childs_words = models.TextField(blank=True, default="")
    immediate_risk = models.BooleanField(null=True)
    immediate_risk_why = models.TextField(blank=True, default="")
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.NEW)
    decision_step = models.OneToOneField(
        Step, models.PROTECT, null=True, blank=True, related_name="contact_to_decide"
    )
    rag = models.CharField(max_length=5, blank=True, default="")  # code set contact.rag
    rag_set_at = models.DateTimeField(null=True, blank=True)
    rag_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=24, blank=True, default="")  # code set contact.outcome
    decision_why = models.TextField(blank=True, default="")
    primary_need = models.CharField(max_length=2, blank=True, default="")  # cin.primary_need
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    passed_to = models.CharField(max_length=200, blank=True, default="")
    advice = models.TextField(blank=True, default="")
    level = models.CharField(
        max_length=4,
        blank=True,
        default="",
        db_default="",
        help_text="code set contact.level, where it is another than the outcome stands for",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_why = models.TextField(blank=True, default="")
    for_daily_meeting_on = models.DateField(null=True, blank=True)
    daily_meeting_note = models.CharField(max_length=300, blank=True, default="")
    referrer_called_at = models.DateTimeField(null=True, blank=True)
    referrer_call_note = models.TextField(blank=True, default="")
    referrer_letter_at = models.DateTimeField(null=True, blank=True)
    referrer_letter = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_told_why = models.CharField(max_length=300, blank=True, default="")

    objects = ContactQuerySet.as_manager()

    class Meta:
        db_table = "front_door_contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False) & ~Q(decision_why="")),
                name="contact_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(authorised_at=None, authorised_by=None)
                | (Q(authorised_at__isnull=False, authorised_by__isnull=False) & ~Q(outcome="")),
                name="contact_authorised_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(authorised_by=None)
                | Q(decided_by=None)
                | ~Q(authorised_by=models.F("decided_by")),
                name="contact_not_authorised_by_its_decider",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["tell_referrer", "finished"])
                | Q(authorised_at__isnull=False),
                name="contact_told_after_authorisation",
            ),
            models.CheckConstraint(
                condition=~Q(stage="finished")
                | Q(referrer_letter_at__isnull=False)
                | ~Q(not_told_why=""),
                name="finished_contact_was_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="contact_received"),
            models.Index(
                fields=["stage", "received_at", "id"],
                condition=~Q(stage="finished"),
                name="contact_board",
            ),
            models.Index(fields=["-decided_at"], name="contact_decided"),
        ]

    def __str__(self):
        return f"#{self.pk} contact"

    @property
    def headline(self):
        return headline(self.account)

    @property
    def danger_words(self):
        """The first words of the danger; of all that was told, where nobody wrote them apart."""
        return headline(self.immediate_risk_why or self.account)

    @property
    def is_undecided(self):
        return self.stage in self.UNDECIDED

    @property
    def came_back(self):
        """A manager sent the decision back, and it has not been sent again."""
        return bool(self.returned_why) and self.stage in self.UNDECIDED

    @property
    def decided(self):
        """outcome -> the children for whom it was decided, the contact's own first."""
        found = {self.outcome: []} if self.outcome else {}
        children = (part for part in self.children.all() if part.part == ContactChild.Part.CHILD)
        for part in sorted(children, key=lambda each: each.pk):
            found.setdefault(part.outcome or self.outcome, []).append(part)
        return found

    @property
    def level_of_need(self):
        """The code of the level that somebody said, or that the decision stands for."""
        return self.level or level_of(self.decided)

    @property
    def level_words(self):
        """In the council's own words of the day on which it was decided."""
        on = local(self.decided_at).date() if self.decided_at else None
        return codesets.label("contact.level", self.level_of_need, on=on)

    @property
    def said(self):
        """(child, words) of what children said, as told; no child where nobody knows which of them."""
        children = [part for part in self.children.all() if part.part == ContactChild.Part.CHILD]
        found = [(part, part.childs_words) for part in children if part.childs_words]
        if self.childs_words:
            found.append((children[0] if len(children) == 1 else None, self.childs_words))
        return found

    @property
    def decided_words(self):
        """What was decided; child by child where brothers and sisters differ."""
        on = {code: codesets.label("contact.outcome", code) for code in self.decided}
        if len(on) < 2:
            return "".join(on.values())
        return "; ".join(
            f"{list_words([part.first_name for part in parts])}: {lower_first(on[code])}"
            for code, parts in self.decided.items()
        )


@classed(
    "personal",
    sensitive=("childs_words",),
    whereabouts=("address_as_told", "postcode_as_told", "school_as_told"),
)
class ContactChild(Fact):
    """One child, or grown-up, of whom a contact tells: as told, and matched to a person once known."""

    class Part(models.TextChoices):
        CHILD = "child", "Child the contact is about"
        ADULT = "adult", "Adult in the family"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="children")
    part = models.CharField(max_length=5, choices=Part, default=Part.CHILD)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contact_children"
    )
    given_as_told = models.CharField(max_length=120, blank=True, default="")
    family_as_told = models.CharField(max_length=120, blank=True, default="")
    born_on_as_told = models.DateField(null=True, blank=True)
    expected_on_as_told = models.DateField(null=True, blank=True)
    sex_as_told = models.CharField(max_length=1, blank=True, default="")
    address_as_told = models.CharField(max_length=300, blank=True, default="")
    postcode_as_told = models.CharField(max_length=10, blank=True, default="")
    school_as_told = models.CharField(max_length=150, blank=True, default="")
    relation_as_told = models.CharField(max_length=100, blank=True, default="")
    telephone_as_told = models.CharField(max_length=30, blank=True, default="")
    matched_at = models.DateTimeField(null=True, blank=True)
    childs_words = models.TextField(
        blank=True,
        default="",
        help_text="of one of several; an only child's stand with the contact",
    )
    outcome = models.CharField(
        max_length=24, blank=True, default="", help_text="where it is not the contact's own"
    )

    class Meta:
        db_table = "front_door_contact_child"
        constraints = [
            models.CheckConstraint(
                condition=Q(part="child") | Q(outcome=""), name="only_children_are_decided_on"
            ),
            models.CheckConstraint(
                condition=Q(part="child") | Q(childs_words=""),
                name="only_children_have_childs_words",
            ),
            models.UniqueConstraint(
                fields=["contact", "person"],
                condition=Q(person__isnull=False),
                name="one_part_per_person_and_contact",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(matched_at__isnull=False),
                name="matched_part_says_when",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} of contact #{self.contact_id}"

    @property
    def first_name(self):
        """As whoever told us named the child, or as the record does."""
        return self.given_as_told or (self.person.given_name if self.person else "") or "One child"

    @property
    def name_as_told(self):
        return f"{self.given_as_told} {self.family_as_told}".strip() or "Name not known"
