"""Every step leads somewhere: forms, handlers, permissions and clocks fit, before the first request."""

from django.core import checks

from tessera.engine.forms import definitions, filling
from tessera.engine.workflow import register, rules
from tessera.foundations import codesets
from tessera.foundations.access import permissions


@checks.register("processes")
def every_step_leads_somewhere(app_configs=None, **kwargs):
    """A broken road is found before the first request."""
    try:
        forms = definitions.definitions()
    except definitions.BadDefinition as bad:
        return [checks.Error(str(bad), id="workflow.E001")]
    return [checks.Error(words, id="workflow.E002") for words in _broken(forms)]


def _broken(forms: dict):
    known = {p.code for p in permissions.permissions()}
    for each in register.steps():
        yield from _broken_step(each, forms, known)
    yield from register.without_an_owner()
    for form in forms.values():
        for field in form.fields:
            yield from _broken_field(form, field)


def _broken_step(each: register.StepDefinition, forms: dict, known: set[str]):
    form = forms.get(each.form)
    if form is None:
        yield f"{each.code}: there is no form {each.form}."
    elif each.happened_on and each.happened_on not in form:
        yield f"{each.code}: the form {each.form} has no field {each.happened_on}."
    timers = {rule.code for rule in rules.timers()}
    wanted = (
        (
            "step",
            [n.code for n in each.then] + list(each.after),
            {known.code for known in register.steps()},
        ),
        ("permission", [each.permission, *(level.permission for level in each.levels)], known),
        ("timer", each.timers, timers),
    )
    for noun, codes, there in wanted:
        for code in codes:
            if code not in there:
                yield f"{each.code}: {code} is no {noun}."


def _broken_field(form, field):
    if field.filled_from and field.filled_from not in filling.sources():
        yield f"{form.code}.{field.key}: nothing fills {field.filled_from}."
    if field.arrives_from and field.arrives_from not in filling.arrivals():
        yield f"{form.code}.{field.key}: nothing arrives from {field.arrives_from}."
    if field.computed_from and field.computed_from not in filling.statements():
        yield f"{form.code}.{field.key}: nothing computes {field.computed_from}."
    if field.rows_from and field.rows_from not in filling.row_sources():
        yield f"{form.code}.{field.key}: nothing gives the rows {field.rows_from}."
    for one in (field, *field.columns):
        if one.numbers_of and one.numbers_of not in filling.row_sources():
            yield f"{form.code}.{one.key}: nothing gives the rows {one.numbers_of}."
        if one.codes and one.codes not in codesets.names():
            yield f"{form.code}.{one.key}: there is no code set {one.codes}."
