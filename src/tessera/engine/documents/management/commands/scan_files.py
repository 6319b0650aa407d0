from dataclasses import asdict

from tessera.engine.documents import scanning
from tessera.foundations.access.commands import FOUND, BadInput, TesseraCommand
from tessera.foundations.calendar import clock


class Command(TesseraCommand):
    help = "Ask the virus scanner about every file that waits. Status 1 when one was found or waits on."

    def perform(self, **options):
        try:
            result = scanning.scan_waiting(at=clock.now())
        except scanning.NoScanner:
            raise BadInput(
                "No virus scanner is set, so files stay shut. Set TESSERA_VIRUS_SCANNER to the socket of"
                " clamd, or to its host:port, and run this again."
            ) from None
        if result.found or result.waiting:
            self.status = FOUND
        return asdict(result)

    def words(self, document):
        lines = [
            f"Nothing found: {document['clean']}. Something found: {document['found']}."
            f" Not checked by the scanner: {document['refused']}. Waiting: {document['waiting']}."
        ]
        lines += [
            f"FOUND  file {public_id}, kept and shut" for public_id in document["files_found"]
        ]
        if document["is_down"]:
            lines.append(
                "The scanner stopped answering: the rest wait. Look whether clamd is running."
            )
        if document["missing"]:
            lines.append(f"Not in the store: {document['missing']}. Run tessera invariants.")
        return "\n".join(lines)
