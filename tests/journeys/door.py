"""What is done at the front door, as hands in a browser do it: shared by the journeys that begin there."""

import re


def find_on_record(duty, name):
    """Enter in the search box searches, whatever else the form could do."""
    duty.page.get_by_label("Find a child or grown-up").fill(name)
    duty.page.keyboard.press("Enter")
    duty.keys += len(name) + 1
    add = duty.page.get_by_role("button", name=re.compile(f"Add.*{name}"))
    add.or_(duty.page.get_by_label(name)).first.wait_for()
    duty.go(re.compile(f"Add.*{name}"))


def ask_agencies(duty, *agencies):
    if not duty.page.locator("[name=agencies]").first.is_visible():
        duty.unfold("Ask agencies")
    for agency in agencies:
        duty.choose("agencies", agency)
    duty.write("question", "What do you know of the children and of their dad?")
    duty.write("why", "A worry about the children at home")
    without = "without_agreement_why"
    if duty.page.locator(f"[name={without}]").count():
        duty.write(without, "To ask first could put the children at risk.")
    duty.go("Ask them")


def write_answer(duty, who):
    duty.go(re.compile("Write the answer"))
    duty.choose("is_known", "yes")
    duty.write("answer", "Two calls last year. Appointments are kept.")
    duty.write("answered_by", who)
    duty.go("Write the answer", exact=True)


def decide(duty, *, why, outcome="referral"):
    duty.go("Decide")
    duty.choose("outcome", outcome)
    duty.write("why", why)
    if not duty.page.locator("[name=primary_need]").is_visible():
        duty.unfold("need and team")
    duty.pick("primary_need", "Abuse, neglect or exploitation")
    duty.pick("team", "Assessment North")
    duty.go("Send to a manager")
    assert duty.page.get_by_text(
        "a front-door manager, Joseph Adeyin-Rowe, authorises it"
    ).is_visible()


def authorise_decision(manager):
    manager.open("/")
    manager.go(re.compile("Brindlow"))
    manager.go("Authorise", exact=True)
    assert manager.page.get_by_role("link", name=re.compile("Choose a worker")).first.is_visible()


def tell_referrer(duty):
    duty.go("Tell the referrer")
    duty.write("note", "Tamsin Salloway. We assess; school keeps an eye.")
    duty.write("address", "Weir Academy, Eskmoor")
    duty.go("Keep the call, make the letter and finish")
    assert duty.page.get_by_text("Letter made").is_visible()


def allocate(manager, worker):
    manager.open("/teams/")
    manager.go(re.compile("Say who does it.*Single assessment.*Brindlow"))
    manager.page.get_by_label(worker.name).check()
    manager.go("Give it to them")
    assert not manager.page.get_by_role("link", name=re.compile("Say who does it")).count()
