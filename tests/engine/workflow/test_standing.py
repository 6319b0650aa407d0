"""Where brothers and sisters stand, in the head of a form and on My work: by name what is not true of all."""

from types import SimpleNamespace

from tessera.engine.workflow.views.standing import standing, whose_warnings
from tessera.people.models import Person

JODIE, RUFUS = Person(pk=1, given_name="Jodie"), Person(pk=2, given_name="Rufus")
PLAN = "Child protection plan: neglect"


def of(**labels):
    return {
        1: [SimpleNamespace(label=each, is_solid=True) for each in labels.get("jodie", ())],
        2: [SimpleNamespace(label=each, is_solid=False) for each in labels.get("rufus", ())],
    }


def test_what_is_true_of_one_names_the_child_and_the_weightiest_comes_first():
    shown = standing([RUFUS, JODIE], of(jodie=[PLAN], rufus=["In assessment"]))

    assert shown == [
        {"text": f"{PLAN} (Jodie)", "lesser": False},
        {"text": "In assessment (Rufus)", "lesser": True},
    ]


def test_what_is_true_of_one_alone_names_nobody():
    assert standing([JODIE], of(jodie=[PLAN])) == [{"text": PLAN, "lesser": False}]


def test_a_warning_of_one_names_the_child_and_one_of_all_stands_once():
    warnings = {1: ["Dog at home", "Uses a hearing aid"], 2: ["Dog at home"]}

    assert whose_warnings([JODIE, RUFUS], warnings) == ["Dog at home", "Uses a hearing aid (Jodie)"]
