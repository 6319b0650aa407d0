"""Keeping a document exactly as it was made."""

import hashlib

from tessera.engine.documents.models import Document
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action


@action
def keep_document(
    *, kind, title, people, content, recipient="", recipient_address="", step_ref=None, at, by
) -> Document:
    """Keep what was made, for whom, with the digest that shows it was never changed."""
    people = list(people)
    document = Document.objects.create(
        kind=kind,
        title=title,
        recipient=recipient,
        recipient_address=recipient_address,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        step_ref=step_ref,
        made_at=at,
        made_by=by,
    )
    document.people.set(people)
    audit.record("documents.document_kept", people=people, by=by, document=str(document.public_id))
    return document


@action
def mark_sent(*, document, how, at, by) -> Document:
    """The document has gone out."""
    document.sent_at, document.sent_how = at, how
    document.save(update_fields=["sent_at", "sent_how"])
    audit.record(
        "documents.document_sent",
        people=document.people.all(),
        by=by,
        document=str(document.public_id),
    )
    return document
