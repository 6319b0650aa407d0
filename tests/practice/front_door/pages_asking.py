"""What the tests of the door's pages share."""

from lxml import html


def page_of(contact, name=""):
    return f"/front-door/contacts/{contact.public_id}/{name}"


def counted(browser, path):
    """The queries of one page, the second time it is opened."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.read(path)
    with CaptureQueriesContext(connection) as queries:
        browser.read(path)
    return [query["sql"] for query in queries]


def as_it_stands(browser, path):
    """Every box of a page's form as it is shown: what a worker sends who changes nothing."""
    return boxes_of(browser.read(path))


def boxes_of(page):
    form = html.document_fromstring(page).xpath("//main//form")[0]
    hidden = {"csrfmiddlewaretoken", "idempotency_key"}
    found = {}
    for name, value in form.form_values():
        if name not in hidden:
            found.setdefault(name, []).append(value)
    return {name: said[0] if len(said) == 1 else said for name, said in found.items()}


def shown_last(worker):
    """Whom the log says that the worker's last page showed."""
    from tessera.foundations.audit.models import Event, Subject

    look = Event.objects.using("audit").filter(actor_id=worker.pk).latest("at")
    shown = Subject.objects.using("audit").filter(event_id=look.pk)
    return set(shown.values_list("person_id", flat=True))
