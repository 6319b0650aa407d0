"""A census file is read whole, or it is said plainly what is wrong with it and where."""

import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.demo.bench import census_file as cin_return
from tessera.insight.cin_census import reader, safe_xml, shape, writer
from tessera.insight.cin_census.reader import Reading, Unreadable
from tests.insight.cin_census import stories as s

HEAD = """<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails></Header><Children>
"""
TAIL = "</Children></Message>"
IDENTIFIERS = "<ChildIdentifiers><LAchildID>A1</LAchildID>{}</ChildIdentifiers>"


def read(text):
    reading = Reading(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    return reading, list(reading)


def child_of(inside):
    return read(f"{HEAD}<Child>\n{inside}\n</Child>{TAIL}")[1][0]


def refusal(text):
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value


def written(returned, year):
    stream = io.BytesIO()
    writer.write(stream, header=returned.header, children=returned.children, year=year)
    return stream.getvalue()


@pytest.mark.parametrize("year", range(2021, 2028))
def test_what_is_written_is_read_back_the_same(year):
    returned = cin_return.clean_return(60, year=year, seed=year)

    reading, children = read(written(returned, year))

    assert tuple(children) == returned.children
    assert reading.header == shape.Header(
        **{
            name: getattr(returned.header, name)
            for name in ("collection", "year", "reference_on", "source_level", "authority")
        },
        software_code="Tessera",
        release="test",
        serial_number="001",
        made_at=returned.header.made_at.replace(tzinfo=None),
    )
    assert reading.rows == sum(map(shape.child_rows, children))
    assert not any(row.faults for child in children for row in shape.rows_within(child))


def test_each_row_knows_its_line():
    child = child_of(
        "<CINdetails>\n<CINreferralDate>2025-05-06</CINreferralDate>\n<Section47>\n</Section47>\n"
        "</CINdetails>"
    )

    assert child.line == 3
    assert child.episodes[0].line == 4
    assert child.episodes[0].section47s[0].line == 6


def test_lines_stay_true_in_a_long_file():
    many = "<Child>\n<CINdetails>\n</CINdetails>\n</Child>\n" * 40_000

    _, children = read(f"{HEAD}{many}{TAIL}")

    assert children[-1].line == 3 + 4 * 39_999
    assert children[-1].episodes[0].line == 4 + 4 * 39_999


def test_space_around_a_value_is_not_part_of_it():
    child = child_of(IDENTIFIERS.format("<Sex>\n  F </Sex>"))

    assert child.sex == "F"
    assert child.faults == ()


@pytest.mark.parametrize("said", ["1", "true", "TRUE"])
def test_flags_may_be_words_or_figures(said):
    child = child_of(f"<CINdetails><ReferralNFA>{said}</ReferralNFA></CINdetails>")

    assert child.episodes[0].no_further_action is True


def test_loose_text_is_reported_and_left_out():
    child = child_of(IDENTIFIERS.format("PersonBirthDate <Sex>F</Sex>"))

    (fault,) = child.faults
    assert (fault.line, fault.field, fault.keeps) == (4, "ChildIdentifiers", True)
    assert "PersonBirthDate" in fault.message
    assert child.sex == "F"


def test_an_unknown_element_is_reported_and_left_out():
    child = child_of("<CINdetails>\n<ShoeSize><Left>4</Left></ShoeSize></CINdetails>")

    (fault,) = child.episodes[0].faults
    assert (fault.line, fault.field, fault.keeps) == (5, "ShoeSize", True)


def test_rows_in_an_unknown_place_are_counted_with_the_fault():
    reading, (child,) = read(f"{HEAD}<Child><Odd><Assessments/><CINdetails/></Odd></Child>{TAIL}")

    assert child.faults[0].rows == 2
    assert reading.rows == 3


@pytest.mark.parametrize(
    ("tag", "said", "wanted"),
    [
        ("CINreferralDate", "06/05/2025", "year-month-day"),
        ("CINreferralDate", "2025-02-29", "year-month-day"),
        ("CINreferralDate", "20250506", "year-month-day"),
        ("CINreferralDate", "２０２５-05-06", "year-month-day"),
        ("CINclosureDate", "9999-12-31", "leave out a date that is not known"),
        ("CINclosureDate", "0001-01-01", "between 1000 and 2999"),
        ("ReferralNFA", "maybe", "true or false"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_line(tag, said, wanted):
    child = child_of(f"<CINdetails>\n<{tag}>{said}</{tag}></CINdetails>")

    (fault,) = child.episodes[0].faults
    assert (fault.line, fault.field, fault.keeps) == (5, tag, False)
    assert wanted in fault.message
    assert said in fault.message


def test_a_day_that_is_only_unlikely_is_read():
    child = child_of(IDENTIFIERS.format("<PersonBirthDate>1066-04-13</PersonBirthDate>"))

    assert child.born_on == date(1066, 4, 13)
    assert not child.faults


def test_an_empty_element_is_read_as_not_given():
    child = child_of("<CINdetails><CINclosureDate/><Assessments/></CINdetails>")

    assert child.episodes[0].closed_on is None
    assert child.episodes[0].faults[0].keeps
    assert child.episodes[0].assessments == (shape.Assessment(),)


@pytest.mark.parametrize(("second", "keeps"), [("F", True), ("M", False)])
def test_a_value_written_twice_is_reported(second, keeps):
    child = child_of(IDENTIFIERS.format(f"<Sex>F</Sex><Sex>{second}</Sex>"))

    assert child.sex == "F"
    assert child.faults[0].keeps is keeps


def test_a_review_without_a_date_is_a_row_with_a_fault():
    child = child_of(
        "<CINdetails><ChildProtectionPlans><Reviews><CPPreviewDate/>"
        "<CPPreviewDate>2025-09-01</CPPreviewDate></Reviews></ChildProtectionPlans></CINdetails>"
    )

    missing, held = child.episodes[0].protection_plans[0].reviews
    assert missing.held_on is None
    assert not missing.faults[0].keeps
    assert held.held_on == date(2025, 9, 1)


def test_one_wrapper_per_review_or_one_for_all_reads_the_same():
    plan = s.protection(reviews=(s.review("08-20"), s.review("02-02")))
    returned = s.returned(s.child(s.protected(protection_plans=(plan,))))
    stream = io.BytesIO()
    writer.write(
        stream,
        header=returned.header,
        children=returned.children,
        year=s.YEAR,
        one_wrapper_per_review=True,
    )

    assert stream.getvalue().count(b"<Reviews>") == 2
    assert tuple(read(stream.getvalue())[1]) == returned.children


BOMB = """<?xml version="1.0"?><!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Message>&b;</Message>"""
OUTSIDE = """<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>"""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BOMB, 1, "DOCTYPE"),
        (OUTSIDE, 1, "DOCTYPE"),
        (f"{HEAD}&unheard-of;{TAIL}", 3, "entity"),
        ("", 1, "empty"),
        ("   \n ", 1, "empty"),
        (HEAD, 3, "never ended"),
        (HEAD + "<Child", 3, "middle"),
        (HEAD + "<Child>\n</Children>", 4, "not well formed"),
        ("<html><body/></html>", 1, "begins with html"),
        ("PK\x03\x04 a spreadsheet", 1, "Unpack it"),
        (b"\x1f\x8b\x08 packed", 1, "Unpack it"),
        (b"\xd0\xcf\x11\xe0 a workbook", 1, "Save it as XML"),
        ("LAchildID,UPN\nCIN1,", 1, "not XML"),
        (f"{HEAD}<Child>A & B", 3, "&amp;"),
        (f"{HEAD}{TAIL}<x/>", 3, "after the end of Message"),
        ("\n<?xml version='1.0'?><Message/>", 2, "Take out what stands before it"),
        ('<?xml version="1.0" encoding="EBCDIC-CP-BE"?><Message/>', 1, "UTF-8"),
        ('<?xml version="1.0" encoding="UTF-16"?><Message/>', 1, "UTF-16"),
        (f"{HEAD}<Child>\n".encode() + b"<X>\xe9</X></Child>", 4, "UTF-8"),
        (f"{HEAD}<Child><Y>{'x' * 20_000}</Y></Child>{TAIL}", 3, "longer than"),
        (f"{HEAD}{'<Child>' * 40}", 3, "deep"),
        (f"{HEAD}\x00", 3, "not well-formed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line(text, line, words):
    refused = refusal(text)

    assert refused.line == line
    assert words in refused.message


def test_a_file_larger_than_any_census_is_refused(monkeypatch):
    monkeypatch.setattr(safe_xml, "LARGEST_FILE", 100_000)

    refused = refusal(HEAD + "<Child></Child>" * 20_000 + TAIL)

    assert "larger than any census" in refused.message


@pytest.mark.parametrize("unit", ["<Child/>", "<Odd/>", "<Child><Odd/></Child>"])
def test_what_is_nothing_but_rows_or_faults_is_refused_before_it_fills_the_memory(
    unit, monkeypatch
):
    monkeypatch.setattr(reader, "MOST", 5_000)

    refused = refusal(HEAD + unit * 12_000 + TAIL)

    assert "more than 5,000" in refused.message
    assert refused.line == 3


def test_the_first_header_counts_and_a_second_one_is_told():
    second = HEAD.partition("<Header>")[2].partition("</Header>")[0].replace("2026", "2025")
    text = HEAD.replace("</Header>", f"</Header><Header>{second}</Header>") + TAIL

    reading, _ = read(text)

    assert reading.header.year == 2026
    assert [(f.field, f.keeps) for f in reading.header.faults] == [("Header", False)]


def test_a_file_in_another_encoding_that_says_so_is_read():
    for encoding in ("utf-16", "iso-8859-1", "windows-1252"):
        text = f'<?xml version="1.0" encoding="{encoding}"?>' + HEAD + TAIL
        reading, children = read(text.encode(encoding))
        assert reading.header.year == 2026
        assert children == []


def test_a_namespace_is_no_hindrance():
    reading, _ = read((HEAD + TAIL).replace("<Message>", '<Message xmlns="urn:x">'))

    assert reading.header.year == 2026


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_file_broken_anywhere_is_read_or_plainly_refused(data):
    good = written(s.returned(s.child(s.protected()), s.unborn()), s.YEAR)
    place = data.draw(st.integers(0, len(good)))
    junk = data.draw(st.binary(max_size=6) | st.sampled_from([b"<", b"]]>", b"&amp", b"</Child>"]))
    cut = data.draw(st.integers(0, 40))

    try:
        reading, children = read(good[:place] + junk + good[place + cut :])
    except Unreadable as refused:
        plain = refused.line >= 1 and refused.message[-1] in ".)"
    else:
        lost = sum(f.rows for f in reading.faults)
        lost += sum(f.rows for c in children for r in shape.rows_within(c) for f in r.faults)
        plain = reading.rows == sum(map(shape.child_rows, children)) + lost
    assert plain
