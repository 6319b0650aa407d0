"""A contact is decided, authorised or returned; what was decided begins in the same transaction."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import NotYet
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.contact import held_undecided
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.front_door.rules import contact as rules


class NotDecided(Exception):
    """There is no decision to authorise, return or speak of: someone was sooner."""


@action
def decide_contact(
    *,
    contact,
    outcome,
    why,
    primary_need="",
    team=None,
    passed_to="",
    advice="",
    others=None,
    at,
    by,
):
    """Write the decision on the contact's step and send it to a manager.

    `others` is part id -> outcome, for the children for whom it is something else.

    Raises AlreadyDecided, and the engine's Unfinished or NotYet when something is missing.
    """
    contact = held_undecided(contact)
    answers = {
        "outcome": outcome,
        "why": why,
        "primary_need": primary_need or None,
        "team": team.code if team else None,
        "passed_to": passed_to or None,
        "advice": advice or None,
        "others": _rows(contact, others or {}) or None,
    }
    step = contact.decision_step
    if step.worker_id != by.pk:
        workflow.allocate_step(step=step, worker=by, team=step.team, at=at, by=by)
    workflow.save_answers(
        step=step, answers={(field, None): value for field, value in answers.items()}, at=at, by=by
    )
    workflow.submit_step(step=contact.decision_step, next_steps=[], at=at, by=by)
    contact.refresh_from_db()
    return contact


@action
def authorise_contact(*, contact, comment="", at, by):
    """A manager, never the one who decided, says yes; what was decided begins.

    `comment` is their direction or reasons, kept with the decision. Raises NotDecided.
    """
    contact = _with_manager(contact)
    workflow.authorise_step(
        step=contact.decision_step, next_steps=[], comment=comment, at=at, by=by
    )
    contact.refresh_from_db()
    return contact


@action
def return_contact(*, contact, comment, at, by):
    """A manager sends the decision back with a comment; the answers stay. Raises NotDecided."""
    contact = _with_manager(contact)
    workflow.return_step(step=contact.decision_step, comment=comment, at=at, by=by)
    contact.refresh_from_db()
    return contact


@action
def set_level(*, contact, level, by):
    """Say another level of need than the decision stands for, or the same again. Raises NotDecided."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.outcome:
        raise NotDecided
    contact.level = "" if level == rules.level_of(contact.decided) else level
    contact.save(update_fields=["level"])
    audit.record("front_door.level_set", by=by, contact=str(contact.public_id), level=level)
    return contact


def _rows(contact, others):
    """The children for whom something else is decided, by their place in the contact."""
    return [
        {"number": number, "name": part.first_name, "outcome": others[part.pk]}
        for number, part in enumerate(_children(contact), 1)
        if part.pk in others
    ]


def _children(contact):
    return list(contact.children.filter(part="child").select_related("person").order_by("pk"))


# What the step's own handlers write


@action
def record_decision(
    *, contact, outcome, why, primary_need, team, passed_to, advice, others=(), at, by
):
    """The decision as sent to a manager; `others` are rows of number and outcome.

    Raises NotYet when it cannot stand.
    """
    contact = held_undecided(contact)
    children = _children(contact)
    for part in children:
        part.outcome = _outcome_of(children.index(part) + 1, others, outcome)
    stated = rules.Stated(primary_need, team is not None, passed_to, advice)
    for field, words in _problems(contact, outcome, children, stated).items():
        raise NotYet(words, field=field)
    for part in children:
        part.save(update_fields=["outcome"])
    contact.outcome = outcome
    contact.decision_why = why
    contact.primary_need = primary_need
    contact.team = team
    contact.passed_to = passed_to
    contact.advice = advice
    contact.decided_at = at
    contact.decided_by = by
    contact.returned_why = ""
    contact.stage = Contact.Stage.AUTHORISATION
    contact.save()
    audit.record(
        "front_door.contact_decided", by=by, contact=str(contact.public_id), outcome=outcome
    )
    return contact


@action
def record_return(*, contact, comment, by):
    """Back to be decided, with what the manager asks; the decision sent is kept as a version."""
    contact = _with_manager(contact)
    contact.stage = Contact.Stage.DECISION
    contact.returned_why = comment
    contact.outcome = contact.level = ""
    for part in contact.children.exclude(outcome=""):
        part.outcome = ""
        part.save(update_fields=["outcome"])
    contact.decision_why = ""
    contact.decided_at = None
    contact.decided_by = None
    contact.save()
    audit.record("front_door.contact_returned", by=by, contact=str(contact.public_id))
    return contact


@action
def record_authorisation(*, contact, at, by):
    """The decision counts: its clocks stop, and the referrer is to be told."""
    contact = _with_manager(contact)
    contact.authorised_at = at
    contact.authorised_by = by
    contact.stage = Contact.Stage.TELL_REFERRER
    contact.save(update_fields=["authorised_at", "authorised_by", "stage"])
    clocks.stop_all(contact=contact, at=at, why="decided", by=by)
    audit.record(
        "front_door.contact_authorised",
        by=by,
        contact=str(contact.public_id),
        outcome=contact.outcome,
    )
    return contact


def _with_manager(contact):
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.stage != Contact.Stage.AUTHORISATION:
        raise NotDecided
    return contact


def decided_by(contact, outcome, others) -> dict:
    """outcome -> the children for whom these answers decide it."""
    found: dict[str, list] = {}
    for number, part in enumerate(_children(contact), 1):
        found.setdefault(_outcome_of(number, others, outcome) or outcome, []).append(part)
    return found


def _outcome_of(number, others, outcome):
    """Empty where it is what was decided for the contact."""
    said = next((row["outcome"] for row in others if row["number"] == number), "")
    return "" if said == outcome else said


def _problems(contact, outcome, children, stated):
    """Why it cannot stand, of the contact's own outcome first and then of each other one."""
    if children and all(part.outcome for part in children):
        return {"others": "Choose what is decided for most of the children first, then who differs"}
    known = [part.person for part in children if part.person]
    cases = Referral.objects.open().filter(child__in=known).values_list("child_id", flat=True)
    open_cases = set(cases)
    for each in dict.fromkeys([outcome, *(part.outcome or outcome for part in children)]):
        group = [part for part in children if (part.outcome or outcome) == each]
        found = rules.decision_problems(_decision(contact, each, group, open_cases, stated))
        if found and each != outcome:
            found = {"others" if field == "outcome" else field: found[field] for field in found}
        if found:
            return found
    return {}


def _decision(contact, outcome, group, open_cases, stated):
    known = [part.person for part in group if part.person]
    return rules.Decision(
        outcome=outcome,
        consent=contact.consent,
        unmatched=tuple(part.name_as_told for part in group if part.person is None),
        with_open_case=tuple(person.name for person in known if person.pk in open_cases),
        without_open_case=tuple(person.name for person in known if person.pk not in open_cases),
        passed_to=stated.passed_to,
        advice=stated.advice,
        primary_need=stated.primary_need,
        has_team=stated.has_team,
    )
