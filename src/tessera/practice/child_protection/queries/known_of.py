"""What the record knows of one of the family that may stand against their having a paper about the children.

Nothing goes to somebody who must not have it (practice 2.6): whoever sends is told what is known before.
"""

import re

from tessera.engine.forms import queries as sheets
from tessera.engine.workflow.models import Step
from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words
from tessera.foundations.records.queries import true_on
from tessera.people.models import Residence, Warning
from tessera.people.queries.family import first_name
from tessera.people.queries.warnings import warning_words
from tessera.people.rules import folded
from tessera.practice.child_protection.models import StrategyDiscussion
from tessera.practice.meetings.models import Invited
from tessera.ui.formatting import list_words, upper_first

CALLED = {"F": ("mother", "mum"), "M": ("father", "dad")}
WORRY, SAFETY, WARNS = "trigger", "safety_now", "warning"
SAYS = ((WORRY, "the worry"), (SAFETY, "what keeps the children safe"))
KEPT_APART = re.compile(
    r"\b(must not|may not|no contact|not to|away|apart|bail\w*|arrest\w*|supervis\w*|orders?)\b",
    re.I,
)
STAYS = re.compile(r"\b(stay\w*|lives?|living|left|leav\w*|mov\w*)\b", re.I)
"""What keeps the children safe names whoever helps as well: of that, only what keeps somebody from them, or
has somebody stay elsewhere, stands against it."""
MOST = 3
"""Sentences of what was said, each; warnings are never crowded out."""
BETWEEN = re.compile(r"(?<=[.!?])\s+|\n")


def known_of(meeting, children, on):
    """invited id -> sentences, for each of the family of whom something of the kind is known."""
    ids = {child.pk for child in children}
    asked = [e for e in meeting.invited.all() if e.person_id and e.person_id not in ids]
    if not asked:
        return {}
    people = {each.person_id for each in asked}
    homes, apart = _homes(people | ids, on), _apart(meeting, people, ids)
    said = [*_warned(children, on), *_said(children)]
    found = {}
    for each in asked:
        words = [*apart.get(each.person_id, ()), *_lives_elsewhere(each.person_id, children, homes)]
        words += _named_in(each.person, said)
        if words:
            found[each.pk] = tuple(words)
    return found


def known_of_one(person, children, on):
    """The same of one of the family, whatever it is that they would have."""
    ids = {child.pk for child in children}
    homes, apart = _homes({person.pk} | ids, on), _apart(None, {person.pk}, ids)
    said = [*_warned(children, on), *_said(children)]
    elsewhere = _lives_elsewhere(person.pk, children, homes)
    return (*apart.get(person.pk, ()), *elsewhere, *_named_in(person, said))


def _homes(people, on):
    rows = Residence.objects.of_those_present(on).filter(person__in=people)
    return {row.person_id: row.address for row in rows.select_related("address")}


def _lives_elsewhere(person_id, children, homes):
    """Nothing of those whose home the record does not know, nor where it is: only that it is another."""
    home = homes.get(person_id)
    theirs = [child for child in children if child.pk in homes]
    if home is not None and theirs and not any(_same(homes[child.pk], home) for child in theirs):
        yield f"Lives elsewhere than {list_words([child.given_name for child in theirs])}"


def _same(one, other):
    """One of them may have been written without its postcode."""
    first, second = (folded(each.lines) for each in (one, other))
    codes = {each.postcode for each in (one, other)} - {""}
    return one.pk == other.pk or (len(codes) < 2 and (first in second or second in first))


def _apart(meeting, people, children):
    """person -> how the chair of a meeting about these children had them come apart, or left them out."""
    rows = Invited.objects.filter(person__in=people, meeting__children__child__in=children)
    rows = rows.exclude(apart_why="", left_out_why="").select_related("meeting").distinct()
    found: dict[int, list[str]] = {}
    for each in rows.order_by("pk"):
        if meeting is not None and each.meeting_id == meeting.pk and not each.apart_why:
            continue  # left out of this one: nothing goes, and it says so already
        found.setdefault(each.person_id, []).append(apart_words(each))
    return found


def apart_words(each):
    """How they came to one meeting, in a sentence."""
    why = each.left_out_why or each.apart_why
    how = "Was left out of" if each.left_out_why else "Came apart from the others to"
    return f"{how} {_the(each.meeting)}: {why}"


def _warned(children, on):
    """(part, of whose warning, sentence) of what to beware of with these children, newest first; once where
    it is the same of several, and as one sentence where it says whom it is about."""
    rows = Warning.objects.filter(true_on(on), person__in=children).select_related("person")
    found: dict[tuple[str, str], list[str]] = {}
    for each in rows.order_by("-started_on", "-pk"):
        for said in _of_warning(each):
            names = found.setdefault(said, [])
            names += [n for n in [first_name(each.person)] if n not in names]
    for (label, sentence), names in found.items():
        yield WARNS, f"A warning of {list_words(sorted(names))}{label}", sentence


def _of_warning(warning):
    if warning.whom:
        words = warning_words(warning.kind, whom=warning.whom)
        yield "", ". ".join(filter(None, [words, upper_first(warning.detail)]))
        return
    label = codesets.label("warning.kind", warning.kind).lower()
    for sentence in _sentences(warning.detail):
        yield f", {label}", sentence


def _sentences(text):
    """A full stop inside a time or a sum ends none."""
    return [each.strip() for each in BETWEEN.split(text) if each.strip()]


def _the(meeting):
    what = codesets.label("meeting.kind", meeting.kind).lower()
    day = meeting.held_on or meeting.planned_for
    return f"the {what} of {date_words(day)}"


def _said(children):
    """(part, where it stands, sentence) of the strategy discussions of these children, newest first."""
    rows = StrategyDiscussion.objects.filter(child__in=children).exclude(step_ref=None)
    days = dict(rows.order_by("held_on", "pk").values_list("step_ref", "held_on"))
    found = []
    steps = Step.objects.filter(public_id__in=days).select_related("sheet")
    for step in sorted(steps, key=lambda each: days[each.public_id], reverse=True):
        answers = sheets.answers_of(step.sheet)
        for key, called in SAYS:
            where = f"The strategy discussion of {date_words(days[step.public_id])}, {called}"
            found += [(key, where, each) for each in _sentences(answers.get(key) or "")]
    return found


def _named_in(person, said):
    """The sentences that name them, by a name of theirs or as mother or father."""
    names = [re.escape(n) for n in {person.name, person.known_as, person.given_name} if n]
    called = CALLED.get(person.sex, ())
    words = re.compile(rf"\b({'|'.join([*names, *called])})\b", re.IGNORECASE)
    told = [(key, f"{where}: “{each}”") for key, where, each in said if _tells_of(key, words, each)]
    warned = [each for key, each in told if key == WARNS]
    return [*warned, *[each for key, each in told if key != WARNS][:MOST]]


def _tells_of(key, words, sentence):
    named = words.search(sentence)
    if key != SAFETY or named is None:
        return named is not None
    return bool(KEPT_APART.search(sentence) or STAYS.search(sentence, named.end()))
