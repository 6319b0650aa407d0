"""What was just done, in words, on the page to which a form leads: said once."""

from django.http import HttpRequest

SAID = "said"


def say(request: HttpRequest, words: str) -> None:
    """To stand at the top of the next page that this worker sees. Names stay out of addresses."""
    request.session[SAID] = words


def said(request: HttpRequest) -> str:
    """The words, for a whole page of somebody who is signed in: any other page leaves them be."""
    if getattr(request, "actor", None) is None:
        return ""
    words: str = request.session.pop(SAID, "")
    return words
