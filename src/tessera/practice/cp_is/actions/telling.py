"""The file for the NHS: made once from what is due, answered line by line."""

import csv
import hashlib
import io

from django.db import connection

from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import Team
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.foundations.records.models import Installation
from tessera.practice.cp_is import queries, rules
from tessera.practice.cp_is.choices import Answer
from tessera.practice.cp_is.models import File, Line


class NothingToSend(Exception):
    """There is nothing to send: health knows all that it is to know."""


class NobodyToRing(Exception):
    """The file would not say whom health rings."""


class AlreadyAnswered(Exception):
    """Health's answer to this file has been recorded already."""


class RefusedWithoutWhy(Exception):
    """What health refused says why."""


class NothingToPutRight(Exception):
    """Only an answer that the NHS gave can be put right, and only to another one."""


class NotRefused(Exception):
    """Only what health refused, and what has not been sent since, goes again."""


@action
def make_file(*, on, at, by) -> File:
    """Put everything that can go into one file and keep it as it is; two at once make one file.

    Raises NothingToSend, NobodyToRing.
    """
    _one_at_a_time()
    going = [each for each in queries.to_be_told(on) if each.may_go]
    if not going:
        raise NothingToSend
    layout = rules.upload().layout(on=on)
    content = _csv(layout, going, _sender())
    file = File.objects.create(
        made_on=on,
        made_at=at,
        made_by=by,
        layout=f"{layout.effective_from.isoformat()} {layout.name}"[:100],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        lines=len(going),
    )
    Line.objects.bulk_create([_line(file, each) for each in going])
    audit.record(
        "cp_is.file_made", people=[w.child for w in going], by=by, file=str(file.public_id)
    )
    return file


@action
def answer_file(*, file, refused, at, by) -> File:
    """Health has answered: it took every line that waits but those refused (line id -> why).

    Raises AlreadyAnswered, RefusedWithoutWhy.
    """
    lines = _unanswered(file)
    for line in lines:
        if line.public_id in refused:
            why = refused[line.public_id].strip()
            if not why:
                raise RefusedWithoutWhy
            _answered(line, Answer.REFUSED, at, by, why)
        else:
            _answered(line, Answer.ACKNOWLEDGED, at, by)
            _stop_clocks(line, file, by)
    audit.record(
        "cp_is.file_answered",
        people=[line.child for line in lines],
        by=by,
        file=str(file.public_id),
    )
    return file


@action
def correct_answer(*, line, answer, why="", reason, at, by) -> Line:
    """The answer to a line was recorded wrongly; what it said is kept, with the reason.

    Raises NothingToPutRight, RefusedWithoutWhy.
    """
    line = _locked(line)
    given = (Answer.ACKNOWLEDGED, Answer.REFUSED)
    if line.answer not in given or answer not in given or line.again_at is not None:
        raise NothingToPutRight
    if answer == Answer.REFUSED and not why.strip():
        raise RefusedWithoutWhy
    was = line.answer
    _answered(line, answer, at, by, why.strip() if answer == Answer.REFUSED else "")
    if answer == Answer.ACKNOWLEDGED:
        _stop_clocks(line, line.file, by)
    elif was == Answer.ACKNOWLEDGED:
        workflow.start_timer(
            rule=rules.T072,
            person=line.child,
            trigger_kind=queries.ANSWER,
            trigger_id=line.pk,
            triggered_on=line.since_on,
            by=by,
        )
    audit.record("cp_is.answer_corrected", person=line.child, by=by, line=str(line.public_id))
    return line


@action
def put_back(*, file, why, at, by) -> File:
    """The file never went: all that it tells is due again. Raises AlreadyAnswered."""
    lines = _unanswered(file)
    for line in lines:
        _answered(line, Answer.NOT_SENT, at, by, why)
    audit.record(
        "cp_is.file_put_back",
        people=[line.child for line in lines],
        by=by,
        file=str(file.public_id),
    )
    return file


@action
def send_again(*, line, at, by) -> Line:
    """What health refused goes once more as it is: what was wrong lay with them. Raises NotRefused."""
    line = _locked(line)
    if line.answer != Answer.REFUSED or line.again_at is not None:
        raise NotRefused
    line.again_at, line.again_by = at, by
    line.save(update_fields=["again_at", "again_by"])
    audit.record("cp_is.line_again", person=line.child, by=by, line=str(line.public_id))
    return line


def _one_at_a_time() -> None:
    """Whoever comes second finds what the first has made, and nothing twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cp_is file'))")


def _sender() -> dict[str, str]:
    """Who sends, and whom health rings. Raises NobodyToRing."""
    installation = Installation.objects.order_by("pk").first()
    sender = {
        "authority": installation.authority if installation else "",
        "council": installation.council_name if installation else "",
    }
    contacts = rules.upload().contacts
    teams = Team.objects.filter(code__in=[c.team for c in contacts.values() if c.team])
    numbers = dict(teams.values_list("code", "telephone"))
    for name, contact in contacts.items():
        telephone = contact.telephone or numbers.get(contact.team, "")
        if not telephone:
            raise NobodyToRing
        sender[f"{name}_telephone"] = telephone
    return sender


def _csv(layout, going, sender) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow([column.heading for column in layout.columns])
    writer.writerows(layout.row({**sender, **_said(each)}) for each in going)
    return written.getvalue().encode()


def _said(waiting) -> dict:
    told = waiting.told
    return {
        "change": waiting.change.value,
        "reason": waiting.reason.value,
        "nhs_number": told.nhs_number,
        "number_of": "mother" if told.is_mothers_number else "child",
        "family_name": told.family_name,
        "given_name": told.given_name,
        "born_on": told.born_on,
        "expected_on": told.expected_on,
        "started_on": told.started_on,
        "ended_on": told.ended_on,
    }


def _line(file, waiting) -> Line:
    told = waiting.told
    return Line(
        file=file,
        child=waiting.child,
        reason=waiting.reason,
        change=waiting.change,
        source_id=told.source_id,
        nhs_number=told.nhs_number,
        is_mothers_number=told.is_mothers_number,
        given_name=told.given_name,
        family_name=told.family_name,
        born_on=told.born_on,
        expected_on=told.expected_on,
        started_on=told.started_on,
        ended_on=told.ended_on,
        since_on=waiting.since_on,
        due_on=waiting.due_on,
    )


def _locked(line) -> Line:
    rows = Line.objects.select_for_update(of=("self",)).select_related("child", "file")
    return rows.get(pk=line.pk)


def _unanswered(file) -> list[Line]:
    rows = Line.objects.waiting().filter(file=file).select_for_update(of=("self",))
    lines = list(rows.select_related("child").order_by("pk"))
    if not lines:
        raise AlreadyAnswered
    return lines


def _answered(line, answer, at, by, why="") -> None:
    line.answer, line.answer_why = answer, why[:300]
    line.answered_at, line.answered_by = at, by
    line.save(update_fields=["answer", "answer_why", "answered_at", "answered_by"])


def _stop_clocks(line, file, by) -> None:
    """T072 stops on the day on which the file went: health knows since then.

    A plan before the one that the line tells of has nothing left to be told.
    """
    for timer in queries.clocks_told_by(line):
        workflow.stop_timer(
            rule=rules.T072,
            person=line.child,
            trigger_kind=timer.trigger_kind,
            trigger_id=timer.trigger_id,
            on=file.made_on,
            why="The NHS acknowledged it",
            by=by,
        )
