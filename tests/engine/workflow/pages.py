"""Asking for the engine's pages, and reading what came back."""

from datetime import date
from uuid import uuid4

from django.urls import reverse

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions
from tests.factories.engine import NOW


def sign_in(client, user):
    if client.session.get("_auth_user_id") != str(user.pk):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def page(client, user, name, *args, **query):
    sign_in(client, user)
    return client.get(reverse(f"workflow:{name}", args=args), query)


def post(client, user, name, *args, **data):
    sign_in(client, user)
    data.setdefault("idempotency_key", str(uuid4()))
    return client.post(reverse(f"workflow:{name}", args=args), data)


def text(response):
    return response.content.decode()


def answer(step, field, child=None):
    return Answer.objects.get(sheet=step.sheet, field=field, child=child).value


def section_1(**changes):
    return {
        "section": "visit",
        "visited_on-day": "30",
        "visited_on-month": "3",
        "visited_on-year": "2026",
        "place": "home",
        "who_lives_here": "yes",
        "gp": "no",
        "gp-new": "Weir Court Surgery",
        "others-count": "1",
        "others-0-who": "Hana",
        "go": "next",
        **changes,
    }


def fill(step, by, children=(), **answers):
    for field, value in answers.items():
        stored = value.isoformat() if isinstance(value, date) else value
        actions.save_answer(step=step, field=field, value=stored, at=NOW, by=by)
    for child in children:
        actions.save_answer(step=step, field="seen", child=child, value=True, at=NOW, by=by)


def fill_all(step, by, *children, **more):
    everything = {"visited_on": date(2026, 3, 30), "place": "home", "gp": "x", "worried": False}
    fill(step, by, children, **{**everything, **more})
