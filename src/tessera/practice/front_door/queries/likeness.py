"""Who a row of a contact may be on our record, and the home it shares with another row."""

from tessera.foundations.records.queries import true_on
from tessera.people.queries import likely_duplicates
from tessera.people.queries.particulars import residences_of

MOST_LIKENESSES = 3


def alike(row, *, born_on, actor, besides=()):
    """People on record like this row, likeliest first; none for a row without a name."""
    if not (row.get("given") or row.get("family")):
        return []
    found = likely_duplicates(
        given=row.get("given") or "",
        family=row.get("family") or "",
        born_on=born_on,
        sex=row.get("sex") or "",
        postcode=row.get("postcode") or "",
        actor=actor,
        limit=MOST_LIKENESSES,
    )
    return [each for each in found if str(each.person.public_id) not in besides]


def home_told(person, on, *, actor):
    """Where someone on record lives, as a row has it; nothing when it may not be shown."""
    homes = residences_of([person.pk], actor=actor).filter(true_on(on), kind="home")
    home = homes.first()
    if home is None or home.is_withheld:
        return {}
    return {"address": home.address.lines, "postcode": home.address.postcode}
