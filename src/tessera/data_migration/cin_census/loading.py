"""Past census files into the record: read, sifted, folded child by child, saved in one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tessera.data_migration.cin_census import actions, sifting
from tessera.data_migration.cin_census.episodes import fold_episodes
from tessera.data_migration.cin_census.folding import Folding
from tessera.data_migration.cin_census.models import LoadedFile
from tessera.data_migration.cin_census.person import fold_person, in_the_years_layout
from tessera.data_migration.cin_census.record import (
    HeldChild,
    holders_of_upns,
    known_children,
    new_child,
)
from tessera.data_migration.cin_census.report import FileReport, Report
from tessera.foundations.calendar import date_words
from tessera.insight.cin_census import shape
from tessera.insight.cin_census.checks import child_findings, year_in
from tessera.insight.cin_census.layout import LAST_YEAR
from tessera.insight.cin_census.queries import authority
from tessera.insight.cin_census.reader import Reading, Unreadable
from tessera.insight.cin_census.rules import ERROR
from tessera.insight.cin_census.years import NoSuchYear, Year, year_of

NOTHING_LOADED = (
    "Nothing of this file was loaded, because of what was refused. Put it right, or load the rest "
    "with --keep-going."
)
NO_CHILD = "The file holds no child, so that there is nothing to load. Is it the right file?"
NO_EPISODE = "8590"
FAULTY_HEADER = "The rest of the file goes with its header."


@dataclass(slots=True)
class CensusFile:
    """One file as it was read, with its report as it grows."""

    digest: str
    report: FileReport
    header: shape.Header
    children: list[shape.Child]
    year: Year | None = None


def load(
    paths: Sequence[Path],
    *,
    keep_going: bool,
    by,
    progress: Callable[[str], None] = lambda words: None,
) -> Report:
    """Load census files, the earliest year first. Raises OSError where a file cannot be opened."""
    files = []
    for path in paths:
        progress(f"Reading {path.name}")
        files.append(_read(path, keep_going=keep_going))
    readable = [file for file in files if file.year is not None]
    readable.sort(key=lambda file: file.year.number if file.year else 0)
    before = {file.digest: file for file in LoadedFile.objects.all()}
    fresh = [file for file in readable if not _is_known_whole(before.get(file.digest))]
    record = known_children(
        {child.la_child_id for file in fresh for child in file.children if child.la_child_id}
    )
    for file in fresh:
        _warn_of_namesakes(file, record)
    newest = max((file.year for file in before.values()), default=0)
    for file in readable:
        progress(f"Sorting {file.report.file}")
        loaded = before.get(file.digest)
        if _is_known_whole(loaded):
            _fold(file, {}, newest=newest, lenient=keep_going)
        else:
            # What was taken of it the first time may have been put right since: it only adds now.
            _fold(file, record, newest=LAST_YEAR + 1 if loaded else newest, lenient=keep_going)
        newest = max(newest, file.year.number if file.year else 0)
    report = Report([file.report for file in files])
    if report.refused and not keep_going:
        for file in files:
            file.report.refuse_the_rest(NOTHING_LOADED)
    elif fresh:
        progress("Saving")
        report.changes = actions.save_loaded(record=record, files=fresh, by=by)
    return report


def _is_known_whole(loaded: LoadedFile | None) -> bool:
    """What was refused of a file may be taken another time, once the record has been put right."""
    return loaded is not None and not loaded.rows_refused


def _read(path: Path, *, keep_going: bool) -> CensusFile:
    report = FileReport(path.name)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        reading = Reading(stream)
        children: list[shape.Child] = []
        try:
            children.extend(reading)
        except Unreadable as why:
            report.rows = reading.rows
            report.refuse(why.line, None, why.field or "Message", why.message, rows=reading.rows)
            return CensusFile(digest, report, reading.header, [])
    report.rows = reading.rows
    file = CensusFile(digest, report, reading.header, children)
    for fault in (*reading.faults, *reading.header.faults):
        if fault.keeps and not fault.rows:
            report.warn(fault.line, None, fault.field, fault.message)
        elif fault.rows:
            report.refuse(fault.line, None, fault.field, fault.message, rows=fault.rows)
    file.year = _year(file, keep_going=keep_going)
    if file.year is None:
        report.refuse_the_rest(FAULTY_HEADER)
    return file


def _year(file: CensusFile, *, keep_going: bool) -> Year | None:
    """The census year of a file; None, with the reason in its report, when it cannot be taken."""
    header, report = file.header, file.report
    refusal = _header_refusal(header, keep_going=keep_going)
    if not refusal and not report.rows:
        refusal = "Children", NO_CHILD
    if refusal:
        name, message = refusal
        left = report.rows - report.rows_refused
        report.refuse(header.line_of(name) or 1, None, name, message, rows=left)
        return None
    for fault in header.faults:
        if not fault.keeps:
            report.warn(fault.line, None, fault.field, fault.message)
    year = year_of(year_in(header) or 0)
    if header.reference_on != year.ends_on:
        report.warn(header.line, None, "ReferenceDate", _wrong_date(header, year))
    _check_authority(file)
    return year


def _header_refusal(header: shape.Header, *, keep_going: bool) -> sifting.Refusal | None:
    if header.collection != "CIN":
        said = f"“{header.collection[:40]}”" if header.collection else "missing"
        return "Collection", f"The header's collection is {said}; a census says CIN."
    for fault in header.faults:
        if fault.field in {"Header", "Year"} and not fault.keeps:
            return fault.field, fault.message
    number = year_in(header)
    if number is None:
        return "Year", "The header does not say of which year the census is."
    try:
        year = year_of(number)
    except NoSuchYear as why:
        return "Year", str(why)
    if header.reference_on != year.ends_on and not keep_going:
        message = _wrong_date(header, year)
        return "ReferenceDate", message + " With --keep-going the year is believed."
    return None


def _wrong_date(header: shape.Header, year: Year) -> str:
    said = date_words(header.reference_on) if header.reference_on else "missing"
    return (
        f"The reference date is {said}; for the census of {year.number} it is "
        f"{date_words(year.ends_on)}."
    )


def _check_authority(file: CensusFile) -> None:
    ours, theirs = authority(), file.header.authority
    if ours and theirs != ours:
        message = f"The file is of authority {theirs or '(none)'}, and this is {ours}."
        file.report.warn(file.header.line, None, "LEA", message)


def _warn_of_namesakes(file: CensusFile, record: dict[str, HeldChild]) -> None:
    """A pupil number that another child here has: the two may be one child under two numbers."""
    holders = holders_of_upns({child.upn for child in file.children if child.upn})
    for child in file.children:
        known = record.get(child.la_child_id or "")
        if child.upn and holders.get(child.upn, set()) - {known.row.pk if known else None}:
            message = (
                "Another child in the record has this UPN. They may be one child: look at both."
            )
            file.report.warn(child.line, child.la_child_id, "UPN", message)


def _fold(file: CensusFile, record: dict[str, HeldChild], *, newest: int, lenient: bool) -> None:
    assert file.year is not None
    seen: dict[str, int] = {}
    for child in file.children:
        _fold_child(
            file, child, record, seen, is_newest=file.year.number >= newest, lenient=lenient
        )


def _fold_child(
    file: CensusFile,
    child: shape.Child,
    record: dict[str, HeldChild],
    seen: dict[str, int],
    *,
    is_newest: bool,
    lenient: bool,
) -> None:
    year, report, child_id = file.year, file.report, child.la_child_id
    assert year is not None
    _note_what_was_left_out(report, child)
    refusals = sifting.refusals_of_child(child, year, lenient=lenient)
    if child_id in seen:
        refusals.append(("LAchildID", _twice(seen[child_id or ""])))
    known = record.get(child_id) if child_id else None
    folding = Folding(
        known or new_child(), year, report, child_id or "", is_newest, is_first_told=known is None
    )
    if not refusals and (refusal := fold_person(folding, child)):
        refusals = [refusal]
    if refusals:
        folding.refuse(child, refusals, shape.child_rows(child))
        folding.also_refuse(list(shape.rows_within(child))[1:])
        return
    assert child_id is not None
    seen[child_id] = child.line
    record[child_id] = folding.held
    taken = shape.Child(
        **{name: getattr(child, name) for name in _CHILD_FIELDS},
        episodes=fold_episodes(folding, child),
    )
    # Of a child whose episodes were each refused, with its reason, it is not said that there was none.
    untold = NO_EPISODE if child.episodes else None
    _warn_of_the_unlikely(report, in_the_years_layout(taken, year.number), year, besides=untold)


def _twice(line: int) -> str:
    return (
        f"The child on line {line} of this file has the same LAchildID. If they are one child, put all "
        "under one Child; if not, give each a number of their own."
    )


def _warn_of_the_unlikely(
    report: FileReport, child: shape.Child, year: Year, *, besides: str | None
) -> None:
    """What the rules of the census say of what was taken."""
    found = (f for f in child_findings(child, year) if f.severity == ERROR)
    errors = [f for f in found if f.rule != besides]
    rows = {row.line: row for row in shape.rows_within(child)} if errors else {}
    for finding in errors:
        row = rows.get(finding.line, child)
        report.warn(row.line_of(finding.field), child.la_child_id, finding.field, finding.message)


_CHILD_FIELDS = [name for name in shape.Child.__dataclass_fields__ if name != "episodes"]


def _note_what_was_left_out(report: FileReport, child: shape.Child) -> None:
    """What the reader could not place: a refusal where rows went with it, else a warning."""
    for row in shape.rows_within(child):
        for fault in row.faults:
            if fault.rows:
                report.refuse(
                    fault.line, child.la_child_id, fault.field, fault.message, rows=fault.rows
                )
            elif fault.keeps:
                report.warn(fault.line, child.la_child_id, fault.field, fault.message)
