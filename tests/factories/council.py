"""A small council with something of everything on its desks, for tests that walk through all of it."""

from datetime import date, timedelta
from types import SimpleNamespace

from tessera.engine.documents import actions as documents
from tessera.engine.documents import written
from tessera.engine.documents.models import Document
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.people import actions as people
from tessera.people.models import (
    ContactPoint,
    Identifier,
    Involvement,
    Name,
    Relationship,
    Residence,
    Warning,
)
from tessera.practice.child_protection.actions import sending
from tessera.practice.cp_is import actions as cp_is
from tessera.practice.cp_is.models import File
from tessera.practice.cp_is.models import Line as CpIsLine
from tessera.practice.front_door import actions as front_door
from tessera.practice.front_door.models import HandOver, Referral
from tessera.practice.letters import models as letters
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting, Reading, Sending
from tessera.practice.plans.models import Action, Outcome
from tessera.practice.recording.models import Visit
from tessera.practice.transfers import actions as transfers
from tests.factories import front_door as door
from tests.factories import people as families
from tests.factories import practice

OTHERS = (
    "asye_social_worker", "service_manager", "head_of_service", "conference_chair", "contact_officer",
    "emergency_duty", "early_help_worker", "early_help_manager", "business_support", "analyst",
    "auditor", "administrator", "information_governance", "police_partner", "health_partner",
)  # fmt: skip


def a_council():
    """Staff of every role; a family with a whole story; contacts at every stage of the board."""
    staff = door.a_staff()
    roles = {
        "duty_worker": staff.duty,
        "front_door_manager": staff.manager,
        "social_worker": staff.social_worker,
        "team_manager": staff.team_manager,
    }
    early_help = door.a_team("early_help", "Early help")
    for role in OTHERS:
        team = early_help if role.startswith("early_help") else staff.assessment_team
        roles[role] = door.a_worker(role.replace("_", " ").title(), role, team=team)
    family = _a_family(staff)
    story = _a_story(staff, family, chair=roles["conference_chair"])
    guarded = _some_guarded(staff, roles["service_manager"])
    contacts = _a_board(staff)
    _a_night(staff, family, edt=roles["emergency_duty"])
    _told_to_health(family, roles["analyst"])
    _going_over(staff, family)
    return SimpleNamespace(
        staff=staff, roles=roles, family=family, contacts=contacts, story=story, guarded=guarded
    )


def _a_night(staff, family, *, edt):
    """One child to watch, and the night handed over."""
    front_door.ask_to_watch(
        children=[family.maisie],
        worry="Craig was released today",
        might_happen="He comes to the door",
        what_to_do="Police first",
        who_to_call="Grandma, 01632 960 201",
        until_on=door.TODAY + timedelta(days=1),
        at=door.NOW,
        by=staff.social_worker,
    )
    front_door.hand_over(words="A quiet night.", at=door.NOW, by=edt)


def _told_to_health(family, analyst):
    """One file, which waits for its answer."""
    door.a_team("emergency_duty", "Emergency duty")
    people.add_identifier(person=family.maisie, kind="nhs", value="9434765919", by=analyst)
    cp_is.make_file(on=door.TODAY, at=door.NOW, by=analyst)


def _going_over(staff, family):
    """Another team has said yes to one child, and named who takes over."""
    south = door.a_team("assessment_south", "Assessment South")
    transfer = transfers.ask(
        child=family.kai, to_team=south, why="The family has moved.", asked_on=door.TODAY,
        asked_by=staff.social_worker, agreed_on=door.TODAY, point="They have settled there.",
        summary="Kai does well.", not_ready_why="The rest follows this week.", by=staff.team_manager,
    )  # fmt: skip
    transfers.accept(
        transfer=transfer, worker=door.a_worker("Idris Penhale", "social_worker", team=south),
        accepted_on=door.TODAY, planned_on=door.TODAY + timedelta(days=7), by=staff.team_manager,
    )  # fmt: skip


def _a_family(staff):
    family = families.the_brindlows(worker=staff.social_worker, team=staff.assessment_team)
    people.allocate(
        person=family.kai, worker=staff.social_worker, team=staff.assessment_team,
        started_on=date(2026, 1, 27), by=staff.team_manager,
    )  # fmt: skip
    people.add_warning(
        person=family.craig, kind="two_to_visit", detail="Visit in twos.",
        started_on=date(2026, 2, 2), by=staff.social_worker,
    )  # fmt: skip
    people.add_name(person=family.maisie, kind="alias", given="Mimi", by=staff.social_worker)
    people.add_identifier(
        person=family.maisie, kind="upn", value="H801200001001", by=staff.social_worker
    )
    people.add_contact_point(
        person=family.maisie, kind="telephone", value="01632 960 990", by=staff.social_worker
    )
    return family


def _a_story(staff, family, *, chair):
    """Assessed, visited, protected: one child further on than the other."""
    hannah, joseph = staff.social_worker, staff.team_manager
    both = [family.maisie, family.kai]
    for child in both:
        practice.a_referral(child, date(2026, 1, 12), team=staff.assessment_team)
    step = workflow.start_step(
        code="assessments.single_assessment", subjects=both, worker=hannah,
        at=practice.at(date(2026, 1, 13)), by=hannah,
    )  # fmt: skip
    visited = practice.complete(
        "recording.visit", both, practice.visit_answers(both, visited_on=date(2026, 1, 15)),
        step=work.open_step(family.kai, "recording.visit"), on=date(2026, 1, 15), by=hannah,
    )  # fmt: skip
    practice.complete(
        "assessments.single_assessment", both, practice.assessment_answers(both), step=step,
        on=date(2026, 2, 20), by=hannah, authorised_by=joseph,
    )  # fmt: skip
    practice.a_child_in_need_plan(family.kai, by=hannah, started_on=date(2026, 2, 23))
    practice.a_discussion(family.maisie, by=hannah, held_on=date(2026, 2, 25))
    _a_conference(family.maisie, chair)
    practice.complete(
        "recording.case_note", [family.maisie],
        {"answers": {
            "noted_on": date(2026, 3, 20), "note_kind": "telephone", "heading": "Call from Nana",
            "text": "Nana rang: Maisie slept through.",
        }},
        on=date(2026, 3, 20), by=hannah,
    )  # fmt: skip
    workflow.start_step(
        code="recording.visit", subjects=both, worker=hannah,
        at=practice.at(date(2026, 3, 30)), by=hannah,
    )  # fmt: skip
    practice.a_referral(family.ivy)
    awaiting = practice.complete(
        "children_in_need.first_meeting", [family.ivy],
        practice.need_meeting_answers([family.ivy], held_on=date(2026, 3, 24)),
        on=date(2026, 3, 24), by=hannah,
    )  # fmt: skip
    documents.keep_document(
        title="Letter to Leanne", kind="letter", people=[family.maisie],
        content=b"%PDF-1.7", at=practice.at(date(2026, 3, 20)), by=hannah,
    )  # fmt: skip
    letters.Letter.objects.create(
        child=family.maisie, code="plain", to_person=family.leanne, written_by=hannah,
        asked={"subject": "The play scheme"}, words="It begins on Monday.",
        begun_on=date(2026, 3, 30),
    )  # fmt: skip
    _letters_on_their_way(family, hannah)
    _copies_to_be_read(family, hannah)
    return SimpleNamespace(
        visited=visited, awaiting=awaiting, coming=work.open_step(family.maisie, REVIEW)
    )


def _copies_to_be_read(family, hannah):
    """The decisions of the conference, which a second person is asked to read first; one is kept back."""
    step = work.open_step(family.maisie, "child_protection.send_decisions")
    meetings.keep_back(
        invited=sending.meeting_of(step).invited.order_by("pk").last(), what="decisions",
        reason="No safe address", children=[family.maisie],
        at=practice.at(date(2026, 3, 30)), by=hannah,
    )  # fmt: skip
    Reading.objects.create(
        invited=sending.meeting_of(step).invited.order_by("pk").first(), what="decisions",
        digest="0" * 64, step_ref=step.public_id, asked_by=hannah,
        asked_at=practice.at(date(2026, 3, 30)),
    )  # fmt: skip


def _letters_on_their_way(family, hannah):
    """One that a second person is asked to read, and one whose e-mail was not taken yet."""
    at = practice.at(date(2026, 3, 30))
    about = {
        "child": family.kai, "code": "plain", "to_person": family.leanne, "written_by": hannah,
        "asked": {"subject": "The play scheme"}, "words": "It begins on Monday.",
        "begun_on": date(2026, 3, 30),
    }  # fmt: skip
    letters.Reading.objects.create(
        letter=letters.Letter.objects.create(**about), digest="0" * 64, asked_at=at, asked_by=hannah
    )
    document = documents.keep_document(
        title="The play scheme", kind="other", people=[family.kai], content=b"%PDF-1.7", at=at,
        by=hannah,
    )  # fmt: skip
    documents.write_message(
        to="leanne@home.example", subject="A letter", body="Attached.", document=document, by=hannah
    )
    version = documents.keep_wording(template=written.template("plain"), at=at, by=hannah)
    letters.Letter.objects.create(
        **about, document=document, version=version, how="email", sent_on=date(2026, 3, 30)
    )


def _a_conference(child, chair):
    """Held with everyone there; what will be different, and who does what, is the working plan."""
    answers = practice.conference_answers([child], held_on=date(2026, 3, 10))
    answers["answers"]["outcomes"] = practice.OUTCOMES
    return practice.complete(
        "child_protection.initial_conference", [child], answers, on=date(2026, 3, 10), by=chair
    )


def _some_guarded(staff, manager):
    """Nobody yet born, one whose home is protected, one whose record is hidden."""
    unborn = families.a_person("Baby Strake", expected_on=date(2026, 6, 30))
    protected = families.a_person("Robin Fernhaugh")
    families.at_home(protected, lines="1 Quarry Rise, Eskmoor")
    people.protect_whereabouts(
        person=protected, why="Dad must not know.", started_on=date(2026, 2, 1),
        owner=manager, viewers=[staff.social_worker], by=manager,
    )  # fmt: skip
    hidden = families.a_person("Arden Fernhaugh")
    people.restrict(
        person=hidden, why="A relative works here.", started_on=date(2026, 2, 1),
        owner=manager, listed=[manager], by=manager,
    )  # fmt: skip
    return SimpleNamespace(unborn=unborn, protected=protected, hidden=hidden)


def _a_board(staff):
    """One contact at each stage; by the stage's name."""
    now, actions = door.NOW, door.actions
    zayd = door.a_child()
    new = door.a_contact(staff, zayd, received_at=now - timedelta(days=70))
    door.a_contact(staff, zayd, door.a_child("Noor", "Rahmeen", date(2019, 4, 2)), rag="red")
    waiting = door.a_contact(staff, door.a_child("Ruben", "Ashgrove-Li", date(2013, 11, 20)))
    actions.ask_agency(contact=waiting, agency="police", at=now, by=staff.officer)
    actions.put_on_daily_list(
        contact=waiting, on=door.TODAY, note="Possible exploitation", by=staff.duty
    )
    decided = door.decided(staff, door.a_contact(staff, door.a_child("Theo", "Larchmont")))
    referred = door.referred(staff, door.a_contact(staff, door.a_child("Elowen", "Strake")))
    told = door.decided(
        staff, door.a_contact(staff, door.a_child("Jonah", "Wexley-Obi")), "early_help"
    )
    actions.authorise_contact(contact=told, at=now, by=staff.manager)
    ended = door.decided(
        staff, door.a_contact(staff, door.a_child("Ira", "Strake")), "referral_no_action"
    )
    actions.authorise_contact(contact=ended, at=now, by=staff.manager)
    strangers = [actions.PartAsTold(given="Zaid", family="Ramin", born_on=date(2016, 9, 1))]
    unmatched = door.a_contact(staff, parts=strangers)
    taking = actions.begin_contact(channel="telephone", at=now, by=staff.duty)
    return SimpleNamespace(
        new=new, waiting=waiting, decided=decided, referred=referred, told=told,
        unmatched=unmatched, taking=taking, ended=ended,
    )  # fmt: skip


ASSESSMENT = "assessments.single_assessment"
REVIEW = "child_protection.review_conference"


def values(council):
    """What stands in the place of each parameter of a route."""
    maisie, contacts = council.family.maisie, council.contacts
    visit = work.open_step(maisie, "recording.visit")
    things = {
        "person": maisie,
        "step": visit,
        "team": council.staff.assessment_team,
        "contact": contacts.new,
        "referral": Referral.objects.get(contact=contacts.referred),
        "document": Document.objects.filter(people=maisie).first(),
        "name": Name.objects.filter(person=maisie).first(),
        "identifier": Identifier.objects.filter(person=maisie).first(),
        "residence": Residence.objects.filter(person=maisie).first(),
        "point": ContactPoint.objects.filter(person=maisie).first(),
        "tie": Relationship.objects.filter(relative=maisie).first(),
        "involvement": Involvement.objects.filter(person=maisie).first(),
        "entry": Visit.objects.filter(person=maisie).first(),
        "outcome": Outcome.objects.filter(members__child=maisie).first(),
        "action": Action.objects.filter(outcome__members__child=maisie).first(),
        "letter": letters.Letter.objects.filter(child=maisie).first(),
        "meeting": Meeting.objects.filter(children__child=maisie).first(),
        "invited": Invited.objects.filter(meeting__children__child=maisie).first(),
    }
    things["file"] = File.objects.first()
    things["line"] = CpIsLine.objects.first()
    things["timer"] = Timer.objects.filter(person=maisie, stopped_on=None).first()
    things["hand_over"] = HandOver.objects.get()
    known = {name: str(thing.public_id) for name, thing in things.items()}
    return known | {"year": "2026", "kind": "visit", "noun": "person", "code": "front_door.contact"}


def places(council):
    """The routes that only some thing will do for: the beginning of the route, and the values."""
    contacts, family = council.contacts, council.family
    referred = contacts.referred.children.get().person
    stranger, check = contacts.unmatched.children.get(), contacts.waiting.checks.get()
    read = letters.Reading.objects.get().letter
    on_its_way = letters.Letter.objects.get(document__message__isnull=False)
    letter = "/people/<uuid:person_id>/letters/<uuid:letter_id>/"
    return {
        f"{letter}second/": ids(person=family.kai, letter=read),
        f"{letter}undelivered/": ids(person=family.kai, letter=on_its_way),
        "/people/<uuid:person_id>/warnings/<": ids(
            person=family.craig, warning=Warning.objects.get(person=family.craig)
        ),
        "/front-door/contacts/take/": ids(step=contacts.taking),
        "/front-door/contacts/<uuid:contact_id>/checks/": ids(
            contact=contacts.waiting, check=check
        ),
        "/front-door/contacts/<uuid:contact_id>/people/": ids(
            contact=contacts.unmatched, part=stranger
        ),
        "/front-door/contacts/<uuid:contact_id>/authorise/": ids(contact=contacts.decided),
        "/front-door/contacts/<uuid:contact_id>/level/": ids(contact=contacts.decided),
        "/front-door/contacts/<uuid:contact_id>/tell/": ids(contact=contacts.told),
        "/front-door/referrals/<uuid:referral_id>/take-up/": ids(
            referral=Referral.objects.get(contact=contacts.ended)
        ),
        "/teams/<uuid:team_id>/away/": ids(
            team=council.staff.assessment_team, worker=council.staff.social_worker
        ),
        "/meetings/<uuid:meeting_id>/sent/": ids(
            meeting=Sending.objects.get().meeting, sending=Sending.objects.get()
        ),
        "/front-door/contacts/step/": ids(step=contacts.new.decision_step),
        "/steps/<uuid:step_id>/done/": ids(step=council.story.visited),
        "/steps/<uuid:step_id>/reopen/": ids(step=council.story.visited),
        "/steps/<uuid:step_id>/authorise/": ids(step=council.story.awaiting),
        "/people/<uuid:person_id>/review-point/": ids(person=referred),
        "/people/<uuid:person_id>/transfers/another/": ids(person=family.kai),
        "/people/<uuid:person_id>/birth/": ids(person=council.guarded.unborn),
        "/people/<uuid:person_id>/guarding/protect/": ids(person=council.guarded.protected),
        "/people/<uuid:person_id>/guarding/restrict/": ids(person=council.guarded.hidden),
        "/steps/<uuid:step_id>/send/": ids(
            step=work.open_step(family.maisie, "child_protection.send_decisions"),
            invited=Reading.objects.get().invited,
        ),
        "/steps/<uuid:step_id>/prepare/": ids(step=council.story.coming),
        "/steps/<uuid:step_id>/delay/": ids(step=council.story.coming),
        "/steps/<uuid:step_id>/allocate/": ids(step=work.open_step(referred, ASSESSMENT)),
    }


def ids(**things):
    return {name: str(thing.public_id) for name, thing in things.items()}
