"""Sheets, their answers, and what was said last time."""

from collections.abc import Iterable
from functools import cache, lru_cache

from tessera.engine.forms.answers import AnswerSet
from tessera.engine.forms.definitions import FormDefinition
from tessera.engine.forms.models import Answer, FormVersion, Sheet, Unsent
from tessera.foundations.records.prepared import ROW, Prepared


@lru_cache(maxsize=512)
def _parsed(digest: str, version_id: int) -> FormDefinition:
    return FormDefinition.model_validate(FormVersion.objects.get(pk=version_id).definition)


def form_of(sheet: Sheet) -> FormDefinition:
    """The definition that a sheet is pinned to, whatever the form asks today."""
    return _parsed(sheet.form_version.digest, sheet.form_version_id)


def answer_rows(sheet: Sheet) -> dict[tuple[str, int | None], Answer]:
    rows = _rows_of_sheet().ask(row=sheet.pk)
    return {(row.field, row.child_id): row for row in rows}


@cache
def _rows_of_sheet() -> Prepared:
    return Prepared(Answer.objects.filter(sheet=ROW).select_related("saved_by"))


def answers_of(sheet: Sheet) -> AnswerSet:
    values = _values_of_sheet().ask(row=sheet.pk)
    return AnswerSet(form_of(sheet), {(field, child): value for field, child, value in values})


@cache
def _values_of_sheet() -> Prepared:
    return Prepared(Answer.objects.filter(sheet=ROW).values_list("field", "child_id", "value"))


def answers_of_all(sheets: list[Sheet]) -> dict[int | None, AnswerSet]:
    """The answers of many sheets in one query, by the sheet's id."""
    stored: dict[int, dict] = {sheet.pk: {} for sheet in sheets}
    rows = Answer.objects.filter(sheet__in=stored)
    for sheet_id, field, child, value in rows.values_list("sheet", "field", "child_id", "value"):
        stored[sheet_id][field, child] = value
    return {sheet.pk: AnswerSet(form_of(sheet), stored[sheet.pk]) for sheet in sheets}


def last_sheet(code: str, people: Iterable) -> Sheet | None:
    """The latest finished sheet of a form in which something was said about any of these people."""
    return (
        Sheet.objects.filter(
            form_version__code=code, is_finished=True, answers__child__in=list(people)
        )
        .order_by("-pk")
        .first()
    )


def unsent_of(sheet: Sheet, user) -> list[Unsent]:
    """What this worker typed after someone else had finished the form."""
    return list(Unsent.objects.filter(sheet=sheet, by=user).order_by("pk"))
