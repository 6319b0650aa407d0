"""The guards of the room's pages: a contact or referral that may not be known is not there."""

import functools

from django.http import Http404

from tessera.foundations.access import gate
from tessera.people.models import Person
from tessera.people.pages import admit
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.front_door.queries import with_people
from tessera.ui.guard import enter, marked


def contact_page(permission, *, writes=False):
    """Guard a page of one contact. The view gets `(request, contact, ...)`."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, contact_id, **kwargs):
            def find():
                visible = Contact.objects.visible_to(request.actor, permission)
                request.contact = with_people(visible).filter(public_id=contact_id).first()
                if request.contact is None:
                    raise Http404

            return enter(
                request,
                permission,
                writes,
                lambda: view(request, request.contact, **kwargs),
                find=find,
                object_kind="contact",
                object_id=str(contact_id),
            )

        return marked(guarded, permission, writes, contact_id="contact")

    return decorate


def referral_page(permission, *, writes=False):
    """Guard a page of one referral: its child must be open to the worker."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, referral_id, **kwargs):
            def find():
                rows = Referral.objects.select_related("team", "contact").filter(
                    public_id=referral_id
                )
                request.referral = rows.first()
                if request.referral is None:
                    raise Http404
                people = Person.objects.with_standing(request.actor)
                request.referral.child = people.get(pk=request.referral.child_id)
                admit(request, request.referral.child, permission)

            return enter(
                request,
                permission,
                writes,
                lambda: view(request, request.referral, **kwargs),
                find=find,
                object_kind="referral",
                object_id=str(referral_id),
            )

        return marked(guarded, permission, writes, referral_id="referral")

    return decorate


def may(request, permission, person=None):
    """Whether the page may offer something: the door asks again when it is done."""
    return gate.check(request.actor, permission, person).allow
