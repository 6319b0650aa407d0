"""Going through every page, as somebody in each role: what answers, where links lead, and what is wrong."""

import gzip
import logging
import re
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tessera.foundations.audit.models import Subject
from tessera.people.models import Person

LOG = logging.getLogger(__name__)
MOST_WEIGHT = 100_000
LEFT_BY_PYTHON = {"None", "True", "False", "[]", "{}", "()", "nan", "Undefined"}
LEFT_BY_TEMPLATES = re.compile(
    r"\{\{|\}\}|\{%|%\}|<(?:bound |function|generator|django\.|tessera\.)"
)
CODE = re.compile(r"[a-z]{2,}(?:_[a-z0-9]+)+")
FROM_ELSEWHERE = "//link/@href | //script/@src | //img/@src | //iframe/@src | //form/@action"
NO_PAGE = (".pdf", ".css", ".js", ".ics", ".json", "/logout/", "/download/")
SAY_CODES = {"/components/", "/components/form/"}


class Walk:
    """What was read and what was found. A kind of page is a route, whoever the page is about."""

    def __init__(self):
        self.faults = []
        self.pages = {}
        self.answered = set()

    def visitor(self, worker=None):
        client = Client(raise_request_exception=False)
        if worker is not None:
            client.force_login(
                worker, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    def follow(self, role, client, first):
        """Wherever links lead, once for each kind of page: the nearest first."""
        waiting = [(address, "") for address in first]
        known = set()
        while waiting:
            address, found_on = waiting.pop(0)
            kind = kind_of(address)
            if kind is None or kind in known:
                continue
            known.add(kind)
            links = self.read(role, client, address, found_on)
            waiting += [(link, address) for link in links]

    def read(self, role, client, address, found_on=""):
        """Ask for a page, look for faults in what came, and give its links."""
        before = Subject.objects.order_by("-id").values_list("id", flat=True).first() or 0
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            by_link = f", to which {found_on} links" if found_on else ""
            self.note(role, address, f"answers {answer.status_code}{by_link}")
            return []
        kind = kind_of(address)
        self.answered.add(kind)
        if "text/html" not in answer.headers.get("Content-Type", ""):
            return []
        came_to = answer.request["PATH_INFO"]
        if came_to.startswith("/accounts/login/") and "login" not in address:
            if not found_on:
                self.note(role, address, "asks to sign in")
            return []
        self.answered.add(kind_of(came_to))
        self.pages.setdefault(kind, (role, address))
        page = html.fromstring(answer.content)
        for fault in faults_of(page, answer.content, says_codes=kind in SAY_CODES):
            self.note(role, address, fault)
        for name in () if kind in SAY_CODES else unlogged(page, before):
            self.note(role, address, f"names {name}, and no look at them is in the log")
        links = page.xpath("//a[not(@download)]/@href")
        return [urljoin(came_to, link) for link in links]

    def note(self, role, address, words):
        self.faults.append(f"{role} at {address}: {words}")
        LOG.warning(self.faults[-1])


def faults_of(page, content, *, says_codes=False):
    weight = len(gzip.compress(content))
    if weight > MOST_WEIGHT:
        yield f"weighs {weight} bytes"
    if len(page.xpath("//h1")) != 1 and not says_codes:
        yield f"has {len(page.xpath('//h1'))} first headings"
    if not (page.findtext(".//title") or "").strip():
        yield "has no title"
    for place in page.xpath(FROM_ELSEWHERE):
        if urlsplit(place).netloc:
            yield f"asks {urlsplit(place).netloc}"
    if not says_codes:
        yield from left_over(page)


def left_over(page):
    """What a template or Python left behind where words should stand."""
    for word in [*texts(page), *page.xpath("//input/@value | //textarea/text()")]:
        word = word.strip()
        if word in LEFT_BY_PYTHON or LEFT_BY_TEMPLATES.search(word):
            yield f"says {word[:80]!r}"
    for word in texts(page):
        if CODE.fullmatch(word.strip()):
            yield f"says the code {word.strip()}"
    for place in page.xpath("//a/@href"):
        if {"None", "undefined"} & set(re.split(r"[/?=&#]", place)):
            yield f"links to {place}"


def unlogged(page, before):
    """Who is named on the page, where no line of the log since then is about them."""
    words = " ".join(" ".join(texts(page)).split())
    logged = set(Subject.objects.filter(id__gt=before).values_list("person_id", flat=True))
    named = {}
    for person in Person.objects.exclude(name="").only("name", "public_id"):
        if person.name in words:
            named.setdefault(person.name, set()).add(person.public_id)
    return [name for name, ids in named.items() if not ids & logged]


def texts(page):
    return page.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::code)]")


def kind_of(address):
    """The route, whoever the page is about; none for what is no page or ends the visit."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme or not parts.path.startswith("/"):
        return None
    if parts.path.endswith(NO_PAGE) or parts.path.startswith("/static/"):
        return None
    try:
        return "/" + resolve(parts.path).route
    except Resolver404:
        return parts.path
