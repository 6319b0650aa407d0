from tessera.practice.proceedings.models import PreProceedings


def pre_proceedings_of(child):
    return PreProceedings.objects.filter(child=child).order_by("-started_on", "-pk")


def open_pre_proceedings(child):
    """The one under way: no outcome and no application yet."""
    return PreProceedings.objects.filter(child=child, outcome="", court_application_on=None).first()
