"""Logs as JSON lines that hold nothing personal: no names, no search words, no values, no form data.

Messages of exceptions are left out, since the database and the parsers like to quote what they were
given. What is kept is the kind of the exception and the places it passed through.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict

SOURCE = Path(__file__).resolve().parents[1]
QUIET = (
    "axes",  # names accounts
    "django.db.backends",  # prints parameters
    "django.server",
    "procrastinate",
    "asyncio",
)


def configure(level: int = logging.INFO) -> None:
    """Send everything, from our loggers and from others', through one line format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_only_the_template],
            processors=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                places_of_exception,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def places_of_exception(logger: Any, method: str, event: EventDict) -> EventDict:
    """The kind of an exception and where it passed, without its message or any value."""
    raised = event.pop("exc_info", None) or getattr(event.get("_record"), "exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, BaseException):
        raised = (type(raised), raised, raised.__traceback__)
    if raised and raised[0] is not None:
        event["exception"] = raised[0].__name__
        event["at"] = places(raised[2])
    return event


def places(trace: TracebackType | None) -> list[str]:
    """file:line of each of our own functions that an exception passed through, innermost last."""
    passed = [
        f"{Path(frame.filename).relative_to(SOURCE)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
        if Path(frame.filename).is_relative_to(SOURCE)
    ]
    return passed or [
        f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-1:]
    ]


def _only_the_template(logger: Any, method: str, event: EventDict) -> EventDict:
    """Other packages' messages without what was put into them: paths, names, values."""
    record = event["_record"]
    event["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    request = getattr(record, "request", None)
    if request is not None and hasattr(record, "status_code"):
        match = getattr(request, "resolver_match", None)
        event["event"] = "answered"
        event["status"] = record.status_code
        event["route"] = match.route if match else ""
    return event
