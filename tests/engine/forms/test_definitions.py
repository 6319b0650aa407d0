from datetime import UTC, datetime
from pathlib import Path

import pytest

from tessera.engine.forms import actions, definitions, queries
from tessera.engine.forms.models import FormVersion, Sheet
from tessera.engine.workflow import roads
from tests.factories import engine as make


def write(folder, text, code="sample_form"):
    path = Path(folder, f"{code}.yaml")
    path.write_text(text, encoding="utf-8")
    return path


FORM = """
code: sample_form
title: Sample
sections:
  - key: one
    title: One
    fields:
      - {key: seen_on, kind: date, label: "When?", required: true, statutory: true}
      - {key: about, kind: long_text, label: About}
"""


TABLE = (
    "kind: table, label: About, columns: [{key: who, kind: short_text, label: Who}], "
    "rest: {label: All seen, column: seen, value: 'yes'}"
)


def overlay(tmp_path, monkeypatch, text):
    (tmp_path / "forms").mkdir()
    write(tmp_path / "forms", text)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))


def test_a_council_lays_its_own_words_and_questions_over_ours(tmp_path, monkeypatch):
    overlay(
        tmp_path,
        monkeypatch,
        """
title: Our sample
sections: {one: {title: First}}
fields: {about: {label: Tell us, required: true}}
add: {one: [{key: ward, kind: short_text, label: Ward}]}
""",
    )

    form = definitions.read(write(tmp_path, FORM))

    assert (form.title, form.sections[0].title) == ("Our sample", "First")
    assert [field.key for field in form.fields] == ["seen_on", "about", "ward"]
    assert (form.field("about").label, form.field("about").required) == ("Tell us", True)


@pytest.mark.parametrize(
    "layer",
    [
        "remove: [seen_on]",
        "fields: {seen_on: {required: false}}",
        "fields: {seen_on: {kind: short_text}}",
        "fields: {about: {codes: agency}}",
    ],
)
def test_a_council_cannot_take_away_a_statutory_question(tmp_path, monkeypatch, layer):
    overlay(tmp_path, monkeypatch, layer)

    with pytest.raises(definitions.BadDefinition):
        definitions.read(write(tmp_path, FORM))


def test_a_question_that_is_not_statutory_may_go(tmp_path, monkeypatch):
    overlay(tmp_path, monkeypatch, "remove: [about]")

    assert [f.key for f in definitions.read(write(tmp_path, FORM)).fields] == ["seen_on"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (FORM.replace("kind: date", "kind: day"), "kind"),
        (FORM.replace("required: true", "requird: true"), "requird"),
        (FORM.replace("key: about", "key: seen_on"), "two fields"),
        (FORM.replace("code: sample_form", "code: other"), "the code must be"),
        (FORM.replace("kind: long_text", "kind: one_of"), "codes or options"),
        (FORM.replace("label: About}", "label: About, show_when: {field: x, is: 1}}"), "not there"),
        (FORM.replace("key: about", "key: section"), "may not be called"),
        (FORM.replace("kind: long_text, label: About", TABLE), "no column seen"),
        ("code: sample_form\n  - [", "sample_form.yaml"),
        ("just words", "the code must be"),
    ],
)
def test_a_slip_in_a_definition_is_named(tmp_path, wrong, words):
    with pytest.raises(definitions.BadDefinition, match=words):
        definitions.read(write(tmp_path, wrong))


def test_yaml_cannot_make_objects(tmp_path):
    with pytest.raises(definitions.BadDefinition):
        definitions.read(write(tmp_path, "code: !!python/object/apply:os.getcwd []"))


def test_every_form_of_the_house_holds_together():
    assert len(definitions.definitions()) > 1


def test_every_step_leads_somewhere():
    assert roads.every_step_leads_somewhere() == []


@pytest.mark.django_db
def test_a_form_is_published_once_for_each_wording(tmp_path):
    form = definitions.read(write(tmp_path, FORM))
    other = definitions.read(write(tmp_path, FORM.replace("Sample", "Sampled")))

    versions = [actions.publish(each) for each in (form, form, other, form)]

    assert [version.version for version in versions] == [1, 1, 2, 1]


@pytest.mark.django_db
def test_a_published_form_is_never_changed(tmp_path):
    from django.db import DatabaseError, transaction

    version = actions.publish(definitions.read(write(tmp_path, FORM)))

    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.filter(pk=version.pk).update(version=9)


@pytest.fixture
def reworded(tmp_path):
    """A form and the sheets begun with it, after the form was published with other words."""

    def publish(*sheets_of):
        form = definitions.read(write(tmp_path, FORM))
        old = actions.publish(form)
        sheets = [begin(form, Sheet.objects.create(form_version=old)) for begin in sheets_of]
        actions.publish(definitions.read(write(tmp_path, FORM.replace("About}", "What else}"))))
        return [
            queries.form_of(Sheet.objects.get(pk=sheet.pk)).field("about").label for sheet in sheets
        ]

    return publish


def written_in(form, sheet):
    moment = datetime(2026, 3, 31, 9, tzinfo=UTC)
    by = make.a_worker("Hannah Treloyd")
    actions.save_answer(sheet=sheet, form=form, field="about", value="Tea", at=moment, by=by)
    return sheet


def finished(form, sheet):
    Sheet.objects.filter(pk=sheet.pk).update(is_finished=True)
    return sheet


@pytest.mark.django_db
def test_answers_keep_the_wording_they_were_given_with(reworded):
    assert reworded(written_in, finished) == ["About", "About"]


@pytest.mark.django_db
def test_what_nobody_has_begun_to_write_is_asked_as_it_is_now(reworded):
    assert reworded(lambda form, sheet: sheet) == ["What else"]
