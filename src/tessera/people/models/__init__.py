from tessera.people.models.chronology import Line
from tessera.people.models.family import Relationship
from tessera.people.models.involvement import (
    Conflict,
    Involvement,
    Lifting,
    Listing,
    Protection,
    Restriction,
    Viewer,
    Warning,
)
from tessera.people.models.particulars import (
    Address,
    ContactPoint,
    Disability,
    Identifier,
    Name,
    Organisation,
    Residence,
)
from tessera.people.models.person import NameToken, Person, SearchKey, Sex

__all__ = [
    "Address",
    "Conflict",
    "ContactPoint",
    "Disability",
    "Identifier",
    "Involvement",
    "Lifting",
    "Line",
    "Listing",
    "Name",
    "NameToken",
    "Organisation",
    "Person",
    "Protection",
    "Relationship",
    "Residence",
    "Restriction",
    "SearchKey",
    "Sex",
    "Viewer",
    "Warning",
]
