"""`bin/tessera`: words in, a status out, never a traceback."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tessera.website import command_line

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def tessera(*words, **environment):
    return subprocess.run(
        [PROJECT / "bin" / "tessera", *words],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )


@pytest.mark.parametrize("words", [["no-such", "command"], ["migrate", "--nonsense"], ["return"]])
def test_what_it_does_not_know_is_bad_input_in_plain_words(words):
    done = tessera(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_json_is_given_also_when_an_argument_is_missing(capsys):
    from django.core.management import load_command_class

    command = load_command_class("tessera.insight.cin_census", "checks_cin_census")

    with pytest.raises(SystemExit) as ending:
        command.run_from_argv(["tessera", "checks_cin_census", "--json"])

    said = capsys.readouterr()
    assert ending.value.code == 2
    assert "--year" in json.loads(said.out)["error"]
    assert "--year" in said.err


def test_a_server_that_cannot_be_run_is_said_plainly(tmp_path):
    done = tessera("showmigrations", TESSERA_PG_BIN="/nowhere", TESSERA_DATA=str(tmp_path))

    assert done.returncode == 2
    assert "TESSERA_PG_BIN does not run here" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_names_the_place_and_not_the_data(tmp_path):
    address = "postgresql://someone:secret-word@127.0.0.1:1/none"
    done = tessera("showmigrations", DATABASE_URL=address)

    assert done.returncode == 3
    assert "OperationalError" in done.stderr
    assert "secret-word" not in done.stderr
    assert "Traceback" not in done.stderr


def test_words_are_joined_until_they_name_a_command():
    known = {"load_cin_census": "", "load": "", "migrate": "", "db_url": ""}

    def found(*words):
        return command_line._command_of(words, known)

    assert found("load", "cin-census", "file.xml", "--json") == (
        "load_cin_census",
        ["file.xml", "--json"],
    )
    assert found("db", "url", "--owner") == ("db_url", ["--owner"])
    assert found("load", "other") == ("load", ["other"])
    assert found("--json") == (None, [])


def test_routes_print_one_json_document_and_none_is_bare():
    done = tessera("routes", "--json")
    routes = json.loads(done.stdout)

    assert done.returncode == 0, [route for route in routes if not route["permission"]]
    assert all(route["permission"] for route in routes)
    assert {"path", "methods", "permission", "parameters"} == set(routes[0])


@pytest.mark.parametrize("asked", ["help", "--help"])
def test_help_lists_the_commands_with_a_line_each(asked):
    done = tessera(asked)
    lines = done.stdout.splitlines()

    assert done.returncode == 0
    assert any(line.startswith("tessera return cin census ") for line in lines)
    assert all(line.startswith("tessera ") and len(line.split()) > 4 for line in lines)


def test_what_is_compiled_is_kept_even_where_nothing_may_lie_beside_the_source(tmp_path):
    tessera("help", PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX=str(tmp_path))

    assert list(tmp_path.rglob("command_line.*.pyc"))


def test_a_broken_form_of_the_council_stops_the_server_with_its_place(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "visit.yaml").write_text("remove: [no_such_field]")
    done = tessera("serve", "--port=1", TESSERA_LOCAL=str(tmp_path), DATABASE_URL="postgresql:///x")

    assert done.returncode == 2
    assert "visit.yaml, line 1, remove: no_such_field is not there" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_routes_parameters_are_named_for_what_they_are():
    routes = {route["path"]: route for route in json.loads(tessera("routes", "--json").stdout)}
    child = next(route for path, route in routes.items() if "<uuid:person_id>" in path)

    assert child["parameters"]["person_id"] == "person"
    assert routes["/accounts/login/"]["permission"] == "public"
    assert routes["tessera serve"]["methods"] == []


def test_the_demo_clock_is_kept_by_every_command(tmp_path, monkeypatch):
    monkeypatch.setenv("TESSERA_DATA", str(tmp_path))
    monkeypatch.delenv("TESSERA_NOW", raising=False)
    monkeypatch.delenv("TESSERA_CLOCK_OFFSET", raising=False)
    (tmp_path / "demo.json").write_text('{"clock_offset": -86400}')

    command_line._keep_the_demo_clock()

    assert os.environ.pop("TESSERA_CLOCK_OFFSET") == "-86400"
