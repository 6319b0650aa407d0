"""The public referral form: begun, saved, come back to with a code, and sent as a contact."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from tessera.engine.documents import actions as documents
from tessera.engine.documents.models import Message
from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.practice.front_door.actions.contact import (
    ContactDetails,
    PartAsTold,
    Referrer,
    record_contact,
)
from tessera.practice.front_door.models import PublicReferral
from tessera.practice.front_door.models.contact import new_reference
from tessera.practice.front_door.rules import public_form as rules
from tessera.practice.front_door.rules.contact import TO_KNOW

SAVED = "Your referral form is saved"
CODE = "Your code for the referral form"


class AlreadySent(Exception):
    """The form has been sent and holds nothing any more."""


@action
def begin_public_referral(*, at, by):
    """Open an empty form for someone at the public door."""
    return PublicReferral.objects.create(reference=new_reference(), made_at=at, saved_at=at)


@action
def save_public_answers(*, form, page, answers, at, by):
    """Keep what was typed on one page, right or wrong. Raises AlreadySent."""
    form = _unsent(form)
    form.answers = {**form.answers, page: answers}
    form.saved_at = at
    form.save(update_fields=["answers", "saved_at"])
    return form


@action
def save_for_later(*, form, email, link, at, by):
    """Put the form aside and write to its writer how to come back. Raises AlreadySent."""
    form = _unsent(form)
    form.email = email
    form.saved_at = at
    form.save(update_fields=["email", "saved_at"])
    _write(
        email,
        SAVED,
        f"Your form is not sent yet. Nobody has read it.\n\n"
        f"To go on with it, open {link} and give this reference and your e-mail address:\n\n"
        f"{form.reference}\n\n"
        f"We keep it for {rules.draft_lasts(local(at).date()).days} days. "
        "If a child is in danger now, do not wait: ring us, or 999.",
    )
    return form


@action
def send_code(*, reference, email, at, by):
    """E-mail a fresh code when there is such a form. The caller is told the same either way."""
    form = (
        PublicReferral.objects.select_for_update()
        .filter(reference=reference.strip().upper(), email__iexact=email, sent_at=None)
        .exclude(email="")
        .first()
    )
    if form is None or not rules.draft_is_open(form.saved_at, at):
        return None
    code = "".join(secrets.choice("0123456789") for _ in range(rules.CODE_DIGITS))
    form.code_digest = _digest(form, code)
    form.code_sent_at = at
    form.code_tries = 0
    form.save(update_fields=["code_digest", "code_sent_at", "code_tries"])
    minutes = int(rules.CODE_LASTS.total_seconds() // 60)
    _write(
        form.email,
        CODE,
        f"Your code is {code}\n\nIt works once, for {minutes} minutes. "
        "We never ask for it by telephone. If you did not ask for a code, you need do nothing.",
    )
    return form


@action
def try_code(*, reference, code, at, by):
    """The form that the code opens, or None. Each try counts; a code works once."""
    form = (
        PublicReferral.objects.select_for_update()
        .filter(reference=reference.strip().upper(), sent_at=None)
        .first()
    )
    if form is None or not form.code_digest:
        return None
    form.code_tries += 1
    is_right = (
        rules.may_try(form.code_tries - 1)
        and rules.code_is_fresh(form.code_sent_at, at)
        and constant_time_compare(form.code_digest, _digest(form, code))
    )
    if is_right or not rules.may_try(form.code_tries):
        form.code_digest = ""
    form.save(update_fields=["code_tries", "code_digest"])
    return form if is_right else None


@action
def send_public_referral(*, form, details, parts, at, by):
    """Make the form a contact, empty it, and write to its writer that it has come.

    Raises AlreadySent when another click was sooner.
    """
    form = _unsent(form)
    contact = record_contact(details=details, parts=parts, reference=form.reference, by=by)
    form.contact = contact
    form.answers = {}
    form.code_digest = ""
    form.sent_at = at
    form.save(update_fields=["contact", "answers", "code_digest", "sent_at"])
    if details.referrer.email:
        _write(
            details.referrer.email,
            "We have your referral",
            f"Thank you. Your reference is {form.reference}.\n\n"
            "A social worker reads it and decides within one working day. We then tell you what "
            "was decided. If a child is in danger now, ring us, or 999.",
        )
    audit.record("front_door.public_referral_sent", by=by, contact=str(contact.public_id))
    return contact


@action
def erase_unsent_referrals(*, at, by):
    """Forms that their writers left unsent are gone, answers and e-mails with them. Gives how many."""
    until = at - rules.draft_lasts(local(at).date())
    forms = PublicReferral.objects.select_for_update().filter(sent_at=None, saved_at__lt=until)
    references = list(forms.values_list("reference", flat=True))
    for reference in references:
        Message.objects.filter(subject=SAVED, body__contains=reference).delete()
    Message.objects.filter(subject=CODE, made_at__lt=until).delete()
    PublicReferral.objects.filter(reference__in=references).delete()
    if references:
        audit.record("front_door.unsent_referrals_erased", by=by, number=len(references))
    return len(references)


def details_of(answers, *, received_at):
    """The pages of a whole form, cleaned, as a contact's details."""
    you, worries, consent = answers["you"], answers["worries"], answers["consent"]
    return ContactDetails(
        received_at=received_at,
        channel="referral_form",
        source=codesets.get("contact.source_kind", you["kind"]).extra["census"],
        referrer=Referrer(
            name=you["name"],
            role=you["role"],
            agency=you["agency"],
            telephone=you["telephone"],
            email=you["email"],
            may_be_named=you["may_be_named"],
        ),
        acknowledged_at=received_at,
        family_knows=consent["family_knows"],
        consent=consent["consent"],
        consent_note=consent["consent_note"],
        concerns=tuple(worries["concerns"]),
        account=_account(worries),
        childs_words=worries["childs_words"],
        immediate_risk=worries["immediate_risk"],
        immediate_risk_why=worries["immediate_risk_why"],
    )


def parts_of(answers):
    children = [
        PartAsTold(
            part="child",
            given=row["given"],
            family=row["family"],
            born_on=None if row["is_unborn"] else row["born_on"],
            expected_on=row["born_on"] if row["is_unborn"] else None,
            sex=row["sex"],
            address=row["address"],
            postcode=row["postcode"],
            school=row["school"],
        )
        for row in answers["children"]
    ]
    adults = [
        PartAsTold(
            part="adult",
            given=row["given"],
            family=row["family"],
            relation=row["relation"],
            telephone=row["telephone"],
            address=row["address"],
        )
        for row in answers["adults"]
    ]
    return [*children, *adults]


def _account(worries):
    parts = [worries["account"]]
    if worries["tried"]:
        parts.append(f"What has been tried, and what goes well:\n{worries['tried']}")
    if worries["safety"]:
        parts.append(f"{TO_KNOW}\n{worries['safety']}")
    return "\n\n".join(parts)


def _unsent(form):
    form = PublicReferral.objects.select_for_update().get(pk=form.pk)
    if form.sent_at is not None:
        raise AlreadySent
    return form


def _digest(form, code):
    return salted_hmac(
        "front_door.code", f"{form.public_id} {code}", algorithm="sha256"
    ).hexdigest()


def _write(to, subject, body):
    return documents.write_message(to=to, subject=subject, body=body, by=None)
