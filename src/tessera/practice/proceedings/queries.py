from tessera.practice.proceedings.models import PreProceedings


def pre_proceedings_of(child):
    return PreProceedings.objects.filter(child=child).order_by("-started_on", "-pk")


def open_pre_proceedings(child):
    """The one under way: no outcome and no application yet."""
    return PreProceedings.objects.filter(child=child, outcome="", court_application_on=None).first()


def written_in(step, child, started_on):
    """The record that a finished form made, or that it was added to: the one of that beginning."""
    records = pre_proceedings_of(child)
    return (
        records.filter(step_ref=step.public_id).first()
        or records.filter(started_on=started_on).first()
    )
