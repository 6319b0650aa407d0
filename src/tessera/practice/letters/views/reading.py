"""The second person's page: a letter about or to a protected person, as it would go."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.documents.views import file_of
from tessera.foundations.audit.context import note_shown
from tessera.people.pages import child_page
from tessera.practice.letters import actions, permissions, queries


@child_page(permissions.AGREE, writes=True)
def second(request, child, letter_id):
    """Read it, and agree or send it back."""
    letter, reading, paper = _asked(request, child, letter_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _answer(request, reading)
        if not errors:
            return redirect("workflow:my_work")
    context = {
        "child": child,
        "letter": letter,
        "reading": reading,
        "paper": paper,
        "errors": errors,
        "typed": request.POST,
        "is_as_asked": paper.digest == reading.digest and paper.gate.is_open,
        "is_own": request.user.pk in (letter.written_by_id, reading.asked_by_id),
        "to": queries.addressed_to(letter),
    }
    return render(request, "letters/second.html", context)


@child_page(permissions.AGREE)
def second_preview(request, child, letter_id):
    """The letter exactly as its recipient would get it."""
    _, _, paper = _asked(request, child, letter_id)
    if not paper.gate.is_open:
        raise Http404
    content, media_type = actions.set_letter(paper, request.today)
    return file_of(content, media_type, "letter")


def _asked(request, child, letter_id):
    """A letter that waits to be read, of whose children the reader may open all."""
    letter = queries.letter_of(child, letter_id)
    reading = queries.reading_of(letter) if letter else None
    if reading is None or letter.is_sent or letter.set_aside_on:
        raise Http404
    children = letter.children()
    if not queries.may_read(request.actor, children).issuperset(each.pk for each in children):
        raise Http404
    paper = queries.as_asked(reading, request.today)
    for person in (*children, *([letter.to_person] if letter.to_person else [])):
        note_shown(person.public_id)
    return letter, reading, paper


def _answer(request, reading):
    agreed = request.POST.get("go") == "agree"
    try:
        actions.answer_second(
            reading=reading,
            agreed=agreed,
            why="" if agreed else request.POST.get("why", ""),
            seen=request.POST.get("seen", ""),
            at=request.now,
            by=request.user,
        )
    except actions.SayWhyNot:
        return {"why": "Say what is to be changed"}
    except actions.ChangedMeanwhile:
        return {"read": "It was changed while you read it. Read it again as it stands now"}
    except actions.TheirOwn:
        return {"read": "You wrote this letter: somebody else must read it"}
    except actions.NotAsked:
        return {"read": "Somebody else has answered meanwhile"}
    return {}
