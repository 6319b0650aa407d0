"""A child who was forgotten when a contact was taken, while nothing is decided yet."""

from django.shortcuts import redirect, render

from tessera.practice.front_door import actions, permissions, queries
from tessera.practice.front_door.forms.child import AddChild
from tessera.practice.front_door.forms.parts import PARTS, errors_of
from tessera.practice.front_door.pages import contact_page
from tessera.practice.front_door.views import words


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def add_child(request, contact):
    """One more child, as told; then who this is, as for the others."""
    first = next(iter(queries.children_of(contact)), None)
    form = AddChild(request.POST or None, today=request.today)
    errors = {}
    if form.is_valid():
        try:
            part = actions.add_part(
                contact=contact, part=form.part(first), at=request.now, by=request.user
            )
        except actions.AlreadyDecided:
            errors = {"main": "The contact has been decided on meanwhile: take another one"}
        else:
            return redirect(
                "front_door:match", contact_id=contact.public_id, part_id=part.public_id
            )
    elif form.is_bound:
        errors = errors_of(form)
    return render(
        request,
        "front_door/add_child.html",
        {
            "contact": contact,
            "family": queries.family_words(contact),
            "ages": words.ages(contact, request.today),
            "surname": first.family_as_told if first else "",
            "has_home": bool(first and (first.address_as_told or first.postcode_as_told)),
            "sexes": form.fields["sex"].choices,
            "typed": request.POST,
            "days": {
                name: {part: request.POST.get(f"{name}-{part}", "") for part in PARTS}
                for name in ("born_on", "expected_on")
            },
            "errors": errors,
        },
    )
