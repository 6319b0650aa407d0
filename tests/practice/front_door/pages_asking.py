"""What the tests of the door's pages share."""


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
