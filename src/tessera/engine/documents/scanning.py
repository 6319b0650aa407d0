"""Asking the council's virus scanner, clamd: a file opens only on its plain word that nothing is in it.

The scanner may be down, slow or refuse. Then the file waits, kept and shut, and is asked about again.
"""

from dataclasses import dataclass, field

from clamav_client.clamd import ClamdError, CommunicationError
from clamav_client.scanner import ClamdScanner
from django.conf import settings
from django.core import checks

from tessera.engine.documents import actions, storage
from tessera.engine.documents.models import File, Scan

SECONDS = 60
CLEAN = {"stream": ("OK", None)}


class NoScanner(Exception):
    """No scanner is named in the settings."""


class ScannerDown(Exception):
    """The scanner does not answer, or not in time."""


@dataclass
class Round:
    """What became of the files that waited. `is_down`: the scanner stopped answering, so the rest wait."""

    clean: int = 0
    found: int = 0
    refused: int = 0
    missing: int = 0
    waiting: int = 0
    is_down: bool = False
    files_found: list[str] = field(default_factory=list)


def scan_waiting(*, at, by=None) -> Round:
    """Ask about every file that waits, oldest first. Raises NoScanner."""
    if not settings.VIRUS_SCANNER:
        raise NoScanner
    result = Round()
    digests = list(
        dict.fromkeys(File.objects.waiting().order_by("pk").values_list("digest", flat=True))
    )
    for digest in digests:
        try:
            with storage.fetch(digest) as content:
                verdict, said = scan(content)
        except FileNotFoundError:
            result.missing += 1
            continue
        except ScannerDown:
            result.is_down = True
            break
        actions.note_scan(digest=digest, verdict=verdict, said=said, at=at, by=by)
        _count(result, digest, verdict)
    result.waiting = File.objects.waiting().count()
    return result


def scan(content) -> tuple[str, str]:
    """The verdict on what can be read from `content`, and the scanner's own words. Raises ScannerDown."""
    scanner = ClamdScanner(
        {"backend": "clamd", "address": settings.VIRUS_SCANNER, "timeout": SECONDS}
    )
    try:
        answer = scanner.client.instream(content)
    except (CommunicationError, TimeoutError) as error:
        raise ScannerDown from error
    except (ClamdError, OSError, ValueError) as error:
        # Too large for it, or it hung up in the middle: it may know the next file all the same.
        return Scan.Verdict.REFUSED, type(error).__name__
    if answer == CLEAN:
        return Scan.Verdict.CLEAN, ""
    state, said = answer.get("stream", ("", ""))
    verdict = Scan.Verdict.FOUND if state == "FOUND" else Scan.Verdict.REFUSED
    return verdict, said or ""


def _count(result, digest, verdict):
    name = {Scan.Verdict.CLEAN: "clean", Scan.Verdict.FOUND: "found"}.get(verdict, "refused")
    setattr(result, name, getattr(result, name) + 1)
    if verdict == Scan.Verdict.FOUND:
        files = File.objects.filter(digest=digest).values_list("public_id", flat=True)
        result.files_found += [str(public_id) for public_id in files]


@checks.register("documents")
def scanner_can_be_reached_by_its_address(app_configs=None, **kwargs):
    """A path of a socket, or host:port: told when the site starts, not when a file waits."""
    if not settings.VIRUS_SCANNER:
        return []
    try:
        ClamdScanner({"backend": "clamd", "address": settings.VIRUS_SCANNER, "timeout": SECONDS})
    except ValueError:
        words = "TESSERA_VIRUS_SCANNER is no address of clamd: give the path of its socket, or host:port."
        return [checks.Error(words, id="documents.E010")]
    return []
