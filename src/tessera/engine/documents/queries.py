"""Documents about a person."""

from tessera.engine.documents.models import Document, LetterVersion


def documents_of(person):
    """Newest first, without their contents."""
    return (
        Document.objects.filter(people=person)
        .select_related("made_by")
        .defer("content")
        .order_by("-made_at", "-pk")
    )


def version_in_use(template) -> str:
    """Which version of a letter goes out now, in words."""
    found = LetterVersion.objects.filter(code=template.code, digest=template.digest).first()
    return f"Version {found.number}" if found else "Not sent yet"
