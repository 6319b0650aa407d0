"""Faults planted on purpose, as every council has them: for the data-quality pages to find."""

from tessera.demo.story import Story
from tessera.foundations.records.actions import at_invented_time
from tessera.people import actions as people
from tessera.people.models import Disability, Identifier, Person

HOW_MANY = 6


def plant_faults(story: Story) -> None:
    """A few children without ethnicity, without a disability answer, with one number twice."""
    children = list(
        Person.objects.filter(referrals__is_nfa=False)
        .order_by("pk")
        .distinct()[: HOW_MANY * 40 : 40]
    )
    with at_invented_time(story.until):
        for number, child in enumerate(children):
            by = story.staff.by_role["business_support"]
            if number % 3 == 0:
                people.correct_person(
                    person=child, reason="Taken out: nobody had asked", ethnicity="", by=by
                )
            elif number % 3 == 1:
                for row in Disability.objects.filter(person=child, ended_on=None):
                    row.delete()
            else:
                for number_of in Identifier.objects.filter(person=child, kind="upn", ended_on=None):
                    people.end_identifier(identifier=number_of, ended_on=story.until.date(), by=by)
