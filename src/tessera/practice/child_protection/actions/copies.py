"""What each of those asked to a discussion or conference would get: a copy of their own, checked, or none."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from tessera.engine.documents import posting, typesetting, written
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow.models import Step
from tessera.foundations.access.actors import actor_of
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import local
from tessera.people.queries.disclosure import (
    lines_for_post,
    protected_among,
    restricted_among,
    with_address,
)
from tessera.people.rules import Verdict, second_person_why, verdict
from tessera.practice.child_protection.actions.papers import (
    fixed,
    in_layout,
    leaves_out,
    paper,
    told,
)
from tessera.practice.child_protection.actions.parts import Part, parts_of, without
from tessera.practice.child_protection.queries.known_of import known_of
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import rules as letters
from tessera.practice.meetings import queries
from tessera.practice.meetings.models import Sending

NOT_FOUND = (
    "What was left out for them is worded differently now. Choose again what this copy goes without"
)
NOTHING_LEFT = "Every part of it is left out for them"
LEFT_OUT_BEFORE = "Something was left out for them before. Choose first what this copy goes without"
TO_CHOOSE = (NOT_FOUND, NOTHING_LEFT, LEFT_OUT_BEFORE)
PASSAGE = "A passage was left out that told a protected place or who told us"
STRATEGY_AGENCIES_ONLY = "A strategy discussion's decisions are for the agencies that took part."
OF_THE_DAY = ("on", "made")


class NothingHeld(Exception):
    """There is no meeting whose decisions could be sent."""


@dataclass(frozen=True)
class Copy:
    """What one recipient would get: the verdict, and the data of the paper when something may go.

    `sending` is what was last done, `gone` the last that went. `email` is where it is e-mailed from here, and
    `lines` are the address that stands on it when it goes by post: never a protected one. `has_address` says
    whether post can reach them, as far as the record knows, `is_childs` that it is the child's own.
    `second_why` says why a second person must read it, `reading` what they were last asked and said.
    `parts` is everything that it could tell, `omission` what somebody chose that it goes without,
    `cut_before` what one after an earlier meeting went without, as long as nobody has chosen for this one.
    `known` is what the record knows of one of the family that may stand against it, `answered` the last
    that was decided for them about these children.
    """

    invited: Any
    verdict: Verdict
    data: dict | None = None
    sending: Any = None
    gone: Any = None
    told: str = ""
    worded: Any = None
    email: str = ""
    lines: tuple[str, ...] = ()
    has_address: bool = True
    is_childs: bool = False
    second_why: str = ""
    reading: Any = None
    omission: Any = None
    cut_before: Any = None
    parts: tuple[Part, ...] = ()
    known: tuple[str, ...] = ()
    answered: Any = None

    @property
    def known_words(self) -> str:
        return "\n".join(self.known)

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to say if this one may have it: the record knows something of them that may
        stand against it, and nobody has decided since with the same before them."""
        decided = self.answered
        return bool(self.known) and (decided is None or decided.known != self.known_words)

    @property
    def went_as(self):
        """The document as it went, where nothing newer is to go."""
        return self.sending.document if self.sending is not None and not self.is_to_go else None

    @property
    def is_on_its_way(self) -> bool:
        return self.sending is not None and self.sending.is_on_its_way

    @property
    def is_refused(self) -> bool:
        """It was e-mailed, and the mail server did not take it: not yet, or not at all."""
        message = self.sending.document.message if self.is_on_its_way else None
        return message is not None and message.sent_at is None and _was_tried(message)

    @property
    def is_corrected(self) -> bool:
        """It went, and what it told has been put right since: it is to go again, as the next version."""
        sent = self.sending is not None and self.sending.sent_on is not None
        return sent and self.data is not None and self.sending.is_corrected_by(self.told)

    @property
    def may_go_after_all(self) -> bool:
        """It was kept back, and may go now, or waits only for somebody to choose what it goes without."""
        was_kept = self.sending is not None and self.sending.is_withheld
        return was_kept and (self.verdict.may_go or self.verdict.withheld_why in TO_CHOOSE)

    @property
    def is_to_go(self) -> bool:
        is_new = self.sending is None or self.sending.is_withheld
        return is_new or self.is_corrected or self.is_refused

    @property
    def digest(self) -> str:
        """Of everything that it would say to whom, but for its day: what a second person reads."""
        if self.data is None:
            return ""
        said = {key: value for key, value in self.data.items() if key not in OF_THE_DAY}
        whole = [self.worded.digest, sorted(self.verdict.children), said, self.email, *self.lines]
        return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def needs_second(self) -> bool:
        return bool(self.second_why) and self.data is not None and self.is_to_go

    @property
    def is_as_read(self) -> bool:
        """Whether it stands as the second person was last asked to read it."""
        return self.reading is not None and self.reading.digest == self.digest

    @property
    def is_being_read(self) -> bool:
        return self.needs_second and self.is_as_read and self.reading.agreed is None

    def is_agreed(self, by) -> bool:
        """Whether it needs nobody's agreement, or has that of somebody other than `by` as it stands."""
        if not self.needs_second:
            return True
        return self.reading is not None and self.reading.is_agreed(self.digest, by)


def _was_tried(message):
    return message.given_up_at is not None or message.tries > 0


def meeting_of(step):
    """The meeting that a sending step is about: that of the step it follows. Raises NothingHeld."""
    while step is not None:
        meeting = queries.whole_meeting_of_step(step.public_id)
        if meeting is not None:
            return meeting
        step = step.follows
    raise NothingHeld


def what_of(step):
    return "record" if step.code.endswith("_record") else "decisions"


def copies(*, meeting, what, only=None, at, by) -> list[Copy]:
    """What each of those asked would get, and what each has had. `only` are public ids."""
    children = [row.child for row in meeting.children.all()]
    on = local(at).date()
    hidden = hidden_of(children, on)
    recipients = queries.recipients_of(meeting, children, on)
    source = Step.objects.get(public_id=meeting.step_ref)
    assert source.sheet is not None  # every step has its form
    answers = sheets.answers_of(source.sheet)
    about = told(meeting, children, answers, hidden, what=what, at=at, by=by)
    sent, gone = queries.last_sendings(meeting, what), queries.last_gone(meeting, what)
    emails, second = _emails(meeting, children, hidden, on, by), _second(meeting, hidden, on)
    readings = queries.last_readings(meeting, what) if any(second.values()) else {}
    omissions = queries.omissions_of(meeting, what)
    cut_before = queries.left_out_before(meeting, children, what)
    known = known_of(meeting, children, on)
    answered = queries.decided_before(meeting, children, what)
    family = {each.person_id for each in meeting.invited.all() if each.person_id}
    lines = _lines(family, hidden, on, by)
    found = []
    for invited in meeting.invited.all():
        if only is not None and invited.public_id not in only:
            continue
        pk = invited.pk
        judged = _judged(meeting, recipients[pk], [c.pk for c in children], hidden)
        copy = Copy(
            invited, judged, sending=sent.get(pk), gone=gone.get(pk), worded=about.worded,
            email=emails.get(pk, ""), lines=lines.get(invited.person_id, ()), second_why=second[pk],
            reading=readings.get(pk), omission=omissions.get(pk),
            cut_before=_not_chosen_yet(omissions.get(pk), cut_before.get(pk), what),
            is_childs=recipients[pk].is_child,
            has_address=not invited.is_family or invited.person_id in lines,
            known=known.get(pk, ()), answered=answered.get(pk),
        )  # fmt: skip
        found.append(_as_version(_held(_filled(copy, about)) if judged.may_go else copy))
    return found


def _not_chosen_yet(chosen, before, what):
    """What was left out before, until somebody has chosen for this paper: of a record, what was chosen for
    its decisions is enough only where no record before went without more."""
    is_chosen = chosen is not None and (
        chosen.what == what or before is None or before.what != what
    )
    return None if is_chosen else before


def as_posted(copy) -> tuple[bytes, str]:
    """A copy as it would go by post, for whoever looks at it before."""
    return content(copy, Sending.How.POST)


def content(copy, how="") -> tuple[bytes, str]:
    """A copy as it goes: in the council's own Word layout, or set by us; and which of the two."""
    data = copy.data
    if how == Sending.How.POST:
        data = {**data, "addressee": "\n".join((data["addressee"], *copy.lines))}
    return written.made(
        copy.worded,
        values=lambda: in_layout(data),
        pdf=lambda: typesetting.decisions_pdf(data),
    )


def _lines(family, hidden, on, by):
    """person -> the lines of where their copy is posted to, none where that stands on no paper; nobody
    without an address."""
    if by is None:
        return dict.fromkeys(with_address(family, on), ())
    lines, _ = lines_for_post(family, on, actor=actor_of(by, on), without=hidden.places)
    return lines


def _emails(meeting, children, hidden, on, by):
    """invited id -> where their copy is e-mailed from here; nothing where none leaves the house."""
    if by is None or not posting.leaves():
        return {}
    actor = actor_of(by, on)
    found = queries.emails_of(meeting, children, on, actor=actor, without=hidden.places)
    return {pk: email for pk, email in found.items() if email and posting.goes_to(email)}


def _second(meeting, hidden, on):
    """invited id -> why a second person must read their copy. What a worker of ours reads stays inside."""
    children = {row.child_id for row in meeting.children.all()}
    asked = list(meeting.invited.all())
    people = children | {each.person_id for each in asked if each.person_id}
    protected, restricted = protected_among(people, on), restricted_among(people, on)
    found = {}
    for each in asked:
        mine = children | {each.person_id}
        found[each.pk] = (
            ""
            if each.worker_id
            else second_person_why(
                is_protected=hidden.is_protected or bool(mine & protected),
                is_restricted=bool(mine & restricted),
            )
        )
    return found


def _judged(meeting, recipient, children, hidden):
    if meeting.kind == "strategy_discussion" and recipient.is_family:
        return Verdict(withheld_why=STRATEGY_AGENCIES_ONLY)
    return verdict(
        recipient, children, protected=hidden.is_protected, informant=hidden.has_informant
    )


def _filled(copy, about):
    """With what it tells; or kept back, where the council's own words around that tell what they must not."""
    judged = copy.verdict
    data = paper(about, invited=copy.invited, verdict=judged)
    gate = letters.gate(
        verdict=judged,
        parts=fixed(about, data),
        places=about.hidden.places,
        informants=about.hidden.informants,
        others=(),
    )
    if not gate.is_open:
        return replace(copy, verdict=Verdict(withheld_why=gate.stops[0]))
    if leaves_out(data):
        judged = replace(judged, notes=(*judged.notes, PASSAGE))
    copy = replace(copy, verdict=judged, data=data, parts=tuple(parts_of(data)))
    copy = _left_out(copy)
    return replace(copy, told=_told(about.meeting, copy.data)) if copy.data is not None else copy


def _left_out(copy):
    """Without what somebody chose; kept back where that is not found in it, as it would go after all."""
    omission = copy.omission
    if omission is None or not omission.parts:
        return copy
    if not omission.keys <= {part.key for part in copy.parts}:
        return replace(copy, verdict=Verdict(withheld_why=NOT_FOUND), data=None)
    data = without(copy.data, omission.keys)
    if not data["sections"]:
        return replace(copy, verdict=Verdict(withheld_why=NOTHING_LEFT), data=None)
    called = dict.fromkeys(p.words for p in copy.parts if p.key in omission.keys)
    note = f"Left out: {'; '.join(called)}. {omission.why}".rstrip(".")
    judged = replace(copy.verdict, notes=(*copy.verdict.notes, note))
    return replace(copy, verdict=judged, data=data)


def _held(copy):
    """Kept back until somebody has looked, where parts were left out for them before: the same may now
    stand in other words, and in other places."""
    if copy.cut_before is None or copy.data is None or not copy.is_to_go:
        return copy
    return replace(copy, verdict=Verdict(withheld_why=LEFT_OUT_BEFORE), data=None)


def _told(meeting, data):
    """A digest of what a copy tells: not of its wording, which a council may change, nor of its day."""
    plain = json.dumps([str(meeting.held_on), data["sections"]], sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _as_version(copy):
    """A copy that goes again says which version it is, and in place of what."""
    if copy.gone is None or copy.data is None or not (copy.is_corrected or copy.is_on_its_way):
        return copy
    number, data = copy.gone.version + 1, copy.data
    says = (
        f"This is corrected version {number}. It takes the place of what we sent you on"
        f" {date_words(copy.gone.sent_on)}: something in that has been put right."
    )
    title = f"{data['title']} (corrected version {number})"
    return replace(copy, data={**data, "title": title, "opening": [says, *data["opening"]]})
