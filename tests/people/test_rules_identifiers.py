import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.foundations import codesets
from tessera.people import rules
from tessera.people.rules import NotValid


@pytest.mark.parametrize("typed", ["9434765919", "943 476 5919", "943-476-5919", " 9434765919 "])
def test_an_nhs_number_is_kept_as_ten_figures_however_it_is_typed(typed):
    assert rules.clean_nhs_number(typed) == "9434765919"
    assert rules.format_nhs_number("9434765919") == "943 476 5919"


@pytest.mark.parametrize(
    ("clean", "typed", "words"),
    [
        (rules.clean_nhs_number, "943 476 5918", "check each figure"),
        (rules.clean_nhs_number, "943 476 591", "10 figures"),
        (rules.clean_nhs_number, "94347659IO", "10 figures"),
        (rules.clean_upn, "B801200001001", "check the first letter"),
        (rules.clean_upn, "A80120000100", "a letter, then 12 figures"),
        (rules.clean_upn, "A80120000100O", "a letter, then 12 figures"),
        (rules.clean_uln, "0000000000", "does not begin with 0"),
        (rules.clean_uln, "1000000001", "check each figure"),
        (rules.clean_uln, "10000000", "10 figures"),
        (rules.clean_uprn, "1234567890123", "up to 12"),
        (rules.clean_uprn, "12A", "up to 12"),
        (rules.clean_uprn, "000", "up to 12"),
        (rules.clean_postcode, "YO1", "full postcode"),
        (rules.clean_postcode, "YO1 9CL", "full postcode"),
        (rules.clean_postcode, "QO1 9TL", "full postcode"),
        (rules.clean_postcode, "", "full postcode"),
        (rules.clean_postcode, "zz99 3vz", "not a place"),
        (rules.clean_phone, "hello", "like 01904"),
        (rules.clean_phone, "0190", "too few or too many"),
        (rules.clean_phone, "0190455155012345", "too few or too many"),
        (rules.clean_email, "someone", "like name@example.org"),
        (rules.clean_email, "a@b", "like name@example.org"),
        (rules.clean_email, "a b@c.org", "like name@example.org"),
        (rules.clean_home_office_reference, "12", "Home Office"),
        (rules.clean_la_child_id, "12/3", "letters and figures"),
        (rules.clean_la_child_id, "1" * 21, "up to 20"),
        (rules.clean_national_insurance, "BG123456A", "2 letters"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_in_words(clean, typed, words):
    with pytest.raises(NotValid, match=words):
        clean(typed)


@pytest.mark.parametrize(
    ("clean", "typed", "kept"),
    [
        (rules.clean_upn, "h801200001001", "H801200001001"),
        (rules.clean_upn, "H 8012 0000 1001", "H801200001001"),
        (rules.clean_uln, "1000 000 043", "1000000043"),
        (rules.clean_uprn, "000100012345", "100012345"),
        (rules.clean_postcode, "yo19tl", "YO1 9TL"),
        (rules.clean_postcode, "YO24 1AB", "YO24 1AB"),
        (rules.clean_postcode, "w1a  1aa", "W1A 1AA"),
        (rules.clean_postcode, "EC1V 9HX", "EC1V 9HX"),
        (rules.clean_postcode, "m1 1ae", "M1 1AE"),
        (rules.clean_postcode, "GIR0AA", "GIR 0AA"),
        (rules.clean_phone, "01904 551550", "+441904551550"),
        (rules.clean_phone, "07700 900123", "+447700900123"),
        (rules.clean_phone, "+44 (0)1904 551550", "+441904551550"),
        (rules.clean_phone, "+48 22 123 45 67", "+48221234567"),
        (rules.clean_email, " Some.One@Example.ORG ", "Some.One@example.org"),
        (rules.clean_home_office_reference, "a1234567 / 2", "A1234567/2"),
        (rules.clean_home_office_reference, "1212-0001-0242-3456", "1212-0001-0242-3456"),
        (rules.clean_la_child_id, " CH12345 ", "CH12345"),
        (rules.clean_national_insurance, "ab 12 34 56 c", "AB123456C"),
    ],
)
def test_a_number_is_kept_in_one_form(clean, typed, kept):
    assert clean(typed) == kept


def test_a_temporary_pupil_number_ends_in_a_letter():
    temporary = rules.clean_upn("V98000012345A")

    assert rules.is_temporary_upn(temporary)
    assert not rules.is_temporary_upn("H801200001001")


def test_a_telephone_number_is_shown_as_it_is_dialled_here():
    assert rules.format_phone("+441904551550") == "01904 551550"
    assert rules.format_phone("+48221234567") == "+48 22 123 45 67"


def test_half_a_postcode_is_its_first_part():
    assert rules.outward_code("YO24 1AB") == "YO24"


@pytest.mark.parametrize("kind", [code.code for code in codesets.codes("person.identifier_kind")])
def test_every_kind_of_number_can_be_cleaned(kind):
    good = {
        "nhs": "9434765919",
        "upn": "H801200001001",
        "former_upn": "H801200001001",
        "uln": "1000000043",
        "home_office": "A1234567",
        "la_child_id": "CH1",
        "national_insurance": "AB123456C",
    }

    assert rules.clean_identifier(kind, good.get(kind, " SW  12 ")) == good.get(kind, "SW 12")


def test_a_number_cannot_be_empty():
    with pytest.raises(NotValid):
        rules.clean_identifier("legacy", "  ")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("mobile", "07700 900123", "+447700900123"),
        ("email", "a@Example.org", "a@example.org"),
        ("other", " through  Nana ", "through Nana"),
    ],
)
def test_a_way_to_reach_is_cleaned_by_its_kind(kind, typed, kept):
    assert rules.clean_contact_point(kind, typed) == kept


@given(st.text(max_size=30))
def test_no_text_at_all_breaks_a_cleaner(text):
    for clean in (
        rules.clean_nhs_number,
        rules.clean_upn,
        rules.clean_uln,
        rules.clean_uprn,
        rules.clean_postcode,
        rules.clean_phone,
        rules.clean_email,
        rules.clean_la_child_id,
    ):
        try:
            kept = clean(text)
        except NotValid:
            continue
        assert clean(kept) == kept


@given(st.from_regex(r"[A-Z]{2}\d{1,2} \d[ABD-HJLNP-UW-Z]{2}", fullmatch=True))
def test_a_postcode_keeps_its_form_when_cleaned_again(text):
    try:
        kept = rules.clean_postcode(text)
    except NotValid:
        return
    assert rules.clean_postcode(kept.replace(" ", "").lower()) == kept


def test_figures_of_another_script_are_not_a_number():
    with pytest.raises(NotValid):
        rules.clean_nhs_number("٩٤٣٤٧٦٥٩١٩")
