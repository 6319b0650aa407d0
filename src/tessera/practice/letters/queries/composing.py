"""A letter as it would go: each part filled from the record, with where it is from, and the gate's answer."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tessera.engine.documents import word, written
from tessera.engine.documents.wording import TEXTS, filled
from tessera.engine.forms import filling
from tessera.foundations.calendar import date_words
from tessera.people.queries import allocated_worker, family_of
from tessera.people.queries.disclosure import cared_for_by
from tessera.people.queries.family import first_name
from tessera.people.rules import format_phone, verdict
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import rules
from tessera.practice.letters.queries.recipients import Addressee, addressee, key_of
from tessera.ui.formatting import lower_first
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
    def addressee_lines(self):
        return [line for line in (self.to.name, self.to.agency, *self.to.lines) if line]


def compose(letter, on, *, actor, by):
    """The paper of a letter that is begun."""
    child, template = letter.child, written.template(letter.code)
    hidden = hidden_of([child], on)
    to = addressee(child, key_of(letter), on, actor=actor, hidden=hidden)
    parts = _parts(letter, template, to, on, actor, by)
    values = {part.name: part.value or NOT_KNOWN for part in parts}
    texts = {key: filled(template.texts[key], values) for key in TEXTS}
    texts["sign"] = _signed(template.texts["sign"], parts)
    paper = Paper(letter, template, to, parts, texts, rules.Gate())
    paper.gate = _gate(paper, hidden, on, actor)
    paper.missing = _missing(paper)
    return paper


def _parts(letter, template, to, on, actor, by):
    child = letter.child
    found = [
        *_always(child, to, on, by),
        *(_filled(each, child, on, actor) for each in template.fields if each.filled_from),
    ]
    return [
        *(_where_named(part, template.texts) for part in found),
        *(
            Part(each.name, each.label, letter.asked.get(each.name, ""), hint=each.hint, asked=True)
            for each in template.asked
        ),
    ]


def _where_named(part, texts):
    """Whether the letter names it at all, and whether it would read wrongly without."""
    place = f"{{{part.name}}}"
    body = str([texts[key] for key in TEXTS if key != "sign"])
    return replace(part, named=place in body or place in texts["sign"], is_needed=place in body)


def _always(child, to, on, by):
    allocated = allocated_worker(child, on)
    team = allocated.team.name if allocated and allocated.team else ""
    yield Part("recipient", "To", to.name if to else "", "The people around the child")
    yield Part("child", "The child", child.name, "The record")
    yield Part("child_first", "The child's first name", first_name(child), "The record")
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


def _filled(each, child, on, actor):
    answer = filling.fill(each.filled_from, child, on, actor)
    if answer is None:
        return Part(each.name, each.label, "", "The record does not say")
    source = f"{answer.label}, {date_words(answer.on)}" if answer.on else answer.label
    return Part(each.name, each.label, _in_words(answer.value), source[:1].upper() + source[1:])


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
        [paper.letter.child.pk],
        protected=hidden.is_protected,
        informant=hidden.has_informant,
    )
    return rules.gate(
        verdict=judged,
        parts=_passages(paper),
        places=hidden.places,
        informants=hidden.informants,
        others=_others(paper, on, actor),
    )


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
    """The names of those around the child of whom this recipient should not read without a reason.

    An agency hears of this child alone, a parent of the children they care for. Whom the writer may not
    know of is not among them: to be told of a name would tell that there is a record.
    """
    child = paper.letter.child
    family = {each.person.pk: each.person for each in family_of(child, on, actor=actor)}
    cared = set()
    if paper.to.person is not None:
        cared = cared_for_by([paper.to.person.pk], list(family), on)[paper.to.person.pk]
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
