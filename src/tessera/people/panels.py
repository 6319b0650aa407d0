"""What people show on a record: lines of the chronology, the identity bar, panels of "Now"."""

from collections import Counter

from markupsafe import Markup, escape

from tessera.foundations import codesets
from tessera.people import permissions
from tessera.people.actions.family import RELATED, UNRELATED
from tessera.people.actions.involvement import BEGAN, ENDED
from tessera.people.actions.particulars import MOVED, RENAMED
from tessera.people.actions.persons import BORN, DIED
from tessera.people.actions.warnings import WARNED
from tessera.people.genogram import draw, not_drawn
from tessera.people.models import Involvement, Name, Person, Relationship, Residence, Warning
from tessera.people.queries.family import family_of, household_in, word_for
from tessera.people.queries.involvement import who_works
from tessera.people.queries.looks import last_openers, who_has_looked
from tessera.people.queries.warnings import warning_words
from tessera.people.record_page import Entry, Lines, chronology_kind, fact, panel, section
from tessera.people.rules import is_grown_up
from tessera.ui.formatting import number_word

FAMILY, WORK, LIFE = "Family and home", "Who works with them", "Birth, names and warnings"


def _born(person):
    return Entry(f"{person.given_name or person.name} is born")


def _died(person):
    return Entry(f"{person.given_name or person.name} died")


def _moved(row):
    """Never says where: a place may be protected, and this line is read by all who read the record."""
    titles = {"home": "Moved home", "placement": "Moved to a placement"}
    other = f"New address: {codesets.label('address.kind', row.kind).lower()}"
    return Entry(titles.get(row.kind, other))


def _renamed(row):
    name = f"{row.given} {row.family}".strip()
    return Entry(f"Name is now {name}", told_of=name)


def _warned(row):
    words = warning_words(row.kind, whom=row.whom)
    names_first = row.whom and words.startswith(row.whom)
    return Entry(f"Warning: {words if names_first else _lower(words)}", text=row.detail)


def _related(row):
    """Names nobody: the other may be hidden from the reader; the family page shows who may be shown."""
    title = f"Family recorded: {word_for(row.kind, row.person.sex)}"
    return Entry(title)


def _unrelated(row):
    title = f"Family: no longer {word_for(row.kind, row.person.sex)}"
    return Entry(title)


def _began(row):
    title = f"{row.worker.name} began as {_role(row)}"
    return Entry(title, told_as=row.role, told_of=row.worker.name)


def _ended(row):
    title = f"{row.worker.name} ended as {_role(row)}"
    return Entry(title, told_as=row.role, told_of=row.worker.name)


def _role(row):
    return _lower(codesets.label("involvement.role", row.role))


def _lower(words):
    return words[:1].lower() + words[1:]


chronology_kind(BORN, "Birth", Lines(Person, _born), group=LIFE, to_child=True, to_court=2, order=0)
chronology_kind(DIED, "Death", Lines(Person, _died), group=LIFE, to_court=2, to_manager=1, order=1)
chronology_kind(
    RENAMED,
    "Name",
    Lines(Name, _renamed, told_by="id"),
    group=LIFE,
    to_child=True,
    to_court=2,
    order=2,
)
chronology_kind(WARNED, "Warning", Lines(Warning, _warned, told_by="id"), group=LIFE)
chronology_kind(
    MOVED,
    "Move",
    Lines(Residence, _moved, told_by="id"),
    group=FAMILY,
    to_child=True,
    to_court=2,
)
chronology_kind(
    RELATED,
    "Family",
    Lines(Relationship, _related, "person", told_by="id"),
    group=FAMILY,
)
chronology_kind(
    UNRELATED,
    "Family ended",
    Lines(Relationship, _unrelated, "person", told_by="ended_on"),
    group=FAMILY,
)
chronology_kind(
    BEGAN,
    "Change of worker",
    Lines(Involvement, _began, "worker"),
    group=WORK,
    to_child=True,
    to_manager=1,
    order=25,
)
chronology_kind(
    ENDED,
    "Change of worker",
    Lines(Involvement, _ended, "worker"),
    group=WORK,
    to_child=True,
    to_manager=1,
    order=91,
)


def _lives(child, request):
    now = request.record.now[child.pk]
    if not now.lives:
        return ("Lives", "Not recorded yet")
    if "family" not in request.record.__dict__:
        return ("Lives", now.lives)
    household = household_in(request.record.family, request.record.now)
    relatives = {each.person.pk: each.word for each in _relatives(child, request)}
    words = [relatives[pk] for pk in household if pk in relatives]
    if not words:
        return ("Lives", now.lives)
    return ("Lives", f"{now.lives}, with {_possessive(child)} {_and(_counted(words))}")


def _telephone(person, request):
    """Of a grown-up: whoever opens their page most often wants to ring them. Of a child, it is in Details."""
    if not is_grown_up(person.born_on, request.today, expected_on=person.expected_on):
        return None
    numbers = [each for each in request.record.now[person.pk].reach if "@" not in each]
    return ("Telephone", ", ".join(numbers)) if numbers and not person.died_on else None


def _worker_fact(child, request):
    """That nobody is allocated is said where somebody should be: while there is work with the child."""
    allocated = request.record.allocated
    if allocated is None:
        return ("Worker", "Nobody allocated") if request.record.standings else None
    words = escape(allocated.worker.name)
    if allocated.worker.telephone:
        words += Markup(", {}").format(allocated.worker.telephone)
    return ("Worker", words)


def _possessive(child):
    return {"F": "her", "M": "his"}.get(child.sex, "their")


def _counted(words):
    """Two brothers are "two brothers", and not "brother and brother"."""
    return [
        word if count == 1 else f"{number_word(count)} {_several(word)}"
        for word, count in Counter(words).items()
    ]


def _several(word):
    """ "half-sisters", "grandchildren", "aunts or uncles"."""
    parts = word.split(" or ")
    return " or ".join(f"{part}{'ren' if part.endswith('child') else 's'}" for part in parts)


def _and(words):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _relatives(child, request):
    return family_of(child, request.today, actor=request.actor, family=request.record.family)


fact("people.lives", 10, _lives)
fact("people.telephone", 15, _telephone)
fact("people.worker", 20, _worker_fact, slim=True)


def _latest(child, request):
    return {"lines": request.record.latest}


def _family(child, request):
    relatives = _relatives(child, request)
    record = request.record
    together = household_in(record.family, record.now)
    drawing = draw(record.family, relatives, household=together, today=request.today)
    near = [each for each in relatives if each.kind != "householder"][:8]
    return {
        "relatives": near,
        "drawing": drawing,
        "not_drawn": not_drawn(record.family, near),
        "now": record.now,
        "together": together,
    }


def _working(child, request):
    return {"working": who_works(request.record.working, request.record.worked_last)}


def _looked(child, request):
    return {"looks": last_openers(who_has_looked(child))}


panel("people.latest", "Latest", 80, "people/panels/latest.html", _latest)
panel("people.family", "People around", 10, "people/panels/family.html", _family, column="side")
panel("people.working", "Working with", 20, "people/panels/working.html", _working, column="side")
panel(
    "people.looked",
    "Who has looked",
    90,
    "people/panels/looked.html",
    _looked,
    column="side",
    permission=permissions.LOOKS,
)

section("now", "Now", 0, "people:record")
section("chronology", "Chronology", 10, "people:chronology")
section("family", "Family and household", 60, "people:family")
section("details", "Details", 70, "people:details")
section("involvements", "Working with", 80, "people:involvements")
section("warnings", "Warnings", 85, "people:warnings")
section("guarding", "Who may know", 88, "people:guarding", permission=permissions.PROTECT)
section("history", "What was changed", 94, "people:history")
section("looked", "Who has looked", 95, "people:looked", permission=permissions.LOOKS)
