"""What must not reach somebody outside: protected places, and whoever told us. One pass for all children."""

from dataclasses import dataclass

from tessera.people.queries.disclosure import protected_places
from tessera.practice.front_door.models import Contact


@dataclass(frozen=True)
class Hidden:
    """The strings that no outsider may read: of protected places, and of whoever told us."""

    places: tuple[str, ...] = ()
    informants: tuple[str, ...] = ()
    is_protected: bool = False

    @property
    def has_informant(self):
        return bool(self.informants)


def hidden_of(children, on):
    """Everything that must be kept back about these children."""
    places = protected_places(children, on)
    return Hidden(
        places=places or (),
        informants=tuple(_informants([child.pk for child in children])),
        is_protected=places is not None,
    )


def _informants(ids):
    """Whoever told us of these children and did not agree to be named."""
    contacts = Contact.objects.filter(children__person__in=ids, referrer_may_be_named=False)
    for name, telephone, email in contacts.values_list(
        "referrer_name", "referrer_telephone", "referrer_email"
    ):
        yield from (name, telephone, email)
