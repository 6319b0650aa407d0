"""What is asked of early help."""

from django.db.models import F, Q

from tessera.practice.early_help.models import Assessment, EarlyHelp


def early_help_of(child):
    """Every early help of a child, newest first, each with its last assessment, in one query."""
    rows = EarlyHelp.objects.filter(child=child).annotate(
        **{f"last_{name}": F(f"assessments__{name}") for name in LAST}
    )
    found = {}
    for row in rows.order_by("-asked_on", "-pk", F("last_assessed_on").desc(nulls_last=True)):
        found.setdefault(row.pk, row)
    return list(found.values())


LAST = ("assessed_on", "outcome", "plan", "why", "step_ref")


def open_for(people):
    """person_id -> the early help that goes on, for a list of people."""
    rows = EarlyHelp.objects.open().filter(child__in=people).select_related("child")
    return {row.child_id: row for row in rows}


def ended_since(people, on):
    """The ids of those of a list of people whose early help ended on a day or after, with none going on."""
    ended = EarlyHelp.objects.filter(child__in=people, ended_on__gte=on)
    return set(ended.values_list("child", flat=True)) - open_for(people).keys()


def ended_on(child, day):
    """The early help of a child that ended on a day, or None."""
    return EarlyHelp.objects.filter(child=child, ended_on=day).order_by("-pk").first()


def assessments_of_step(step):
    """person_id -> the assessment that a piece of work made."""
    rows = Assessment.objects.filter(step_ref=step.public_id).select_related("early_help__child")
    return {row.early_help.child_id: row for row in rows}


def assessed_outside():
    """Assessments before their early help began, or after it ended."""
    return Assessment.objects.filter(
        Q(early_help__started_on=None)
        | Q(assessed_on__lt=F("early_help__started_on"))
        | Q(assessed_on__gt=F("early_help__ended_on"))
    ).order_by("pk")


def last_assessed_on(help_):
    return help_.assessments.order_by("-assessed_on").values_list("assessed_on", flat=True).first()
