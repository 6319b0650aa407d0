"""Letters on a child's record: the way to write one, and the line in the story of each that went."""

from django.core import checks
from django.urls import reverse

from tessera.engine.documents import offers, written
from tessera.engine.documents.wording import BadLetter
from tessera.engine.forms import filling
from tessera.engine.workflow import register
from tessera.foundations import codesets
from tessera.people.record_page import Entry, chronology_kind
from tessera.practice.letters.actions.sending import LINE
from tessera.practice.letters.models import Letter

TITLE = "Write a letter"

offers.offer(TITLE, "letters:write")
register.beside(TITLE, "letters:write")


def _sent(ids):
    """The recipient is not named: whoever reads the story may not know of them."""
    rows = Letter.objects.filter(pk__in=ids).select_related("child", "written_by", "document")
    return {row.pk: _entry(row) for row in rows}


def _entry(row):
    to = "an agency" if row.to_involvement_id else "the child or the family"
    parts = {"person_id": row.child.public_id, "document_id": row.document.public_id}
    return Entry(
        f"Letter: {row.document.title}",
        text=f"To {to}, {row.get_how_display().lower()}",
        url=reverse("documents:document", kwargs=parts),
        who=row.written_by.name,
    )


chronology_kind(LINE, "Letter", _sent, group="Letters", shown_to_child=False)


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
