"""What a contact or a case said before it was put right: until when, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from tessera.foundations import codesets
from tessera.foundations.access.models import User
from tessera.foundations.records.models import Version
from tessera.practice.front_door.models import Contact, ContactChild, Referral
from tessera.ui.formatting import clock_time, local, long_date

LABELS = {
    Contact: {
        "received_at": "When we got it",
        "channel": "How it came",
        "source": "From",
        "referrer_name": "Who told us",
        "referrer_role": "Their work",
        "referrer_agency": "School, practice or service",
        "referrer_telephone": "Telephone",
        "referrer_email": "E-mail",
        "referrer_may_be_named": "May the family know?",
        "family_knows": "Family knows",
        "consent": "Agreement",
        "consent_note": "Who agreed or refused",
        "without_agreement_why": "Why agencies were asked without agreement",
        "concerns": "What the worry is about",
        "account": "What we were told",
        "childs_words": "The child’s words",
        "immediate_risk": "In danger now",
        "immediate_risk_why": "The danger",
    },
    ContactChild: {"childs_words": "The child’s words"},
    Referral: {
        "received_on": "Day of the referral",
        "source": "Who referred",
        "primary_need": "Main need",
        "closed_on": "Day it closed",
        "closure_reason": "Why it closed",
        "closure_summary": "What had changed",
    },
}
CODES = {
    "channel": "contact.channel",
    "source": "cin.referral_source",
    "consent": "consent",
    "concerns": "contact.concern",
    "primary_need": "cin.primary_need",
    "closure_reason": "cin.closure_reason",
}


@dataclass(frozen=True)
class Correction:
    """What one correction changed: the words for each field, as it was and as it became."""

    at: datetime
    by: str
    why: str
    fields: tuple[tuple[str, str, str], ...]


def corrections_of(facts: Sequence) -> dict[int, list[Correction]]:
    """pk -> the corrections of each of these facts, all of one kind; newest first. What went on is none."""
    if not facts:
        return {}
    model = type(facts[0])
    after = {fact.pk: {**vars(fact)} for fact in facts}
    versions = Version.objects.filter(table_name=model._meta.db_table, row_id__in=list(after))
    found: dict[int, list[tuple]] = {}
    for version in versions.order_by("-pk"):
        became = after[version.row_id]
        changed = tuple(_changed(model, version.row, became))
        if changed and became["recorded_why"]:
            found.setdefault(version.row_id, []).append((version, became["recorded_why"], changed))
        after[version.row_id] = version.row
    workers = {version.replaced_by_id for each in found.values() for version, *_ in each}
    names = dict(User.objects.filter(pk__in=workers).values_list("pk", "name")) if workers else {}
    return {
        pk: [
            Correction(
                version.replaced_at, names.get(version.replaced_by_id, "The system"), why, changed
            )
            for version, why, changed in each
        ]
        for pk, each in found.items()
    }


def corrections_of_contact(contact) -> list[Correction]:
    """Those of the contact, and of what each of several children said; newest first."""
    children = list(contact.children.all())
    of_children = corrections_of(children if len(children) > 1 else ()).values()
    found = [*corrections_of([contact]).get(contact.pk, ()), *chain.from_iterable(of_children)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _changed(model, was, became):
    """A version from before a field existed says nothing of it."""
    for name, label in LABELS[model].items():
        if name not in was or name not in became:
            continue
        field = model._meta.get_field(name)
        before, after = field.to_python(was[name]), field.to_python(became[name])
        if before != after:
            yield label, _words(name, before), _words(name, after)


def _words(name, value):
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in CODES:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(codesets.label(CODES[name], code) for code in codes)
    if isinstance(value, datetime):
        return f"{long_date(local(value).date())}, {clock_time(value)}"
    return long_date(value) if isinstance(value, date) else value
