"""Asks each page in turn, again and again, and the bare page with them."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.demo.bench.pages import BARE, Page, pages
from tessera.demo.bench.server import Browser, refuse_other, serving, session_of

ROUNDS = 40
WARMING = 3
LONGEST_SECONDS = 150
FRAME = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


@dataclass(frozen=True)
class Figure:
    """One page at one size: seconds, and against the bare page."""

    p95: float
    ratio: float
    queries: int


def measure(*, now, say: Callable[[str], None]) -> dict[str, Figure]:
    """Every page's figures on the record as it stands."""
    asked = pages(rounds=ROUNDS + 1, at=now)
    counted = {page.key: _queries(page) for page in asked}
    with serving() as port:
        browsers = {page.user.pk: Browser(port, page.user) for page in asked}
        begun = time.monotonic()
        for n in range(ROUNDS):
            for page in asked:
                page.took.append(browsers[page.user.pk].took(page.ask(n)))
            if time.monotonic() - begun > LONGEST_SECONDS:
                break
    say(f"asked {len(asked)} pages {n + 1} times in {time.monotonic() - begun:.0f} s")
    bare = next(p95(page.took) for page in asked if page.key == BARE)
    return {
        page.key: Figure(p95(page.took), p95(page.took) / bare, counted[page.key]) for page in asked
    }


def p95(took: list[float]) -> float:
    """The time that nineteen of twenty answers keep; the first few only warm the server."""
    counted = sorted(took[WARMING:] if len(took) > 2 * WARMING else took)
    return counted[math.ceil(len(counted) * 0.95) - 1]


def _queries(page: Page) -> int:
    """How often the page asks the database, its transaction's frame aside."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(page.user)
    asked = page.ask(ROUNDS)
    # The first page after signing in also notes that the session is in use.
    client.get(reverse("ui:components"))
    with CaptureQueriesContext(connection) as captured:
        form = asked.form
        answer = client.get(asked.path) if form is None else client.post(asked.path, form)
    refuse_other(asked, answer.status_code, answer.headers.get("Location", ""))
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)
