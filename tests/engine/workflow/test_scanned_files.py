"""What is added to a form stays shut until the council's virus scanner has found nothing in it."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from tessera.engine.documents import actions as documents
from tessera.engine.documents import scanning, storage, tasks
from tessera.engine.documents.models import File, Scan
from tessera.engine.documents.rules import NotTaken
from tessera.engine.workflow import actions
from tessera.foundations.audit.models import Event
from tests.engine.documents.test_file_rules import PDF, PNG
from tests.engine.workflow.test_pages import page, sign_in, text
from tests.factories.engine import NOW, a_step
from tests.support.clamd import EICAR, Clamd

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

BAD_PDF = PDF[:9] + EICAR + PDF[9:]


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "files": files}
    return tmp_path / "files"


@pytest.fixture
def report(hannah, zayd):
    return a_step("sample.report", subjects=[zayd], worker=hannah)


@pytest.fixture
def scanner(settings):
    """The council's scanner, and the setting that names it."""
    with Clamd() as peer:
        settings.VIRUS_SCANNER = peer.address
        yield peer


def add(step, by, content=PDF, name="Report.pdf"):
    upload = SimpleUploadedFile(name, content)
    return actions.add_file(step=step, field="papers", content=upload, name=name, at=NOW, by=by)


def fetched(client, user, step, file):
    sign_in(client, user)
    response = client.get(reverse("workflow:file", args=[step.public_id, file.public_id]))
    return b"".join(response.streaming_content) if response.streaming else response.status_code


def jpeg(**more):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", **more)
    return out.getvalue()


def with_a_place():
    """A photograph whose EXIF says where it was taken, and which way up it was held."""
    hidden = Image.Exif()
    hidden[0x0112] = 6
    hidden[0x010F] = "CAMERA-OF-THE-CHILD"
    hidden.get_ifd(0x8825)[1] = "N"
    return jpeg(exif=hidden, comment=b"TAKEN-AT-HOME")


def test_without_a_scanner_a_file_is_kept_and_shut_and_the_page_says_why(client, hannah, report):
    file = add(report, hannah)

    html = text(page(client, hannah, "step", report.public_id))
    assert "Report.pdf" in html
    assert "Waiting to be checked for viruses. No virus scanner is set up here" in html
    assert f"/files/{file.public_id}/" not in html
    assert fetched(client, hannah, report, file) == 404
    assert storage.fetch(file.digest).read() == PDF
    with pytest.raises(scanning.NoScanner):
        scanning.scan_waiting(at=NOW)


def test_a_file_opens_once_nothing_was_found_in_it(client, hannah, report, scanner):
    file = add(report, hannah)
    assert "Waiting to be checked for viruses" in text(
        page(client, hannah, "step", report.public_id)
    )
    assert fetched(client, hannah, report, file) == 404

    tasks.scan_files(timestamp=0)

    assert scanner.seen == [PDF]
    assert fetched(client, hannah, report, file) == PDF
    assert f"/files/{file.public_id}/" in text(page(client, hannah, "step", report.public_id))


def test_adding_a_file_queues_its_scan_in_the_same_transaction(hannah, report, scanner):
    add(report, hannah)
    add(report, hannah)

    assert ProcrastinateJob.objects.filter(task_name=tasks.scan_files.name).count() == 1


def test_what_a_virus_was_found_in_stays_shut_and_is_in_the_log(client, hannah, report, scanner):
    bad, good = add(report, hannah, BAD_PDF, "Bad.pdf"), add(report, hannah)

    result = scanning.scan_waiting(at=NOW)

    assert (result.found, result.clean, result.waiting) == (1, 1, 0)
    assert fetched(client, hannah, report, bad) == 404
    assert fetched(client, hannah, report, good) == PDF
    html = text(page(client, hannah, "step", report.public_id))
    assert "A virus was found in it, so it stays shut. Ask for a clean copy" in html
    event = Event.objects.get(action="documents.virus_found")
    assert event.details["file"] == str(bad.public_id)
    assert storage.fetch(bad.digest).read() == BAD_PDF


def test_who_adds_the_same_bytes_again_finds_them_shut_at_once(client, hannah, report, scanner):
    add(report, hannah, BAD_PDF)
    scanning.scan_waiting(at=NOW)
    other = a_step(
        "sample.report", subjects=[s.person for s in report.subjects.all()], worker=hannah
    )

    again = add(other, hannah, BAD_PDF, "Under another name.pdf")

    assert fetched(client, hannah, other, again) == 404


@pytest.mark.parametrize("mood", ["hangs up", "rambles", "fails"])
def test_a_scanner_that_does_not_say_ok_opens_nothing(client, hannah, report, settings, mood):
    with Clamd(mood) as peer:
        settings.VIRUS_SCANNER = peer.address
        file = add(report, hannah)

        scanning.scan_waiting(at=NOW)
        scanning.scan_waiting(at=NOW)

    assert fetched(client, hannah, report, file) == 404
    assert not Scan.objects.filter(verdict=Scan.Verdict.CLEAN).exists()
    assert list(File.objects.waiting()) == [file]


def test_a_scanner_that_is_down_leaves_all_waiting_and_the_next_round_opens_them(
    client, hannah, report, scanner, settings
):
    files = [add(report, hannah), add(report, hannah, PDF + b"2%%EOF", "Other.pdf")]
    settings.VIRUS_SCANNER = "127.0.0.1:9"

    result = scanning.scan_waiting(at=NOW)
    assert result.is_down
    assert result.waiting == 2
    assert not Scan.objects.exists()
    settings.VIRUS_SCANNER = scanner.address
    scanning.scan_waiting(at=NOW)

    assert not File.objects.waiting().exists()
    assert fetched(client, hannah, report, files[0]) == PDF


def test_a_scanner_that_says_nothing_is_not_waited_for_for_ever(
    hannah, report, settings, monkeypatch
):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with Clamd("silent") as peer:
        settings.VIRUS_SCANNER = peer.address
        add(report, hannah)

        assert scanning.scan_waiting(at=NOW).is_down

    assert not Scan.objects.exists()


def test_what_is_too_large_for_the_scanner_waits_and_says_what_to_do(
    client, hannah, report, settings
):
    with Clamd(limit=40) as peer:
        settings.VIRUS_SCANNER = peer.address
        file = add(report, hannah)

        assert scanning.scan_waiting(at=NOW).refused == 1

    assert fetched(client, hannah, report, file) == 404
    html = text(page(client, hannah, "step", report.public_id))
    assert "The virus scanner could not check it" in html


def test_a_file_that_is_not_in_the_store_stops_no_other(hannah, report, scanner, store):
    add(report, hannah)
    (lost,) = [path for path in store.rglob("*") if path.is_file()]
    add(report, hannah, PDF + b"2%%EOF", "Other.pdf")
    lost.unlink()

    result = scanning.scan_waiting(at=NOW)

    assert (result.missing, result.clean) == (1, 1)


def test_the_command_says_what_was_found_and_what_waits(hannah, report, scanner, settings, capsys):
    add(report, hannah, BAD_PDF)
    with pytest.raises(SystemExit) as ending:
        call_command("scan_files", json=True)
    said = json.loads(capsys.readouterr().out)
    assert ending.value.code == 1
    assert said["found"] == 1

    call_command("scan_files")
    assert "Waiting: 0" in capsys.readouterr().out
    settings.VIRUS_SCANNER = ""
    with pytest.raises(SystemExit) as ending:
        call_command("scan_files")
    assert ending.value.code == 2
    assert "TESSERA_VIRUS_SCANNER" in capsys.readouterr().err


def test_what_the_scanner_said_can_only_be_added_to(hannah):
    scan = documents.note_scan(
        digest="a" * 64, verdict=Scan.Verdict.FOUND, said="Eicar", at=NOW, by=None
    )

    for change in (lambda: Scan.objects.update(verdict="clean"), scan.delete):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(digest="a" * 64, verdict=Scan.Verdict.FOUND, scanned_at=NOW)


def test_a_wrong_address_of_the_scanner_is_said_when_the_site_starts(settings):
    for right in ("", "/run/clamav/clamd.ctl", "clamd.council.example:3310"):
        settings.VIRUS_SCANNER = right
        assert scanning.scanner_can_be_reached_by_its_address() == []
    settings.VIRUS_SCANNER = "clamd.council.example:port"

    assert [e.id for e in scanning.scanner_can_be_reached_by_its_address()] == ["documents.E010"]


def test_a_picture_opens_as_a_copy_without_what_the_camera_hid_in_it(client, hannah, report):
    photo = with_a_place()
    file = add(report, hannah, photo, "Stairs.jpg")

    shown = fetched(client, hannah, report, file)

    assert b"CAMERA-OF-THE-CHILD" in photo
    assert b"CAMERA-OF-THE-CHILD" not in shown
    assert b"TAKEN-AT-HOME" not in shown
    with Image.open(io.BytesIO(shown)) as copy:
        assert not copy.getexif()
        assert copy.size == (20, 40)
    assert storage.fetch(file.digest).read() == photo


def test_no_copy_is_shown_of_a_picture_in_which_a_virus_was_found(client, hannah, report, scanner):
    file = add(report, hannah, PNG + EICAR, "Stairs.png")
    assert EICAR not in fetched(client, hannah, report, file)

    scanning.scan_waiting(at=NOW)

    assert fetched(client, hannah, report, file) == 404


def test_a_picture_of_several_pages_is_shown_as_one_document_of_all(client, hannah, report):
    pages = [Image.new("1", (60, 80), shade) for shade in (0, 1, 0)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    file = add(report, hannah, out.getvalue(), "Scanned.tif")

    shown = fetched(client, hannah, report, file)

    assert shown.startswith(b"%PDF-")
    assert shown.count(b"/Type /Page\n") == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PNG[:50], "not whole"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "not whole"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "Save it as JPEG"),
    ],
)
def test_a_picture_that_no_parser_reads_is_refused_in_plain_words(hannah, report, content, words):
    with pytest.raises(NotTaken, match=words):
        add(report, hannah, content, "Stairs.png")
    assert not File.objects.exists()


def test_a_copy_is_whole_or_not_there(hannah, report):
    file = add(report, hannah)

    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.filter(pk=file.pk).update(copy_digest="a" * 64)


def test_the_original_of_a_picture_is_taken_out_by_command_once_scanned_and_logged(
    hannah, report, scanner, tmp_path, capsys
):
    photo = with_a_place()
    file = add(report, hannah, photo, "Stairs.jpg")
    to = tmp_path / "evidence.jpg"

    with pytest.raises(SystemExit):
        call_command("original_file", str(file.public_id), to=str(to))
    assert "stays shut" in capsys.readouterr().err
    assert not to.exists()
    scanning.scan_waiting(at=NOW)
    call_command("original_file", str(file.public_id), to=str(to))

    assert to.read_bytes() == photo
    assert Event.objects.filter(action="documents.original_taken").count() == 1
    with pytest.raises(SystemExit):
        call_command("original_file", str(file.public_id), to=str(to))
    assert "Nothing can be written there" in capsys.readouterr().err
