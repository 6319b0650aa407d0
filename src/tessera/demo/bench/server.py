"""A server of the site as a child process, and a browser that only counts the time."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tessera.demo.bench.pages import Asked
from tessera.demo.processes import BENCH

READY_WITHIN_SECONDS = 60
ADDRESS = "127.0.0.1"


class NotServed(Exception):
    """The server did not answer, or not as a page of this kind answers."""


@contextmanager
def serving(database: str) -> Iterator[int]:
    """`tessera serve` as the site's own role, over one database, with its port."""
    port = _free_port()
    environment = {**os.environ, BENCH: "on", "TESSERA_RATE_LIMITS": "off"}
    environment["TESSERA_DATABASE_NAME"] = database
    environment.pop("TESSERA_DATABASE_AS", None)
    command = [sys.executable, "-m", "tessera.website.command_line"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "serve", "--port", str(port), "--workers", "1"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


class Browser:
    """One signed-in worker over one connection that stays open."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection(ADDRESS, port, timeout=60)
        token = secrets.token_urlsafe(32)[:32].replace("-", "a").replace("_", "b")
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}
        self._headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def took(self, asked: Asked) -> float:
        """Seconds until the whole answer was here. Raises NotServed."""
        begun = time.perf_counter()
        method, body = ("GET", None) if asked.form is None else ("POST", urlencode(asked.form))
        self._connection.request(method, asked.path, body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        taken = time.perf_counter() - begun
        refuse_other(asked, answer.status, answer.getheader("Location") or "")
        return taken


def refuse_other(asked: Asked, status: int, leads_to: str) -> None:
    """A page that did not do what it is measured for is not measured. Raises NotServed."""
    if status != asked.expects or asked.leads_to not in leads_to:
        raise NotServed(f"{asked.path}: {status} {leads_to} instead of {asked.expects}")


def session_of(user) -> str:
    """A session as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _wait(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection(ADDRESS, port, timeout=5)
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise NotServed("The server did not start.")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind((ADDRESS, 0))
        return int(listening.getsockname()[1])
