"""One contact: what was told, what we know, and what to do next."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tessera.engine.workflow.pages import step_page
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.people import record_page
from tessera.people.models import Person
from tessera.people.queries import likely_duplicates, records_open, search
from tessera.practice.front_door import actions, permissions, queries
from tessera.practice.front_door.forms import contact as forms
from tessera.practice.front_door.forms.parts import PARTS, errors_of
from tessera.practice.front_door.models import Contact
from tessera.practice.front_door.pages import contact_page, may
from tessera.practice.front_door.queries.partners import on_screen
from tessera.practice.front_door.views import words
from tessera.practice.front_door.views.board import meeting_day


@contact_page(permissions.VIEW_CONTACT)
def contact(request, contact):
    return _page(request, contact)


def _page(request, contact, errors=None, status=200):
    errors = errors or {}
    screens = on_screen(request.today)
    children = queries.children_of(contact)
    people = [part.person for part in contact.children.all() if part.person]
    opens = _record_opens(request, people)
    clocks = queries.running_clocks([contact])
    referrals = queries.referrals_of([person.pk for person in people])
    return render(
        request,
        "front_door/contact.html",
        {
            "contact": contact,
            "errors": errors,
            "typed": request.POST if errors else {},
            "done": DONE.get(request.GET.get("done", ""), ""),
            "is_asking": request.GET.get("open") == "ask",
            "family": queries.family_words(contact),
            "ages": words.ages(contact, request.today),
            "children": children,
            "adults": queries.adults_of(contact),
            "unmatched": [part for part in children if part.person is None],
            "record_opens": opens,
            "statuses": record_page.statuses_of(people, request.today),
            "referrals": referrals,
            "clock": words.clock_of(clocks.get(contact.pk), request.now),
            "came_from": words.came_from(contact, request.now),
            "checks": list(contact.checks.order_by("asked_at", "pk")),
            "earlier": queries.earlier_contacts(people, actor=request.actor, besides=contact),
            "family_words": queries.family_words,
            **words.signing(contact, request),
            "agencies": _agencies_to_ask(contact),
            "on_screen": screens,
            "needs_why": forms.needs_why(contact),
            "worry": queries.worry_words(contact),
            "unrelated": queries.unrelated(contact),
            "related_of": next((p.person for p in children if p.person and opens(p.person)), None),
            "kinds": forms.kinds(),
            "by_when": lambda moment: words.by_when(moment, request.now),
            "urgencies": codesets.codes("contact.rag"),
            "opened": list(contact.referrals.select_related("child").order_by("pk")),
            "unheld": list(contact.referrals.unheld().select_related("child").order_by("pk")),
            "corrections": queries.corrections_of_contact(contact),
            "meeting_on": meeting_day(request),
            "may": lambda name: may(request, f"front_door:{name}"),
        },
        status=status,
    )


def _record_opens(request, people):
    """Whether a person's record opens for this worker: a contact shows more than its records do."""
    open_ = records_open(people, actor=request.actor)
    return lambda person: person.pk in open_


def _agencies_to_ask(contact):
    asked = {check.agency for check in contact.checks.all() if check.is_waiting}
    return [(code, label) for code, label in codesets.choices("agency") if code not in asked]


@step_page(permissions.VIEW_CONTACT)
def contact_of_step(request, step):
    """From a worklist to the contact that a step is about."""
    found = Contact.objects.filter(public_id=step.about.get("contact")).first()
    if found is None:
        raise Http404
    return redirect("front_door:contact", contact_id=found.public_id)


DONE = {
    "family": "The family is recorded: who is whose stands under Who it is about.",
    "asked": "The agencies are asked.",
}


def _back(contact, done=""):
    address = reverse("front_door:contact", args=[contact.public_id])
    return redirect(f"{address}?done={done}" if done else address)


def _gone_on(request, contact):
    """Someone was sooner: show how it stands now."""
    fresh = queries.with_people(Contact.objects.filter(pk=contact.pk)).get()
    words_ = "Someone else has gone on with this contact meanwhile. This is how it stands now"
    return _page(request, fresh, {"main": words_})


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def urgency(request, contact):
    form = forms.Urgency(request.POST or None, contact=contact)
    if not form.is_valid():
        return _page(request, contact, errors_of(form) if form.is_bound else {})
    try:
        actions.set_rag(
            contact=contact, rag=form.cleaned_data["rag"], at=request.now, by=request.user
        )
    except actions.AlreadyDecided:
        return _gone_on(request, contact)
    return _back(contact)


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def family(request, contact):
    """How the people of the contact are related, written once for all its children."""
    form = forms.Family(request.POST or None, unrelated=queries.unrelated(contact))
    if not form.is_valid():
        return _page(request, contact, errors_of(form) if form.is_bound else {})
    actions.record_family(
        contact=contact,
        kinds=form.said,
        are_siblings=form.cleaned_data["siblings"],
        at_home=form.at_home,
        by=request.user,
    )
    return _back(contact, done="family")


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def ask(request, contact):
    """Ask several agencies what they know; each may be asked something of its own."""
    form = forms.Ask(request.POST or None, contact=contact)
    if not form.is_valid():
        return _page(request, contact, errors_of(form) if form.is_bound else {})
    data = form.cleaned_data
    try:
        actions.ask_agencies(
            contact=contact,
            questions=form.questions(),
            why=data["why"],
            without_agreement_why=data["without_agreement_why"],
            at=request.now,
            by=request.user,
        )
    except (actions.AlreadyAsked, actions.AlreadyDecided):
        return _gone_on(request, contact)
    return _back(contact, done="asked")


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def check(request, contact, check_id):
    """Write down an agency's answer, its last word, or why we no longer wait."""
    found = get_object_or_404(contact.checks, public_id=check_id)
    kinds = {"answer": forms.Answer, "word": forms.LastWord, "withdraw": forms.WithReason}
    go = request.POST.get("go", "answer")
    form = kinds.get(go, forms.Answer)(request.POST or None)
    if form.is_valid():
        try:
            _write_check(request, found, go, form.cleaned_data)
        except actions.NotWaiting:
            return _gone_on(request, contact)
        return _back(contact)
    return render(
        request,
        "front_door/check.html",
        {
            "contact": contact,
            "check": found,
            "due": words.by_when(found.due_at, request.now),
            "family": queries.family_words(contact),
            "typed": request.POST,
            "errors": errors_of(form) if form.is_bound else {},
        },
    )


def _write_check(request, check, go, data):
    common = {"check": check, "at": request.now, "by": request.user}
    if go == "word":
        return actions.note_last_word(words=data["words"], **common)
    if go == "withdraw":
        return actions.withdraw_check(reason=data["reason"], **common)
    return actions.record_answer(
        is_known=data["is_known"],
        answer=data["answer"],
        answered_by=data["answered_by"],
        **common,
    )


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def match(request, contact, part_id):
    """Say who a child or grown-up of the contact is, or add them to the record."""
    part = get_object_or_404(contact.children, public_id=part_id)
    query = request.GET.get("q", "")
    if request.method == "POST":
        try:
            return _match(request, contact, part)
        except (actions.AlreadyMatched, actions.AlreadyDecided):
            return _gone_on(request, contact)
        except actions.AlreadyInContact:
            words_ = "This person stands in the contact already"
            return _match_page(request, contact, part, query, {"person": words_})
    return _match_page(request, contact, part, query)


def _match(request, contact, part):
    chosen = request.POST.get("person", "")
    common = {"part": part, "at": request.now, "by": request.user}
    if chosen == "new":
        actions.add_as_person(**common)
        return _back(contact)
    if chosen == "wrong":
        reason = request.POST.get("reason", "").strip()
        if not reason:
            errors = {"reason": "Say why this is not the right person"}
            return _match_page(request, contact, part, "", errors)
        actions.unmatch_part(reason=reason, **common)
        return _back(contact)
    person = _known(request, chosen)
    if person is None:
        errors = {"person": "Choose who this is, or add them as someone new"}
        return _match_page(request, contact, part, "", errors)
    actions.match_part(person=person, **common)
    return _back(contact)


def _known(request, public_id):
    if len(public_id) != len("00000000-0000-0000-0000-000000000000"):
        return None
    return Person.objects.known_to(request.actor).filter(public_id=public_id).first()


def _match_page(request, contact, part, query, errors=None):
    likely = likely_duplicates(
        given=part.given_as_told,
        family=part.family_as_told,
        born_on=part.born_on_as_told,
        expected_on=part.expected_on_as_told,
        sex=part.sex_as_told,
        postcode=part.postcode_as_told,
        actor=request.actor,
    )
    found = search(query, request.actor, limit=8).found if query else ()
    known = {each.person.pk for each in likely}
    return render(
        request,
        "front_door/match.html",
        {
            "contact": contact,
            "part": part,
            "query": query,
            "likely": [*likely, *(each for each in found if each.person.pk not in known)],
            "is_protected": _is_protected(request, part),
            "errors": errors or {},
        },
    )


def _is_protected(request, part):
    """Where a matched person lives may be protected; then what was told of it is withheld too."""
    if part.person is None:
        return False
    people = Person.objects.with_standing(request.actor)
    return people.get(pk=part.person_id).whereabouts_withheld


@contact_page(permissions.SCREEN_CONTACT, writes=True)
def meeting(request, contact):
    """On the list of the daily meeting, or off it."""
    form = forms.Meeting(request.POST or None)
    if form.is_valid():
        try:
            if request.POST.get("go") == "off":
                actions.take_off_daily_list(contact=contact, by=request.user)
            else:
                actions.put_on_daily_list(
                    contact=contact,
                    on=meeting_day(request),
                    note=form.cleaned_data["note"],
                    by=request.user,
                )
        except actions.AlreadyDecided:
            return _gone_on(request, contact)
    return _back(contact)


@contact_page(permissions.TELL_REFERRER, writes=True)
def acknowledge(request, contact):
    if request.method == "POST":
        actions.acknowledge_contact(contact=contact, at=request.now, by=request.user)
    return _back(contact)


@contact_page(permissions.CORRECT_CONTACT, writes=True)
def correct(request, contact):
    """Put right what was written down; the earlier words stay as a version."""
    form = forms.CorrectContact(request.POST or None, contact=contact)
    errors = errors_of(form) if form.is_bound and not form.is_valid() else {}
    if form.is_bound and not errors:
        try:
            actions.correct_contact(
                contact=contact,
                changes=form.changes(),
                words=form.words(),
                reason=form.cleaned_data["reason"],
                at=request.now,
                by=request.user,
            )
        except actions.OutOfOrder as refusal:
            errors = {"received_at-day": ". ".join(refusal.problems)}
        else:
            return _back(contact)
    return render(
        request,
        "front_door/correct.html",
        {
            "contact": contact,
            "family": queries.family_words(contact),
            "typed": _typed(request, form),
            "children": form.children,
            "errors": errors,
            "choices": {
                name: form.fields[name].choices for name in ("channel", "source", "consent")
            },
            "concerns": codesets.groups("contact.concern"),
            "cases": list(contact.referrals.select_related("child").order_by("pk")),
        },
    )


def _typed(request, form):
    """What the boxes show: as it stands, or as it was typed."""
    if not form.is_bound:
        at = local(form.initial["received_at"])
        return {**form.initial, "received_at": at.date(), "received_at-time": f"{at:%H:%M}"}
    received = {part: request.POST.get(f"received_at-{part}", "") for part in PARTS}
    concerns = request.POST.getlist("concerns")
    return {**request.POST.dict(), "received_at": received, "concerns": concerns}


@contact_page(permissions.VIEW_CONTACT)
def letter(request, contact):
    """The letter to the referrer, exactly as it was made."""
    document = contact.referrer_letter
    if document is None:
        raise Http404
    queries.noted(contact.children.all())
    name = f'attachment; filename="letter-{contact.reference}.pdf"'
    return HttpResponse(
        bytes(document.content),
        content_type=document.media_type,
        headers={"Content-Disposition": name},
    )
