"""A form that could not be taken, since nobody is signed in or somebody signed in again: its words come back.

They go to the worker who wrote them and to nobody else. Every form that a worker is shown carries, signed,
who that is. Nothing is kept here for whoever signs in next: while nobody is signed in the words lie sealed
in the page, and only this installation can open them.
"""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
KEY_FIELD = "idempotency_key"
WRITTEN_BY = "written-by"
SEALED = "sealed-words"
OURS = frozenset({TOKEN_FIELD, KEY_FIELD, WRITTEN_BY})
SIGN_IN_WITHIN_SECONDS = 12 * 3600

Fields = list[tuple[str, str]]


def whose_form(request: HttpRequest) -> dict[str, Any]:
    """For every template: the hidden fields of each form say who is signed in as it is shown."""
    return {"csrf_input": lazy(_form_fields, SafeString)(request)}


def _form_fields(request: HttpRequest) -> SafeString:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return csrf_input(request)
    hidden = '{}<input type="hidden" name="{}" value="{}">'
    return format_html(hidden, csrf_input(request), WRITTEN_BY, signature_of(user))


def signature_of(user: Any) -> str:
    return signing.Signer(salt=WRITTEN_BY).sign(str(user.pk))


def has_words(request: HttpRequest) -> bool:
    """Whether anything was typed or chosen: a button alone is pressed again after signing in."""
    return any(name not in OURS and any(values) for name, values in request.POST.lists())


def was_sealed(request: HttpRequest) -> bool:
    return SEALED in request.POST


def asks_for_json(request: HttpRequest) -> bool:
    return "json" in request.headers.get("Accept", "").partition(",")[0]


def give_back(request: HttpRequest, *, is_ours: bool = True) -> HttpResponse:
    """What was typed, to be sent once more. `is_ours`: it came from a page of ours, and holds no password."""
    permission = getattr(getattr(request.resolver_match, "func", None), "tessera_permission", "")
    author, fields = _written(request)
    reader = request.user.pk if request.user.is_authenticated else None
    is_public = permission == "public" and author is None
    must_sign_in = reader is None and not is_public
    is_theirs = is_ours and author == reader and (is_public or reader is not None)
    return render(
        request,
        "ui/given_back.html",
        {
            "fields": fields if is_theirs else [],
            "typed": [words for _, words in fields if len(words.split()) > 1] if is_theirs else [],
            "sealed": seal(author, fields) if is_ours and must_sign_in and author else "",
            "address": request.get_full_path(),
            "had_files": bool(request.FILES),
            "must_sign_in": must_sign_in,
            "no_cookies": settings.CSRF_COOKIE_NAME not in request.COOKIES,
            "is_anothers": None not in (reader, author) and author != reader,
            "is_nobodys": is_ours and author is None and not is_theirs,
        },
        status=403,
    )


def seal(author: int, fields: Fields) -> str:
    return _cipher().encrypt(json.dumps([author, fields]).encode()).decode()


def _written(request: HttpRequest) -> tuple[int | None, Fields]:
    """Who wrote it, where that is known, and what: as sent, or as sealed by the page that came before."""
    if was_sealed(request):
        try:
            opened = _cipher().decrypt(request.POST[SEALED], ttl=SIGN_IN_WITHIN_SECONDS)
        except InvalidToken:
            return None, []
        author, fields = json.loads(opened)
        return author, [(name, words) for name, words in fields]
    sent = [(name, words) for name, values in request.POST.lists() for words in values]
    return _author(request), [one for one in sent if one[0] not in (TOKEN_FIELD, WRITTEN_BY)]


def _author(request: HttpRequest) -> int | None:
    """Whom the page was shown to, by its own signed word for it."""
    try:
        return int(signing.Signer(salt=WRITTEN_BY).unsign(request.POST.get(WRITTEN_BY, "")))
    except signing.BadSignature:
        return None


def _cipher() -> Fernet:
    key = salted_hmac(SEALED, "words", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
