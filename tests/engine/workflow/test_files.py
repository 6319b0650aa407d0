"""Files in a form: added with the page, kept once, given out as downloads to those who may see the step."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.engine.documents import actions as documents
from tessera.engine.documents import storage
from tessera.engine.documents.models import File, Scan
from tessera.engine.documents.rules import NotTaken
from tessera.engine.forms.models import Answer, Unsent
from tessera.engine.workflow import actions, pages, queries
from tessera.engine.workflow.models import State
from tessera.foundations.audit.models import Event, Subject
from tessera.foundations.records.queries import versions_of
from tests.engine.documents.test_file_rules import PDF, PNG
from tests.engine.workflow.test_pages import page, post, sign_in, text
from tests.factories.engine import NOW, a_child, a_step, a_team, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """A file store of this test's own."""
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "files": files}
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def scanned(monkeypatch):
    """Whatever is added here has been found clean; what waits has a file of tests of its own."""
    keep = documents.keep_file

    def kept(**asked):
        file = keep(**asked)
        documents.note_scan(
            digest=file.digest, verdict=Scan.Verdict.CLEAN, said="", at=NOW, by=None
        )
        return file

    monkeypatch.setattr(documents, "keep_file", kept)


@pytest.fixture
def report(hannah, zayd, noor):
    return a_step("sample.report", subjects=[zayd, noor], worker=hannah)


def pdf(name="Report.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="text/html")


def add(step, by, name="Report.pdf", content=PDF, field="papers", child=None):
    return actions.add_file(
        step=step, field=field, child=child, content=pdf(name, content), name=name, at=NOW, by=by
    )


def papers(step, field="papers", child=None):
    answer = Answer.objects.filter(sheet=step.sheet, field=field, child=child).first()
    return [one["name"] for one in answer.value or ()] if answer else []


def get_file(client, user, step, file):
    sign_in(client, user)
    response = client.get(reverse("workflow:file", args=[step.public_id, file.public_id]))
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def test_files_come_in_with_the_page_several_at_once(client, hannah, report):
    html = text(page(client, hannah, "step", report.public_id))
    assert 'enctype="multipart/form-data"' in html
    assert "20 MB or less each" in html

    response = post(
        client,
        hannah,
        "step",
        report.public_id,
        about="A letter",
        papers=[pdf(), SimpleUploadedFile("Stairs.png", PNG)],
        go="stay",
    )

    assert response.status_code == 302
    assert papers(report) == ["Report.pdf", "Stairs.png"]
    html = text(page(client, hannah, "step", report.public_id))
    assert "Report.pdf" in html
    assert "31 March 2026" in html
    assert "Take out" in html


def test_each_child_has_files_of_their_own(client, hannah, report, noor):
    post(client, hannah, "step", report.public_id, c2_pictures=[SimpleUploadedFile("A.png", PNG)])

    assert papers(report, "pictures", noor) == ["A.png"]
    assert papers(report, "pictures", report.subjects.first().person) == []


def test_the_same_file_posted_twice_is_one(client, hannah, joseph, report, store):
    for user in (hannah, hannah, joseph):
        post(client, user, "step", report.public_id, papers=[pdf()])
    post(client, hannah, "step", report.public_id, papers=[pdf("Another name.pdf")])

    assert papers(report) == ["Report.pdf"]
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1


def test_a_bad_file_is_named_and_everything_else_is_kept(client, hannah, report):
    response = post(
        client,
        hannah,
        "step",
        report.public_id,
        about="A letter",
        papers=[pdf(), SimpleUploadedFile("holiday.exe", b"MZ\x00\x01")],
        go="finish",
    )
    html = text(response)

    assert response.status_code == 200
    assert "holiday.exe is of no kind that is kept here" in html
    assert papers(report) == ["Report.pdf"]
    assert Answer.objects.get(sheet=report.sheet, field="about").value == "A letter"
    report.refresh_from_db()
    assert report.state == State.IN_PROGRESS


def test_a_file_beyond_the_limit_is_dropped_on_its_way_in(client, hannah, report, settings):
    settings.FILE_LIMIT = 1024 * 1024

    response = post(
        client,
        hannah,
        "step",
        report.public_id,
        about="A letter",
        papers=[pdf("Large.pdf", PDF + b"x" * 1024 * 1024), pdf()],
    )

    assert "Large.pdf is larger than 1 MB" in text(response)
    assert papers(report) == ["Report.pdf"]
    assert Answer.objects.get(sheet=report.sheet, field="about").value == "A letter"


def test_an_answer_holds_twenty_files_and_says_so(client, hannah, report):
    for number in range(20):
        add(report, hannah, f"{number}.pdf", PDF + b"%d" % number + b"%%EOF")

    response = post(client, hannah, "step", report.public_id, papers=[pdf("One more.pdf")])

    assert "One more.pdf is one too many: 20 is the most" in text(response)
    assert len(papers(report)) == 20


def test_a_required_file_stands_in_the_way_until_it_is_added(client, hannah, report):
    post(client, hannah, "step", report.public_id, go="finish")
    html = text(page(client, hannah, "step", report.public_id, check="all"))
    assert "Add the report itself" in html

    post(client, hannah, "step", report.public_id, papers=[pdf()], go="finish")

    report.refresh_from_db()
    assert report.state == State.DONE


def test_a_download_is_never_a_page_of_ours(client, hannah, report):
    file = add(report, hannah, "Zoë’s report.pdf")

    response = get_file(client, hannah, report, file)

    assert response.body == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Zo%C3%AB")
    assert "no-store" in response["Cache-Control"]


def test_each_download_is_in_the_log_with_the_file_and_the_children(
    client, hannah, report, zayd, noor
):
    file = add(report, hannah)

    get_file(client, hannah, report, file)

    event = Event.objects.using("audit").get(object_kind="file", object_id=str(file.public_id))
    shown = Subject.objects.using("audit").filter(event_id=event.pk)
    assert set(shown.values_list("person_id", flat=True)) == {zayd.public_id, noor.public_id}


def test_who_may_not_see_every_child_of_the_step_gets_what_an_unused_address_gets(
    client, hannah, report
):
    file = add(report, hannah)
    stranger = a_worker("Iris Bellweather", team=a_team("Elsewhere"))

    assert get_file(client, stranger, report, file).status_code in (403, 404)
    assert client.get(reverse("workflow:file", args=[report.public_id, uuid4()])).status_code in (
        403,
        404,
    )


def test_a_file_of_one_step_is_not_given_out_through_another(client, hannah, report, zayd):
    file = add(report, hannah)
    other = a_step("sample.report", subjects=[zayd], worker=hannah)

    assert get_file(client, hannah, other, file).status_code == 404


def test_a_file_is_not_given_out_where_the_childs_address_is_withheld(
    client, hannah, report, monkeypatch
):
    file = add(report, hannah)
    found = pages.admit_all

    def masked(request, people, permission):
        result = found(request, people, permission)
        request.withheld = frozenset({"whereabouts"})
        return result

    monkeypatch.setattr(pages, "admit_all", masked)

    assert get_file(client, hannah, report, file).status_code == 404
    html = text(page(client, hannah, "step", report.public_id))
    assert "it is not given out to you" in html
    assert str(file.public_id) not in html.replace(f"papers:{file.public_id}", "")


def test_only_its_maker_takes_a_file_out_of_a_draft(client, hannah, joseph, report):
    file = add(report, hannah)

    html = text(post(client, joseph, "step", report.public_id, take_out=f"papers:{file.public_id}"))
    assert "Only the worker who added a file can take it out" in html
    assert papers(report) == ["Report.pdf"]

    post(client, hannah, "step", report.public_id, take_out=f"papers:{file.public_id}")
    assert papers(report) == []
    assert get_file(client, hannah, report, file).status_code == 404


def test_taking_out_what_is_not_there_changes_nothing(client, hannah, report):
    add(report, hannah)

    for asked in ("papers:nonsense", f"papers:{uuid4()}", f"about:{uuid4()}"):
        assert post(client, hannah, "step", report.public_id, take_out=asked).status_code == 302

    assert papers(report) == ["Report.pdf"]


def test_a_finished_answers_file_stays_when_the_form_is_opened_again(
    client, hannah, joseph, report
):
    file = add(report, hannah)
    step = actions.submit_step(step=report, at=NOW, by=hannah)
    post(client, hannah, "step", report.public_id, take_out=f"papers:{file.public_id}")
    assert papers(report) == ["Report.pdf"]

    actions.reopen_step(step=step, reason="The wrong report", at=NOW, by=joseph)
    actions.take_out_file(step=step, field="papers", file_id=file.public_id, at=NOW, by=hannah)

    answer = Answer.objects.get(sheet=report.sheet, field="papers")
    assert any(version.row["value"] for version in versions_of(answer))
    with storage.fetch(file.digest) as kept:
        assert kept.read() == PDF


def test_a_file_posted_to_a_form_that_was_finished_meanwhile_is_kept_for_its_worker(
    client, hannah, joseph, report
):
    add(report, hannah)
    actions.submit_step(step=report, at=NOW, by=hannah)

    response = post(
        client,
        joseph,
        "step",
        report.public_id,
        papers=[pdf("Late.pdf", PDF + b"late%%EOF"), SimpleUploadedFile("x.exe", b"MZ\x00")],
    )

    assert "kept=1" in response["Location"]
    assert papers(report) == ["Report.pdf"]
    late = File.objects.get(name="Late.pdf")
    assert "Late.pdf" in text(page(client, joseph, "step", report.public_id))
    assert get_file(client, joseph, report, late).status_code == 200
    assert get_file(client, hannah, report, late).status_code == 404
    assert Unsent.objects.get(by=joseph).value[0]["name"] == "Late.pdf"


def test_a_finished_form_lists_its_files_by_name_size_and_day(client, hannah, report):
    file = add(report, hannah, "Report.pdf")
    actions.submit_step(step=report, at=NOW, by=hannah)

    for name in ("step", "print"):
        html = text(page(client, hannah, name, report.public_id))
        assert f"/files/{file.public_id}/" in html
        assert f"{len(PDF)} bytes, 31 March 2026" in html
    assert page(client, hannah, "pdf", report.public_id).status_code == 200
    assert queries.answers_of(report)["papers"][0]["on"] == date(2026, 3, 31)


def test_a_file_is_no_field_that_is_typed(client, hannah, report):
    add(report, hannah)

    response = post(client, hannah, "save", report.public_id, field="papers", papers="x")

    assert response.status_code == 400
    assert papers(report) == ["Report.pdf"]


def test_a_page_that_takes_no_files_never_sees_one(client, hannah, report, store):
    post(client, hannah, "cancel", report.public_id, reason="Not needed", papers=[pdf()])

    assert not File.objects.exists()
    assert not store.exists()


def test_a_file_can_be_added_only_to_a_question_for_files(hannah, report):
    for field in ("about", "nowhere"):
        with pytest.raises(actions.NoSuchField):
            add(report, hannah, field=field)
    with pytest.raises(NotTaken, match=r"empty\.pdf is empty"):
        add(report, hannah, "empty.pdf", b"")
    with pytest.raises(actions.NotASubject):
        add(report, hannah, field="pictures", child=a_child("Idris Brack"))


def test_a_file_lost_from_the_store_breaks_an_invariant(hannah, report, store):
    file = add(report, hannah)
    assert not list(queries.broken_invariants()["files"])

    next(path for path in store.rglob("*") if path.is_file()).unlink()

    assert [row["file"] for row in queries.broken_invariants()["files"]] == [file.pk]


def test_the_bytes_lie_sealed_and_only_for_us(hannah, report, store):
    file = add(report, hannah)

    (path,) = [path for path in store.rglob("*") if path.is_file()]
    assert PDF[:8] not in path.read_bytes()
    assert file.digest not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with storage.fetch(file.digest) as kept:
        assert kept.read() == PDF


def test_a_sealed_file_that_was_changed_on_the_disk_is_never_given_out(hannah, report, store):
    file = add(report, hannah)
    (path,) = [path for path in store.rglob("*") if path.is_file()]

    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    with pytest.raises(storage.Damaged):
        storage.fetch(file.digest)


def test_a_sealed_file_in_anothers_place_does_not_open(hannah, report, store):
    first, second = add(report, hannah), add(report, hannah, "Other.pdf", PDF + b"2%%EOF")
    paths = {path.stat().st_size: path for path in store.rglob("*") if path.is_file()}
    small, large = (paths[size] for size in sorted(paths))

    small.write_bytes(large.read_bytes())

    with pytest.raises(storage.Damaged):
        storage.fetch(first.digest)
    assert storage.fetch(second.digest).read().startswith(PDF)


def test_nothing_opens_with_another_key(hannah, report, settings):
    file = add(report, hannah)

    settings.FILE_KEY = "another"

    with pytest.raises(FileNotFoundError):
        storage.fetch(file.digest)
