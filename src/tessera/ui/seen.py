"""Whom a page shows. Only the person component renders a person, and it says so here."""

from tessera.foundations.audit import context


def note_shown(person) -> str:
    """For templates: `{{ note_shown(person) }}` gives nothing and remembers the person."""
    context.note_shown(person.public_id)
    return ""
