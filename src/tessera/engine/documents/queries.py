"""Documents about a person."""

from tessera.engine.documents.models import Document


def documents_of(person):
    """Newest first, without their contents."""
    return (
        Document.objects.filter(people=person)
        .select_related("made_by")
        .defer("content")
        .order_by("-made_at", "-pk")
    )
