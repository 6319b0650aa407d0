import re
from datetime import date
from itertools import combinations, pairwise
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.people import actions, queries
from tessera.people.genogram import draw
from tessera.people.genogram.layout import APART, lay_out
from tessera.people.queries.family import Family, family_around, household_in
from tessera.people.queries.now import now_of
from tests.factories import people as make
from tests.people.asking import address

TODAY = make.TODAY


def drawn(person, worker, **more):
    actor = make.an_actor(worker)
    family = family_around(person, TODAY, actor=actor)
    relatives = queries.family_of(person, TODAY, actor=actor, family=family)
    now = now_of(list(family.people), TODAY, actor=actor)
    return draw(family, relatives, household=household_in(family, now), today=TODAY, **more)


def test_whoever_is_in_the_list_and_not_in_the_drawing_is_named_under_it(visit, worker, family):
    """A grandmother tied to the child alone: nobody knows whose mother she is."""
    nell = make.a_person("Nell Adeyard", sex="F", by=worker)
    make.is_related(nell, family.maisie, "grandparent", by=worker)

    for name in ("record", "family"):
        text = visit(worker, address(name, family.maisie)).content.decode()
        assert "Not in the drawing: Nell Adeyard, grandmother." in text
    make.is_parent(nell, family.craig, by=worker)
    for name in ("record", "family"):
        text = visit(worker, address(name, family.maisie)).content.decode()
        assert "Not in the drawing" not in text


def test_a_family_is_drawn_with_its_symbols_and_the_same_in_words(family, worker):
    svg = drawn(family.maisie, worker)

    assert "Maisie&#39;s family" in svg
    assert svg.count("ts-genogram__self") == 2  # the child is drawn double
    assert svg.count('<circle class="ts-genogram__person"') == 3  # Leanne, Maureen, Ivy
    assert svg.count('<rect class="ts-genogram__person"') == 3  # Craig, Jordan, Kai
    assert svg.count("ts-genogram__home") == 1
    description = re.search(r"<desc[^>]*>(.*?)</desc>", svg).group(1)
    assert "mum Leanne" in description
    assert "Maisie lives with Leanne, Kai, Ivy" in description
    assert "Ivy&#39;s dad" in svg
    assert "style=" not in svg


def test_parents_apart_have_two_strokes_across_their_line(family, worker):
    svg = drawn(family.maisie, worker)

    assert len(re.findall(r"l8 -14M", svg)) == 1


def test_the_dead_are_crossed_and_the_unborn_are_triangles(family, worker):
    actions.record_death(person=family.maureen, died_on=date(2025, 1, 1), by=worker)
    baby = make.a_person("Baby Brindlow", expected_on=date(2026, 8, 1), by=worker)
    make.is_parent(family.leanne, baby, by=worker)

    svg = drawn(family.maisie, worker)

    assert "l28 28" in svg
    assert re.search(r"M\d+ \d+L\d+ \d+H\d+Z", svg)
    assert "Maureen, " not in svg


def test_someone_of_unknown_sex_is_a_diamond(family, worker):
    pat = make.a_person("Pat Brindlow", by=worker)
    make.is_parent(family.leanne, pat, by=worker)

    assert re.search(r"l17 17l-17 17l-17 -17Z", drawn(family.maisie, worker))


def test_someone_alone_has_no_picture(child, worker):
    assert drawn(child, worker) == ""


def test_a_name_that_holds_markup_is_only_a_name(family, worker):
    mallory = make.a_person("<script>x Brindlow", by=worker)
    make.is_parent(family.leanne, mallory, by=worker)

    assert "<script" not in drawn(family.maisie, worker)


def _person(pk):
    return SimpleNamespace(
        pk=pk, born_on=date(2000 + pk, 1, 1), expected_on=None, sex="F", name=f"P{pk}"
    )


@st.composite
def families(draw_from):
    """Any tangle of parents, partners and siblings among up to twelve people."""
    size = draw_from(st.integers(1, 12))
    people = {pk: _person(pk) for pk in range(1, size + 1)}
    ties = []
    kinds = st.sampled_from(["parent", "partner", "former_partner", "sibling", "adoptive_parent"])
    for number, (one, other) in enumerate(combinations(people, 2)):
        if draw_from(st.integers(0, 3)) == 0:
            kind = draw_from(kinds)
            ties.append(
                SimpleNamespace(
                    pk=number, person_id=one, relative_id=other, kind=kind, ended_on=None
                )
            )
    return Family(people[1], people, ties)


@settings(max_examples=150, deadline=None)
@given(families())
def test_in_any_family_everyone_drawn_has_a_place_of_their_own(family):
    layout = lay_out(family)

    assert family.person.pk in layout.x
    assert set(layout.x) == {pk for row in layout.rows.values() for pk in row}
    for row in layout.rows.values():
        places = [layout.x[pk] for pk in row]
        gaps = [b - a for a, b in pairwise(places)]
        assert all(gap >= APART - 0.01 for gap in gaps)
    assert len(layout.rows) <= 3


def test_a_long_name_is_written_whole_in_lines_and_its_row_grows(family, worker):
    plain = drawn(family.maisie, worker)
    long = "Wolfeschlegelsteinhausenbergerdorff-Maximiliana Annunziata"
    boy = actions.add_person(given=long, family="Brindlow", sex="M", by=worker)
    actions.record_relationship(person=boy, relative=family.maisie, kind="sibling", by=worker)

    svg = drawn(family.maisie, worker)

    names = re.findall(r'class="ts-genogram__name"[^>]*>([^<]*)<', svg)
    assert long.replace(" ", "") in "".join(names).replace(" ", "")
    assert max(map(len, names)) <= 15

    def height(drawing):
        return int(re.search(r'viewBox="0 0 \d+ (\d+)"', drawing).group(1))

    assert height(svg) > height(plain)


def test_the_line_around_a_home_goes_past_the_name_beside_a_single_parent(worker):
    mum = make.a_person("Annabellinda Fostesk", sex="F", born_on=date(1990, 1, 1), by=worker)
    child = make.a_person("Ned Fostesk", sex="M", by=worker)
    make.is_parent(mum, child, by=worker)
    make.at_home(mum, child, since=date(2024, 1, 1), by=worker)

    svg = drawn(child, worker)

    right = float(re.search(r'ts-genogram__home" d="M\d+ \d+H(\d+)', svg).group(1))
    x = float(re.search(r'__name" x="(\d+)"[^>]*>Annabellinda', svg).group(1))
    assert right > x + 3 * len("Annabellinda")
    assert right <= float(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
