"""What a strategy discussion decides: who may begin an enquiry, and whether everyone meets again."""

from tessera.foundations import codesets
from tessera.foundations.access.actors import actor_of
from tessera.practice.child_protection import permissions, rules
from tessera.practice.child_protection.processes.meetings import took_part

AGAIN = "meet_again"
BY_TELEPHONE = "telephone"


def enquiry_outcomes():
    return [
        code.code
        for code in codesets.codes("strategy.outcome")
        if code.extra.get("starts_section47")
    ]


def begins_without_a_manager(*, step, answers, on, by):
    """An enquiry begins with a manager's name: theirs who led it and writes it, or one under a worker's
    (practice 2.5 and table B2; ADR 31)."""
    begins = set(enquiry_outcomes()) & set(answers.everyones("outcome"))
    return bool(begins) and not actor_of(by, on).may(permissions.AUTHORISE)


def missing(answers):
    """The agencies without whom it does not count as quorate, once somebody is said to have come."""
    if not answers["attendance"]:
        return []
    return rules.missing_from_quorum(took_part(answers), on=answers["held_on"])


def decides_nothing(answers):
    return set(answers.everyones("outcome")) <= {AGAIN}


def meets_again(answers):
    return AGAIN in answers.everyones("outcome")


def meets_with_everyone(answers):
    """It went on without an agency, because it could not wait: they meet again with everyone all the same."""
    return bool(missing(answers)) and not meets_again(answers)


def meets_after_call(answers):
    """Those who talked by telephone meet within five working days, unless they meet again anyway."""
    by_telephone = answers.get("how") == BY_TELEPHONE
    return by_telephone and not meets_again(answers) and not missing(answers)


def who_meets_again(answers, subjects):
    """Those for whom nothing was decided; everyone, where those who must be there were not."""
    if missing(answers):
        return list(subjects)
    return [child for child in subjects if answers.of(child)["outcome"] == AGAIN]
