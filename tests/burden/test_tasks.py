"""The tasks of every day, as someone does them who knows the system: what each costs (ui.md, section 5)."""

import re
from datetime import date

import pytest

from tessera.engine.workflow import queries as work
from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection.models import Conference, CoreGroup
from tessera.practice.front_door.models import Contact
from tessera.practice.meetings.models import Invited, Sending
from tessera.practice.plans.models import Progress
from tessera.practice.recording.models import CaseNote, ManagementDecision, Visit
from tests.burden.conftest import ASKED
from tests.factories import front_door as door
from tests.factories import practice
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = date(2026, 3, 31)
YESTERDAY = date(2026, 3, 30)
ONWARD = re.compile("Save and (go to|check|read)")
FINISH = re.compile("^(Finish|Save and finish|Send|It is finished)")
TOLD = "What we saw and heard, in a few words."


@pytest.fixture
def at_work(open_page):
    """A worker who has just come to their first page."""

    def sit_down(worker):
        hand = Hand(open_page(worker))
        hand.open("/")
        return hand

    return sit_down


def test_record_a_contact_and_decide_on_it(at_work, office, counted):
    duty = at_work(office.staff.duty)

    take_a_call(duty)
    duty.go("Put it there and decide")
    duty.choose("outcome", "no_further_action")
    duty.write("why", TOLD)
    duty.go("Send to a manager")

    assert Contact.objects.get().decision_step.state == "awaiting_authorisation"
    counted(1, duty)


def take_a_call(duty):
    """A teacher whom we may name rings about a child on our record."""
    duty.go("Record a contact")
    duty.page.get_by_label("Who is it about?").fill("Kai Brindlow")
    duty.keys += len("Kai Brindlow")
    duty.go("By telephone")
    add = duty.page.get_by_role("button", name=re.compile("Add.*Kai Brindlow"))
    add.first.wait_for()
    duty.go(re.compile("Add.*Kai Brindlow"))
    duty.choose("immediate_risk", "no")
    duty.write("account", TOLD)
    duty.pick("source", "School")
    duty.write("referrer_name", "Tamsin Salloway")
    duty.write("referrer_agency", "Weir Academy")
    duty.write("referrer_telephone", "01632 960 415")
    duty.choose("referrer_may_be_named", "yes")
    duty.choose("rag", "green")


def test_refer_and_start_an_assessment(at_work, office, counted):
    staff = office.staff
    door.a_contact(staff, office.family.kai, received_at=door.NOW)
    duty = at_work(staff.duty)

    duty.go("Front door", role=("link",), within=duty.page)
    duty.go(re.compile("Kai Brindlow|Brindlow family"))
    duty.go("Decide")
    duty.choose("outcome", "referral")
    duty.write("why", TOLD)
    if not duty.page.locator("[name=primary_need]").is_visible():
        duty.unfold("need and team")
    duty.pick("primary_need", "Abuse, neglect or exploitation")
    duty.pick("team", "Assessment North")
    duty.go("Send to a manager")
    manager = at_work(staff.manager)
    manager.go(re.compile("Kai Brindlow|Brindlow family"))
    manager.go("Authorise", exact=True)
    team = at_work(staff.team_manager)
    team.go("Team", role=("link",), within=team.page)
    team.go(re.compile("Say who does it.*Single assessment.*Brindlow"))
    team.choose("worker", staff.social_worker.public_id)
    team.go("Give it to them")

    assert Assessment.objects.get().child == office.family.kai
    counted(2, duty, manager, team)


def test_record_a_visit_to_three_brothers_and_sisters(at_work, visited_home, counted):
    hannah = at_work(visited_home.staff.social_worker)

    hannah.go(re.compile("^Visit"))
    hannah.date("visited_on", YESTERDAY)
    if hannah.page.locator("[name=visit_kind][value=assessment]").count():
        hannah.choose("visit_kind", "assessment")
    hannah.choose("place", "home")
    for child in ("c1", "c2", "c3"):
        hannah.choose(f"{child}_seen", "yes")
        hannah.choose(f"{child}_alone", "yes")
        hannah.write(f"{child}_words", "I made the toast.")
    hannah.write("what_happened", TOLD)
    hannah.go("Save and finish")

    assert Visit.objects.filter(happened_on=YESTERDAY).count() == 3
    besides_words = {name for _, name in hannah.answered if not name.endswith("_words")}
    assert len(besides_words) <= 12
    counted(3, hannah)


def test_write_a_case_note(at_work, visited_home, counted):
    hannah = at_work(visited_home.staff.social_worker)

    hannah.go("Write a visit or note")
    hannah.go("Note")
    hannah.pick("note_kind", "Telephone call")
    hannah.write("heading", "Call from Nana")
    hannah.write("text", TOLD)
    hannah.go("Save and finish")

    assert CaseNote.objects.filter(happened_on=TODAY).exists()
    counted(4, hannah)


def test_complete_an_assessment_of_a_child_assessed_last_year(at_work, seen_again, counted):
    hannah = at_work(seen_again.staff.social_worker)

    hannah.go(re.compile("^Single assessment"))
    write_assessment(hannah)
    hannah.go("Send it for authorisation")

    seen_again.step.refresh_from_db()
    assert seen_again.step.state == "awaiting_authorisation"
    counted(5, hannah)


def test_record_a_strategy_discussion_and_its_outcome(at_work, seen_again, counted):
    hannah = at_work(seen_again.staff.social_worker)

    hannah.go("Maisie Brindlow")
    hannah.go("Start something", within=hannah.page)
    hannah.go("Strategy discussion")
    hannah.go("Start", role=("button",), exact=True)
    hannah.date("held_on", TODAY)
    for row in (1, 2):  # the writer stands for social care; police and health arrive as rows
        hannah.write(f"attendance-{row}-who", "Sergeant Amory Tull")
    hannah.go(ONWARD)  # the worry is the contact's, and stands there already
    hannah.write("shared", TOLD)
    hannah.go(ONWARD)
    hannah.choose("c1_outcome", "section47_joint")
    hannah.write("c1_decision_why", TOLD)
    hannah.write("safety_now", TOLD)
    hannah.go(ONWARD)
    hannah.go("Send it for authorisation")

    step = work.open_step(seen_again.family.maisie, "child_protection.strategy_discussion")
    assert step.state == "awaiting_authorisation"
    assert step.happened_on == TODAY
    counted(6, hannah)


def test_hold_a_conference_and_send_its_decisions(at_work, asked_to_confer, counted):
    chair = at_work(asked_to_confer.chair)

    chair.go(re.compile("^Initial child protection conference"))
    chair.press("Everyone else came", "attendance-came")  # nobody had answered, and all came
    chair.write("parents_part", TOLD)
    chair.go(ONWARD)
    for name in ("c1_words", "strengths", "worries"):
        chair.write(name, TOLD)
    chair.go(ONWARD)
    chair.choose("c1_outcome", "plan")
    chair.write("c1_decision_why", TOLD)
    chair.choose("c1_category", "NEG")
    chair.write("outcomes-0-title", "The nights are quiet")
    chair.pick("outcomes-0-area", "Safe from harm at home")
    chair.write("outcomes-0-action", "Nana stays at weekends")
    chair.write("outcomes-0-who", "Leanne Brindlow")
    chair.go(ONWARD)
    chair.go(FINISH)
    chair.go(re.compile("^Send the decisions"))
    chair.go("Send to those chosen")

    assert Conference.objects.get().held_on == TODAY
    assert Sending.objects.exclude(sent_on=None).count() == len(ASKED)
    assert set(Invited.objects.values_list("came", flat=True)) == {"yes"}
    counted(7, chair)


AWAY = ("Named nurse", "Craig Haverstoke", "Jordan Pellowe", "Maisie Brindlow", "Kai Brindlow")


def test_record_a_core_group_against_the_plan(at_work, on_a_plan, counted):
    hannah = at_work(on_a_plan.staff.social_worker)

    hannah.go(re.compile("^Core group"))
    hannah.date("held_on", TODAY)
    who_met(hannah)
    hannah.write("parents_views-0-view", TOLD)  # the record knows who she is
    for child in ("c1", "c2", "c3"):
        hannah.write(f"{child}_words", "It is quiet now.")
    hannah.go(ONWARD)
    rows = hannah.page.locator("[name^=progress-][name$=-scale]:visible").all()
    for name in [row.get_attribute("name").removesuffix("-scale") for row in rows]:
        hannah.pick(f"{name}-scale", "Some change")
        hannah.write(f"{name}-evidence", TOLD)
    for row in range(3):
        hannah.pick(f"actions-{row}-how", "Going on")
    for child in ("c1", "c2", "c3"):
        if not hannah.page.locator(f"[name={child}_risk]").count():
            hannah.go(ONWARD)
        hannah.choose(f"{child}_risk", "reducing")
        hannah.write(f"{child}_risk_why", TOLD)
    hannah.go(ONWARD)
    hannah.date("next_on", date(2026, 4, 24))
    hannah.choose("early_review", "no")
    hannah.go(ONWARD)
    hannah.go(FINISH)

    assert CoreGroup.objects.filter(held_on=TODAY).count() == 3
    assert Progress.objects.values("outcome").distinct().count() == 3
    counted(8, hannah)


def who_met(hannah):
    """Of those who were not there it is said one by one, and once of the rest."""
    boxes = hannah.page.locator('[name^="attendance-"][name$="-who"]:visible').all()
    names = [box.input_value() for box in boxes]
    assert names[:3] == ["Leanne", "Hannah Treloyd", "Bella Corrimore"]
    for name in AWAY:
        hannah.choose(f"attendance-{names.index(name)}-came", "no")
    hannah.press("Everyone else came", "attendance-came")


def test_record_supervision_decisions_on_four_children(at_work, due_for_supervision, counted):
    manager = at_work(due_for_supervision.staff.team_manager)

    manager.go(re.compile("^Supervision"), role=("link",))
    manager.go("Write the decisions")
    for _ in range(2):
        boxes = manager.page.locator("main textarea:visible").all()
        for name in [box.get_attribute("name") for box in boxes]:
            manager.write(name, TOLD)
        manager.go("Save and finish")

    assert ManagementDecision.objects.filter(decided_on=TODAY).count() == 4
    assert len({decision.step_ref for decision in ManagementDecision.objects.all()}) == 2
    counted(11, manager)


def test_find_a_child_from_a_misspelt_name_and_open_the_latest_plan(at_work, office, counted):
    maisie, staff = office.family.maisie, office.staff
    practice.a_referral(maisie)
    practice.complete(
        "children_in_need.first_meeting", [maisie],
        practice.need_meeting_answers([maisie], held_on=date(2026, 3, 2)),
        on=date(2026, 3, 2), by=staff.social_worker, authorised_by=staff.team_manager,
    )  # fmt: skip
    duty = at_work(office.staff.duty)

    duty.search("Maisy Brinlow")
    duty.go("Maisie Brindlow")
    duty.go("Plans", role=("link",), within=duty.page)

    assert "Child in need plan" in duty.page.locator("main").inner_text()
    counted(12, duty)


CHOICES = {
    "kind": "child_and_family",
    "seen_alone": "yes",
    "parent_elsewhere": "no",
    "factors": "16A",
    "outcome": "child_in_need_plan",
}
WORDS = {"parents_views-0-who": "Leanne Brindlow"}
NOT_NEEDED = (
    "tools", "not_asked", "longer_why", "known_before", "circumstances", "shared",
    "agencies-0-who", "agencies-0-asked_on", "parents_views-0-relation",
    "parents_views-0-spoken_on", "parents_views-1-relation", "parents_views-1-spoken_on",
)  # fmt: skip


def write_assessment(hannah):
    """Section by section, until everything that is asked for is there."""
    for _ in range(30):
        for field in hannah.page.locator("main [data-field]").all():
            if field.is_visible() and not field.locator(".ts-filled").count():
                answer(hannah, field)
        if not hannah.page.get_by_role("button", name=ONWARD).count():
            return
        hannah.go(ONWARD)


def answer(hannah, field):
    key = re.sub(r"^c\d+_", "", field.get_attribute("data-field"))
    if key in NOT_NEEDED:
        return
    if key == "agencies":
        hannah.pick("agencies-0-agency", "Education")
    if key in CHOICES:
        choose(hannah, field, CHOICES[key])
    for box in field.locator("textarea, input[type=text]").all():
        name = box.get_attribute("name")
        plain = re.sub(r"^c\d+_", "", name)
        bare = re.sub(r"-(day|month|year)$", "", plain)
        unwanted = bare in NOT_NEEDED or name.endswith("-not-heard")
        if box.is_visible() and not box.input_value() and not unwanted:
            part = plain.removeprefix(bare + "-")
            day = {"day": "30", "month": "3", "year": "2026"}.get(part)
            hannah.write(name, day or WORDS.get(name, TOLD))


def choose(hannah, field, value):
    wanted = field.locator(f'input[value="{value}"]')
    folded = field.locator("details", has=wanted)
    if folded.count() and not wanted.is_visible():
        folded.locator("summary").click()
        hannah.clicks += 1
    hannah.choose(wanted.get_attribute("name"), value)
