"""Behind the council's proxy every request seems to come from the proxy: who asks, it says in a header.

Without that, one outsider who floods the public form or the sign-in would shut it for everybody, since all
are counted as one; and the log would name the proxy's address for each look.
"""

import ipaddress
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class CallersAddress:
    """Only in use where a proxy of the council's always sets the header (TESSERA_BEHIND_PROXY)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Each proxy adds at the end: what stands before was written by whoever asks, and may be made up.
        nearest = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if address := address_in(nearest):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def address_in(words: str) -> str:
    """An address, as some proxies write it: with its port, or an IPv6 one in brackets. Else nothing."""
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        return str(ipaddress.ip_address(words))
    except ValueError:
        return ""
