"""A council's own steps, without Python: done like any other, and never in the place of one of ours."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.forms import actions as forms
from tessera.engine.forms import definitions
from tessera.engine.workflow import actions, overlay, queries, register, roads
from tessera.engine.workflow.models import State, Step
from tessera.people.models import Line
from tessera.website import command_line
from tests.engine.workflow.test_pages import page, post, text
from tests.factories.engine import NOW, a_step

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

STEP = """
code: local.home_safety
title: Home safety check
form: local_home_safety
who: sample:visit:write
follows: [sample.visit]
story: visit
detail: Gates, locks and alarms
happened_on: checked_on
significance: 2
chronology: Safety of the home looked at
words: found
"""
FORM = """
code: local_home_safety
title: Home safety
sections:
  - key: home
    title: The home
    fields:
      - {key: checked_on, kind: date, label: "When?", required: true}
      - {key: found, kind: long_text, label: "What did {name} need?", each_child: true}
"""


@pytest.fixture
def council(tmp_path, monkeypatch):
    """The council's folder; call it to lay it over ours, as a start of the site does."""
    before = dict(register._steps), {m: dict(c) for m, c in register._handlers.items()}
    for name in ("steps", "forms"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    def lay(step=STEP, form=FORM):
        (tmp_path / "steps/home_safety.yaml").write_text(step)
        (tmp_path / "forms/local_home_safety.yaml").write_text(form)
        _forget()
        overlay.load(overlay.folder())
        return overlay.problems()

    yield lay
    overlay.load(None)
    register._steps.clear()
    register._steps.update(before[0])
    for moment, by_code in before[1].items():
        register._handlers[moment].clear()
        register._handlers[moment].update(by_code)
    _forget()


def _forget():
    definitions.definition.cache_clear()
    definitions._paths.cache_clear()


def test_it_starts_from_the_record_is_written_and_stands_in_the_chronology(
    client, council, hannah, zayd, noor
):
    assert council() == []
    assert roads.every_step_leads_somewhere() == []
    assert "Home safety check" in text(page(client, hannah, "start", zayd.public_id))

    started = post(
        client,
        hannah,
        "start",
        zayd.public_id,
        code="local.home_safety",
    )
    step = Step.objects.get(code="local.home_safety")
    assert str(step.public_id) in started["Location"]
    actions.add_subject(step=step, person=noor, at=NOW, by=hannah)
    for field, child, value in (
        ("checked_on", None, "2026-03-30"),
        ("found", zayd, "A gate"),
        ("found", noor, "Nothing"),
    ):
        actions.save_answer(step=step, field=field, child=child, value=value, at=NOW, by=hannah)
    step = actions.submit_step(step=step, at=NOW, by=hannah)

    assert (step.state, step.happened_on) == (State.DONE, date(2026, 3, 30))
    lines = Line.objects.filter(kind=overlay.KIND).order_by("pk")
    assert [(line.person, line.on, line.significance) for line in lines] == [
        (zayd, date(2026, 3, 30), 2),
        (noor, date(2026, 3, 30), 2),
    ]
    entries = overlay.entries([line.source_id for line in lines])
    said = [entries[line.source_id] for line in lines]
    assert [(e.title, e.text, e.who) for e in said] == [
        ("Safety of the home looked at", "A gate", "Hannah Treloyd"),
        ("Safety of the home looked at", "Nothing", "Hannah Treloyd"),
    ]
    for name in ("step", "print", "pdf"):
        assert page(client, hannah, name, step.public_id).status_code == 200


def test_its_lines_are_read_in_as_many_queries_however_many_there_are(
    council, hannah, zayd, noor, django_assert_num_queries
):
    council()
    for child in (zayd, noor):
        finished(hannah, child)
    ids = list(Line.objects.filter(kind=overlay.KIND).values_list("source_id", flat=True))
    overlay.entries(ids)

    for asked in (ids[:1], ids):
        with django_assert_num_queries(2):
            overlay.entries(asked)


def finished(by, child):
    return actions.complete_with(
        code="local.home_safety",
        subjects=[child],
        answers={"checked_on": date(2026, 3, 30)},
        at=NOW,
        by=by,
    )


def test_it_may_follow_a_step_of_ours(council, hannah, zayd):
    council()

    offered = register.next_of("sample.visit", {"worried": False})

    assert ("local.home_safety", False) in [(n.code, n.is_suggested) for n in offered]


def test_it_may_need_a_managers_name(council, hannah, joseph, zayd):
    assert council(STEP + "authorise: sample:decision:authorise\n") == []

    step = finished(hannah, zayd)
    assert step.state == State.AWAITING_AUTHORISATION
    assert not Line.objects.filter(kind=overlay.KIND).exists()

    actions.authorise_step(step=step, at=NOW, by=joseph)
    assert Line.objects.filter(kind=overlay.KIND).count() == 1


def test_opened_again_and_put_right_its_line_moves(council, hannah, joseph, zayd):
    council()
    step = finished(hannah, zayd)

    step = actions.reopen_step(step=step, reason="The day was wrong", at=NOW, by=joseph)
    actions.save_answer(step=step, field="checked_on", value="2026-03-29", at=NOW, by=hannah)
    actions.submit_step(step=step, at=NOW, by=hannah)

    assert [line.on for line in Line.objects.filter(kind=overlay.KIND)] == [date(2026, 3, 29)]


def test_a_step_that_the_council_gave_up_is_still_read(client, council, hannah, zayd):
    council()
    step = finished(hannah, zayd)
    register._steps.pop("local.home_safety")
    overlay.load(None)

    html = text(page(client, hannah, "step", step.public_id))

    assert "Home safety" in html
    entries = overlay.entries(Line.objects.values_list("source_id", flat=True))
    assert [entry.title for entry in entries.values()] == ["Home safety"]
    assert client.get(reverse("workflow:forms", args=[zayd.public_id])).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("code: local.home_safety", "code: recording.visit"),
            "home_safety.yaml, line 2, code: a cou",
        ),
        (("title: Home safety check", "tilte: Home"), "line 3, tilte: is not known here"),
        (("title: Home safety check\n", ""), "title: is needed: add it"),
        (("form: local_home_safety", "form: nowhere"), "line 4, form: there is no form nowhere"),
        (("sample:visit:write", "sample:visit:wriet"), "line 5, who: there is no permission"),
        (("[sample.visit]", "[sample.vsit]"), "line 6, follows: there is no step sample.vsit"),
        (("story: visit", "story: poem"), "line 7, story: may be 'visit', 'note'"),
        (
            ("happened_on: checked_on", "happened_on: found"),
            "line 9, happened_on: found must be a r",
        ),
        (("significance: 2", "significance: 9"), "line 10, significance: Input should be less"),
        (("words: found", "words: lost"), "line 12, words: the form local_home_safety has no"),
        (("who: sample:visit:write", "  who: [x"), "is not YAML"),
        ((STEP, "only words"), "line 1: write the step as"),
    ],
)
def test_a_slip_is_named_with_its_file_its_line_and_what_to_do(council, change, words):
    found = council(STEP.replace(*change))

    assert any(words in each for each in found)
    assert all("home_safety.yaml, line " in each for each in found)


def test_two_steps_of_one_code_are_named(council, tmp_path):
    (tmp_path / "steps/another.yaml").write_text(STEP)

    assert "another.yaml has it already" in council()[0]


def test_a_form_that_lies_over_nothing_is_named(council, tmp_path):
    (tmp_path / "forms/visti.yaml").write_text("title: Visit")

    assert council() == [
        f"{tmp_path}/forms/visti.yaml, line 1: we have no form visti to lay this over. Correct the name"
        " of the file; a form of your own is called local_visti.yaml."
    ]


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("title: Visit\nfeilds: {}", "line 2, feilds: not known"),
        (
            "fields:\n  place: {label: Where}\n  palce: {label: x}",
            "line 3, fields.palce: our form has",
        ),
        ("add:\n  visit:\n    - {key: ward, kind: shrot, label: Ward}", "line 3, add.visit.0.kind"),
        ("fields:\n  place:\n    kind: yes_no", "line 3, fields.place.kind: only"),
        (
            "fields:\n  visited_on: {required: false}",
            "line 2, fields.visited_on.required: visited_on is",
        ),
        ("remove: [visited_on]", "line 1, remove: visited_on is not there, or is statutory"),
        ("title: x\n  y: z", "line 2: this is not YAML"),
    ],
)
def test_a_slip_in_a_layer_is_named_with_its_line(council, tmp_path, layer, words):
    (tmp_path / "forms/sample_visit.yaml").write_text(layer)

    found = council()

    assert len(found) == 1
    assert words in found[0]
    assert str(tmp_path / "forms/sample_visit.yaml") in found[0]


def test_a_bad_timer_of_the_council_is_named(council, tmp_path):
    (tmp_path / "timers.yaml").write_text("T999: {limit: 3}")

    (said,) = council()
    assert said.endswith(
        "timers.yaml, line 1, T999: there is no timer T999. Check how it is spelt."
    )


def test_the_site_does_not_start_with_a_bad_layer(council, capsys):
    council(STEP.replace("story: visit", "story: poem"))

    assert command_line._call(["check"]) == command_line.BAD_INPUT
    assert "home_safety.yaml, line 7, story" in capsys.readouterr().err


def test_a_councils_form_is_published_with_ours(council, hannah, zayd):
    council()

    assert forms.current_version("local_home_safety").version == 1
    step = a_step("local.home_safety", subjects=[zayd], worker=hannah)
    assert queries.answers_of(step).form.title == "Home safety"
