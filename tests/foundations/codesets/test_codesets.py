from datetime import date

import pytest

from tessera.foundations import codesets
from tessera.foundations.codesets import BadCodeSet, year_of


def of(name, **when):
    return [code.code for code in codesets.codes(name, **when)]


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2026), (date(2026, 4, 1), 2027), (date(2025, 12, 25), 2026)],
)
def test_a_collection_year_ends_on_31_march(day, year):
    assert year_of(day) == year


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("ethnicity", 20),
        ("cin.sex", 3),
        ("cin.gender_before_2025", 4),
        ("cin.disability", 13),
        ("cin.upn_unknown", 7),
        ("cin.referral_source", 22),
        ("cin.primary_need", 10),
        ("cin.closure_reason", 9),
        ("cin.abuse_category", 5),
        ("cin.assessment_factor", 44),
        ("cin.preproceedings_outcome", 3),
    ],
)
def test_the_lists_of_the_census_are_whole_and_fixed(name, count):
    assert len(codesets.codes(name)) == count
    assert codesets.is_statutory(name)


def test_factors_18a_and_19a_are_gone_from_the_year_2024_25():
    assert {"18A", "19A"} <= set(of("cin.assessment_factor", year=2024))
    assert not {"18A", "19A"} & set(of("cin.assessment_factor", year=2025))
    assert codesets.is_valid("cin.assessment_factor", "18A", on=date(2024, 3, 31))
    assert not codesets.is_valid("cin.assessment_factor", "18A", on=date(2024, 4, 1))
    assert codesets.is_valid("cin.assessment_factor", "18B", year=2025)


def test_sex_replaced_gender_in_2024_25():
    assert of("cin.sex", year=2024) == []
    assert of("cin.sex", year=2025) == ["F", "M", "U"]
    assert of("cin.gender_before_2025", year=2025) == []
    assert codesets.get("cin.gender_before_2025", "9").extra["becomes"] == "U"


def test_the_words_of_n1_name_exploitation_from_2025_26():
    assert codesets.label("cin.primary_need", "N1", year=2025) == "Abuse or neglect"
    assert codesets.label("cin.primary_need", "N1", on=date(2025, 3, 31)) == "Abuse or neglect"
    assert codesets.label("cin.primary_need", "N1", on=date(2025, 4, 1)) == (
        "Abuse, neglect or exploitation"
    )
    assert codesets.label("cin.primary_need", "N1") == "Abuse, neglect or exploitation"


def test_a_code_that_never_was_is_shown_as_it_is_and_refused():
    assert codesets.label("cin.referral_source", "3Z") == "3Z"
    assert not codesets.is_valid("cin.referral_source", "3Z")
    with pytest.raises(codesets.UnknownCode, match="3Z"):
        codesets.get("cin.referral_source", "3Z")
    with pytest.raises(codesets.UnknownCodeSet, match="no code set"):
        codesets.codes("cin.colour")


def test_choices_and_groups_are_as_a_form_takes_them():
    assert codesets.choices("cin.sex", year=2026, blank=True) == [
        ("", ""),
        ("F", "Female"),
        ("M", "Male"),
        ("U", "Not known yet, or not born yet"),
    ]
    headings = [heading for heading, _ in codesets.groups("ethnicity")]
    assert headings[:3] == ["White", "Mixed", "Asian or Asian British"]
    assert sum(len(codes) for _, codes in codesets.groups("ethnicity")) == 20


def test_a_set_has_a_title_and_keeps_its_order():
    assert codesets.title("contact.rag") == "Urgency"
    assert of("contact.rag") == ["red", "amber", "green", "blue"]
    assert [code.order for code in codesets.codes("contact.rag")] == [1, 2, 3, 4]


def test_every_relationship_has_an_inverse_that_leads_back():
    for code in codesets.codes("relationship.kind"):
        inverse = codesets.get("relationship.kind", code.extra["inverse"])
        assert inverse.extra["inverse"] == code.code


@pytest.mark.parametrize(
    ("name", "leads_to", "key"),
    [
        ("contact.source_kind", "cin.referral_source", "census"),
        ("closure.words", "cin.closure_reason", "census"),
        ("assessment.outcome", "cin.closure_reason", "closes_with"),
    ],
)
def test_our_own_words_lead_to_codes_of_the_census(name, leads_to, key):
    for code in codesets.codes(name):
        if key in code.extra:
            assert codesets.is_valid(leads_to, code.extra[key], year=2026), code.code


def test_every_code_has_words_that_are_not_the_code():
    for name in codesets.names():
        assert codesets.title(name)
        for code in codesets.codes(name):
            assert code.label
            assert code.label != code.code


def overlay(tmp_path, monkeypatch, content):
    (tmp_path / "codesets.yaml").write_text(content)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))


def test_a_council_words_a_statutory_code_in_its_own_way(tmp_path, monkeypatch):
    overlay(tmp_path, monkeypatch, "cin.primary_need: {labels: {N1: Harm, exploitation: x}}")
    with pytest.raises(BadCodeSet, match="no code exploitation"):
        codesets.codes("cin.primary_need")

    overlay_again = tmp_path / "again"
    overlay_again.mkdir()
    overlay(overlay_again, monkeypatch, 'cin.primary_need: {labels: {N1: "Harm"}}')
    assert codesets.label("cin.primary_need", "N1", year=2020) == "Harm"
    assert codesets.label("cin.primary_need", "N2") == "The child's disability or illness"


def test_a_council_adds_and_hides_codes_of_a_local_set(tmp_path, monkeypatch):
    overlay(
        tmp_path,
        monkeypatch,
        "warning.kind: {add: [{code: snake, label: Snake at home}], hide: [dog]}",
    )

    assert "snake" in of("warning.kind", on=date(2026, 3, 31))
    assert "dog" not in of("warning.kind", on=date(2026, 3, 31))
    assert codesets.label("warning.kind", "dog") == "Dog at home"


@pytest.mark.parametrize("change", ["add: [{code: X, label: Y}]", "hide: [N1]"])
def test_a_council_cannot_add_to_or_take_from_a_statutory_set(tmp_path, monkeypatch, change):
    overlay(tmp_path, monkeypatch, f"cin.primary_need: {{{change}}}")

    with pytest.raises(BadCodeSet, match="can only be reworded"):
        codesets.codes("cin.primary_need")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("no.such.set: {labels: {a: b}}", "no code set"),
        ("religion: {rename: {}}", "use labels, add or hide"),
        ("religion: [", "codesets"),
        ("- religion", "expected the names of sets"),
    ],
)
def test_an_overlay_that_is_wrong_is_named(tmp_path, monkeypatch, content, complaint):
    overlay(tmp_path, monkeypatch, content)

    with pytest.raises(BadCodeSet, match=complaint):
        codesets.names()


def test_a_folder_of_the_councils_own_without_code_sets_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert len(codesets.codes("ethnicity")) == 20


GOOD = {"title": "t", "source": "s", "codes": [{"code": "A", "label": "a"}]}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ([], "and no more"),
        (GOOD | {"colour": "red"}, "and no more"),
        (GOOD | {"source": ""}, "needs a title, a source and codes"),
        (GOOD | {"codes": []}, "needs a title, a source and codes"),
        (GOOD | {"codes": [{"code": 10, "label": "a"}]}, "in quotation marks"),
        (GOOD | {"codes": ["A"]}, "in quotation marks"),
        (GOOD | {"codes": [{"code": "A"}]}, "needs a label"),
        (GOOD | {"codes": [{"code": "A", "label": "a", "or so": None}]}, "comma"),
        (GOOD | {"codes": [{"code": "A", "label": "a", "first_year": "2025"}]}, "first_year"),
        (GOOD | {"codes": [{"code": "A", "label": "a"}] * 2}, "there twice"),
        (
            GOOD | {"codes": [{"code": "A", "label": "a", "first_year": 2026, "last_year": 2025}]},
            "ends before it begins",
        ),
    ],
)
def test_a_set_that_is_wrong_is_refused(content, complaint):
    with pytest.raises(BadCodeSet, match=complaint):
        codesets.parse("x", content, where="x.yaml")


def test_a_set_that_is_there_twice_is_refused(tmp_path, monkeypatch):
    text = "x: {title: t, source: s, codes: [{code: A, label: a}]}"
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "b.yaml").write_text(text)
    monkeypatch.setattr("tessera.foundations.codesets.loading.DATA", tmp_path)

    with pytest.raises(BadCodeSet, match="the set x is there twice"):
        codesets.loading.load()


def test_a_code_may_hold_between_two_days():
    content = GOOD | {
        "codes": [
            {"code": "A", "label": "a", "first_on": date(2026, 1, 1), "last_on": date(2026, 6, 30)}
        ]
    }
    code = codesets.parse("x", content, where="x.yaml").codes["A"]

    assert code.valid(on=date(2026, 6, 30))
    assert not code.valid(on=date(2026, 7, 1))
    assert code.valid()
