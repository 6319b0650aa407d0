"""Asks each page in turn, again and again, and the bare page with them.

The large record and its hundredth are served and asked side by side, so that what else the machine does
falls on both; which of the two comes first changes with each round. The quick pages are asked more often,
the bare page above all, against which every other is measured: the same share of their answers is left
out, of more answers.
"""

import gc
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.demo.bench.databases import HUNDREDTH, own_name, within
from tessera.demo.bench.pages import BARE, Page, pages
from tessera.demo.bench.server import Browser, refuse_other, serving, session_of

ROUNDS = 120
WARMING = 3
LONGEST_SECONDS = 420
FRAME = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


@dataclass(frozen=True)
class Figure:
    """One page at one size: seconds, against the bare page, and every answer in the order of asking."""

    p95: float
    ratio: float
    queries: int
    took: tuple[float, ...] = ()


@dataclass
class Site:
    """One record with its pages, its signed-in browsers, and how often each page asks the database."""

    asked: list[Page]
    browsers: dict[int, Browser]
    queries: dict[str, int]

    def ask(self, page: Page, number: int) -> None:
        page.took.append(self.browsers[page.user.pk].took(page.ask(number)))

    def figures(self) -> dict[str, Figure]:
        took = {page.key: page.took for page in self.asked}
        bare = p95(took[BARE])
        return {
            key: Figure(p95(each), p95(each) / bare, self.queries[key], tuple(each))
            for key, each in took.items()
        }


def measure(*, now, say: Callable[[str], None]) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Every page's figures: on the hundredth, and on the record as it stands."""
    with ExitStack() as open_, _nothing_collected():
        small = open_.enter_context(_site(HUNDREDTH, now))
        large = open_.enter_context(_site(own_name(), now))
        begun = time.monotonic()
        for n in range(ROUNDS):
            _round(n, (small, large) if n % 2 else (large, small))
            if time.monotonic() - begun > LONGEST_SECONDS:
                break
        say(f"{n + 1} rounds in {time.monotonic() - begun:.0f} s")
    return small.figures(), large.figures()


def _round(n: int, sites: tuple[Site, Site]) -> None:
    gc.collect()
    for both in zip(*(site.asked for site in sites), strict=True):
        for time_ in range(both[0].times):
            for site, page in zip(sites, both, strict=True):
                site.ask(page, n * page.times + time_)


@contextmanager
def _site(database: str, now) -> Iterator[Site]:
    with within(database):
        asked = pages(rounds=ROUNDS + 1, at=now)
        queries = {page.key: _queries(page) for page in asked}
        sessions = {page.user.pk: session_of(page.user) for page in asked}
    with serving(database) as port:
        yield Site(asked, {pk: Browser(port, each) for pk, each in sessions.items()}, queries)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What the bench itself leaves lying is cleared between the rounds, not while a page is timed."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def p95(took: Sequence[float]) -> float:
    """The time that nineteen of twenty answers keep; the first few only warm the server."""
    counted = sorted(_warm(took))
    return counted[math.ceil(len(counted) * 0.95) - 1]


def growth_of(small: Figure, large: Figure) -> float:
    """How much longer the large record takes than its hundredth, asked side by side: the middle pair."""
    pairs = zip(_warm(small.took), _warm(large.took), strict=True)
    return statistics.median(more / less for less, more in pairs)


def _warm(took: Sequence[float]) -> Sequence[float]:
    return took[WARMING:] if len(took) > 2 * WARMING else took


def _queries(page: Page) -> int:
    """How often the page asks the database, its transaction's frame aside."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(page.user)
    asked = page.ask(ROUNDS * page.times)
    # The first page after signing in also notes that the session is in use.
    client.get(reverse("ui:components"))
    with CaptureQueriesContext(connection) as captured:
        form = asked.form
        answer = client.get(asked.path) if form is None else client.post(asked.path, form)
    refuse_other(asked, answer.status_code, answer.headers.get("Location", ""))
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)
