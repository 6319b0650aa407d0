"""Workers who must not see someone."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.models import Conflict


@action
def declare_conflict(*, person, user, why, started_on, by):
    """From now on this record does not exist for this worker, whatever their role."""
    conflict = Conflict.objects.create(person=person, user=user, why=why, started_on=started_on)
    audit.record("people.conflict_declared", person=person, user=user.pk, by=by)
    return conflict


@action
def clear_conflict(*, conflict, ended_on, reason, by):
    conflict.ended_on = ended_on
    conflict.save(update_fields=["ended_on"])
    audit.record(
        "people.conflict_cleared", person=conflict.person, reason_given=bool(reason), by=by
    )
    return conflict
