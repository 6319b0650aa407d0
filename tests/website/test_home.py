"""Where each worker's day begins."""

import pytest

from tests.factories import people as make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("social_worker", "/work/"),
        ("team_manager", "/teams/"),
        ("early_help_manager", "/teams/"),
        ("service_manager", "/teams/"),
        ("head_of_service", "/teams/"),
        ("front_door_manager", "/front-door/"),
        ("duty_worker", "/work/"),
        ("business_support", "/conferences/"),
        ("police_partner", "/partner/checks/"),
    ],
)
def test_a_days_work_begins_where_it_lies(client, role, home):
    client.force_login(make.a_worker("Asha Quill", role=role), backend=BACKEND)

    assert client.get("/")["Location"] == home
