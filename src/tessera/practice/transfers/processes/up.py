"""Stepping up from early help: never straight to child in need, always through the front door."""

from tessera.engine.workflow.processes import Finding, NotYet, checks, completes
from tessera.foundations import codesets
from tessera.people.record_page import standings_of
from tessera.practice.front_door import actions as front_door
from tessera.practice.transfers.processes.steps import STEP_UP, not_up_now

SOURCE = "early_help"


@checks(STEP_UP)
def check_step_up(*, step, subjects, answers, today):
    standings = standings_of(subjects, today)
    for child in subjects:
        for words in not_up_now(child, standings[child.pk]):
            yield Finding("account", words, child)


@completes(STEP_UP)
def tell_the_front_door(*, step, subjects, answers, completed_on, by, earlier):
    """A contact like any other: the front door decides, and tells early help what it decided."""
    if earlier is not None:
        raise NotYet("The front door has it. Tell them what has changed", field="account")
    author = step.submitted_by
    front_door.record_contact(
        details=front_door.ContactDetails(
            received_at=step.authorised_at or step.submitted_at,
            channel=SOURCE,
            source=codesets.get("contact.source_kind", SOURCE).extra["census"],
            referrer=front_door.Referrer(
                name=author.name,
                role=author.job_title or "Early help",
                agency=step.team.name if step.team else "Early help",
                telephone=author.telephone,
                email=author.email,
                may_be_named=True,
            ),
            family_knows=answers["family_knows"],
            consent=answers["consent"] or "",
            concerns=tuple(answers["concerns"] or ()),
            account=answers["account"],
            immediate_risk=answers["immediate_risk"],
        ),
        parts=[front_door.PartAsTold(person=child) for child in subjects],
        step=step,
        by=by,
    )
