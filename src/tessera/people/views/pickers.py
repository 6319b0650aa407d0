"""Finding someone inside a form: with script as one types, without it by the Find button."""

import uuid

from django.template.loader import render_to_string
from django.urls import reverse

from tessera.foundations.access.models import User
from tessera.people.models import Person
from tessera.people.queries.search import search
from tessera.people.queries.workers import find_workers
from tessera.people.rules import age_words
from tessera.ui.seen import note_shown


def choice(person, today):
    """A person in a picker: enough to tell them apart. Noted as shown."""
    note_shown(person)
    age = age_words(person.born_on, today, expected_on=person.expected_on)
    born = f"born {person.born_on.day} {person.born_on:%B %Y}" if person.born_on else ""
    about = ", ".join(filter(None, (age, born)))
    return {"id": str(person.public_id), "name": person.name, "about": about}


def worker_choice(worker):
    return {"id": str(worker.public_id), "name": worker.name, "about": worker.job_title}


def person_picker(request, child, error=None):
    """Someone for the family of a child; who is not known yet can be added."""
    text = request.POST.get("who-q", "")
    known = Person.objects.known_to(request.actor)
    person = _chosen(known, request.POST.get("who") or request.GET.get("who"))
    found = search(text, request.actor).found if text else ()
    return _picker(
        request,
        kind="person",
        error=error,
        query=text,
        chosen=choice(person, request.today) if person else None,
        matches=[choice(each.person, request.today) for each in found],
        search_url=reverse("people:find"),
        add_url=f"{reverse('people:add')}?for={child.public_id}",
    )


def worker_picker(request, error=None):
    text = request.POST.get("worker-q", "")
    worker = _chosen(User.objects.filter(is_active=True), request.POST.get("worker"))
    return _picker(
        request,
        kind="worker",
        error=error,
        query=text,
        chosen=worker_choice(worker) if worker else None,
        matches=[worker_choice(each) for each in find_workers(text, request.today)],
        search_url=reverse("people:find_worker"),
        add_url=None,
    )


def _picker(request, **context):
    return render_to_string("people/parts/picker.html", context, request)


def _chosen(rows, public_id):
    try:
        return rows.filter(public_id=uuid.UUID(public_id or "")).first()
    except ValueError:
        return None
