"""The letters of a child."""

from tessera.people.models import Person
from tessera.practice.letters.models import Letter


def begun(child, *, actor):
    """Letters that wait to be sent, newest first; none to somebody whom the reader may not know of."""
    rows = Letter.objects.begun().filter(child=child)
    rows = rows.select_related("written_by", "to_person", "to_involvement__organisation")
    found = list(rows.order_by("-begun_on", "-pk")[:50])
    people = [row.to_person_id for row in found if row.to_person_id]
    known = set(Person.objects.known_to(actor).filter(pk__in=people).values_list("pk", flat=True))
    return [row for row in found if row.to_person_id is None or row.to_person_id in known]


def letter_of(child, public_id):
    """One letter about this child, or None."""
    rows = Letter.objects.filter(child=child, public_id=public_id)
    return rows.select_related(
        "child", "to_person", "to_involvement__organisation", "written_by", "document"
    ).first()
