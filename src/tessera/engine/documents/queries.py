"""Documents about a person."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef

from tessera.engine.documents import rules
from tessera.engine.documents.models import Document, File, LetterVersion
from tessera.people.models.reach import is_known


def documents_of(person, *, actor):
    """Newest first; none to or about somebody of whom the reader may not know: its heading names them."""
    about = Document.people.through.objects.filter(document=OuterRef("pk"))
    return (
        Document.objects.filter(is_known(actor, "recipient_person_id"), people=person)
        .exclude(Exists(about.exclude(is_known(actor, "person_id"))))
        .select_related("made_by", "recipient_person")
        .order_by("-made_at", "-pk")
    )


def version_in_use(template) -> str:
    """Which version of a letter goes out now, in words."""
    found = LetterVersion.objects.filter(code=template.code, digest=template.digest).first()
    return f"Version {found.number}" if found else "Not sent yet"


@dataclass(frozen=True)
class Given:
    """What is given out of a file: the bytes of this digest, under this name."""

    digest: str
    name: str
    media_type: str
    size: int


def files_of(step_ref):
    """public id, as text -> each file that was added to a step, with what the scanner said."""
    rows = File.objects.filter(step_ref=step_ref).with_scans()
    return {str(row.public_id): row for row in rows}


def shut_why(file) -> str:
    """Why this file, from `files_of`, cannot be opened; empty when it can."""
    return rules.shut_why(
        is_clean=file.is_clean,
        is_infected=file.is_infected,
        is_refused=file.is_refused,
        has_copy=bool(file.copy_digest),
        has_scanner=bool(settings.VIRUS_SCANNER),
    )


def given_out(file) -> Given | None:
    """What opens when this file, from `files_of`, is asked for; None while it is shut."""
    if shut_why(file):
        return None
    if not file.copy_digest:
        return Given(file.digest, file.name, file.media_type, file.size)
    kind = rules.type_named(file.copy_media_type)
    return Given(
        file.copy_digest, rules.clean_name(file.name, kind), kind.media_type, file.copy_size
    )
