"""Deciding on a contact, a manager's yes or no, and telling the one who told us."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.views import field, saving
from tessera.engine.workflow.views.questions import Paper
from tessera.foundations import codesets
from tessera.foundations.access.models import Team
from tessera.foundations.calendar.clock import local
from tessera.practice.front_door import actions, permissions, queries
from tessera.practice.front_door.forms import contact as forms
from tessera.practice.front_door.forms.parts import errors_of
from tessera.practice.front_door.pages import contact_page
from tessera.practice.front_door.rules.contact import REFERRED
from tessera.practice.front_door.views import words


def _back(contact):
    return redirect("front_door:contact", contact_id=contact.public_id)


def _render(request, template, contact, **context):
    return render(
        request,
        f"front_door/{template}.html",
        {
            "contact": contact,
            "family": queries.family_words(contact),
            "ages": words.ages(contact, request.today),
            "came_from": words.came_from(contact, request.now),
            "open_here": words.open_here(contact, request.today),
            "clock": words.clock_of(queries.running_clocks([contact]).get(contact.pk), request.now),
            **context,
        },
    )


@contact_page(permissions.DECIDE_CONTACT, writes=True)
def decide(request, contact):
    """What happens now, and why: saved as it is typed; then it goes to a manager."""
    children = queries.children_of(contact)
    form = forms.Decide(request.POST or None, children=children)
    errors = _kept(request, contact, children) if form.is_bound else {}
    if not errors and form.is_valid():
        try:
            actions.decide_contact(
                contact=contact, at=request.now, by=request.user, **form.decision()
            )
        except workflow.NotYet as refusal:
            errors = {refusal.field or "main": refusal.words}
        except workflow.Unfinished as unfinished:
            errors = {problem.field: problem.words for problem in unfinished.problems}
        except (actions.AlreadyDecided, workflow.NotOpen):
            errors = {"main": "Someone else has decided on this contact meanwhile"}
        else:
            return _back(contact)
    elif form.is_bound and not errors:
        errors = errors_of(form)
    paper = _paper(request, contact)
    questions = {question.field.key: question for question in _questions(paper)}
    typed = request.POST or _as_it_was_left(questions, children)
    return _render(
        request,
        "decide",
        contact,
        errors=errors,
        typed=typed,
        q=questions,
        last_saved=paper.sheet.saved_at if paper else None,
        outcomes=forms.outcomes(),
        folds=_folds(typed, children, errors),
        children=children,
        again=words.again(contact, children),
        needs=codesets.choices("cin.primary_need", on=request.today),
        teams=list(Team.objects.taking_cases().order_by("name").values_list("code", "name")),
        unmatched=[part for part in children if part.person is None],
        waiting_words=", ".join(
            codesets.label("agency", check.agency)
            for check in contact.checks.all()
            if check.is_waiting
        ),
        answered=[check for check in contact.checks.all() if check.answered_at],
        earlier=queries.earlier_contacts(
            [part.person for part in children], actor=request.actor, besides=contact
        ),
        family_words=queries.family_words,
    )


@contact_page(permissions.DECIDE_CONTACT, writes=True)
def save_decision(request, contact):
    """One answer of the decision, as it is typed."""
    paper = _paper(request, contact)
    if request.method != "POST" or paper is None:
        return redirect("front_door:decide", contact_id=contact.public_id)
    _say_of_each(request, queries.children_of(contact))
    return field.save_field(request, paper.step, paper, may_write=paper.step.may_be_written)


def _paper(request, contact):
    """The form of the decision, about the contact and not about one child's record."""
    if contact.decision_step is None:
        return None
    step = work.step_to_open(contact.decision_step.public_id)
    step.subjects_list, request.withheld = [], frozenset()
    return Paper(request, step)


def _questions(paper):
    if paper is None:
        return []
    return [
        paper.question(section, each, None)
        for section in paper.form.sections
        for each in section.fields
    ]


def _kept(request, contact, children):
    """Keep what was typed, whatever is still missing. Gives what somebody else has changed meanwhile."""
    paper = _paper(request, contact)
    if paper is None or not paper.step.may_be_written:
        return {}
    _say_of_each(request, children)
    disputed = saving.save_page(request, paper.step, paper, _questions(paper))
    return {question.field.key: question.error for question in disputed}


def _say_of_each(request, children):
    """What is chosen for a child stands in the form by the child's place in the contact."""
    post = request.POST.copy()
    said = [
        (number, post[f"outcome-{part.pk}"])
        for number, part in enumerate(sorted(children, key=lambda part: part.pk), 1)
        if post.get(f"outcome-{part.pk}")
    ]
    post["others-count"] = str(len(said))
    for n, (number, outcome) in enumerate(said):
        post[f"others-{n}-number"], post[f"others-{n}-outcome"] = str(number), outcome
    request.POST = post


def _as_it_was_left(questions, children):
    """What was typed before, or what the manager sent back: nobody writes it twice."""
    if not questions:
        return {}
    names = ("outcome", "why", "primary_need", "team", "passed_to", "advice")
    of_each = {row["number"]: row.get("outcome") for row in questions["others"].value or ()}
    return {name: questions[name].typed or "" for name in names} | {
        f"outcome-{part.pk}": of_each.get(number) or ""
        for number, part in enumerate(sorted(children, key=lambda part: part.pk), 1)
    }


def _folds(typed, children, errors):
    """What more an outcome asks for lies in a fold: open once the outcome is chosen, for whichever child."""
    names = ["outcome", *(f"outcome-{part.pk}" for part in children)]
    chosen = {typed.get(name) for name in names}

    def fold(outcomes, *fields):
        return {
            "outcomes": sorted(outcomes),
            "is_open": bool(chosen & outcomes or errors.keys() & set(fields)),
        }

    return {
        "names": names,
        "referral": fold(REFERRED, "primary_need", "team"),
        "elsewhere": fold({"advice", "signposted", "other_council"}, "advice", "passed_to"),
    }


@contact_page(permissions.DECIDE_CONTACT, writes=True)
def level(request, contact):
    """The level of need, where it is another than the decision stands for."""
    if not contact.outcome:
        raise Http404
    form = forms.Level(request.POST or None, on=local(contact.decided_at).date())
    errors = errors_of(form) if form.is_bound and not form.is_valid() else {}
    if form.is_bound and not errors:
        try:
            actions.set_level(contact=contact, level=form.cleaned_data["level"], by=request.user)
        except actions.NotDecided:
            errors = {"main": "A manager has sent the decision back meanwhile"}
        else:
            return _back(contact)
    chosen = request.POST.get("level", contact.level_of_need)
    return _render(
        request,
        "level",
        contact,
        errors=errors,
        chosen=chosen,
        levels=form.fields["level"].choices,
    )


@contact_page(permissions.AUTHORISE_CONTACT, writes=True)
def authorise(request, contact):
    """A manager says yes, and once all have who must, it begins; or sends it back with words."""
    errors = {}
    if request.method == "POST" and words.signing(contact, request)["may_sign"]:
        errors = _answer(request, contact)
        if not errors:
            return _back(contact)
    return _render(
        request,
        "authorise",
        contact,
        errors=errors,
        comment=request.POST.get("comment", ""),
        **words.signing(contact, request),
        checks=[check for check in contact.checks.all() if not check.withdrawn_at],
        earlier=queries.earlier_contacts(
            [part.person for part in queries.children_of(contact)],
            actor=request.actor,
            besides=contact,
        ),
        family_words=queries.family_words,
    )


def _answer(request, contact):
    """Carry out the manager's answer; what stands in its way, in words."""
    common = {"contact": contact, "at": request.now, "by": request.user}
    goes_back = request.POST.get("go") == "return"
    form = (forms.Return if goes_back else forms.Authorise)(request.POST)
    if not form.is_valid():
        return errors_of(form)
    work = actions.return_contact if goes_back else actions.authorise_contact
    try:
        work(comment=form.cleaned_data["comment"], **common)
    except workflow.SignedAlready:
        return {"main": "You have signed this already. Another manager signs next"}
    except workflow.OwnWork:
        return {"main": "You decided this yourself. Another manager authorises it"}
    except workflow.NotYet as refusal:
        return {"main": refusal.words}
    except (actions.NotDecided, workflow.NotAwaiting):
        return {"main": "Someone else has answered this meanwhile. Go back to see how it stands"}
    return {}


@contact_page(permissions.TELL_REFERRER, writes=True)
def tell(request, contact):
    """Ring the referrer, then the letter goes; or say why none does."""
    kinds = {"call": forms.Call, "letter": forms.Letter, "none": forms.NoLetter}
    go = request.POST.get("go", "letter")
    form = kinds.get(go, forms.Letter)(request.POST or None)
    errors = errors_of(form) if form.is_bound and not form.is_valid() else {}
    if form.is_bound and not errors:
        try:
            _tell(request, contact, go, form.cleaned_data)
        except actions.NotToTell:
            errors = {"main": "The referrer has been told meanwhile"}
        except actions.NoAddressee:
            errors = {"main": "Nobody left a name, so there is no one to write to"}
        except actions.NoAddress:
            words_ = "No e-mail is known: write an address, or say below why no letter goes"
            errors = {"address": words_}
        else:
            return _back(contact)
    return _render(
        request,
        "tell",
        contact,
        errors=errors,
        typed=request.POST,
        told=words.told_to(contact),
    )


def _tell(request, contact, go, data):
    common = {"contact": contact, "note": data["note"], "at": request.now, "by": request.user}
    if go == "call":
        return actions.tell_referrer_by_call(**common)
    if go == "none":
        return actions.answer_referrer(no_letter_why=data["reason"], **common)
    return actions.answer_referrer(address=data["address"], **common)
