"""What a browser keeps of a public referral form: its number, signed, for two hours."""

from django.conf import settings
from django.core import signing

from tessera.practice.front_door.models import PublicReferral
from tessera.practice.front_door.rules import public_form as rules

COOKIE = "tessera_referral"
ASKED = "tessera_referral_asked"
SALT = "front_door.public"
LASTS = 2 * 60 * 60


def draft(request):
    """The form this browser is writing: named in a signed cookie, for two hours."""
    try:
        public_id = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    draft = PublicReferral.objects.filter(public_id=public_id, sent_at=None).first()
    if draft is None or not rules.draft_is_open(draft.saved_at, request.now):
        return None
    return draft


def keep(response, draft):
    return _cookie(response, COOKIE, signing.dumps(str(draft.public_id), salt=SALT))


def remember(response, reference):
    return _cookie(response, ASKED, signing.dumps(reference, salt=ASKED))


def asked(request):
    try:
        return signing.loads(request.COOKIES.get(ASKED, ""), salt=ASKED, max_age=LASTS)
    except signing.BadSignature:
        return ""


def forget(response, reference):
    """The browser no longer opens the form; the next one at a shared computer sees nothing."""
    response.delete_cookie(COOKIE, path="/refer/")
    return remember(response, reference)


def _cookie(response, name, value):
    response.set_cookie(
        name,
        value,
        max_age=LASTS,
        path="/refer/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
