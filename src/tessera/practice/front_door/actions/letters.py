"""The letter to whoever told us: made for that one person, with no more of the family than they told."""

from tessera.engine.documents import typesetting
from tessera.engine.documents.actions import keep_document
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.foundations.records.models import Installation
from tessera.practice.front_door.rules.letters import what_we_tell

KIND = "referrer_outcome"


@action
def referrer_letter(*, contact, address="", at, by):
    """Make and keep the letter. It says what was decided, and nothing of what we found out."""
    people = [
        part.person for part in contact.children.filter(part="child").select_related("person")
    ]
    pdf = typesetting.letter_pdf(
        {
            "title": "What happens after you told us of your worry",
            "council": _council(),
            "marking": "Confidential",
            "addressee": "\n".join(
                filter(None, (contact.referrer_name, contact.referrer_agency, address))
            ),
            "on": date_words(local(at).date()),
            "reference": contact.reference,
            "greeting": f"Dear {contact.referrer_name}",
            "paragraphs": what_we_tell(
                outcomes=_outcomes(contact),
                received_on=local(contact.received_at).date(),
                is_professional=contact.source[:1] != "1",
                advice=contact.advice,
            ),
            "closing": f"Yours sincerely\n\n\n{getattr(by, 'name', '')}\n"
            f"{getattr(by, 'job_title', '') or 'Front door'}",
            "made": f"Made {date_words(local(at).date())}",
        }
    )
    return keep_document(
        kind=KIND,
        title="Letter to the referrer",
        people=[person for person in people if person],
        content=pdf,
        recipient=contact.referrer_name,
        recipient_address=address,
        step_ref=contact.step_ref,
        at=at,
        by=by,
    )


def _outcomes(contact):
    """outcome -> the first names, as whoever wrote to us gave them."""
    return {
        outcome: [part.first_name for part in parts] for outcome, parts in contact.decided.items()
    }


def _council():
    installation = Installation.objects.first()
    return installation.council_name if installation else ""
