"""From the telephone to a decision, and to whoever acts on it."""

from functools import partial

from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import (
    Next,
    NotYet,
    Place,
    SignOff,
    StepDefinition,
    allocates,
    answered_at,
    completes,
    define,
    offer,
    returns,
    starts,
    submits,
)
from tessera.foundations import codesets
from tessera.foundations.access.actors import actor_of
from tessera.foundations.access.models import Team
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.practice.front_door import actions, permissions, queries
from tessera.practice.front_door import closing_process as closing_process  # registers its handlers
from tessera.practice.front_door.models import Contact, HandOverTeam, Referral, Watch
from tessera.practice.front_door.rules import contact as rules
from tessera.practice.front_door.rules import out_of_hours as night
from tessera.practice.front_door.rules.family import LATER, NEW


def _lines(steps, actor):
    """step id -> what a worklist says of a contact that nobody is matched to yet."""
    return _said_of_contacts(steps, actor, queries.family_words)


def _tellings(steps, actor):
    """step id -> the family, and who told us: two may wait to hear of one family on one day."""
    return _said_of_contacts(steps, actor, _who_waits)


def _said_of_contacts(steps, actor, say):
    ids = {step.pk: step.about.get("contact") for step in steps}
    contacts = Contact.objects.filter(public_id__in=filter(None, ids.values()))
    words = {
        str(contact.public_id): _if_known(contact, say) for contact in _with_known(contacts, actor)
    }
    return {pk: words.get(contact, "") for pk, contact in ids.items()}


def _taken(steps, actor):
    """step id -> whom a contact is about, in the words in which its worker took it down."""
    taken = Contact.objects.filter(decision_step__follows__in=steps)
    return {
        each.decision_step.follows_id: _if_known(each, queries.names_as_told)
        for each in _with_known(taken, actor)
    }


def _with_known(contacts, actor):
    """With their people, and whether the actor may know of all of them; without an actor, one may."""
    contacts = queries.with_people(contacts)
    return contacts if actor is None else contacts.with_known(actor)


def _if_known(contact, say):
    return say(contact) if getattr(contact, "is_known", True) else None


def _who_waits(contact):
    who = contact.referrer_agency or contact.referrer_name
    return ", ".join(filter(None, [queries.family_words(contact), who]))


def comes_again_and_again(*, step, answers, on, by):
    """Nothing follows, and for one of the children it is the third contact in 12 months, or more."""
    contact = _contact_of(step)
    decided = actions.decided_by(contact, answers["outcome"], answers["others"] or ())
    return queries.asks_for_service_manager(contact, decided)


offer("Record a contact", "front_door:new", permissions.RECORD_CONTACT, order=5)
define(
    StepDefinition(
        code="front_door.contact",
        title="Contact",
        form="contact",
        permission=permissions.RECORD_CONTACT,
        starts_from=None,
        happened_on="received_at",
        significance=2,
        story="contact",
        line=_taken,
        detail="Someone tells us of a worry about a child.",
        page="front_door:take",
    ),
    StepDefinition(
        code="front_door.decision",
        title="Decision on a contact",
        form="decision",
        permission=permissions.DECIDE_CONTACT,
        authorise=(
            SignOff(permissions.AUTHORISE_CONTACT, "Front-door manager"),
            SignOff(permissions.AUTHORISE_REPEATED, "Service manager", when=comes_again_and_again),
        ),
        timers=("T001", "T003", "T004", "T005"),
        starts_from=None,
        story="contact",
        line=_lines,
        page="front_door:contact_of_step",
    ),
    StepDefinition(
        code="front_door.tell_referrer",
        title="Tell the referrer",
        form="tell_referrer",
        permission=permissions.TELL_REFERRER,
        timers=("T006",),
        starts_from=None,
        story="contact",
        line=_tellings,
        page="front_door:contact_of_step",
    ),
    StepDefinition(
        code="front_door.close_case",
        title="Close the case",
        form="close_case",
        permission=permissions.ASK_TO_CLOSE,
        authorise=permissions.CLOSE_REFERRAL,
        happened_on="closed_on",
        can_start=True,
        quick=True,
        significance=3,
        story="decision",
        detail="The work is done: say what changed, and a manager closes the case.",
    ),
    StepDefinition(
        code="front_door.information",
        title="New information from the front door",
        form="new_information",
        permission="people:person:edit",
        starts_from=None,
        story="contact",
        # Only for a child whose assessment is signed off: while one is under way, it goes in there.
        then=(Next("assessments.update", worker="none"),),
    ),
    StepDefinition(
        code="front_door.watch",
        title="Ask out of hours to watch",
        form="watch",
        permission=permissions.ASK_TO_WATCH,
        can_start=True,
        quick=True,
        significance=2,
        story="contact",
        detail="What might happen tonight, and what the emergency duty team should do then",
    ),
)


@starts("front_door.contact")
def note_when_it_came(*, step, subjects, started_on, by):
    """Most contacts are written down as they come: the time is there, and can be changed."""
    moment = local(step.made_at).isoformat(timespec="minutes")
    workflow.save_answer(step=step, field="received_at", value=moment, at=step.made_at, by=by)


@completes("front_door.contact")
def record_contact(*, step, subjects, answers, completed_on, by):
    chosen = {row["person"] for row in answers["people"]} - {None, NEW, LATER}
    parts = [_part(row, completed_on, by, chosen) for row in answers["people"]]
    try:
        actions.record_contact(
            details=_details(answers),
            parts=parts,
            rag=answers["rag"] or "",
            worker=by if actor_of(by, completed_on).may(permissions.DECIDE_CONTACT) else None,
            step=step,
            by=by,
        )
    except actions.NoChild:
        raise NotYet(
            "Add at least one child, even if you do not know the name", field="people"
        ) from None
    except actions.AlreadyInContact:
        raise NotYet(
            "The same person stands there twice. Take one of them out", field="people"
        ) from None


def _details(answers):
    return actions.ContactDetails(
        received_at=answers["received_at"],
        channel=answers["channel"],
        source=codesets.get("contact.source_kind", answers["source"]).extra["census"],
        referrer=actions.Referrer(
            name=answers["referrer_name"] or "",
            role=answers["referrer_role"] or "",
            agency=answers["referrer_agency"] or "",
            telephone=answers["referrer_telephone"] or "",
            email=answers["referrer_email"] or "",
            may_be_named=answers["referrer_may_be_named"],
        ),
        acknowledged_at=answers["received_at"]
        if answers["channel"] in rules.HEARD_AT_ONCE
        else None,
        family_knows=answers["family_knows"],
        consent=answers["consent"] or "",
        consent_note=answers["consent_note"] or "",
        concerns=tuple(answers["concerns"] or ()),
        account=answers["account"],
        childs_words=answers["childs_words"] or "",
        immediate_risk=answers["immediate_risk"],
        immediate_risk_why=answers["immediate_risk_why"] or "",
    )


def _part(row, on, by, besides):
    """One row of the form as told, with the person it names when the worker may know of them."""
    told = {name: row[name] or "" for name in TOLD}
    chosen = row["person"]
    return actions.PartAsTold(
        part=row["part"] or "child",
        person=None if chosen in (None, NEW, LATER) else _known(chosen, on, by),
        born_on=row["born_on"],
        expected_on=row["expected_on"],
        is_new=bool(row["is_new"]) or chosen == NEW or _is_nobody_known(row, on, by, besides),
        **told,
    )


def _is_nobody_known(row, on, by, besides):
    """Someone with a name, whom nobody on record is like: they join it, and nothing is asked."""
    if row["person"] is not None or not (row["given"] or row["family"]):
        return False
    found = queries.alike(row, born_on=row["born_on"], actor=actor_of(by, on), besides=besides)
    if found:
        name = " ".join(filter(None, (row["given"], row["family"])))
        raise NotYet(
            f"Someone like {name} is on our record. Say whether it is them", field="people"
        )
    return True


TOLD = "given family sex address postcode school relation telephone childs_words".split()


def _known(public_id, on, by):
    person = Person.objects.known_to(actor_of(by, on)).filter(public_id=public_id).first()
    if person is None:
        raise NotYet("Choose the person again from the list", field="people")
    return person


@submits("front_door.decision")
def record_decision(*, step, subjects, answers, submitted_on, by):
    actions.record_decision(
        contact=_contact_of(step),
        outcome=answers["outcome"],
        why=answers["why"],
        primary_need=answers["primary_need"] or "",
        team=Team.objects.filter(code=answers["team"], ended_on=None).first(),
        passed_to=answers["passed_to"] or "",
        advice=answers["advice"] or "",
        others=answers["others"] or (),
        at=step.submitted_at,
        by=by,
    )


@returns("front_door.decision")
def record_return(*, step, subjects, comment, returned_on, by, **others):
    actions.record_return(contact=_contact_of(step), comment=comment, by=by)


@completes("front_door.decision")
def begin_what_was_decided(*, step, subjects, answers, completed_on, by):
    contact = actions.record_authorisation(contact=_contact_of(step), at=step.authorised_at, by=by)
    actions.carry_out(contact=contact, step=step, at=step.authorised_at, by=by)


@allocates("assessments.single_assessment")
@allocates("child_protection.section47")
def give_the_case_too(*, step, subjects, worker, team, at, by):
    """Who is asked to assess a child, or to enquire, is given the case where nobody holds it yet.

    Without the case the worker could read what is asked, and not write it.
    """
    for referral in Referral.objects.unheld().filter(child__in=subjects):
        try:
            actions.allocate_referral(
                referral=referral, worker=worker, team=team, on=local(at).date(), at=at, by=by
            )
        except actions.MustBeQualified:
            raise NotYet(
                f"{worker.name} is not a social worker, and a social worker must lead this"
            ) from None
        except actions.NotInTeam:
            raise NotYet(f"{worker.name} is not in {team.name}") from None


@completes("front_door.watch")
def ask_to_watch(*, step, subjects, answers, completed_on, by, earlier):
    said = {name: answers[name] for name in actions.WATCH_WORDS}
    if problem := night.watch_problem(answers["until_on"], step.submitted_at):
        raise NotYet(problem, field="until_on")
    if earlier is None:
        actions.ask_to_watch(
            children=subjects, at=step.submitted_at, step_ref=step.public_id, by=by, **said
        )
        return
    for watch in Watch.objects.filter(step_ref=step.public_id).select_related("person"):
        actions.correct_watch(watch=watch, reason=step.reason, by=by, **said)


def _contact_of(step):
    return Contact.objects.get(public_id=step.about["contact"])


@answered_at("T002")
def acknowledging_place(timers):
    """Whoever has the contact tells the one who told us that it has come: on the contact's page.

    Once it is decided, they are told with the decision, which is work of its own.
    """
    contacts = queries.open_contacts([timer.trigger_id for timer in timers])
    return {
        timer.pk: _acknowledging(contacts[timer.trigger_id])
        for timer in timers
        if timer.trigger_id in contacts
        and contacts[timer.trigger_id].stage != Contact.Stage.TELL_REFERRER
    }


def _acknowledging(contact):
    step = contact.decision_step
    return Place(
        reverse("front_door:contact", args=[contact.public_id]),
        permissions.TELL_REFERRER,
        words=partial(_who_waits, contact),
        worker=step.worker if step else None,
        person_ids=[part.person_id for part in contact.children.all() if part.person_id],
        team_id=step.team_id if step else contact.team_id,
    )


@answered_at("T007")
def allocating_place(timers):
    """A case without a worker, and without an assessment to give: its team's manager chooses."""
    cases = Referral.objects.select_related("child").in_bulk([t.trigger_id for t in timers])
    return {
        timer.pk: Place(
            reverse("front_door:allocate", args=[cases[timer.trigger_id].public_id]),
            permissions.ALLOCATE_REFERRAL,
            words=cases[timer.trigger_id].child.name,
            team_id=cases[timer.trigger_id].team_id,
            gives_out=True,
        )
        for timer in timers
    }


@answered_at(night.HAND_OVER_RULE)
def hand_over_place(timers):
    """Each team's manager reads the night on the page of the hand-over."""
    parts = HandOverTeam.objects.select_related("hand_over", "team").in_bulk(
        [timer.trigger_id for timer in timers]
    )
    return {
        timer.pk: Place(
            reverse("front_door:hand_over", args=[parts[timer.trigger_id].hand_over.public_id]),
            permissions.SAY_READ,
            words=parts[timer.trigger_id].team.name,
            team_id=parts[timer.trigger_id].team_id,
        )
        for timer in timers
        if timer.trigger_id in parts
    }
