"""From a call to a decision: most contacts end here."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from tessera.demo.families import Families, Family
from tessera.demo.journeys.assessment import Assessing
from tessera.demo.journeys.common import Part, dice_of
from tessera.demo.journeys.helping import Helping
from tessera.demo.journeys.moving import Moving
from tessera.demo.journeys.protection import Protecting
from tessera.demo.lives import Life
from tessera.demo.story import Story, day_of
from tessera.demo.texts import worries
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.people.queries import allocated_worker
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.front_door.queries import worry_words

SOURCES = {
    "police": 28, "school": 22, "accident_and_emergency": 6, "gp": 4, "health_visitor": 7,
    "family": 9, "neighbour": 4, "housing": 4, "early_years": 4, "voluntary": 4, "anonymous": 4,
    "midwife": 2, "other_council": 2,
}  # fmt: skip
SCHOOL = "school"
WORDS_OF = {
    "police": ("Sergeant", "Eskmoor Police"),
    "accident_and_emergency": ("Nurse", "Eskmoor General"),
    "gp": ("GP", "Tannery Street Surgery"),
    "health_visitor": ("Health visitor", "Community health"),
    "midwife": ("Midwife", "Eskmoor Maternity"),
    "housing": ("Housing officer", "Weir Homes"),
}
ENDS_AT_THE_DOOR = {
    "early_help": 20, "advice": 26, "information": 28, "no_further_action": 16, "signposted": 10,
}  # fmt: skip
ALWAYS_REFERRED = {"in_need", "was_in_need", "assessment", "was_assessed"}
EARLY_HELP = "early_help"
URGENT = {"plan", "was_plan", "enquiry"}
COMES_BACK = {"told_once", "was_assessed"}
HOURS = {"red": 1.5, "amber": 5, "green": 16}


class FrontDoor(Part):
    """Contacts, checks, decisions; and the referrer told."""

    def __init__(self, story: Story, families: Families) -> None:
        super().__init__(story)
        self.families = families
        protecting = Protecting(story)
        self.assessing = Assessing(story, protect=protecting.begin)
        protecting.assess = self.assessing.begin
        self.protecting = protecting
        self.address: tuple[str, str] = ("", "")
        self.is_filled_in = False

    def expect(self, life: Life) -> None:
        """The family's contacts: one that leads where its life goes, and some before and after."""
        family = Family(surname="", life=life, way=life.way, concern=life.concern)
        r = self.story.random
        first = life.since
        if r.random() < 0.25 and life.way != "told_once":
            first = life.since - timedelta(days=r.randint(60, 700))
            self.story.plan(first, lambda at: self._contact(at, family, way="told_once"))
        told, family.surname, self.address = self.families.told_of(day_of(first), life.children)
        self.told = told
        self.story.plan(life.since, lambda at: self._contact(at, family, way=life.way))
        if r.random() < 0.22:
            again = life.since + (self.story.until - life.since) * r.random()
            self.story.plan(again, lambda at: self._contact(at, family, way="told_once"))
        if life.way in COMES_BACK and life.number % 2 == 0:
            Moving(self.story).visit_from_elsewhere(family)
        for each in told:
            if each.expected_on is not None:
                born = each.expected_on + timedelta(days=r.randint(-9, 6))
                self.story.plan(self.story.at(born), lambda at: self._born(family, at))

    # The contact

    def _contact(self, moment: datetime, family: Family, *, way: str) -> None:
        r = self.story.random
        source = self.story.weighted(**SOURCES)
        rows = self._rows(family)
        given = next(row for row in rows if row["part"] == "child")["given"]
        urgency = "red" if way in URGENT else self.story.weighted(red=4, amber=41, green=55)
        if way in (*ALWAYS_REFERRED, EARLY_HELP) and urgency == "red":
            urgency = "amber"
        names = {"name": given, "mother": rows[-1]["given"]}
        step = workflow.complete_with(
            code="front_door.contact",
            subjects=(),
            team=self.staff.teams["front_door"],
            answers={
                "channel": self._channel(moment, source),
                "received_at": moment,
                "source": source,
                **self._referrer(source),
                "people": rows,
                "immediate_risk": urgency == "red",
                "immediate_risk_why": r.choice(worries.DANGER).format(**names)
                if urgency == "red"
                else None,
                "account": r.choice(self.worry(family).told).format(**names),
                "concerns": [family.concern],
                "family_knows": r.random() < 0.6,
                "consent": "given" if r.random() < 0.6 or way == EARLY_HELP else "not_asked",
                "rag": urgency,
            },
            at=moment,
            by=self._on_duty(moment),
        )
        contact = Contact.objects.get(step_ref=step.public_id)
        if self.story.chance(0.35):
            self.story.plan(moment + timedelta(minutes=10), lambda at: self._ask(contact, at))
        wait = HOURS[urgency] * r.uniform(0.5, 1.5) + (30 if self.story.chance(0.05) else 0)
        decide = self.story.after(moment, hours=wait)
        self.story.plan(decide, lambda at: self._decide(contact, family, way, at))

    def _referrer(self, source: str) -> dict[str, str]:
        role, agency = WORDS_OF.get(source, ("", ""))
        if source == SCHOOL:
            role, agency = "Safeguarding lead", self.story.random.choice(self.families.schools).name
        names = self.families.names
        name = f"{names.adult(self.story.random.choice('FM'))} {names.family()}"
        return {
            "referrer_name": "" if source == "anonymous" else name,
            "referrer_role": role,
            "referrer_agency": agency,
            "referrer_telephone": "" if source == "anonymous" else names.telephone(),
        }

    def _rows(self, family: Family) -> list[dict]:
        if family.children:
            return [
                {"part": part, "person": str(p.public_id), "given": p.given_name,
                 "family": p.family_name, "is_new": False}
                for part, group in (("child", family.children), ("adult", family.adults[:1]))
                for p in group
            ]  # fmt: skip
        lines, postcode = self.address
        return [
            {"part": t.part, "given": t.given, "family": t.family, "born_on": t.born_on,
             "expected_on": t.expected_on, "sex": t.sex, "relation": t.relation,
             "address": lines, "postcode": postcode, "is_new": True}
            for t in self.told
        ]  # fmt: skip

    # Checks

    def _ask(self, contact: Contact, moment: datetime) -> None:
        contact.refresh_from_db()
        if contact.stage == Contact.Stage.FINISHED:
            return
        asked = self.story.random.sample(tuple(worries.ANSWERS), 2)
        checks = actions.ask_agencies(
            contact=contact,
            questions=dict.fromkeys(asked, ""),
            why=worry_words(contact),
            without_agreement_why="Asking the family first could put a child at risk.",
            at=moment,
            by=self._on_duty(moment),
        )
        for check in checks[: 1 if self.story.chance(0.25) else 2]:
            reply = self.story.after(moment, hours=self.story.random.uniform(1, 20))
            self.story.plan(reply, partial(self._answer, check))

    def _answer(self, check: Any, moment: datetime) -> None:
        check.refresh_from_db()
        if check.answered_at is None:
            known = self.story.chance(0.55)
            said = self.story.random.choice(worries.ANSWERS[check.agency])
            actions.record_answer(
                check=check,
                is_known=known,
                answer=said if known else "Nothing known.",
                answered_by=f"Duty officer, {check.agency}",
                at=moment,
                by=self._on_duty(moment),
            )

    # The decision

    def _decide(self, contact: Contact, family: Family, way: str, moment: datetime) -> None:
        contact.refresh_from_db()
        if not family.children:
            self._meet(contact, family)
        outcome = self._outcome(contact, family, way)
        is_referral = outcome in ("referral", "strategy_discussion")
        actions.decide_contact(
            contact=contact,
            outcome=outcome,
            why=self.say(worries.WHY[outcome], family),
            primary_need=self.worry(family).need if is_referral else "",
            team=self.staff.teams[family.life.team] if is_referral else None,
            advice="Keep watching, and ring us the same day if it gets worse."
            if outcome == "advice"
            else "",
            at=moment,
            by=self._decider(),
        )
        authorise = self.story.after(moment, hours=self.story.random.uniform(0.3, 5))
        self.story.plan(authorise, lambda at: self._authorise(contact, family, at))

    def _meet(self, contact: Contact, family: Family) -> None:
        """The people whom the contact added to the record."""
        parts = contact.children.exclude(person=None).select_related("person").order_by("pk")
        for part in parts:
            known = family.children if part.part == "child" else family.adults
            known.append(cast(Person, part.person))

    def _outcome(self, contact: Contact, family: Family, way: str) -> str:
        about = contact.children.filter(part="child").values("person")
        if Referral.objects.open().filter(child__in=about).exists():
            return "open_case"
        if contact.rag == "red" or way in URGENT:
            return "strategy_discussion"
        if way in ALWAYS_REFERRED or (way == "door" and self.story.chance(0.5)):
            return "referral"
        if way == EARLY_HELP:
            return EARLY_HELP
        asked = contact.consent == "given"
        return self.story.weighted(**{**ENDS_AT_THE_DOOR, **({} if asked else {"early_help": 0})})

    def _authorise(self, contact: Contact, family: Family, moment: datetime) -> None:
        contact.refresh_from_db()
        managers = [
            self.staff.by_role[role]
            for role in ("front_door_manager", "service_manager", "head_of_service")
        ]
        managers = [each for each in managers if each.pk != contact.decided_by_id]
        levels = contact.decision_step.levels or [] if contact.decision_step else []
        for manager in managers[: len(levels)]:
            contact = actions.authorise_contact(contact=contact, at=moment, by=manager)
        if not self.is_filled_in:
            self.is_filled_in = True
            self.families.fill_in(family, self.address, moment, self._decider())
        is_long_ago = self.story.until - moment > timedelta(days=9)
        if is_long_ago or self.story.chance(0.8):
            tell = self.story.after(moment, hours=self.story.random.uniform(1, 30))
            self.story.plan(tell, lambda at: self._tell(contact, at))
        if contact.outcome == "open_case":
            read = self.soon(moment, 0, 2)
            self.plan(family, read, lambda at: self._read(family, at))
        if contact.outcome == EARLY_HELP:
            Helping(self.story).ask(family, moment)
        if contact.outcome in ("referral", "strategy_discussion"):
            give = self.story.after(moment, hours=self.story.random.uniform(0.5, 8))
            self.story.plan(give, lambda at: self._allocate(contact, family, at))

    def _read(self, family: Family, moment: datetime) -> None:
        """The worker reads what was told; now and then it is more than the last assessment knew."""
        for child in family.children:
            self.read_news(family, child, moment)
        if dice_of(moment).random() < 0.8:
            self.assessing.again(family, moment)

    def _tell(self, contact: Contact, moment: datetime) -> None:
        contact.refresh_from_db()
        if contact.stage != Contact.Stage.TELL_REFERRER:
            return
        by = self._on_duty(moment)
        if not contact.referrer_name:
            actions.end_without_letter(
                contact=contact, reason="Nobody left a name", at=moment, by=by
            )
            return
        note = self.story.random.choice(worries.TOLD_BACK)
        actions.tell_referrer_by_call(contact=contact, note=note, at=moment, by=by)
        if self.story.until - moment < timedelta(days=21):
            address = ", ".join(filter(None, (contact.referrer_agency, "Eskmoor")))
            actions.tell_referrer_by_letter(contact=contact, address=address, at=moment, by=by)
        else:
            actions.end_without_letter(
                contact=contact, reason="Told by telephone; no letter wanted", at=moment, by=by
            )

    # The case

    def _allocate(self, contact: Contact, family: Family, moment: datetime) -> None:
        referrals = list(
            Referral.objects.open().filter(child__in=family.children).select_related("team")
        )
        if not referrals:
            return
        if self.story.chance(0.3) and moment > self.story.until - timedelta(days=4):
            return  # left unallocated, for the manager's list
        team = referrals[0].team
        workers = {each.username: each for each in self.staff.workers[team.code]}
        family.episode += 1
        family.team = team
        family.manager = self.staff.managers[team.code]
        family.worker = workers[family.life.worker]
        for referral in referrals:
            if allocated_worker(referral.child, day_of(moment)) == family.worker:
                continue  # given with a brother's or sister's assessment
            actions.allocate_referral(
                referral=referral, worker=family.worker, team=team, on=day_of(moment), at=moment,
                by=family.manager,
            )  # fmt: skip
        if work.open_step(family.children[0], "child_protection.strategy_discussion"):
            self.protecting.begin(family, moment)
        else:
            self.assessing.begin(family, moment)

    def _born(self, family: Family, moment: datetime) -> None:
        """The expected child is born, and gets a name."""
        child = family.children[0] if family.children else None
        if child is None or not child.is_unborn:
            return
        sex = self.story.random.choice("FM")
        by = family.worker or self._decider()
        people.record_birth(
            child=child,
            born_on=day_of(moment),
            given=self.families.names.child(sex),
            sex=sex,
            by=by,
        )
        self.families.add_nhs_number(child, by)
        child.refresh_from_db()

    # Who

    def _channel(self, moment: datetime, source: str) -> str:
        if moment.hour < 8 or moment.hour >= 18:
            return "out_of_hours"
        return "police_notice" if source == "police" else "telephone"

    def _on_duty(self, moment: datetime) -> Any:
        if 8 <= moment.hour < 18:
            return self.story.random.choice(self.staff.workers["front_door"])
        return self.staff.by_role["emergency_duty"]

    def _decider(self) -> Any:
        """A social worker of the front door."""
        workers = self.staff.workers["front_door"]
        return self.story.random.choice([each for each in workers if each.username != "contact"])
