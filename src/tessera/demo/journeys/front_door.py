"""From a call to a decision: most contacts end here."""

from datetime import datetime, timedelta
from functools import partial

from tessera.demo import texts
from tessera.demo.families import Families, Family
from tessera.demo.journeys.assessment import Assessing
from tessera.demo.journeys.protection import Protecting
from tessera.demo.story import Story, day_of
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.people.queries import allocated_worker
from tessera.practice.front_door import actions, queries
from tessera.practice.front_door.models import Contact, Referral

SOURCES = {
    "police": 28, "school": 22, "accident_and_emergency": 6, "gp": 4, "health_visitor": 7,
    "family": 9, "neighbour": 4, "housing": 4, "early_years": 4, "voluntary": 4, "anonymous": 4,
    "midwife": 2, "other_council": 2,
}  # fmt: skip
WORDS_OF = {
    "police": ("Sergeant", "Eskmoor Police"),
    "school": ("Safeguarding lead", "Larkfield Primary"),
    "accident_and_emergency": ("Nurse", "Eskmoor General"),
    "gp": ("GP", "Tannery Street Surgery"),
    "health_visitor": ("Health visitor", "Community health"),
    "midwife": ("Midwife", "Eskmoor Maternity"),
    "housing": ("Housing officer", "Weir Homes"),
}


class FrontDoor:
    """Contacts, checks, decisions; and the referrer told."""

    def __init__(self, story: Story, families: Families) -> None:
        self.story = story
        self.families = families
        self.staff = story.staff
        self.protecting = Protecting(story)
        self.assessing = Assessing(story, protect=self.protecting.begin)
        self.protecting.assess = self.assessing.begin
        self.known: list[Family] = []

    def receive(self, moment: datetime) -> None:
        """A contact about a family that nobody knows, or one that we have met."""
        if self.known and self.story.chance(0.22):
            family = self.story.random.choice(self.known)
            self._contact(moment, family, address=None)
            return
        told, surname, address = self.families.told_of(day_of(moment))
        self._contact(moment, Family(surname=surname), told=told, address=address)

    def _contact(self, moment, family, *, told=(), address=None) -> None:
        r = self.story.random
        concern = r.choice(list(texts.WORRIES))
        source = self.story.weighted(**SOURCES)
        taker = self._on_duty(moment)
        rows = self._rows(family, told, address)
        first = next(row for row in rows if row["part"] == "child")
        worry = r.choice(texts.WORRIES[concern]).format(name=first["given"])
        urgency = self.story.weighted(red=13, amber=37, green=50)
        role, agency = WORDS_OF.get(source, ("", ""))
        step = workflow.complete_with(
            code="front_door.contact",
            subjects=(),
            team=self.staff.teams["front_door"],
            answers={
                "channel": self._channel(moment, source),
                "received_at": moment,
                "source": source,
                "referrer_name": ""
                if source == "anonymous"
                else f"{self.families.names.adult(r.choice('FM'))} {self.families.names.family()}",
                "referrer_role": role,
                "referrer_agency": agency,
                "referrer_telephone": self.families.names.telephone(),
                "people": rows,
                "immediate_risk": urgency == "red",
                "immediate_risk_why": "The child is with the person who is said to have done it."
                if urgency == "red"
                else None,
                "account": worry,
                "concerns": [concern],
                "family_knows": r.random() < 0.6,
                "consent": "given" if r.random() < 0.6 else "not_asked",
                "rag": urgency,
            },
            at=moment,
            by=taker,
        )
        contact = Contact.objects.get(step_ref=step.public_id)
        later = moment + timedelta(minutes=10)
        if self.story.chance(0.35):
            self.story.plan(later, lambda at: self._ask(contact, at))
        wait = {"red": 1.5, "amber": 5, "green": 16}[urgency] * r.uniform(0.5, 1.5)
        if self.story.chance(0.05):
            wait += 30
        decide = self.story.after(moment, hours=wait)
        self.story.plan(decide, lambda at: self._decide(contact, family, address, concern, at))

    def _rows(self, family, told, address) -> list[dict]:
        if family.children:
            return [
                {"part": part, "person": str(p.public_id), "given": p.given_name,
                 "family": p.family_name, "is_new": False}
                for part, group in (("child", family.children), ("adult", family.adults[:1]))
                for p in group
            ]  # fmt: skip
        lines, postcode = address
        return [
            {"part": t.part, "given": t.given, "family": t.family, "born_on": t.born_on,
             "expected_on": t.expected_on, "sex": t.sex, "relation": t.relation,
             "address": lines, "postcode": postcode, "is_new": True}
            for t in told
        ]  # fmt: skip

    def _ask(self, contact, moment) -> None:
        contact.refresh_from_db()
        if contact.stage == Contact.Stage.FINISHED:
            return
        asked = self.story.random.sample(("police", "health", "education", "housing"), 2)
        checks = [
            actions.ask_agency(contact=contact, agency=agency, at=moment, by=self._on_duty(moment))
            for agency in asked
        ]
        for check in checks[: 1 if self.story.chance(0.25) else 2]:
            reply = self.story.after(moment, hours=self.story.random.uniform(1, 20))
            self.story.plan(reply, partial(self._answer, check))

    def _answer(self, check, moment) -> None:
        check.refresh_from_db()
        if check.answered_at is None:
            known = self.story.chance(0.55)
            actions.record_answer(
                check=check,
                is_known=known,
                answer="Two earlier call-outs to the address, the last in the spring."
                if known
                else "Nothing known.",
                answered_by=f"Duty officer, {check.agency}",
                at=moment,
                by=self._on_duty(moment),
            )

    def _decide(self, contact, family, address, concern, moment) -> None:
        contact.refresh_from_db()
        if not family.children:
            self._meet(contact, family)
        outcome = self._outcome(contact, family, concern)
        decider = self._decider(contact)
        name = family.children[0].given_name
        actions.decide_contact(
            contact=contact,
            outcome=outcome,
            why=texts.WHY[outcome].format(name=name),
            primary_need=texts.NEED[concern]
            if outcome in ("referral", "strategy_discussion")
            else "",
            team=self._team(family, outcome),
            advice="Keep watching, and ring us the same day if it gets worse."
            if outcome == "advice"
            else "",
            at=moment,
            by=decider,
        )
        authorise = self.story.after(moment, hours=self.story.random.uniform(0.3, 5))
        self.story.plan(
            authorise, lambda at: self._authorise(contact, family, address, concern, at)
        )

    def _meet(self, contact, family) -> None:
        """The people whom the contact added to the record."""
        parts = contact.children.exclude(person=None).select_related("person").order_by("pk")
        for part in parts:
            (family.children if part.part == "child" else family.adults).append(part.person)

    def _outcome(self, contact, family, concern) -> str:
        if Referral.objects.open().filter(child__in=family.children).exists():
            return "open_case"
        if contact.rag == "red":
            return "strategy_discussion"
        return self.story.weighted(
            referral=36, early_help=14 if contact.consent == "given" else 0, advice=16,
            information=18, no_further_action=10, signposted=6,
        )  # fmt: skip

    def _authorise(self, contact, family, address, concern, moment) -> None:
        contact.refresh_from_db()
        manager = self.staff.by_role["front_door_manager"]
        if contact.decided_by_id == manager.pk:
            manager = self.staff.by_role["service_manager"]
        if queries.asks_for_service_manager(contact):
            manager = self.staff.by_role["service_manager"]
        actions.authorise_contact(contact=contact, at=moment, by=manager)
        if family not in self.known and address is not None:
            self.families.fill_in(family, address, moment, self._decider(contact))
            self.known.append(family)
        tell = self.story.after(moment, hours=self.story.random.uniform(1, 30))
        is_long_ago = self.story.until - moment > timedelta(days=9)
        if is_long_ago or self.story.chance(0.8):
            self.story.plan(tell, lambda at: self._tell(contact, at))
        if contact.outcome in ("referral", "strategy_discussion"):
            give = self.story.after(moment, hours=self.story.random.uniform(0.5, 8))
            self.story.plan(give, lambda at: self._allocate(contact, family, concern, at))

    def _tell(self, contact, moment) -> None:
        contact.refresh_from_db()
        if contact.stage != Contact.Stage.TELL_REFERRER:
            return
        by = self._on_duty(moment)
        if not contact.referrer_name:
            actions.end_without_letter(
                contact=contact, reason="Nobody left a name", at=moment, by=by
            )
            return
        actions.tell_referrer_by_call(
            contact=contact,
            note="Rang back. Glad to hear, and will ring again if anything changes.",
            at=moment,
            by=by,
        )
        if self.story.until - moment < timedelta(days=21):
            actions.tell_referrer_by_letter(contact=contact, at=moment, by=by)
        else:
            actions.end_without_letter(
                contact=contact, reason="Told by telephone; no letter wanted", at=moment, by=by
            )

    def _allocate(self, contact, family, concern, moment) -> None:
        referrals = list(
            Referral.objects.open().filter(child__in=family.children).select_related("team")
        )
        if not referrals:
            return
        team = referrals[0].team
        if self.story.chance(0.3) and moment > self.story.until - timedelta(days=4):
            return  # left unallocated, for the manager's list
        family.episode += 1
        family.team = team
        family.manager = self.staff.managers[team.code]
        family.worker = self._holder(team)
        for referral in referrals:
            if allocated_worker(referral.child, day_of(moment)) == family.worker:
                continue  # given with a brother's or sister's assessment
            actions.allocate_referral(
                referral=referral, worker=family.worker, team=team, on=day_of(moment), at=moment,
                by=family.manager,
            )  # fmt: skip
        if work.open_step(family.children[0], "child_protection.strategy_discussion"):
            self.protecting.begin(family, concern, moment)
        else:
            self.assessing.begin(family, concern, moment)

    def _holder(self, team):
        """Whoever has room; the social worker whom a newcomer signs in as has a full caseload."""
        shown = self.staff.by_role["social_worker"]
        workers = self.staff.workers[team.code]
        if shown in workers and self.story.chance(0.3):
            return shown
        return self.story.random.choice(workers)

    def _team(self, family, outcome):
        if outcome not in ("referral", "strategy_discussion"):
            return None
        code = self.story.random.choice(
            (
                "assessment_north",
                "assessment_south",
                "safeguarding_east",
                "safeguarding_east",
                "safeguarding_west",
            )
        )
        return self.staff.teams[code]

    def _channel(self, moment, source) -> str:
        if moment.hour < 8 or moment.hour >= 18:
            return "out_of_hours"
        return "police_notice" if source == "police" else "telephone"

    def _on_duty(self, moment):
        if 8 <= moment.hour < 18:
            return self.story.random.choice(self.staff.workers["front_door"])
        return self.staff.by_role["emergency_duty"]

    def _decider(self, contact):
        return self.staff.by_role["duty_worker"]
