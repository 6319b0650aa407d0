"""Taking a contact down: one page, saved as it is typed, with what we know already beside it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.forms.kinds.dates import boxes
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import State, Step
from tessera.engine.workflow.pages import step_page
from tessera.engine.workflow.views import saving
from tessera.engine.workflow.views.questions import Paper
from tessera.foundations import codesets
from tessera.people.models import Person
from tessera.people.queries import search, siblings_of
from tessera.people.rules import parse_query, typed_name
from tessera.practice.front_door import actions, queries
from tessera.practice.front_door.models import Contact
from tessera.practice.front_door.permissions import DECIDE_CONTACT, RECORD_CONTACT
from tessera.practice.front_door.rules.contact import urgency_doubt
from tessera.practice.front_door.rules.family import LATER, NEW
from tessera.practice.front_door.views import words
from tessera.ui.formatting import lower_first, moment
from tessera.ui.guard import page

CHANNELS = ("telephone", "email", "out_of_hours", "in_person", "police_notice", "letter")
FIND = "front_door:find"
"""In the session until the page opens: whom to look for in the contact that has begun."""
LONGEST_SEARCH = 200
NOBODY_CHOSEN = (None, "", NEW, LATER)


@page(RECORD_CONTACT, writes=True)
def new(request):
    """How did it come, and about whom? The answer begins the contact."""
    if request.method == "POST":
        channel = request.POST.get("channel", "")
        if not codesets.is_valid("contact.channel", channel):
            raise Http404
        step = actions.begin_contact(channel=channel, at=request.now, by=request.user)
        if who := request.POST.get("who-q", "").strip():
            # Names stay out of addresses.
            request.session[FIND] = [str(step.public_id), who[:LONGEST_SEARCH]]
        return redirect("front_door:take", step_id=step.public_id)
    drafts = Step.objects.filter(
        code=actions.taking.CONTACT,
        worker=request.user,
        state__in=(State.TO_DO, State.IN_PROGRESS),
    ).order_by("-pk")[:10]
    return render(
        request,
        "front_door/new.html",
        {
            "channels": [(code, codesets.label("contact.channel", code)) for code in CHANNELS],
            "drafts": drafts,
        },
    )


@dataclass
class Row:
    """One child or grown-up on the page: as typed, and who it may be."""

    number: int
    typed: dict
    person: Person | None = None
    likely: list = field(default_factory=list)
    siblings: list = field(default_factory=list)
    opened_on: Any = None
    is_folded: bool = False

    def day(self, key):
        return boxes(self.typed.get(key))

    @property
    def is_child(self):
        return self.typed.get("part", "child") == "child"

    @property
    def title(self):
        name = self.person.name if self.person else ""
        told = " ".join(filter(None, (self.typed.get("given"), self.typed.get("family"))))
        return name or told or ("Child" if self.is_child else "Grown-up")

    @property
    def is_told(self):
        """Named, with days that are days, and nobody on the record waits to be told apart from them."""
        days = (self.day("born_on"), self.day("expected_on"))
        named = self.typed.get("family") and (self.typed.get("given") or days[1])
        is_open = self.likely and not self.typed.get("person")
        return bool(named and not is_open and not any(isinstance(each, dict) for each in days))


@step_page(RECORD_CONTACT, writes=True)
def take(request, step):
    """The contact while it is being taken, and its own page once it is."""
    if step.code != actions.taking.CONTACT:
        raise Http404
    if step.state == State.DONE:
        return _to_contact(request, step)
    if request.method != "POST":
        return _show(request, step, query=_asked_at_first(request, step))
    if not step.may_be_written:
        return redirect("front_door:board")
    paper = Paper(request, step)
    disputed = saving.save_page(request, step, paper, _questions(paper))
    if disputed:
        return _show(request, step, paper=paper)
    return _onward(request, step)


def _asked_at_first(request, step):
    begun, who = request.session.get(FIND, ("", ""))
    if begun != str(step.public_id):
        return ""
    del request.session[FIND]
    return who


def _onward(request, step):
    go = request.POST.get("go", "stay")
    rows = [row.typed for row in _rows(Paper(request, step))]
    changed = _changed(request, rows)
    who = request.POST.get("who-q", "").strip()
    # Enter in the search box sends the form's first button, as it does in every box.
    is_finding = go == "find" or (go == "stay" and who and changed is None)
    if is_finding:
        before = _looked_for(request.POST.get("who-was", ""), request.today)
        changed = _before_searching(rows, before)
    if changed is not None:
        turn = saving.turn_of(request.POST)
        actions.save_people(step=step, rows=changed, turn=turn, at=request.now, by=request.user)
    if is_finding:
        return _show(request, step, query=who)
    if go in ("finish", "decide"):
        return _finish(request, step)
    if go == "later":
        return redirect("front_door:board")
    return redirect(f"{reverse('front_door:take', args=[step.public_id])}#who")


def _changed(request, rows):
    """The rows after a button: one more, one fewer, someone from the record. None: as they are."""
    post = request.POST
    if post.get("add") in ("child", "adult"):
        looked_for = _looked_for(post.get("who-q", ""), request.today)
        return [*rows, _one_more(post["add"], rows, looked_for)]
    if post.get("remove", "").isdigit():
        return [row for n, row in enumerate(rows) if n != int(post["remove"])]
    if post.get("same", "").isdigit():
        return _same_home(request, rows, int(post["same"]))
    if post.get("known"):
        person = Person.objects.known_to(request.actor).filter(public_id=post["known"]).first()
        if person is None:
            raise Http404
        if any(row.get("person") == post["known"] for row in rows):
            return None
        part = "child" if post.get("as") != "adult" else "adult"
        looked_for = _looked_for(post.get("who-was", ""), request.today)
        written = (row for row in rows if not _is_unwritten(row, rows, looked_for))
        return [*written, _known_row(person, part)]
    return None


def _looked_for(query, today):
    """What was searched for, to begin a row with: nobody types a name twice."""
    given, family = typed_name(query, today=today)
    born_on = parse_query(query, today=today).born_on
    told = {"given": given, "family": family, "born_on": born_on.isoformat() if born_on else ""}
    return {name: words for name, words in told.items() if words}


def _one_more(part, rows, looked_for):
    """Whom the search is about, when they stand there not yet; a child has the family's surname."""
    stands_there = any(looked_for.items() <= row.items() for row in rows)
    family = _surname(rows) if part == "child" else {}
    return {"part": part, **family, **({} if stands_there else looked_for)}


def _surname(rows):
    first = next((row for row in rows if row.get("part", "child") == "child"), {})
    return {"family": first["family"]} if first.get("family") else {}


def _told(row):
    return {name: words for name, words in row.items() if name != "part"}


def _is_unwritten(row, rows, looked_for):
    """Only what the page put there: nothing, the surname of the first child, or what was searched for."""
    inherited = {} if row is rows[0] else _surname(rows)
    return _told(row) in ({}, inherited, looked_for, {**inherited, **looked_for})


def _before_searching(rows, looked_for):
    """The rows without what the search before put there; None where that is all as it was."""
    emptied = [{"part": row["part"]} if _told(row) == looked_for else row for row in rows]
    return emptied if looked_for and emptied != rows else None


def _same_home(request, rows, number):
    """The row lives with the first one; a child has the surname too. What was typed stays."""
    if not 0 < number < len(rows):
        return None
    first = rows[0]
    home = {name: first[name] for name in ("address", "postcode") if first.get(name)}
    known = Person.objects.known_to(request.actor).filter(public_id=first.get("person"))
    if not home and first.get("person") not in NOBODY_CHOSEN and (person := known.first()):
        home = queries.home_told(person, request.today, actor=request.actor)
    if rows[number].get("part") != "adult" and first.get("family"):
        home["family"] = first["family"]
    return [{**home, **row} if n == number else row for n, row in enumerate(rows)]


def _known_row(person, part):
    row = {
        "part": part,
        "person": str(person.public_id),
        "given": person.given_name,
        "family": person.family_name,
        "born_on": person.born_on.isoformat() if person.born_on else None,
        "expected_on": person.expected_on.isoformat() if person.expected_on else None,
    }
    return {key: value for key, value in row.items() if value}


def _finish(request, step):
    if doubt := _doubt(request, step):
        return _show(request, step, missing={"rag": doubt}, is_doubted=True)
    try:
        workflow.submit_step(step=step, at=request.now, by=request.user)
    except workflow.Unfinished as unfinished:
        missing = {problem.field: problem.words for problem in unfinished.problems}
        return _show(request, step, missing=missing)
    except workflow.NotYet as refusal:
        return _show(request, step, missing={refusal.field or "main": refusal.words})
    except workflow.NotOpen:
        pass
    return _to_contact(request, step)


def _doubt(request, step):
    """The urgency and the danger do not go together: the page asks once whether that is right."""
    answers = Paper(request, step).answers
    doubt = urgency_doubt(answers.stored("rag") or "", answers.stored("immediate_risk"))
    return "" if request.POST.get("sure") == answers.stored("rag") else doubt


def _to_contact(request, step):
    contact = Contact.objects.filter(step_ref=step.public_id).first()
    if contact is None:
        return redirect("front_door:board")
    decides = request.POST.get("go") == "decide" and request.actor.may(DECIDE_CONTACT)
    to = "front_door:decide" if decides else "front_door:contact"
    return redirect(to, contact_id=contact.public_id)


def _questions(paper):
    return [
        paper.question(section, each, None)
        for section in paper.form.sections
        for each in section.fields
    ]


def _show(request, step, *, paper=None, query="", missing=None, is_doubted=False):
    paper = paper or Paper(request, step)
    missing = missing or {}
    questions = {question.field.key: question for question in _questions(paper)}
    for key, said in missing.items():
        if key in questions:
            questions[key].error = said
    rows = _rows(paper)
    _begin(rows, _looked_for(query, request.today))
    _recognise(request, rows)
    _fold(rows, missing)
    people = [row.person for row in rows if row.person]
    return render(
        request,
        "front_door/take.html",
        {
            "step": step,
            "paper": paper,
            "q": questions,
            "rows": rows,
            "errors": [
                {"text": said, "href": f"#{questions[key].box if key in questions else 'main'}"}
                for key, said in missing.items()
            ],
            "query": query,
            "found": search(query, request.actor, limit=8).found if query else (),
            "earlier": queries.earlier_contacts(people, actor=request.actor),
            "family_words": queries.family_words,
            "came_from": lambda contact: words.came_from(contact, request.now),
            "urgencies": codesets.codes("contact.rag", on=request.today),
            "is_doubted": is_doubted,
            "came": _came(request, questions),
            "last_saved": paper.sheet.saved_at,
            "may_decide": request.actor.may(DECIDE_CONTACT),
        },
    )


def _came(request, questions):
    """ "by telephone, today 10:20"."""
    channel, at = questions["channel"].value, questions["received_at"].value
    said = []
    if isinstance(channel, str):
        said.append(lower_first(codesets.label("contact.channel", channel)))
    if isinstance(at, str):
        said.append(moment(datetime.fromisoformat(at), now=request.now))
    return ", ".join(said)


def _rows(paper):
    value = paper.answers.stored("people") or [{"part": "child"}]
    return [Row(n, dict(typed)) for n, typed in enumerate(value)]


def _begin(rows, looked_for):
    """The first child of whom nothing is written yet has what was searched for."""
    typed = [row.typed for row in rows]
    if any(looked_for.items() <= row.items() for row in typed):
        return
    for row in rows:
        if row.is_child and _is_unwritten(row.typed, typed, {}):
            row.typed |= looked_for
            return


def _fold(rows, missing):
    """Of several who are new, whoever is told already takes a line: the one being written stays open."""
    for row in rows[:-1]:
        row.is_folded = row.person is None and row.is_told and "people" not in missing


def _recognise(request, rows):
    """Who each row is, or may be; with brothers and sisters who are not there yet."""
    chosen = [row.typed["person"] for row in rows if row.typed.get("person") not in NOBODY_CHOSEN]
    known = {
        str(person.public_id): person
        for person in Person.objects.known_to(request.actor).filter(public_id__in=chosen)
    }
    referrals = queries.referrals_of([person.pk for person in known.values()])
    for row in rows:
        row.person = known.get(row.typed.get("person"))
        if row.person is not None:
            opened = [
                r for r in referrals.get(row.person.pk, ()) if not r.closed_on and not r.is_nfa
            ]
            row.opened_on = opened[0].received_on if opened else None
            if row.is_child:
                relatives = siblings_of(row.person, request.today, actor=request.actor)
                row.siblings = [
                    each.person for each in relatives if str(each.person.public_id) not in chosen
                ]
        else:
            born_on = row.day("born_on")
            row.likely = queries.alike(
                row.typed,
                born_on=born_on if not isinstance(born_on, dict) else None,
                actor=request.actor,
                besides=chosen,
            )
