"""A writer at the public door, and a clock to turn."""

from datetime import timedelta
from uuid import uuid4

from tests.factories.front_door import NOW

ABOUT_YOU = {
    "name": "Tamsin Salloway",
    "role": "Safeguarding lead",
    "kind": "school",
    "agency": "Weir Academy",
    "telephone": "01632 960 415",
    "email": "salloway@weir.example",
    "may_be_named": "yes",
}


CHILDREN = {
    "child-count": "2",
    "child-0-given": "Zayd",
    "child-0-family": "Rahmeen",
    "child-0-born_on-day": "1",
    "child-0-born_on-month": "9",
    "child-0-born_on-year": "2016",
    "child-0-postcode": "ES1 4QP",
    "child-1-given": "Baby",
    "child-1-is_unborn": "on",
    "child-1-born_on-day": "3",
    "child-1-born_on-month": "8",
    "child-1-born_on-year": "2026",
    "adult-count": "1",
    "adult-0-given": "Samira",
    "adult-0-relation": "Mum",
}


WORRIES = {
    "immediate_risk": "no",
    "account": "Marks on both arms, seen in PE.",
    "childs_words": "I fell off the wall again.",
    "concerns": ["physical_harm"],
    "tried": "Talked with mum twice.",
}


CONSENT = {"family_knows": "yes", "consent": "given", "consent_note": "Mum agreed on Monday"}


PAGES = (
    ("about-you", ABOUT_YOU),
    ("children", CHILDREN),
    ("worries", WORRIES),
    ("consent", CONSENT),
)


class Clock:
    """Time stands still, and moves when a test says so."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch
        self.shift(timedelta(0), since=NOW)

    def shift(self, by, *, since=None):
        self.now = (since or self.now) + by
        self.monkeypatch.setenv("TESSERA_NOW", self.now.isoformat())


def post(client, address, data=None, **more):
    return client.post(address, {"idempotency_key": str(uuid4()), **(data or {}), **more})


def begin(client):
    assert post(client, "/refer/").headers["Location"] == "/refer/about-you/"


def write(client, *, until=None):
    for page, data in PAGES:
        if page == until:
            return
        assert post(client, f"/refer/{page}/", data).status_code == 302, page
