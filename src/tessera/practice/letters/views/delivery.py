"""A letter whose e-mail did not arrive: why, and how it goes now."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.documents import posting
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.practice.letters import actions, permissions, queries
from tessera.practice.letters.models import Letter

WAYS = (Letter.How.POST, Letter.How.HAND)
AGAIN = "again"


@child_page(permissions.WRITE, writes=True)
def undelivered(request, child, letter_id):
    """What became of the e-mail; and how the letter goes instead."""
    letter = _undelivered(request, child, letter_id)
    again = _may_go_again(request, letter)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _send(request, letter)
        except actions.NoSuchWay:
            errors = {"how": "Choose how it goes now" if again else "Choose how it went"}
        except actions.MustNotGo as refusal:
            errors = {"how": refusal.stops[0]}
        except (actions.SaysElseNow, actions.NeedsSecond) as refusal:
            errors = {"how": f"{refusal.__doc__} Write a new letter, or send this one another way"}
        except (actions.Delivered, actions.StillTried):
            return redirect("letters:letter", person_id=child.public_id, letter_id=letter.public_id)
        else:
            return redirect("workflow:my_work")
    context = {
        "child": child,
        "letter": letter,
        "message": letter.document.message,
        "to": queries.addressed_to(letter),
        "again": again,
        "ways": [*again, *({"value": way.value, "text": way.label} for way in WAYS)],
        "errors": errors,
    }
    return render(request, "letters/undelivered.html", context)


def _send(request, letter):
    how = request.POST.get("how", "")
    if how == AGAIN:
        actions.send_letter_again(letter=letter, at=request.now, by=request.user)
    else:
        actions.send_letter_otherwise(letter=letter, how=how, at=request.now, by=request.user)


def _may_go_again(request, letter):
    """By e-mail once more, where it was refused and the record has an address that can be written to."""
    if letter.document.message.given_up_at is None:
        return []
    email = queries.email_now(letter, request.today, actor=request.actor)
    if not posting.goes_to(email):
        return []
    return [{"value": AGAIN, "text": f"By e-mail once more, to {email}"}]


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
