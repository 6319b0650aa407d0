"""The words other programs rely on: what the commands print, and their status."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from lxml import etree

from tests.insight.cin_census import stories as s

pytestmark = pytest.mark.django_db


def run(*words):
    """Status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_load_says_what_was_taken_as_the_contract_words_it(in_the_record, tmp_path):
    path = in_the_record(s.child())
    bad = tmp_path / "bad.xml"
    bad.write_text(path.read_text().replace("<Sex>F", "<Sex>Q").replace("CIN00003", "BAD00001"))

    status, out, _ = run("load_cin_census", str(path), str(bad), "--json", "--keep-going")

    document = json.loads(out)
    assert status == 0
    assert set(document) == {"rows", "refused", "warnings"}
    assert document["rows"] == {"in_file": 8, "taken": 4, "refused": 4}
    (refused,) = document["refused"]
    assert set(refused) == {"file", "line", "child", "field", "message", "rows"}
    assert (refused["file"], refused["child"], refused["field"]) == ("bad.xml", "BAD00001", "Sex")


def test_load_with_a_refusal_changes_nothing_and_ends_with_2(in_the_record, tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_text(in_the_record(s.child()).read_text().replace("<Sex>F", "<Sex>Q"))

    status, out, err = run("load_cin_census", str(bad), "--json")

    assert status == 2
    assert json.loads(out)["rows"] == {"in_file": 4, "taken": 0, "refused": 4}
    assert "bad.xml, line" in err
    assert "CIN00003" in err


def test_load_of_a_file_that_is_not_there_is_said_plainly(tmp_path):
    status, out, err = run("load_cin_census", str(tmp_path / "none.xml"))

    assert (status, out) == (2, "")
    assert "No such file" in err


def test_return_writes_the_file(in_the_record, tmp_path):
    in_the_record(s.child(s.protected()))
    out_file = tmp_path / "back.xml"

    status, out, _ = run("return_cin_census", "--year=2026", f"--out={out_file}", "--json")

    assert status == 0
    assert json.loads(out)["children"] == 1
    assert etree.parse(out_file).findtext(".//LAchildID") == "CIN00003"
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize("command", ["return_cin_census", "checks_cin_census"])
def test_a_year_that_is_not_known_ends_with_2(command, tmp_path):
    words = [command, "--year=2040", "--json"]
    if command.startswith("return"):
        words.append(f"--out={tmp_path / 'x.xml'}")

    status, _, err = run(*words)

    assert status == 2
    assert "2021 to 2027" in err


def test_a_folder_that_is_not_there_is_said_plainly(in_the_record, tmp_path):
    status, _, err = run("return_cin_census", "--year=2026", f"--out={tmp_path / 'no' / 'x.xml'}")

    assert status == 2
    assert "cannot be written" in err


def test_a_folder_is_no_file_and_nothing_is_left_beside_it(in_the_record, tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()

    status, _, err = run("return_cin_census", "--year=2026", f"--out={folder}")

    assert status == 2
    assert "give the name of a file in it" in err
    assert not (tmp_path / "returns.part").exists()


def test_of_a_return_that_cannot_be_put_in_its_place_nothing_is_left(
    in_the_record, tmp_path, monkeypatch
):
    def refuse(self, target):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)

    status, _, err = run("return_cin_census", "--year=2026", f"--out={tmp_path / 'x.xml'}")

    assert status == 2
    assert "cannot be written: Permission denied" in err
    assert list(tmp_path.iterdir()) == []


def test_a_day_that_is_none_is_said_plainly(tmp_path, capsys):
    status, _, _ = run(
        "return_cin_census", "--year=2026", f"--out={tmp_path / 'x.xml'}", "--as-known=2026-13-01"
    )

    assert status == 2
    assert "2026-13-01 is not a date: write year-month-day" in capsys.readouterr().err


def test_checks_give_each_finding_with_its_owner(in_the_record):
    in_the_record(s.child(s.episode(primary_need=None)))

    status, out, _ = run("checks_cin_census", "--year=2026", "--json")

    findings = json.loads(out)["findings"]
    assert status == 1
    assert {tuple(finding) for finding in findings} == {
        ("rule", "severity", "child", "field", "message", "owner")
    }
    (error,) = [finding for finding in findings if finding["severity"] == "error"]
    assert (error["rule"], error["child"], error["field"]) == (
        "8610",
        "CIN00003",
        "PrimaryNeedCode",
    )
    assert error["owner"] == "Not allocated"


def test_checks_of_a_clean_return_end_with_0(in_the_record):
    kinds = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS")
    in_the_record(
        *(
            s.child(la_child_id=f"C{n}", upn=s.upn(n), disabilities=(kinds[n], "AUT"))
            for n in range(8)
        )
    )

    status, out, _ = run("checks_cin_census", "--year=2026", "--json")

    assert (status, json.loads(out)) == (0, {"findings": []})
