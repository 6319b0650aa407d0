from tessera.practice.proceedings.models import PreProceedings


def pre_proceedings_of(child):
    return PreProceedings.objects.filter(child=child).order_by("-started_on", "-pk")
