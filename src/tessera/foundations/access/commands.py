"""What every command stands on: a permission, plain refusals, and one JSON document when asked."""

import gc
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

DONE = 0
FOUND = 1
BAD_INPUT = 2


class BadInput(Exception):
    """What was given cannot be used. `words` name file, line, child, field and the remedy.

    `report` is the JSON document to print all the same.
    """

    def __init__(self, words: str, report: Any = None) -> None:
        super().__init__(words)
        self.words = words
        self.report = report


class TesseraCommand(BaseCommand):
    """A command of the contract: `perform` returns its JSON document, or None, and may set `status`.

    With `--json` exactly one document goes to standard output, whatever the status; all other words
    go to standard error.
    """

    permission = "operator"
    requires_system_checks: list[str] = []
    has_json = True
    # Of one that holds a whole council at once: all is in use to the end, so nothing looks for rubbish.
    holds_much = False
    status = DONE
    asks_json = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand.replace("_", " "), **kwargs)
        parser.error = self._refuse  # type: ignore[method-assign]
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        self.asks_json = self.has_json and "--json" in argv
        super().run_from_argv(argv)

    def _refuse(self, message: str) -> None:
        """An argument is missing, or not known: said before any can be read."""
        sys.stderr.write(f"{message}\n")
        if self.asks_json:
            self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
        sys.exit(BAD_INPUT)

    def add_arguments(self, parser: ArgumentParser) -> None:
        if self.has_json:
            parser.add_argument("--json", action="store_true", help="print one JSON document")

    def perform(self, **options: Any) -> Any:
        """Do it. Raises BadInput."""
        raise TypeError(f"{type(self).__name__} does not say what it performs")

    def words(self, document: Any) -> str:
        """What a person reads when no JSON was asked for."""
        return json.dumps(document, indent=2, ensure_ascii=False, default=str)

    def handle(self, *args: Any, **options: Any) -> None:
        wants_json = options.get("json", False)
        if self.holds_much:
            gc.disable()
        try:
            document = self.perform(**options)
        except BadInput as refusal:
            self.stderr.write(refusal.words)
            document, self.status = refusal.report, BAD_INPUT
            if document is None and wants_json:
                document = {"error": refusal.words}
        finally:
            gc.enable()
        if document is not None and wants_json:
            self.stdout.write(json.dumps(document, ensure_ascii=False, default=str))
        elif document is not None:
            self.stdout.write(self.words(document))
        if self.status:
            sys.exit(self.status)
