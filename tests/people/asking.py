"""Addresses, days and counted queries of a person's pages."""

from datetime import date

from django.urls import reverse

SINCE = date(2026, 1, 1)


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def address(name, person, **more):
    return reverse(f"people:{name}", kwargs={"person_id": person.public_id, **more})


def day(on, name="started_on"):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def asked(queries):
    """Queries that ask for something: not the frame of the transaction."""
    frame = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [q["sql"] for q in queries if not q["sql"].startswith(frame)]
