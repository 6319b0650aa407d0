"""Writing a letter: which and for whom; then its words, what is filled in, and whether it may go."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tessera.engine.documents import posting, written
from tessera.engine.documents.views import file_of
from tessera.engine.workflow.models import Step
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.people.queries import siblings_of
from tessera.people.rules import verdict
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import actions, forms, permissions, queries
from tessera.practice.letters.models import Letter
from tessera.ui.doors import door

MOST = 200_000
"""Signs in a letter: beyond, it is no letter."""
BEGIN = "begin"
"""Pressed on a page that has chosen all: the letter is begun without asking it again."""
CHANGED = (
    "Somebody else saved this letter while you wrote. Yours is in the boxes, theirs under “The letter, as"
    " saved”. Save again to keep yours"
)


@child_page(permissions.WRITE, writes=True)
def write(request, child):
    """Which letter, and for whom; and the letters that wait to be sent."""
    step = _step(request, child)
    templates = _templates(step)
    others = _others(request, child)
    open_, closed = _addressees(request, child, others)
    begins = request.POST.get("go") == BEGIN
    form = forms.BeginForm(
        _chosen(request, step, open_, others) if begins else request.POST or None,
        templates=templates,
        addressees=open_,
        others=others,
        not_for_all=partial(_not_for_all, request, child),
    )
    if request.method == "POST" and form.is_valid():
        letter = actions.begin_letter(
            child=child,
            begun_on=request.today,
            step_ref=step.public_id if step else None,
            by=request.user,
            **form.cleaned_data,
        )
        return _to(request, letter)
    context = {
        "child": child,
        "step": step,
        "templates": templates,
        "addressees": open_,
        "others": others,
        "ticked": request.POST.getlist("others")
        if request.method == "POST" and not begins
        else _of_the_step(step, others),
        "back": _back(request) or door(request, "documents:list", child, person_id=child.public_id),
        "closed": closed,
        "errors": form.problems(),
        "typed": request.GET if begins else request.POST or request.GET,
        "begun": queries.begun(child, actor=request.actor),
        "labels": {code: each.label for code, each in written.templates().items()},
    }
    return render(request, "letters/write.html", context)


@child_page(permissions.WRITE, writes=True)
def letter(request, child, letter_id):
    """The letter as it would go: write, look at it, send it, or set it aside."""
    found = _letter(request, child, letter_id)
    if found.set_aside_on:
        return redirect("letters:write", person_id=child.public_id)
    if found.is_sent:
        return _sent(request, child, found)
    errors = _posted(request, found) if request.method == "POST" else {}
    if isinstance(errors, HttpResponse):
        return errors
    paper = _paper(request, found)
    known = queries.known_of_recipient(found, actor=request.actor, on=request.today)
    shown = _shown(request, child, paper, errors)
    return render(request, "letters/letter.html", {**shown, "known": known})


def _posted(request, found):
    """Where it leads when all is well, or what is wrong, by the box it is in."""
    go = request.POST.get("go", "")
    if go == "aside":
        actions.set_letter_aside(letter=found, on=request.today, by=request.user)
        if request.GET.get("from") == "work":
            return redirect("workflow:my_work")
        if there := _back(request):
            return redirect(there)
        return redirect("letters:write", person_id=found.child.public_id)
    errors = _keep(request, found)
    if go == "send":
        return errors or _send(request, found) or _to(request, found)
    if go == "ask":
        return errors or _ask(request, found) or _to(request, found)
    return errors or _to(request, found)


@child_page(permissions.WRITE)
def preview(request, child, letter_id):
    """The letter as its recipient would get it; nothing while the gate stops it."""
    found = _letter(request, child, letter_id)
    if found.is_sent or found.set_aside_on:
        raise Http404
    paper = _paper(request, found)
    if not paper.gate.is_open:
        raise Http404
    content, media_type = actions.set_letter(paper, request.today)
    return file_of(content, media_type, "letter")


def _templates(step):
    """Every letter; those that belong to the step come first."""
    found = list(written.templates().values())
    code = step.code if step else ""
    return sorted(found, key=lambda each: (code not in each.steps, each.code == "plain"))


def _others(request, child):
    """Brothers and sisters about whom this worker may write too."""
    siblings = siblings_of(child, request.today, actor=request.actor, family=request.record.family)
    people = [each.person for each in siblings if each.person.died_on is None]
    may_write = Person.objects.visible_to(request.actor, permissions.WRITE)
    open_ = set(may_write.filter(pk__in=[p.pk for p in people]).values_list("pk", flat=True))
    found = [person for person in people if person.pk in open_]
    for person in found:
        note_shown(person.public_id)
    return found


def _not_for_all(request, child, to, others):
    return queries.not_for_all(to, [child, *others], actor=request.actor)


def _addressees(request, child, others):
    """Those whom a letter may be for, and those who may have none, with the reason."""
    hidden = hidden_of([child], request.today)
    found = queries.addressees(
        child,
        request.today,
        actor=request.actor,
        hidden=hidden,
        others=others,
        family=request.record.family,
    )
    open_, closed = [], []
    for each in found:
        if each.person is not None:
            note_shown(each.person.public_id)
        judged = verdict(each.known_as, [child.pk], protected=False, informant=False)
        if judged.may_go:
            open_.append(each)
        else:
            closed.append({"who": each, "why": judged.withheld_why})
    return open_, closed


def _step(request, child):
    """The piece of work that the letter belongs to, where it is about this child."""
    try:
        wanted = UUID(request.GET.get("step", ""))
    except ValueError:
        return None
    return Step.objects.filter(public_id=wanted, subjects__person=child).first()


def _of_the_step(step, others):
    """Brothers and sisters whom the work is about too."""
    if step is None:
        return []
    about = set(step.subjects.values_list("person", flat=True))
    return [str(person.public_id) for person in others if person.pk in about]


def _chosen(request, step, addressees, others):
    """All that the page asks, as the page that leads here has chosen it: the letter, for whom, and those of
    the children of the work of whom the recipient is told."""
    to = next((each for each in addressees if each.key == request.GET.get("to")), None)
    told = [str(each.public_id) for each in others if to is not None and each.pk in to.told_of]
    about = [
        key
        for key in _of_the_step(step, others)
        if to is None or to.kind == "agency" or key in told
    ]
    return {
        "template": request.GET.get("template", ""),
        "to": request.GET.get("to", ""),
        "others": about,
    }


def _letter(request, child, letter_id):
    """One of whose children the reader may know all: it names each."""
    found = queries.letter_of(child, letter_id)
    if found is None:
        raise Http404
    others = [each.pk for each in found.children()]
    if Person.objects.known_to(request.actor).filter(pk__in=others).count() != len(others):
        raise Http404
    for each in found.children():
        note_shown(each.public_id)
    return found


def _paper(request, found):
    paper = queries.compose(found, request.today, actor=request.actor, by=request.user)
    if paper.to is not None and paper.to.person is not None:
        note_shown(paper.to.person.public_id)
    return paper


def _keep(request, found):
    template = written.template(found.code)
    asked = {
        each.name: request.POST.get(f"asked-{each.name}", "").strip() for each in template.asked
    }
    words = request.POST.get("words", "").replace("\r\n", "\n")[:MOST]
    try:
        actions.write_letter(
            letter=found,
            asked=asked,
            words=words,
            seen=request.POST.get("seen", ""),
            by=request.user,
        )
    except actions.ChangedMeanwhile:
        return {"write": CHANGED}
    return {}


def _send(request, found):
    try:
        actions.send_letter(
            letter=found,
            how=request.POST.get("how", ""),
            despite_why=request.POST.get("despite_why", "").strip(),
            may_have=request.POST.get("may_have") == "yes",
            at=request.now,
            by=request.user,
        )
    except actions.MustNotGo:
        return {"gate": "This letter may not go as it is: see why"}
    except actions.NotFinished as refusal:
        return refusal.missing
    except actions.SayWhy:
        return {
            "despite_why": "Say why it may name somebody else, or go to one who is no parent or carer"
        }
    except actions.SayWhether:
        return {"may_have": _may_they(request, found)}
    except actions.NoSuchWay:
        return {"how": "Choose how it goes"}
    except actions.NeedsSecond:
        return {
            "gate": "A second person must agree to the letter as it stands: ask for it to be read"
        }
    return {}


def _may_they(request, found):
    if request.POST.get("may_have") == "no":
        return f"{found.to_person.name} is not to have it: set the letter aside"
    return f"Say whether {found.to_person.name} may have this"


def _ask(request, found):
    try:
        actions.ask_second(letter=found, at=request.now, by=request.user)
    except actions.MustNotGo:
        return {"gate": "This letter may not go as it is: see why"}
    except actions.NotFinished as refusal:
        return refusal.missing
    except actions.NoSecondNeeded:
        return {}
    return {}


def _shown(request, child, paper, errors):
    labels = dict(Letter.How.choices)
    ways = queries.ways_to(paper.to) if paper.to else []
    reading = queries.last_reading(paper.letter) if paper.second_why else None
    is_as_read = reading is not None and reading.digest == paper.digest
    return {
        "reading": reading,
        "is_as_read": is_as_read,
        "may_send": not paper.second_why or bool(is_as_read and reading.agreed),
        "child": child,
        "letter": paper.letter,
        "paper": paper,
        "errors": errors,
        "ways": [
            {"value": way.value, "text": labels[way], "hint": _hint(paper.to, way)} for way in ways
        ],
        "typed": request.POST,
        "saved": request.method != "POST",
    }


def _hint(to, way):
    if way == Letter.How.POST:
        return ", ".join(to.lines)
    if way == Letter.How.EMAIL and posting.goes_to(to.email):
        return f"{to.email}. It goes from here, attached to an e-mail that says nothing of it"
    if way == Letter.How.EMAIL:
        return f"{to.email}. You send it yourself: this notes that it went"
    if to.is_protected:
        return "The address is protected, so it is on no paper"
    return None


def _to(request, found):
    there = reverse("letters:letter", args=[found.child.public_id, found.public_id])
    back = _back(request)
    return redirect(f"{there}?{urlencode({'back': back})}" if back else there)


def _sent(request, child, found):
    """Back to where it was asked for, or to the child's documents: for whoever may open them."""
    documents = door(request, "documents:list", child, person_id=child.public_id)
    if there := _back(request) or documents:
        return redirect(there)
    how = Letter.How(found.document.sent_how or found.how).label
    return render(request, "letters/sent.html", {"child": child, "letter": found, "how": how})


def _back(request):
    """The page of ours on which the letter was asked for."""
    there = request.GET.get("back", "")
    is_ours = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if is_ours else ""
