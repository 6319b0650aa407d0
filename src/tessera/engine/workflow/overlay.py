"""A council's own steps: `TESSERA_LOCAL/steps/<name>.yaml`, one piece of work in each, without Python.

They are read when the site starts. They stand beside ours and never in the place of one. What is wrong
with a council's layer is said with its file, line and remedy, before anything else is done.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yaml
from django.db.models import Q
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tessera.engine.forms import definitions
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import permissions, register, rules
from tessera.engine.workflow.lines import address
from tessera.engine.workflow.models import Subject
from tessera.foundations import places
from tessera.foundations.access import permissions as access
from tessera.foundations.records.queries import moment_known
from tessera.people import actions as people
from tessera.people.record_page import Entry

KIND = "workflow.local_step"
NAME = r"^local\.[a-z][a-z0-9_]*$"


class LocalStep(BaseModel):
    """What the file of a step may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=NAME)
    title: str = Field(min_length=1)
    form: str
    who: str = permissions.WRITE
    authorise: str | tuple[str, ...] | None = None
    follows: tuple[str, ...] = ()
    story: Literal[
        "visit", "note", "decision", "contact", "assessment", "meeting", "plan", "other"
    ] = "other"
    detail: str = ""
    happened_on: str | None = None
    significance: int = Field(1, ge=1, le=3)
    chronology: str = ""
    words: str = ""
    quick: bool = False


_local: dict[str, tuple[LocalStep, Path]] = {}
_problems: list[str] = []


def folder() -> Path | None:
    local = os.environ.get("TESSERA_LOCAL")
    return Path(local, "steps") if local else None


def load(where: Path | None) -> None:
    """Define every step of the folder that can be read. What cannot is kept for `problems`."""
    _local.clear()
    _problems.clear()
    for path in sorted(where.glob("*.yaml")) if where and where.is_dir() else ():
        found = _read(path)
        if found is None:
            continue
        if found.code in _local:
            at = places.where(path, ["code"])
            _problems.append(f"{at}: {_local[found.code][1]} has it already. Give it another code.")
            continue
        _local[found.code] = (found, path)
        _define(found)


def problems() -> list[str]:
    """Everything wrong with the council's layer: its forms, its timers and its steps."""
    found = [*_problems, *rules.overlay_problems(), *rules.ladder_problems()]
    try:
        forms = definitions.definitions()
    except definitions.BadDefinition as bad:
        return [*found, str(bad)]
    for each, path in _local.values():
        found += [f"{places.where(path, [key])}: {words}" for key, words in _wrong(each, forms)]
    return found


def _read(path: Path) -> LocalStep | None:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        _problems.append(f"{path}, line {line}: this is not YAML. Check colons and indents here.")
        return None
    if not isinstance(data, dict):
        _problems.append(f"{path}, line 1: write the step as `code:`, `title:`, `form:`.")
        return None
    try:
        return LocalStep.model_validate(data)
    except ValidationError as error:
        for each in error.errors():
            at = places.where(path, each["loc"][:1])
            _problems.append(f"{at}: {_remedy(each)}.")
        return None


def _remedy(error) -> str:
    if error["loc"] == ("code",) and error["type"] == "string_pattern_mismatch":
        return (
            "a council's step is called local.something, in small letters: it cannot take the place"
            " of one of ours"
        )
    return places.remedy(error)


def _define(each: LocalStep) -> None:
    register.define(
        register.StepDefinition(
            code=each.code,
            title=each.title,
            form=each.form,
            permission=each.who,
            authorise=each.authorise,
            happened_on=each.happened_on,
            can_start=True,
            significance=each.significance,
            story=each.story,
            detail=each.detail,
            quick=each.quick,
        )
    )
    register.completes(each.code)(_tell_story)
    for code in each.follows:
        register.follow(code, register.Next(each.code, ticked=False))


def _tell_story(*, step, subjects, answers, completed_on, by) -> None:
    """A council's step makes no facts of ours: what it leaves is its answers, and a line for each child."""
    for subject in Subject.objects.filter(step=step).select_related("person"):
        people.write_line(
            person=subject.person,
            on=step.happened_on or completed_on,
            kind=KIND,
            source_id=subject.pk,
            significance=register.step(step.code).significance,
            step_ref=step.public_id,
        )


def _wrong(each: LocalStep, forms: dict) -> Iterator[tuple[str, str]]:
    if each.form in forms:
        yield from _against_form(each, forms[each.form])
    else:
        words = f"there is no form {each.form}. Put it at forms/{each.form}.yaml, or correct it."
        yield "form", words
    known = {permission.code for permission in access.permissions()}
    levels = (each.authorise,) if isinstance(each.authorise, str) else each.authorise or ()
    for key, named in [("who", each.who), *(("authorise", level) for level in levels)]:
        if named not in known:
            yield key, f"there is no permission {named}. `tessera access matrix` lists them."
    for code in each.follows:
        if code not in {step.code for step in register.steps()}:
            yield "follows", f"there is no step {code}. Take it out, or correct it."


def _against_form(each: LocalStep, form) -> Iterator[tuple[str, str]]:
    for key in ("happened_on", "words"):
        named = getattr(each, key)
        if named and named not in form:
            yield key, f"the form {each.form} has no question {named}. Name one that it has."
    if each.happened_on in form:
        day = form.field(each.happened_on)
        if day.kind != "date" or not day.required:
            yield "happened_on", f"{day.key} must be a required question of kind date."


def entries(subject_ids) -> dict:
    """What the chronology says of a council's steps, read from their forms: two queries in all.

    A step is no fact: as known at an earlier moment, those last finished by then are there, as they read now.
    """
    by_then = Q(step__completed_at__lte=known) if (known := moment_known()) else Q()
    rows = list(
        Subject.objects.filter(by_then, pk__in=subject_ids).select_related(
            "person", "step__submitted_by", "step__sheet__form_version"
        )
    )
    said = sheets.answers_of_all([row.step.sheet for row in rows if row.step.sheet])
    return {row.pk: _entry(row, said[row.step.sheet_id].of(row.person)) for row in rows}


def _entry(row, answers) -> Entry:
    each, _ = _local.get(row.step.code, (None, None))
    words = each.words if each and each.words in answers.form else ""
    return Entry(
        (each.chronology if each else "") or register.step(row.step.code).title,
        text=str(answers[words] or "") if words else "",
        fact="",
        url=address(row.step),
        who=row.step.submitted_by.name if row.step.submitted_by else "",
    )
