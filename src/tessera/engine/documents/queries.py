"""Documents about a person."""

from tessera.engine.documents.models import Document, LetterVersion
from tessera.people.models.reach import is_known


def documents_of(person, *, actor):
    """Newest first; none to somebody of whom the reader may not know."""
    return (
        Document.objects.filter(is_known(actor, "recipient_person_id"), people=person)
        .select_related("made_by", "recipient_person")
        .order_by("-made_at", "-pk")
    )


def version_in_use(template) -> str:
    """Which version of a letter goes out now, in words."""
    found = LetterVersion.objects.filter(code=template.code, digest=template.digest).first()
    return f"Version {found.number}" if found else "Not sent yet"
