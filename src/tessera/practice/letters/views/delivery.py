"""A letter whose e-mail did not arrive: why, and that it went another way."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.practice.letters import actions, permissions, queries
from tessera.practice.letters.models import Letter

WAYS = (Letter.How.POST, Letter.How.HAND)


@child_page(permissions.WRITE, writes=True)
def undelivered(request, child, letter_id):
    """What became of the e-mail; and how the letter goes instead."""
    letter = _undelivered(request, child, letter_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.send_letter_otherwise(
                letter=letter, how=request.POST.get("how", ""), at=request.now, by=request.user
            )
        except actions.NoSuchWay:
            errors = {"how": "Choose how it went"}
        except actions.Delivered:
            return redirect("documents:list", person_id=child.public_id)
        else:
            return redirect("workflow:my_work")
    context = {
        "child": child,
        "letter": letter,
        "message": letter.document.message,
        "to": queries.addressed_to(letter),
        "ways": [{"value": way.value, "text": way.label} for way in WAYS],
        "errors": errors,
    }
    return render(request, "letters/undelivered.html", context)


def _undelivered(request, child, letter_id):
    """A letter that is on its way by e-mail, of whose people the reader may know all."""
    letter = queries.letter_of(child, letter_id)
    if letter is None or letter.document is None or letter.document.sent_at is not None:
        raise Http404
    people = [*letter.children(), *([letter.to_person] if letter.to_person else [])]
    known = Person.objects.known_to(request.actor).filter(pk__in=[each.pk for each in people])
    if known.count() != len({each.pk for each in people}):
        raise Http404
    for each in people:
        note_shown(each.public_id)
    return letter
