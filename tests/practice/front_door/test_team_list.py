"""The front door team's list names contacts about nobody we know, and asks for all of them at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.practice.front_door import actions
from tests.factories import front_door as make

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def a_family(staff, surname):
    parts = [actions.PartAsTold(given=given, family=surname) for given in ("Thea", "Orla")]
    make.a_contact(staff, parts=parts)


def test_the_list_asks_no_more_for_many_contacts_than_for_one(client, staff):
    client.force_login(staff.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    where = reverse("workflow:team_work", args=[staff.team.public_id])

    def asked():
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(where).content.decode()
        return len(queries), html

    a_family(staff, "Jerrby")
    one, html = asked()
    assert "Jerrby family" in html
    for surname in ("Rahmasky", "Gralasky", "Holvloyd"):
        a_family(staff, surname)
    many, html = asked()

    assert "Holvloyd family" in html
    assert many == one
