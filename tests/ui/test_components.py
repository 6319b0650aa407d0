"""The page of components: what it weighs, what it must not hold, and that it shows everything."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from tessera.ui import samples

pytestmark = pytest.mark.django_db

ROOM = Path(samples.__file__).parent / "templates/ui"
PAGES = ["/components/", "/components/form/"]
KB = 1000
SHOWN_WITHIN_OTHERS = {"ui.messages", "field.hidden", "field.picker"}


@pytest.fixture(params=PAGES)
def html(request, client):
    answer = client.get(request.param)
    assert answer.status_code == 200
    return answer.content.decode()


def packed(text: bytes) -> int:
    return len(gzip.compress(text))


def static(path: str) -> bytes:
    found = finders.find(path)
    assert found, f"{path} is not there"
    return Path(found).read_bytes()


def test_nothing_is_styled_inline(html):
    assert not re.search(r"\sstyle\s*=", html)
    assert "<style" not in html


def test_every_script_carries_the_nonce_of_this_answer(client):
    answer = client.get(PAGES[0])
    nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])[1]
    scripts = re.findall(r"<script\b[^>]*>", answer.content.decode())
    assert len(scripts) == 2
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert not re.search(r"\son[a-z]+=", answer.content.decode())


def test_nothing_comes_from_another_host(html):
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
    assert addresses
    assert not [one for one in addresses if re.match(r"(?:[a-z]+:)?//", one)]


def test_a_page_is_light(html):
    assert packed(html.encode()) < 100 * KB
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    assert len(styles) == 3
    assert sum(packed(static(path)) for path in styles) < 40 * KB
    scripts = re.findall(r'<script src="/static/([^"]+)"', html)
    assert sum(packed(static(path)) for path in scripts) < 60 * KB


def test_ids_are_unique_and_labels_lead_to_their_boxes(html):
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    for attribute in ("for", "aria-labelledby", "aria-describedby", "data-aria-controls"):
        for named in re.findall(rf'\s{attribute}="([^"]+)"', html):
            assert set(named.split()) <= set(ids), f"{attribute}={named} leads nowhere"


def test_every_macro_is_shown_on_the_page_of_components():
    shown = "".join(
        path.read_text() for path in [*ROOM.glob("components*.html"), *ROOM.glob("components/*")]
    )
    missing = {f"ui.{name}" for name in passed_on("kit.html")}
    missing |= {f"field.{name}" for name in passed_on("fields.html")}
    missing = {name for name in missing - SHOWN_WITHIN_OTHERS if f"{name}(" not in shown}
    assert not sorted(missing)


def passed_on(module: str) -> set[str]:
    lines = re.findall(r"{% set (.*?) =", (ROOM / module).read_text())
    return set(re.findall(r"\w+", " ".join(lines)))


def test_every_component_file_says_how_it_is_used():
    for path in ROOM.glob("**/*.html"):
        text = path.read_text()
        if "{% macro" in text:
            assert text.startswith("{#"), path.name


@pytest.mark.parametrize("status", ["400", "404", "429", "500", "503", "403"])
def test_a_page_for_what_went_wrong_says_what_to_do(status):
    page = render_to_string(f"ui/{status}.html", {}, request=RequestFactory().get("/"))
    assert page.count("<h1") == 1
    assert "successfully" not in page.lower()


def test_a_server_error_gives_its_reference_and_a_refusal_its_person():
    request = RequestFactory().get("/")
    assert "A1-B2" in render_to_string("ui/500.html", {"reference": "A1-B2"}, request=request)
    asked = render_to_string("ui/403.html", {"whom": "Ask Joseph Adeyin-Rowe."}, request=request)
    assert "Ask Joseph Adeyin-Rowe." in asked


def test_what_is_shown_is_escaped():
    person = samples.SamplePerson('<script>alert("x")</script>', samples.TODAY)
    page = render_to_string(
        "ui/components.html",
        {**samples.context(), "maisie": person},
        request=RequestFactory().get("/"),
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_signing_out_is_a_form_that_posts(client, django_user_model):
    worker = django_user_model.objects.create(username="hannah", name="Hannah Treloyd")
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(PAGES[0]).content.decode()
    assert "Hannah Treloyd" in page
    form = re.search(r'<form action="([^"]+)" method="post">(.*?)</form>', page, re.DOTALL)
    assert form[1] == "/accounts/logout/"
    assert "csrfmiddlewaretoken" in form[2]
    assert "Sign out" in form[2]


def test_a_council_sets_two_colours_and_nothing_else(client, settings):
    assert "colours.css" not in client.get(PAGES[0]).content.decode()
    settings.COUNCIL_COLOURS = "#5b2333 #00594c"
    assert "/colours.css" in client.get(PAGES[0]).content.decode()
    answer = client.get("/colours.css")
    assert answer["Content-Type"] == "text/css"
    assert "--ts-brand: #5b2333; --ts-accent: #00594c;" in answer.content.decode()
    settings.COUNCIL_COLOURS = "red; } body { display: none }"
    assert client.get("/colours.css").status_code == 404


def test_answers_of_one_day_are_not_landmarks_of_one_name():
    kit = engines["jinja"].env.get_template("ui/kit.html").module

    shown = kit.earlier("Last time, 6 May 2025", "Zayd sleeps on the sofa.")

    assert 'role="note"' in shown
    assert "<aside" not in shown
