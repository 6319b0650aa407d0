"""The pages about oneself: every one that a page leads to answers, in our own look."""

import re

import pytest

from tessera.website.routes import routes
from tests.factories import people as make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PUBLIC = re.compile(
    r"^/(accounts/(login|inactive|social|signup|2fa/(authenticate|trust|login)|oidc)|static/|health/"
    r"|robots\.txt|favicon|accessibility/|colours|components|refer/)"
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["local password", "the council's account"])
def someone(request, client):
    user = make.a_worker("Asha Quill", role="analyst")
    if request.param:
        user.set_password("a long enough pass phrase")
    else:
        user.set_unusable_password()
    user.save()
    client.force_login(user, backend=BACKEND)
    client.raise_request_exception = False
    return user


def own_pages():
    return [r.path for r in routes() if r.path.startswith("/accounts/") and "<" not in r.path]


@pytest.mark.parametrize("path", own_pages())
def test_no_page_about_oneself_fails(client, someone, path):
    assert client.get(path).status_code < 500


def test_whoever_has_no_password_here_is_told_where_it_is_kept(client):
    user = make.a_worker("Kit Marlow", role="analyst")
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend=BACKEND)

    page = client.get("/accounts/password/", follow=True).content.decode()

    assert "You have no password here" in page
    assert "Change your password" not in client.get("/accounts/2fa/").content.decode()


def test_only_the_listed_pages_are_public():
    """The contract names them: sign-in, health, robots, accessibility, the public referral form."""
    public = [r.path for r in routes() if r.permission == "public" and r.methods]

    assert [path for path in public if not PUBLIC.match(path)] == []


def test_the_sign_in_page_leads_to_the_public_form_and_the_small_print(client):
    page = client.get("/accounts/login/").content.decode()

    for path in ("/refer/", "/refer/privacy/", "/accessibility/"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200
    assert 'href="/help/"' not in page


def test_help_is_for_whoever_is_signed_in_and_links_only_what_opens(client, someone):
    page = client.get("/help/").content.decode()

    assert "The ten commonest things" in page
    assert 'href="/front-door/"' not in page


def test_who_signs_in_is_not_congratulated(client):
    user = make.a_worker("Asha Quill", role="analyst")
    user.set_password("a long enough pass phrase")
    user.save()

    typed = {"login": user.username, "password": "a long enough pass phrase"}
    client.post("/accounts/login/", typed)
    page = client.get("/accounts/2fa/").content.decode()

    assert "How you sign in" in page
    assert "moj-alert" not in page
    assert "uccessfully" not in page


def test_the_pages_of_keys_and_of_a_closed_account_speak_our_words(client):
    user = make.a_worker("Asha Quill", role="analyst")
    user.set_password("a long enough pass phrase")
    user.save()
    client.force_login(user, backend=BACKEND)

    client.post("/accounts/reauthenticate/", {"password": "a long enough pass phrase"})
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()

    assert 'value="My key"' in page
    assert "Master key" not in page
    assert "Security Key" not in page
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()
