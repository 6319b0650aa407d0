import os
from uuid import UUID

from tessera.engine.documents import actions
from tessera.engine.documents.models import File
from tessera.foundations.access.commands import BadInput, TesseraCommand


class Command(TesseraCommand):
    help = "Take a file that was added to a form out of its seal, exactly as it came. The log keeps that."
    has_json = False

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file", help="its id, as in the address of its download")
        parser.add_argument(
            "--to", required=True, help="where to write it; nothing is written over"
        )

    def perform(self, **options):
        try:
            file = File.objects.get(public_id=UUID(options["file"]))
        except (ValueError, File.DoesNotExist):
            raise BadInput(
                "There is no file of this id. It stands in the file's address."
            ) from None
        try:
            descriptor = os.open(options["to"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise BadInput(f"Nothing can be written there: {error.strerror}.") from error
        try:
            content = actions.take_original(file=file, by=None)
        except actions.StillShut:
            os.close(descriptor)
            os.unlink(options["to"])
            raise BadInput(
                "No virus scanner has passed this file, so it stays shut. See tessera scan files."
            ) from None
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
