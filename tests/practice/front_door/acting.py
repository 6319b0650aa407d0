"""What the tests of contacts and decisions share."""

from tessera.engine.workflow.models import Timer


def running(contact):
    return set(
        Timer.objects.filter(
            trigger_kind="front_door.contact", trigger_id=contact.pk, stopped_on=None
        ).values_list("rule", flat=True)
    )
