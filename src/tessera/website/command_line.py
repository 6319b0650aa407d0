"""`tessera WORD WORD ...`: the words of a command, joined, name a management command.

Statuses are a contract: 0 done, 1 a check found something, 2 bad input, 3 a fault of ours. Never a
traceback, since what it prints may be about a child; TESSERA_TRACEBACK=1 shows it to a developer.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tessera.website import connections, logs
from tessera.website.postgres import Cluster
from tessera.website.postgres_binaries import Refused

BAD_INPUT = 2
OUR_FAULT = 3
WITHOUT_DATABASE = {
    "help",
    "check",
    "routes",
    "makemigrations",
    "collectstatic",
    "db_stop",
    "version",
}
AS_OWNER = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "create_max_migration_files",
    "bulk",
    "bench",
}
DEMO_FACTS = "demo.json"


def main(words: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if words is None else words) or ["help"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.website.settings")
    _keep_the_demo_clock()
    try:
        return _run(words)
    except Refused as refused:
        return _say(str(refused), BAD_INPUT)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(words: list[str]) -> int:
    if _first_guess(words) in AS_OWNER:
        os.environ["TESSERA_DATABASE_AS"] = "owner"
    if _first_guess(words) == "bench":
        os.environ["TESSERA_BENCH"] = "on"
    if _first_guess(words) == "serve":
        os.environ["TESSERA_SERVING"] = "on"
    if connections.has_own_server() or _first_guess(words) in WITHOUT_DATABASE:
        return _call(words)
    cluster = Cluster(connections.data_folder())
    cluster.acquire()
    try:
        return _call(words)
    finally:
        cluster.release()


def _call(words: list[str]) -> int:
    import django
    from django.core.management import get_commands, load_command_class
    from django.core.management.base import BaseCommand

    try:
        with _no_collection():
            django.setup()
    except Exception as error:
        return _own_up("start", error, said=str(error))
    if wrong := _wrong_in_overlay():
        return _say("\n".join(wrong), BAD_INPUT)
    known = get_commands()
    name, arguments = _command_of(words, known)
    if name == "help":
        return _list(known)
    if name is None:
        return _say(
            f"There is no command {' '.join(words[:2])!r}. `tessera help` lists them.", BAD_INPUT
        )
    app = known.get(name, "django.core")
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    try:
        command.run_from_argv(["tessera", name, *arguments])
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(bool(ending.code))
    except BrokenPipeError:
        return 0
    except Exception as error:
        return _own_up(name, error)
    finally:
        from django.db import connections as open_connections

        open_connections.close_all()
    return 0


@contextmanager
def _no_collection() -> Iterator[None]:
    """What a start makes stays for good: to look through it for rubbish was a tenth of every start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _wrong_in_overlay() -> list[str]:
    """What the council laid over ours and does not fit: said before anything runs."""
    if not os.environ.get("TESSERA_LOCAL"):
        return []
    from tessera.engine.documents import written
    from tessera.engine.workflow import overlay

    return [*overlay.problems(), *written.problems()]


def _first_guess(words: Sequence[str]) -> str:
    """What may be known of the command before the settings are loaded."""
    plain = [word for word in words[:2] if not word.startswith("-")]
    joined = "_".join(plain).replace("-", "_")
    return joined if joined in WITHOUT_DATABASE else (plain or ["help"])[0].replace("-", "_")


def _command_of(words: Sequence[str], known: dict) -> tuple[str | None, list[str]]:
    """The longest run of words that names a command, and what is left for it."""
    if words and words[0] in ("--help", "-h"):
        return "help", []
    count = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    for taken in range(count, 0, -1):
        name = "_".join(words[:taken]).replace("-", "_")
        if name in known or name == "help":
            return name, list(words[taken:])
    return None, []


def _list(known: dict) -> int:
    """Our own commands with a line each; `tessera COMMAND --help` says the rest."""
    from django.core.management import load_command_class

    for name in sorted(name for name, app in known.items() if str(app).startswith("tessera.")):
        words = f"tessera {name.replace('_', ' ')}"
        print(f"{words:<28} {load_command_class(known[name], name).help}")  # noqa: T201
    return 0


def _own_up(name: str, error: Exception, *, said: str = "") -> int:
    """Say where it went wrong; what the error itself says only where no data can be in it."""
    if os.environ.get("TESSERA_TRACEBACK"):
        raise error
    where = logs.places(error.__traceback__)[-1]
    return _say(
        f"Something went wrong in `{name}`: {type(error).__name__} at {where}. {said} "
        "Nothing was changed by the step that failed.",
        OUR_FAULT,
    )


def _keep_the_demo_clock() -> None:
    """Every command over an invented council's data lives in that council's time."""
    if os.environ.get("TESSERA_NOW") or os.environ.get("TESSERA_CLOCK_OFFSET"):
        return
    facts = connections.data_folder() / DEMO_FACTS
    if facts.exists():
        offset = json.loads(facts.read_text()).get("clock_offset")
        if offset is not None:
            os.environ["TESSERA_CLOCK_OFFSET"] = str(offset)


def _say(words: str, status: int) -> int:
    print(f"tessera: {words}", file=sys.stderr)  # noqa: T201 - the command line speaks to a person
    return status


if __name__ == "__main__":
    sys.exit(main())
