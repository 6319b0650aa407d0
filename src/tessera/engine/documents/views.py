"""Letters and printed records: the list on a record, the document itself, the chronology as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tessera.engine.documents import permissions, printing, queries, typesetting
from tessera.foundations.audit.context import note_shown
from tessera.people import permissions as people_permissions
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.people.queries import siblings_of
from tessera.people.queries.chronology import BadKey, parts


@child_page(permissions.VIEW)
def documents(request, child):
    """Every letter and document about this child, newest first."""
    found = list(queries.documents_of(child)[:200])
    return render(request, "documents/list.html", {"child": child, "documents": found})


@child_page(permissions.VIEW)
def document(request, child, document_id):
    """The document as it was made."""
    found = child.documents.filter(public_id=document_id).first()
    if found is None:
        raise Http404
    others = found.people.exclude(pk=child.pk)
    if others.count() != others.known_to(request.actor).count():
        raise Http404
    if found.recipient_address and "whereabouts" in request.withheld:
        raise Http404
    for person in found.people.all():
        note_shown(person.public_id)
    return _pdf(bytes(found.content), found.title)


@child_page(permissions.CHRONOLOGY, as_known=True)
def chronology_pdf(request, child):
    """The chronology as it was asked for on its page: for court, for a manager, for the child."""
    asked = _asked(request, child)
    for person in asked.chosen:
        note_shown(person.public_id)
    try:
        with asked.as_known():
            data = printing.chronology_data(
                child,
                asked,
                after=request.GET.get("after", ""),
                user=request.user,
                today=request.today,
            )
    except BadKey:
        raise Http404 from None
    return _pdf(typesetting.chronology_pdf(data), f"Chronology of {child.name}")


@child_page(permissions.CHRONOLOGY, as_known=True)
def chronology_parts(request, child):
    """A chronology too long for one document, in parts that together leave nothing out."""
    asked = _asked(request, child)
    with asked.as_known():
        found = parts(asked.wanted, size=printing.MOST)
    return render(request, "documents/parts.html", {"child": child, "asked": asked, "parts": found})


def _asked(request, child):
    """What was asked for on the chronology's page, of those whose own record the reader may open."""
    siblings = siblings_of(child, request.today, actor=request.actor, family=request.record.family)
    people = [child, *(relative.person for relative in siblings)]
    visible = Person.objects.visible_to(request.actor, people_permissions.VIEW)
    open_ = set(visible.filter(pk__in=[p.pk for p in people]).values_list("pk", flat=True))
    family = [person for person in people if person.pk in open_ | {child.pk}]
    return ChronologyFilter(request.GET, child=child, family=family, today=request.today)


def _pdf(content, title):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_file_name(title)}.pdf"'
    return response


def _file_name(title):
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower()).strip("-")
