"""What the record knows of each of those asked to a meeting. One pass for a meeting."""

from tessera.people.queries.disclosure import cared_for_by, restricted_among
from tessera.people.rules import Recipient
from tessera.practice.meetings.rules import is_to_be_found


def recipients_of(meeting, children, on):
    """invited id -> Recipient, for everyone asked to a meeting."""
    asked = list(meeting.invited.all())
    people = [each.person_id for each in asked if each.person_id]
    cares = cared_for_by(people, [child.pk for child in children], on)
    restricted = restricted_among(people, on)
    ids = {child.pk for child in children}
    return {each.pk: _recipient(each, cares, restricted, ids) for each in asked}


def _recipient(each, cares, restricted, children):
    return Recipient(
        name=each.name,
        is_family=each.is_family,
        is_known_person=each.person_id is not None,
        cares_for=frozenset(cares.get(each.person_id, ())),
        is_child=each.person_id in children,
        left_out_why=each.left_out_why,
        is_restricted=each.person_id in restricted,
        is_to_be_found=is_to_be_found(each.name),
        has_died=each.person is not None and each.person.died_on is not None,
    )
