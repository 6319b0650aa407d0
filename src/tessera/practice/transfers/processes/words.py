"""What the forms of a transfer say from the record: how ready it is, and what is asked."""

from django.urls import reverse

from tessera.engine.forms.filling import Filled, filler, statement
from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words
from tessera.practice.recording.queries import latest_summary
from tessera.practice.transfers import queries, rules

PLACES = {
    "chronology": "people:chronology",
    "family": "people:family",
    "address": "people:move",
    "ethnicity": "people:particulars",
    "visits": "recording:write_for",
    "clocks": "people:record",
    "signed": "workflow:forms",
}
STARTED = {"summary": "recording.case_summary", "decision": "recording.management_decision"}


def address_of(part, child) -> str:
    """Where a missing part of the record is put right."""
    if part.code in STARTED:
        start = reverse("workflow:start", args=[child.public_id])
        return f"{start}?code={STARTED[part.code]}"
    return reverse(PLACES[part.code], args=[child.public_id])


@statement("transfers.readiness")
def readiness(subjects, on):
    """One line for each child: ready, or what is still missing."""
    return "\n\n".join(_of_child(child, on) for child in subjects)


def _of_child(child, on):
    missing = [p.missing for p in rules.parts(queries.readiness(child, on)) if not p.is_there]
    if not missing:
        return f"{child.name}: everything that the record can check is there."
    return f"{child.name}: {'. '.join(missing)}."


@statement("transfers.asked")
def asked(subjects, on):
    """Who asks for what and why, and what was not ready."""
    found = [t for t in map(queries.open_transfer, subjects) if t is not None]
    if not found:
        return "Nothing is asked any more."
    first = found[0]
    lines = [
        f"{first.asked_by.name} of {first.from_team.name} asked on {date_words(first.asked_on)},"
        f" and {first.agreed_by.name} agreed.",
        *([codesets.label("transfer.point", first.point) + "."] if first.point else []),
        first.why,
    ]
    if first.not_ready_why:
        lines.append(f"Not everything was ready: {first.not_ready_why}")
    if first.declined_on:
        lines.append(
            f"{first.to_team.name} said no on {date_words(first.declined_on)}: {first.declined_why}"
        )
    if first.settled_on:
        lines.append(f"It was settled on {date_words(first.settled_on)}: {first.settled_why}")
    return "\n\n".join(lines + [f"{t.child.name}: {t.summary}" for t in found if t.summary])


@filler("transfers.latest_summary")
def summary(child, on):
    """The transfer summary begins as the latest case summary: what is written once stands."""
    latest = latest_summary(child) if child else None
    if latest is None:
        return None
    return Filled(latest.text, "the case summary", latest.written_on)
