"""Writing a form as its page does it while somebody types, and the site on another day."""

import threading
from wsgiref.simple_server import WSGIRequestHandler

from django.core.servers.basehttp import ThreadedWSGIServer

from tessera.engine.forms.kinds import kind_of
from tessera.engine.forms.queries import form_of
from tessera.engine.workflow import actions as workflow


def fill(step, answers, *, at, by):
    """What the autosave does, field by field."""
    form = form_of(step.sheet)
    for child, given in [(None, answers["answers"]), *answers["each"].items()]:
        for key, value in given.items():
            if value is not None:
                workflow.save_answer(
                    step=step, field=key, child=child, value=kind_of(form.field(key)).store(value),
                    at=at, by=by,
                )  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class SiteOfManyDays:
    """The site in a thread of the test, where it is the day that the test says it is."""

    def __init__(self):
        from tessera.website.wsgi import application

        self.server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
        self.server.set_app(application)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *raised):
        self.server.shutdown()
        self.server.server_close()
