"""Letters on a child's record: the way to write one, and the line in the story of each that went."""

from django.core import checks
from django.urls import reverse

from tessera.engine.documents import offers, written
from tessera.engine.documents.wording import BadLetter
from tessera.engine.forms import filling
from tessera.engine.workflow import begun, register
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.people.record_page import Entry, chronology_kind
from tessera.practice.letters import permissions, queries
from tessera.practice.letters.actions.sending import LINE, LINE_TOO
from tessera.practice.letters.models import AlsoAbout, Letter
from tessera.practice.letters.queries import addressed_to
from tessera.ui.formatting import lower_first

TITLE = "Write a letter"
MOST = 12

offers.offer(TITLE, "letters:write")
register.beside(TITLE, "letters:write")


def _writes(question):
    return lambda actor: question(actor) if actor.may(permissions.WRITE) else None


@begun.reads(first=_writes(queries.begun_by))
def _begun(actor, rows):
    """Letters of one's own, and of whom one acts for, that were begun and neither sent nor set aside."""
    return [
        begun.Begun(
            title=f"Letter to {addressed_to(letter)}: {lower_first(_label(letter))}",
            href=f"{reverse('letters:letter', args=[letter.child.public_id, letter.public_id])}?from=work",
            people=letter.children(),
            since=letter.begun_on,
            note=_of_its_reading(letter),
        )
        for letter in queries.still_begun(rows, actor, limit=MOST)
    ]


@begun.reads(first=_writes(queries.not_taken))
def _undelivered(actor, rows):
    """Letters whose e-mail did not arrive: tried again, or given up and to go another way."""
    return [
        begun.Begun(
            title=f"Letter to {addressed_to(letter)}: not delivered",
            href=reverse("letters:undelivered", args=[letter.child.public_id, letter.public_id]),
            people=letter.children(),
            since=letter.sent_on,
            note="The e-mail was refused: send it another way, or try again"
            if letter.document.message.given_up_at
            else "The mail server did not take it yet; it is tried again",
        )
        for letter in queries.undelivered(rows, actor, limit=MOST)
    ]


def _of_its_reading(letter):
    """Where a letter that a second person must read stands."""
    last = max(letter.readings.all(), key=lambda each: (each.asked_at, each.pk), default=None)
    if last is None:
        return ""
    if last.agreed is None:
        return "A second person is asked to read it"
    if last.agreed:
        return f"{last.answered_by.name} read it and agreed: send it"
    return f"{last.answered_by.name} sent it back: “{last.why}”"


@begun.asks
def _to_read(actor):
    """Colleagues' letters about or to a protected person, which go only as this worker reads them."""
    return [
        begun.Begun(
            title=f"Read a letter to {addressed_to(each.letter)}: {lower_first(_label(each.letter))}",
            href=reverse(
                "letters:second", args=[each.letter.child.public_id, each.letter.public_id]
            ),
            people=each.letter.children(),
            since=local(each.asked_at).date(),
            note=f"By {each.asked_by.name}",
        )
        for each in queries.asked_of(actor, limit=MOST)
    ]


def _sent(ids):
    """The recipient is not named: whoever reads the story may not know of them."""
    rows = Letter.objects.filter(pk__in=ids).select_related("child", "written_by", "document")
    shared = set(AlsoAbout.objects.filter(letter__in=ids).values_list("letter", flat=True))
    return {row.pk: _entry(row, row.child, row.pk in shared) for row in rows}


def _sent_too(ids):
    rows = AlsoAbout.objects.filter(pk__in=ids)
    rows = rows.select_related("child", "letter__written_by", "letter__document")
    return {row.pk: _entry(row.letter, row.child, True) for row in rows}


def _entry(row, child, is_shared):
    """The heading of a letter about several names them, and whoever reads may not know of them all."""
    to = "an agency" if row.to_involvement_id else "the child or the family"
    what = f"To {to}, {_how(row)}"
    parts = {"person_id": child.public_id, "document_id": row.document.public_id}
    return Entry(
        f"Letter: {_label(row)}" if is_shared else f"Letter: {row.document.title}",
        text=f"{what}. About brothers and sisters too" if is_shared else what,
        url=reverse("documents:document", kwargs=parts),
        who=row.written_by.name,
    )


def _how(row):
    """How it went in the end: what could not be delivered may have gone another way."""
    if row.document.sent_at is None:
        return "secure e-mail, not delivered yet"
    return str(Letter.How(row.document.sent_how or row.how).label).lower()


def _label(row):
    found = written.templates().get(row.code)
    return found.label if found else "Letter"


chronology_kind(LINE_TOO, "Letter", _sent_too, group="Letters")
chronology_kind(LINE, "Letter", _sent, group="Letters")


@checks.register("letters")
def every_letter_leads_somewhere(app_configs=None, **kwargs):
    """What a letter is filled from, and the steps it is offered on, are there."""
    try:
        found = written.templates().values()
    except BadLetter:
        return []  # said by the room that reads the wording
    return [checks.Error(words, id="letters.E001") for one in found for words in _broken(one)]


def _broken(template):
    known = {step.code for step in register.steps()}
    for each in template.fields:
        if each.filled_from and each.filled_from not in filling.sources():
            yield f"letter {template.code}: {each.name}: nothing fills {each.filled_from}."
    for code in template.steps:
        if code not in known:
            yield f"letter {template.code}: {code} is no step."
    if template.kind not in {code.code for code in codesets.codes("letter.kind")}:
        yield f"letter {template.code}: {template.kind} is no kind of letter."
