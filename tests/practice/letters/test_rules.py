"""What stops a letter, and what asks for a reason: no database."""

from tessera.people.rules import Recipient, Verdict, verdict
from tessera.practice.letters import rules

MAISIE = 1
MUM = Recipient(name="Leanne", is_family=True, is_known_person=True, cares_for=frozenset({MAISIE}))


def judged(recipient=MUM):
    return verdict(recipient, [MAISIE], protected=False, informant=False)


def gate(parts, *, found=None, places=(), informants=(), others=()):
    return rules.gate(
        verdict=found or judged(),
        parts=parts,
        places=places,
        informants=informants,
        others=others,
    )


def test_a_letter_that_tells_nothing_may_go():
    assert gate({"Your letter": "We met and talked."}, places=["14 Hawthorn Road"]).is_open


def test_whoever_may_have_nothing_gets_no_letter():
    found = gate({}, found=Verdict(withheld_why="Leanne has died."))

    assert found.stops == ("Leanne has died.",)


def test_a_protected_place_stops_it_and_the_passage_is_named():
    found = gate({"Your letter": "I will be at 14 hawthorn rd or YO19QL."}, places=["YO1 9QL"])

    assert found.stops == (f"Your letter {rules.PLACE}",)


def test_who_told_us_stops_it():
    found = gate({"Your letter": "Mrs Ormskirk rang."}, informants=["Mrs Ormskirk"])

    assert found.stops == (f"Your letter {rules.INFORMANT}",)


def test_a_place_broken_over_two_passages_stops_it_all_the_same():
    parts = {"When you will come": "14 Hawthorn", "Your letter": "Road, at noon."}

    assert gate(parts, places=["14 Hawthorn Road"]).stops == (f"The letter {rules.PLACE}",)


def test_who_told_us_broken_over_two_passages_stops_it_all_the_same():
    parts = {"When you will come": "Mrs Orm", "Your letter": "skirk rang."}

    assert gate(parts, informants=["Mrs Ormskirk"]).stops == (f"The letter {rules.INFORMANT}",)


def test_somebody_elses_name_asks_for_a_reason():
    found = gate(
        {"Your letter": "Kai Brindlow may come too."}, others=["Kai Brindlow", "Ivy Pellowe"]
    )

    assert found.is_open
    assert found.cautions == ("It names Kai Brindlow, who is somebody else's to tell of.",)
