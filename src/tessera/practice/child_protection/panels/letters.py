"""Before a letter goes to one of the family, whoever sends it reads what is known of them."""

from tessera.foundations.access import gate
from tessera.practice.child_protection import permissions
from tessera.practice.child_protection.queries.known_of import known_of_one
from tessera.practice.letters.queries import knows

NOT_TOLD = "The record knows something that may stand against it. Ask the children\u2019s social worker first"


@knows
def known_to_protection(person, children, *, actor, on):
    """What it says is for those who may read of protection; that there is something, for whoever writes."""
    found = known_of_one(person, children, on)
    may = all(gate.check(actor, permissions.VIEW, child).allow for child in children)
    return found if may or not found else (NOT_TOLD,)
