"""The council's own sign-in opens the account of its user name, once and for one identity."""

import pytest
from allauth.core.context import request_context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount

SERVER = "https://login.council.example/realms/staff"
COUNCIL = {
    "provider_id": "council",
    "name": "your council account",
    "client_id": "tessera",
    "secret": "secret",
    "settings": {"server_url": SERVER},
}


@pytest.fixture
def worker(db, django_user_model):
    return django_user_model.objects.create(username="asha.quill", name="Asha Quill")


@pytest.fixture
def comes_in(settings, rf, client):
    """Somebody whom the council knows by this number and user name comes from its sign-in page."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [COUNCIL]}}

    def come(number, username):
        request = rf.get("/accounts/oidc/council/login/callback/")
        request.session = client.session
        said = {"sub": number, "preferred_username": username}
        with request_context(request):
            provider = get_adapter().get_provider(request, "council")
            login = provider.sociallogin_from_response(
                request, {"userinfo": said, "id_token": {"sub": number}}
            )
            login.lookup()
            get_adapter().pre_social_login(request, login)
        return login.user if login.is_existing else None

    return come


def test_the_first_time_the_account_of_the_user_name_opens_and_then_the_same(worker, comes_in):
    assert comes_in("7001", "asha.quill") == worker
    assert comes_in("7001", "asha.quill-renamed") == worker
    assert SocialAccount.objects.get().user == worker


def test_whoever_is_given_the_user_name_of_somebody_who_left_gets_no_account(worker, comes_in):
    comes_in("7001", "asha.quill")

    assert comes_in("8002", "asha.quill") is None
    assert SocialAccount.objects.get().uid == "7001"


@pytest.mark.parametrize("username", ["", "nobody.here"])
def test_whom_no_account_was_made_for_gets_none(worker, comes_in, username):
    assert comes_in("7001", username) is None


def test_an_account_that_was_closed_does_not_open(worker, comes_in):
    worker.is_active = False
    worker.save()

    assert comes_in("7001", "asha.quill") is None
