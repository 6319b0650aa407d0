"""A browser that a test drives, a real server beside it, and the accessibility check."""

import contextlib
import functools
import itertools
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.browsers import FLAGS

PROJECT = Path(__file__).resolve().parents[2]
AXE = PROJECT / ".cache" / "axe" / "axe.min.js"
READY_WITHIN_SECONDS = 60
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def server_process(django_db_setup):
    """The real server over this worker's database, a child of the test run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src"), "TESSERA_POOL": "off"}
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tessera.website.command_line",
            "serve",
            f"--port={port}",
            "--workers=1",
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def live_site(server_process, transactional_db):
    """The address of the site, for tests whose data must be committed to be seen."""
    return server_process


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop running in this thread, which Django would otherwise refuse to work in.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright, _clicks_that_arrive():
        started = playwright.chromium.launch(
            executable_path=os.environ["TESSERA_TEST_BROWSER"], args=FLAGS
        )
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_site):
    """A function that gives a new page, signed in as a worker or not: open_page(user, viewport=NARROW)."""
    with contextlib.ExitStack() as stack:

        def new_page(user=None, *, viewport=WIDE, javascript=True):
            context = browser.new_context(
                base_url=live_site, viewport=viewport, java_script_enabled=javascript
            )
            stack.callback(context.close)
            if user is not None:
                context.add_cookies([_session_cookie(user, live_site)])
            page = context.new_page()
            page.set_default_timeout(15_000)
            return page

        yield new_page


@pytest.fixture
def page(open_page):
    return open_page()


def keep_picture(page, name):
    """A picture for whoever wants to look, when TEST_PICTURES names a folder."""
    if folder := os.environ.get("TEST_PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def assert_fits(page):
    """Fails where the page would scroll sideways."""
    room, wide = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    assert wide <= room, f"{page.url} is {wide} px wide, and has room for {room}"


@pytest.fixture(scope="session")
def assert_sound(assert_accessible):
    """Fails where the page scrolls sideways or axe-core finds something, as it is or at each of `sizes`."""

    def check(page, name=None, *, sizes=()):
        before = page.viewport_size
        for size in sizes or [before]:
            page.set_viewport_size(size)
            if name:
                keep_picture(page, name)
            assert_fits(page)
            assert_accessible(page)
        page.set_viewport_size(before)

    return check


@pytest.fixture(scope="session")
def assert_accessible():
    """Fails with what axe-core finds on the page as it stands."""

    script = AXE.read_text()

    def check(page, *, disable=()):
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        found = page.evaluate(
            "rules => axe.run(document, {rules, resultTypes: ['violations']}).then(r => r.violations)",
            {rule: {"enabled": False} for rule in disable},
        )
        words = [
            f"{v['id']}: {v['help']}\n    " + "\n    ".join(n["html"][:200] for n in v["nodes"][:5])
            for v in found
        ]
        assert not found, f"{page.url} is not accessible:\n" + "\n".join(words)

    return check


@contextlib.contextmanager
def _clicks_that_arrive():
    """Clicks and keys that end when the page that they lead to stands, not already when it has begun."""
    from playwright.sync_api import Locator, Page

    def arriving(act):
        @functools.wraps(act)
        def acted(self, *args, **kwargs):
            outcome = act(self, *args, **kwargs)
            page = self.page if isinstance(self, Locator) else self
            if not page.is_closed():
                page.wait_for_load_state()
            return outcome

        return acted

    with pytest.MonkeyPatch.context() as patch:
        for kind, name in itertools.product([Locator, Page], ["click", "press"]):
            patch.setattr(kind, name, arriving(getattr(kind, name)))
        yield


def _session_cookie(user, address):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


def _wait_until_it_answers(address, process):
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with status {process.returncode}.")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(f"{address}/health/", timeout=5) as answer:
                if json.load(answer)["database"]:
                    return
        time.sleep(0.05)
    raise RuntimeError("The server does not answer.")
