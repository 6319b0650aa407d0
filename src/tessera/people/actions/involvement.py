"""Who works with a person, from when to when."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.chronology import remove_line, write_line
from tessera.people.actions.reasons import correct
from tessera.people.models import Involvement, Organisation

BEGAN = "people.involvement_began"
ENDED = "people.involvement_ended"
ALLOCATED = "allocated_worker"


class AlreadyAllocated(Exception):
    """This worker holds the case already."""


class StartsBeforeTheLast(Exception):
    """The worker who holds the case came later than this."""


class NobodyNamed(Exception):
    """An involvement is of a worker, a team, an organisation or a named professional."""


class AlreadyEnded(Exception):
    """This involvement has ended, or ends no later than this."""


@action
def start_involvement(
    *,
    person,
    role,
    started_on,
    ended_on=None,
    worker=None,
    team=None,
    organisation=None,
    professional_name="",
    telephone="",
    email="",
    step_ref=None,
    by,
):
    """Someone begins to work with a person, perhaps until a day; `allocate` gives the case.

    Raises NobodyNamed.
    """
    if not (worker or team or organisation or professional_name.strip()):
        raise NobodyNamed
    involvement = Involvement.objects.create(
        person=person,
        role=role,
        worker=worker,
        team=team,
        organisation=organisation,
        professional_name=professional_name.strip(),
        telephone=telephone,
        email=email,
        started_on=started_on,
        ended_on=ended_on,
        step_ref=step_ref,
    )
    _keep_lines(involvement)
    audit.record("people.involvement_started", person=person, role=role, by=by)
    return involvement


@action
def allocate(*, person, worker, team=None, started_on, step_ref=None, by):
    """Give the case to a worker; whoever held it has had it until that day.

    Raises AlreadyAllocated or StartsBeforeTheLast.
    """
    current = (
        Involvement.objects.select_for_update()
        .filter(person=person, role=ALLOCATED, ended_on=None)
        .first()
    )
    if current is not None:
        if current.worker_id == worker.pk and current.team_id == getattr(team, "pk", None):
            raise AlreadyAllocated
        if current.started_on > started_on:
            raise StartsBeforeTheLast
        end_involvement(involvement=current, ended_on=started_on, by=by)
    return start_involvement(
        person=person,
        role=ALLOCATED,
        worker=worker,
        team=team,
        started_on=started_on,
        step_ref=step_ref,
        by=by,
    )


@action
def end_involvement(*, involvement, ended_on, by):
    """It ends, or sooner than was set. Raises AlreadyEnded."""
    if involvement.ended_on is not None and involvement.ended_on <= ended_on:
        raise AlreadyEnded
    involvement.ended_on = ended_on
    involvement.save(update_fields=["ended_on"])
    _keep_lines(involvement)
    audit.record("people.involvement_ended", person=involvement.person, by=by)
    return involvement


@action
def correct_involvement(*, involvement, reason, by, **changes):
    """Raises NoReason."""
    correct(involvement, changes, reason)
    _keep_lines(involvement)
    audit.record("people.involvement_corrected", person=involvement.person, by=by)
    return involvement


@action
def add_organisation(*, kind, name, code="", telephone="", email="", by):
    organisation = Organisation.objects.create(
        kind=kind, name=name.strip(), code=code, telephone=telephone, email=email
    )
    audit.record("people.organisation_added", by=by, organisation=str(organisation.public_id))
    return organisation


def _keep_lines(involvement):
    """Our own workers coming and going is told; a school or surgery is not an event."""
    source = {"person": involvement.person, "source_id": involvement.pk}
    if involvement.worker_id is None:
        return
    write_line(**source, kind=BEGAN, on=involvement.started_on)
    if involvement.ended_on is None:
        remove_line(**source, kind=ENDED)
    else:
        write_line(**source, kind=ENDED, on=involvement.ended_on)
