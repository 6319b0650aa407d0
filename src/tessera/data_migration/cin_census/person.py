"""Who the child is, folded into the record: born, named by number, described."""

from collections import Counter
from dataclasses import replace
from datetime import date

from tessera.data_migration.cin_census import sifting
from tessera.data_migration.cin_census.folding import Folding
from tessera.data_migration.cin_census.record import ID_KIND, Held
from tessera.data_migration.cin_census.sifting import Refusal
from tessera.foundations.calendar import date_words
from tessera.insight.cin_census import shape
from tessera.insight.cin_census.layout import SEX_SINCE
from tessera.insight.cin_census.years import NOT_SPECIFIED, gender_of, letter_of
from tessera.people.models import Disability, Identifier


def in_the_years_layout(child: shape.Child, year: int) -> shape.Child:
    """The child with sex as the year of the file asks for it, however it was written."""
    if not child.sex and not child.gender:
        return child
    sex = sifting.sex(child)
    if year >= SEX_SINCE:
        return replace(child, sex=letter_of(sex), gender=None)
    return replace(child, sex=None, gender=child.gender or gender_of(sex))


def fold_person(folding: Folding, child: shape.Child) -> Refusal | None:
    """What the file says of the child. Gives the reason when it cannot stand beside what is known."""
    person = folding.held.row
    born_on = child.born_on if folding.is_newest or not person.born_on else person.born_on
    born_on = born_on or person.born_on
    died_on = child.died_on or person.died_on
    if born_on and died_on and died_on < born_on:
        return "PersonDeathDate", (
            f"The child cannot have died on {date_words(died_on)}, before the birth on "
            f"{date_words(born_on)}."
        )
    _warn_of_another_child(folding, child)
    _warn_of_what_changes(folding, child)
    folding.held.put(
        born_on=born_on,
        expected_on=None if born_on else child.expected_on or person.expected_on,
        died_on=died_on,
        **folding.plain(
            folding.held, ethnicity=child.ethnicity, upn_unknown=_why_no_upn(folding, child)
        ),
    )
    if (child.sex or child.gender) and (folding.is_newest or folding.held.is_new):
        folding.held.put(sex=_sex(folding, child))
    _fold_identifiers(folding, child)
    _fold_disabilities(folding, child)
    return None


def _why_no_upn(folding: Folding, child: shape.Child) -> str | None:
    """A number that is known does not go because one year's return could not give it."""
    if child.upn or not child.upn_unknown or folding.held.current("upn") is None:
        return child.upn_unknown
    message = f"The file says why there is no UPN ({child.upn_unknown}), but the record has one. It is kept."
    folding.warn(child.line_of("UPNunknown"), "UPNunknown", message)
    return None


def _sex(folding: Folding, child: shape.Child) -> str:
    """A later U takes nothing back: it stands for "not specified" too."""
    said, held = sifting.sex(child), str(folding.held.row.sex)
    is_the_same = folding.year.number >= SEX_SINCE and said == "U" and held == NOT_SPECIFIED
    return held if is_the_same else said


def _warn_of_another_child(folding: Folding, child: shape.Child) -> None:
    """A number that was given to a second child makes one record of two: only whoever knows them can tell."""
    born_on = folding.held.row.born_on
    if child.born_on and born_on and child.born_on != born_on:
        kept = "This file" if folding.is_newest else "The record"
        folding.warn(
            child.line_of("PersonBirthDate"),
            "PersonBirthDate",
            f"The child is born on {date_words(child.born_on)} here and on {date_words(born_on)} in the "
            f"record. {kept} is believed. Is it the same child, or was the number given to another?",
        )


def _warn_of_what_changes(folding: Folding, child: shape.Child) -> None:
    if child.born_on and child.expected_on:
        folding.warn(
            child.line,
            "ExpectedPersonBirthDate",
            "The child has a date of birth and an expected date. The date of birth is kept.",
        )
    if child.sex in sifting.OLD_GENDERS:
        folding.warn(
            child.line, "Sex", f"Sex is “{child.sex}”, read as {letter_of(sifting.sex(child))}."
        )
    elif child.gender and folding.year.number >= SEX_SINCE:
        folding.warn(
            child.line,
            "GenderCurrent",
            f"GenderCurrent is of an older layout. {child.gender} is read as "
            f"{letter_of(sifting.sex(child))}.",
        )
    for code, times in Counter(child.disabilities).items():
        if times > 1:
            message = f"The disability {code} is given {times} times. It is kept once."
            folding.warn(child.line, "Disability", message)


def _since(folding: Folding) -> date | None:
    """Something of a child who was known before began in this year; of a new child, nobody knows when."""
    return None if folding.is_first_told else folding.year.starts_on


def _fold_identifiers(folding: Folding, child: shape.Child) -> None:
    held = folding.held
    if held.current(ID_KIND) is None:
        _add_identifier(folding, ID_KIND, folding.child_id, None)
    for kind, value in (("upn", child.upn), ("former_upn", child.former_upn)):
        current = held.current(kind)
        if not value or (current and (current.row.value == value or not folding.is_newest)):
            continue
        if current:
            started_on = current.row.started_on
            current.put(ended_on=max(folding.year.starts_on, started_on or date.min))
        _add_identifier(folding, kind, value, _since(folding))


def _add_identifier(folding: Folding, kind: str, value: str, started_on: date | None) -> None:
    folding.held.identifiers.append(
        Held(Identifier(person=folding.held.row, kind=kind, value=value, started_on=started_on))
    )


def _fold_disabilities(folding: Folding, child: shape.Child) -> None:
    codes = dict.fromkeys(child.disabilities)
    current = {h.row.code: h for h in folding.held.disabilities if h.row.ended_on is None}
    if not codes or (current and not folding.is_newest):
        return
    since = _since(folding)
    for code in current.keys() - codes.keys():
        gone = current[code]
        gone.put(ended_on=max(folding.year.starts_on, gone.row.started_on or date.min))
    for code in codes:
        if code not in current:
            folding.held.disabilities.append(
                Held(Disability(person=folding.held.row, code=code, started_on=since))
            )
