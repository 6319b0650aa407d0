"""Letters and printed records: the list on a record, the document itself, the chronology as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tessera.engine.documents import (
    offers,
    permissions,
    printing,
    queries,
    samples,
    typesetting,
    wording,
    written,
)
from tessera.engine.documents.rules import PDF
from tessera.foundations.audit.context import note_shown
from tessera.people import permissions as people_permissions
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.people.queries import siblings_of
from tessera.people.queries.chronology import BadKey, parts
from tessera.ui.guard import page
from tessera.ui.jinja import council_name


@child_page(permissions.VIEW)
def documents(request, child):
    """Every letter and document about this child, newest first."""
    mine = queries.documents_of(child, actor=request.actor).defer("content")
    found = list(mine.prefetch_related("people")[:200])
    for person in {person for each in found for person in each.people.all()}:
        note_shown(person.public_id)
    _note_recipients(found)
    return render(
        request,
        "documents/list.html",
        {"child": child, "documents": found, "offers": offers.offers()},
    )


@child_page(permissions.VIEW)
def document(request, child, document_id):
    """The document as it was made."""
    mine = queries.documents_of(child, actor=request.actor)
    found = mine.filter(public_id=document_id).first()
    if found is None:
        raise Http404
    others = found.people.exclude(pk=child.pk)
    if others.count() != others.known_to(request.actor).count():
        raise Http404
    if found.recipient_address and "whereabouts" in request.withheld:
        raise Http404
    for person in found.people.all():
        note_shown(person.public_id)
    _note_recipients([found])
    return file_of(bytes(found.content), found.media_type, found.title)


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
                actor=request.actor,
                user=request.user,
                today=request.today,
            )
    except BadKey:
        raise Http404 from None
    return file_of(typesetting.chronology_pdf(data), PDF.media_type, asked.file_name)


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


@page(permissions.CONFIGURE)
def letters(request):
    """Every letter in force, with an example about nobody, and what is wrong with the council's own."""
    found = [_in_force(code, texts) for code, texts in sorted(wording.letters().items())]
    on_record = [each for each in found if each["on_record"]]
    sent = [each for each in found if not each["on_record"]]
    context = {
        "problems": written.problems(),
        "folder": wording.local_folder(),
        "groups": [
            {"title": "Written on a child's record", "letters": on_record},
            {"title": "Sent after a meeting", "letters": sent},
        ],
    }
    return render(request, "documents/letters.html", context)


@page(permissions.CONFIGURE)
def sample(request, code):
    """One letter as it would go, about an invented person."""
    try:
        content, media_type = samples.sample(code, council=council_name())
    except wording.UnknownLetter:
        raise Http404 from None
    return file_of(content, media_type, f"example {code}")


def _note_recipients(found):
    for each in found:
        if each.recipient_person is not None:
            note_shown(each.recipient_person.public_id)


def _in_force(code, texts):
    mine = written.worded(code)
    is_word = mine.layout is not None
    return {
        "code": code,
        "label": texts.get("label") or wording.PLACE.sub("…", texts["title"]),
        "on_record": wording.is_on_a_record(texts),
        "wording": wording.whose(code),
        "layout": "Word, your own" if is_word else "PDF, ours",
        "is_word": is_word,
        "version": queries.version_in_use(mine),
    }


def file_of(content, media_type, title):
    """A PDF is shown; anything else is only ever downloaded."""
    ending, way = ("pdf", "inline") if media_type == PDF.media_type else ("docx", "attachment")
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{way}; filename="{_file_name(title)}.{ending}"'
    return response


def _file_name(title):
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower()).strip("-")
