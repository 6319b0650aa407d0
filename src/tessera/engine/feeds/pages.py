"""The guard of a secret address: calendar programs cannot sign in, so the address itself lets them in."""

import functools

from django.http import Http404, HttpResponseNotAllowed

from tessera.engine.feeds import permissions, queries
from tessera.ui.guard import enter, marked


def feed_page(view):
    """The view gets `(request, feed)`, in the name of the worker whose address it is, reading only.

    An address that is unknown, renewed or switched off, and that of a worker who may not have it any
    more, answer alike: there is no such page. It opens nothing else: no session is begun.
    """

    @functools.wraps(view)
    def guarded(request, token):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        feed = queries.feed_of(token)
        if feed is None:
            raise Http404
        request.user = feed.worker
        answer = enter(
            request,
            permissions.READ,
            False,
            lambda: view(request, feed),
            object_kind="feed",
            object_id=str(feed.public_id),
        )
        if answer.status_code == 403:
            raise Http404
        return answer

    return marked(guarded, permissions.READ, False, token="secret")  # noqa: S106 - the parameter's kind
