"""A letter as it would go: each part filled from the record, with where it is from, and the gate's answer."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tessera.engine.documents import word, written
from tessera.engine.documents.wording import TEXTS, filled
from tessera.engine.forms import filling
from tessera.foundations.calendar import date_words
from tessera.people.models import Person
from tessera.people.queries import allocated_worker, family_of
from tessera.people.queries.disclosure import cared_for_by, protected_among, restricted_among
from tessera.people.queries.family import first_name
from tessera.people.rules import format_phone, mentions, second_person_why, verdict
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import permissions, rules
from tessera.practice.letters.queries.recipients import Addressee, addressee, key_of
from tessera.ui.formatting import list_words, lower_first
from tessera.ui.jinja import council_name

NOT_KNOWN = "____"


@dataclass(frozen=True)
class Part:
    """Something that the letter says, and where that is from. `asked`: only the writer knows it."""

    name: str
    label: str
    value: str
    source: str = ""
    hint: str = ""
    asked: bool = False
    named: bool = True
    is_needed: bool = True


@dataclass
class Paper:
    """The letter of a draft: its parts, its words, and whether it may go."""

    letter: Any
    template: written.Template
    to: Addressee | None
    parts: list[Part]
    texts: dict
    gate: rules.Gate
    missing: dict[str, str] = field(default_factory=dict)
    children: list = field(default_factory=list)
    second_why: str = ""

    @property
    def known(self):
        """What is filled from the record and stands somewhere in this letter."""
        return [part for part in self.parts if not part.asked and part.named]

    @property
    def asked(self):
        return [part for part in self.parts if part.asked]

    @property
    def paragraphs(self):
        free = [self.letter.words.strip()] if self.letter.words.strip() else []
        return [*self.texts["opening"], *free, *self.texts["closing"]]

    @property
    def values(self):
        return {part.name: part.value or NOT_KNOWN for part in self.parts}

    def in_layout(self):
        """Everything that a council's own layout may name."""
        return {
            **self.values,
            **{key: self.texts[key] for key in ("title", "greeting", "sign")},
            "opening": "\n\n".join(self.texts["opening"]),
            "words": self.letter.words.strip(),
            "closing": "\n\n".join(self.texts["closing"]),
            "address": "\n".join(self.addressee_lines),
        }

    @property
    def digest(self):
        """Of everything that it would say to whom, but for the day of its date: what a second person read."""
        values = {part.name: part.value for part in self.parts if part.name != "today"}
        said = [
            self.template.digest,
            [str(child.public_id) for child in self.children],
            values,
            self.letter.words.strip(),
            [*self.addressee_lines, self.to.email] if self.to else [],
        ]
        plain = json.dumps(said, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def addressee_lines(self):
        return [line for line in (self.to.name, self.to.agency, *self.to.lines) if line]


def compose(letter, on, *, actor, by):
    """The paper of a letter that is begun."""
    children, template = letter.children(), written.template(letter.code)
    hidden = hidden_of(children, on)
    to = _addressee(letter, children, hidden, on, actor)
    parts = _parts(letter, children, template, to, hidden, on, actor, by)
    values = {part.name: part.value or NOT_KNOWN for part in parts}
    texts = {key: filled(template.texts[key], values) for key in TEXTS}
    texts["sign"] = _signed(template.texts["sign"], parts)
    paper = Paper(letter, template, to, parts, texts, rules.Gate(), children=children)
    paper.gate = _gate(paper, hidden, on, actor)
    paper.missing = _missing(paper)
    paper.second_why = _second_why(paper, hidden, on)
    return paper


def email_now(letter, on, *, actor):
    """The address that the record has today for whom a letter is to, as far as this reader may see it."""
    children = letter.children()
    to = _addressee(letter, children, hidden_of(children, on), on, actor)
    return to.email if to else ""


def _addressee(letter, children, hidden, on, actor):
    key, others = key_of(letter), children[1:]
    return addressee(letter.child, key, on, actor=actor, hidden=hidden, others=others)


def not_for_all(to, children, *, actor):
    """Why one letter to this recipient may not be about all of these children; empty when it may."""
    if len(children) == 1:
        return ()
    ids = [child.pk for child in children]
    people = Person.objects.filter(pk__in=ids)
    may_write = set(people.visible_to(actor, permissions.WRITE).values_list("pk", flat=True))
    known = set(people.known_to(actor).values_list("pk", flat=True))
    about = [
        rules.About(
            name=child.name if child.pk in known else rules.UNNAMED,
            may_write=child.pk in may_write,
            is_told=child.pk in to.told_of,
        )
        for child in children
    ]
    return rules.not_for_all(to.name, to.kind != "agency", about)


def _second_why(paper, hidden, on):
    people = [child.pk for child in paper.children]
    if paper.to is not None and paper.to.person is not None:
        people.append(paper.to.person.pk)
    is_protected = hidden.is_protected or bool(paper.to and paper.to.is_protected)
    return second_person_why(
        is_protected=is_protected or bool(protected_among(people, on)),
        is_restricted=bool(restricted_among(people, on)),
    )


def _parts(letter, children, template, to, hidden, on, actor, by):
    found = [
        *_always(children, to, on, by),
        *(_filled(each, children, on, actor) for each in template.filled),
    ]
    return [
        *(_where_named(part, template.texts) for part in found),
        *(
            Part(each.name, each.label, said, hint=each.hint, asked=True)
            for each in template.asked
            for said in [_asked(each, letter, children, hidden, on, actor)]
        ),
    ]


def _asked(each, letter, children, hidden, on, actor):
    """What the writer wrote; until then what the record says, where it can: never a protected place."""
    if each.name in letter.asked or not each.filled_from:
        return letter.asked.get(each.name, "")
    words = _filled(each, children, on, actor).value
    return "" if mentions(words, hidden.places) else words


def _where_named(part, texts):
    """Whether the letter names it at all, and whether it would read wrongly without."""
    place = f"{{{part.name}}}"
    body = str([texts[key] for key in TEXTS if key != "sign"])
    return replace(part, named=place in body or place in texts["sign"], is_needed=place in body)


def _always(children, to, on, by):
    allocated = allocated_worker(children[0], on)
    is_one = len(children) == 1
    team = allocated.team.name if allocated and allocated.team else ""
    yield Part("recipient", "To", to.name if to else "", "The people around the child")
    names = list_words(child.name for child in children)
    firsts = list_words(first_name(child) for child in children)
    yield Part("child", "The child" if is_one else "The children", names, "The record")
    first = "The child's first name" if is_one else "The children's first names"
    yield Part("child_first", first, firsts, "The record")
    yield Part("worker", "From", by.name, "Your account")
    yield Part("worker_title", "Your job", by.job_title or "", "Your account")
    yield _telephone(by, allocated)
    yield Part("team", "Team", team, "Who works with the child")
    yield Part("council", "Council", council_name(), "This council")
    yield Part("today", "Today", date_words(on), "The calendar")


def _telephone(by, allocated):
    """The writer's own, or else that of the team that works with the child."""
    label = "Your telephone"
    if by.telephone or not (allocated and allocated.team and allocated.team.telephone):
        return Part("worker_telephone", label, _dialled(by.telephone), "Your account")
    return Part("worker_telephone", label, _dialled(allocated.team.telephone), "The team")


def _signed(text, parts):
    """A line for which there is nothing, such as a job that is not known, is left out."""
    values = {part.name: part.value for part in parts}
    lines = [(line, filled(line, values)) for line in text.split("\n")]
    return "\n".join(said for line, said in lines if said.strip() or line == said)


def _filled(each, children, on, actor):
    """What the record says of the child; of several, once where it is the same of all, else by name."""
    answers = [filling.fill(each.filled_from, child, on, actor) for child in children]
    lacking = [first_name(child) for child, a in zip(children, answers, strict=True) if a is None]
    if lacking:
        of = f" of {list_words(lacking)}" if len(children) > 1 else ""
        return Part(each.name, each.label, "", f"The record does not say{of}")
    said = [_in_words(answer.value) for answer in answers]
    if len(set(said)) > 1:
        named = zip(said, children, strict=True)
        said = [list_words(f"{words} ({first_name(child)})" for words, child in named)]
    newest = max(answers, key=lambda answer: answer.on or date.min)
    source = f"{newest.label}, {date_words(newest.on)}" if newest.on else newest.label
    return Part(each.name, each.label, said[0], source[:1].upper() + source[1:])


def _in_words(value):
    try:
        return date_words(date.fromisoformat(value))
    except ValueError:
        return value


def _dialled(number):
    return format_phone(number) if number and number.startswith("+") else number or ""


def _gate(paper, hidden, on, actor):
    if paper.to is None:
        return rules.Gate(stops=("The recipient is no longer around this child. Begin it anew.",))
    judged = verdict(
        paper.to.known_as,
        [child.pk for child in paper.children],
        protected=hidden.is_protected,
        informant=hidden.has_informant,
    )
    return rules.gate(
        verdict=judged,
        not_for=not_for_all(paper.to, paper.children, actor=actor),
        beyond=rules.beyond(paper.to.name, _beyond(paper)),
        parts=_passages(paper),
        places=hidden.places,
        informants=hidden.informants,
        others=_others(paper, on, actor),
    )


def _beyond(paper):
    """The children of whom the recipient is family and no parent or carer."""
    related = paper.to.known_as.related_to
    return list_words(child.name for child in paper.children if child.pk in related)


def _passages(paper):
    """Everything that the letter says, by what the page calls it."""
    found = {part.label: part.value for part in paper.asked if part.value}
    if paper.letter.words:
        found[paper.template.free.get("label", "What you wrote")] = paper.letter.words
    texts = paper.texts
    fixed = [texts["title"], *texts["opening"], *texts["closing"], texts["sign"]]
    found["The wording"] = "\n".join(fixed)
    if paper.template.layout is not None:
        # All of the document but whom it is to: an agency may be the very place that is protected.
        unaddressed = {**paper.in_layout(), "address": "", "recipient": "", "greeting": ""}
        found["The Word layout"] = word.text_of(word.render(paper.template.layout, unaddressed))
    return found


def _others(paper, on, actor):
    """The names of those around the children of whom this recipient should not read without a reason.

    An agency hears of these children alone, a parent of those they care for. Whom the writer may not
    know of is not among them: to be told of a name would tell that there is a record.
    """
    family = {
        each.person.pk: each.person
        for child in paper.children
        for each in family_of(child, on, actor=actor)
    }
    cared = {child.pk for child in paper.children}
    if paper.to.person is not None:
        cared |= cared_for_by([paper.to.person.pk], list(family), on)[paper.to.person.pk]
        cared.add(paper.to.person.pk)
    return [person.name for pk, person in family.items() if pk not in cared]


def _missing(paper):
    found = {
        f"asked-{part.name}": f"Say {lower_first(part.label)}"
        for part in paper.asked
        if not part.value.strip()
    }
    free = paper.template.free
    if free.get("required") and not paper.letter.words.strip():
        found["words"] = f"Write {lower_first(free['label'])}"
    for part in paper.known:
        if part.is_needed and not part.value:
            found[f"part-{part.name}"] = (
                f"{part.label}: the record does not say it yet. Put it on the record first."
            )
    return found
