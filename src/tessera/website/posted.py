"""What no form holds and no database takes: the NUL character, left out of all that a request brings."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

NUL = "\x00"


class WithoutNul:
    """Nobody types it: what else was written goes on as it is. An address that has one leads nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.GET = _without(request.GET)
        request.COOKIES = {name: value.replace(NUL, "") for name, value in request.COOKIES.items()}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Here the page is known, which says whether files may come in with the form."""
        if NUL in request.path:
            raise Http404
        if request.method == "POST":
            request.POST = _without(request.POST)


def _without(given: QueryDict) -> Any:
    if not any(NUL in text for name, values in given.lists() for text in (name, *values)):
        return given
    clean = QueryDict(mutable=True)
    for name, values in given.lists():
        clean.setlist(name.replace(NUL, ""), [text.replace(NUL, "") for text in values])
    clean._mutable = False
    return clean
