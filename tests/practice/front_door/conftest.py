from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import front_door as make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Browser:
    """A worker at a computer: `get` and `post`, with a fresh key for each form."""

    def __init__(self, user=None):
        self.client = Client()
        if user is not None:
            self.client.force_login(user, backend=BACKEND)

    def get(self, path):
        return self.client.get(path)

    def post(self, path, **data):
        return self.client.post(path, {"idempotency_key": str(uuid4()), **data})

    def read(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()


@pytest.fixture
def staff(db):
    return make.a_staff()


@pytest.fixture
def child(db):
    return make.a_child()


@pytest.fixture
def sits_down():
    """Someone signs in: sits_down(user) gives their browser."""
    return Browser
