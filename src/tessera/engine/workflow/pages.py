"""The guard of a step's pages: everyone whom it is about must be open to the worker."""

import functools

from django.http import Http404

from tessera.engine.workflow import permissions, queries, register
from tessera.engine.workflow.models import Subject
from tessera.foundations.access import gate
from tessera.foundations.access.permissions import permission as known_permission
from tessera.foundations.access.policy import Decision, Does, Reason
from tessera.people.pages import admit_all
from tessera.ui.guard import Refused, enter, marked

OF_AN_ANSWER = frozenset({permissions.WRITE, permissions.ALLOCATE, permissions.EXTEND})
"""What a team that was asked may do with the very step that asks it, and with no other."""


def step_page(permission, *, writes=False, **parts):
    """Guard a page of one step. The view gets `(request, step, ...)`; `step.subjects_list` is read.

    `parts` names what its other parameters are (`file_id="file"`): the log then names that thing.
    """

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, step_id, **kwargs):
            def find():
                request.step = find_step(request, step_id, permission)

            return enter(
                request,
                permission,
                writes,
                lambda: view(request, request.step, **kwargs),
                find=find,
                **_looked_at(step_id, kwargs, parts),
            )

        return marked(guarded, permission, writes, step_id="step", **parts)

    return decorate


def _looked_at(step_id, given, parts) -> dict:
    for name, kind in parts.items():
        return {"object_kind": kind, "object_id": str(given[name])}
    return {"object_kind": "step", "object_id": str(step_id)}


def find_step(request, step_id, permission):
    """The step, if all its people are open to the worker. Raises Http404, Refused."""
    step = queries.step_to_open(step_id)
    if step is None:
        raise Http404
    people = list(queries.people_with_standing(step, actor=request.actor))
    found = admit_all(request, people, _asked(request, step, people, permission))
    if not found:
        _admit_to_nobodys(request, step)
    _admit_to_its_words(request, step)
    step.subjects_list = sorted(found, key=lambda person: (person.position, person.subject_id))
    queries.keep_subjects(
        step,
        [
            Subject(pk=each.subject_id, step=step, person=each, position=each.position)
            for each in step.subjects_list
        ],
    )
    return step


def may_come(request, step, permission) -> bool:
    """Whether a page of this step opens for this worker: what is offered asks as its door will."""
    people = step.subjects_list
    return _may(request, _asked(request, step, people, permission), step)


def _asked(request, step, people, permission):
    """What a page asks of each person; of a step that answers for a team, at last its own permission."""
    own = register.step(step.code).permission
    if permission not in OF_AN_ANSWER or known_permission(own).does != Does.ANSWERS:
        return permission
    allowed = all(gate.check(request.actor, permission, person).allow for person in people)
    return permission if allowed else own


def may_write(request, step) -> bool:
    """Whether this worker may fill in this step now."""
    return step.may_be_written and may_do(request, step)


def may_do(request, step) -> bool:
    """Whether this is work for this worker: its own permission, for everyone it is about."""
    return _may(request, register.step(step.code).permission, step)


def may_set_aside(request, step) -> bool:
    """Whether this worker may say that it is not needed: who may do such work, or gives it out."""
    if not may_come(request, step, permissions.CANCEL):
        return False
    return may_do(request, step) or may_come(request, step, permissions.ALLOCATE)


def may_authorise(request, step) -> bool:
    """Whether this worker may sign the level that the step waits for now."""
    signed = {signature.by_id for signature in queries.signatures_of(step)}
    if not step.authorisation_level or request.user.pk in {
        step.submitted_by_id,
        step.worker_id,
        *signed,
    }:
        return False
    return _may(request, step.authorisation_level, step)


def _may(request, permission, step) -> bool:
    if not request.actor.may(permission):
        return False
    return all(gate.check(request.actor, permission, p).allow for p in step.subjects_list)


def _admit_to_nobodys(request, step):
    """A step about nobody yet, such as a contact: open to those who may do or sign off such work."""
    definition = register.step(step.code)
    levels = [level.permission for level in definition.levels]
    if not any(request.actor.may(p) for p in (definition.permission, *levels)):
        raise Refused(Decision(False, Reason.NO_PERMISSION))


def _admit_to_its_words(request, step):
    """Of a contact: who may not know of everybody in it finds none of its forms."""
    line = register.step(step.code).line
    if line is not None and line([step], request.actor).get(step.pk, "") is None:
        raise Http404
