"""What an assessment learns of each child goes into the record, where the record does not say it yet."""

from tessera.engine.forms.answers import first_name
from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow.processes import Finding
from tessera.foundations.calendar.clock import local
from tessera.people import actions as people
from tessera.people import queries as record
from tessera.people.models import Involvement
from tessera.people.rules import place_of_learning
from tessera.practice.assessments import queries
from tessera.practice.front_door.rules import disability_problem
from tessera.ui.formatting import lower_first, possessive

PARTICULARS = ("ethnicity", "first_language")
LEARNING = ("school", "nursery", "college")


def keep(child, mine, step, on, by):
    """Into the details, with the assessment as their source. What stands there already is put right there."""
    new = {k: mine.get(k) for k in PARTICULARS if mine.get(k) and not getattr(child, k)}
    if new:
        people.record_particulars(person=child, by=by, **new)
    if mine.get("disabilities") and child.disability_recorded_on is None:
        people.record_disabilities(
            person=child,
            codes=mine["disabilities"],
            recorded_on=on,
            step_ref=step.public_id,
            by=by,
        )
    _works_with(child, ("gp",), "gp", mine.get("gp"), step, on, by)
    school = mine.get("school")
    role = place_of_learning(school, born_on=child.born_on, on=on) if school else ""
    _works_with(child, LEARNING, role, school, step, on, by)


def missing(child, mine):
    """What the census asks of every child, while nobody has said it."""
    if child.is_unborn:
        return
    if not mine.get("ethnicity") and not child.ethnicity:
        whose = possessive(first_name(child))
        words = f"{whose} ethnicity is not recorded yet. “Did not want to say” is an answer."
        yield Finding("ethnicity", words, child, soft=True)
    if not mine.get("disabilities") and child.disability_recorded_on is None:
        words = f"Nobody has recorded whether {first_name(child)} has a disability."
        yield Finding("disabilities", words, child, soft=True)
    if mine.get("disabilities") and (problem := disability_problem(mine["disabilities"])):
        yield Finding("disabilities", problem, child)


def _works_with(child, roles, role, name, step, on, by):
    there = Involvement.objects.in_force_on(on).filter(person=child, role__in=roles)
    if not name or there.exists():
        return
    people.start_involvement(
        person=child,
        role=role,
        professional_name=name[:150],
        started_on=on,
        step_ref=step.public_id,
        by=by,
    )


@arrival("assessments.parents")
def parents(step, children, actor, on):
    """Parents and carers as the record has them; what each thinks is still asked."""
    rows = [
        {"who": person.name, "relation": lower_first(word)}
        for person, word in record.carers_of(children, on, actor=actor)
    ]
    return Filled(rows, "the record of the family") if rows else None


@arrival("assessments.agencies")
def agencies(step, children, actor, on):
    """What agencies answered about the contact; an assessment made anew asks them again."""
    under_way = [queries.open_assessment(child) for child in children]
    if any(each is not None and each.is_update for each in under_way):
        return None
    checks = queries.answered_checks(children)
    rows = [
        {
            "agency": check.agency,
            "who": check.answered_by,
            "asked_on": local(check.answered_at).date().isoformat(),
            "said": check.answer_words,
        }
        for check in checks
    ]
    if not rows:
        return None
    kept = [{key: said for key, said in row.items() if said} for row in rows]
    return Filled(kept, "the checks with agencies", local(checks[-1].answered_at).date())
