"""Behind a proxy, whoever asks is counted and logged by their own address, and cannot make one up."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import override_settings

from tessera.foundations.audit.models import Event
from tessera.practice.front_door.models import Knock
from tessera.website.proxied import address_in

THE_PROXY = "10.1.1.1"
BEHIND_PROXY = override_settings(
    MIDDLEWARE=["tessera.website.proxied.CallersAddress", *settings.MIDDLEWARE], RATE_LIMITS=True
)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:51034", "203.0.113.9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]:443", "2001:db8::9"),
        ("", ""),
        ("unknown", ""),
        ("<script>", ""),
    ],
)
def test_an_address_is_read_as_proxies_write_it(words, address):
    assert address_in(words) == address


@BEHIND_PROXY
def test_one_who_floods_the_public_form_shuts_it_for_nobody_else(client, db):
    def begin(forwarded):
        more = {"REMOTE_ADDR": THE_PROXY, "HTTP_X_FORWARDED_FOR": forwarded}
        return client.post("/refer/", **more).status_code

    # What stands first is made up by the one who floods: it makes nobody else of them.
    flood = [begin(f"198.51.100.{n}, 203.0.113.9") for n in range(31)]

    assert flood == [302] * 30 + [429]
    assert begin("203.0.113.10") == 302
    assert Knock.objects.values("caller").distinct().count() == 2


@BEHIND_PROXY
def test_the_log_names_who_asked_and_not_the_proxy(client, db):
    client.post(
        "/accounts/login/",
        {"login": "nobody", "password": "nothing at all here"},
        REMOTE_ADDR=THE_PROXY,
        HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9",
    )

    event = Event.objects.using("audit").filter(action="access.sign_in_refused").latest("at")
    assert event.address == "203.0.113.9"


def test_the_header_is_believed_only_where_the_council_says_that_a_proxy_sets_it():
    def uses_it(**environment):
        words = (
            "from django.conf import settings; print('CallersAddress' in str(settings.MIDDLEWARE))"
        )
        code = (
            f"import os; os.environ['DJANGO_SETTINGS_MODULE']='tessera.website.settings'; {words}"
        )
        kept = {**os.environ, **environment}
        done = subprocess.run(
            [sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True
        )
        return done.stdout.strip() == "True"

    assert uses_it(TESSERA_BEHIND_PROXY="on")
    assert not uses_it(TESSERA_BEHIND_PROXY="")
