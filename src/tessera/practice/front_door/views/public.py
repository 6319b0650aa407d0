"""The public referral form: no account, several short pages, and nothing that an outsider can read."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tessera.foundations import codesets
from tessera.foundations.access.models import Team
from tessera.foundations.records import queries as records
from tessera.practice.front_door import actions
from tessera.practice.front_door.forms import public as forms
from tessera.practice.front_door.forms.parts import errors_of
from tessera.practice.front_door.rules import public_form as rules
from tessera.practice.front_door.views import public_cookies
from tessera.ui.guard import public_page

PAGES = ("about-you", "children", "worries", "consent")
TITLES = {
    "about-you": "About you",
    "children": "The children and their family",
    "worries": "Your worries",
    "consent": "What the family knows",
    "check": "Check and send",
}


@public_page(writes=True)
@never_cache
def start(request):
    """What the form is for; the one button begins it."""
    if request.method != "POST":
        return render(request, "front_door/public/start.html", {"telephone": _telephone()})
    try:
        _knock(request, "start")
    except actions.TooMany:
        return _too_many(request)
    form = actions.begin_public_referral(at=request.now, by=None)
    return public_cookies.keep(redirect("front_door:refer_page", page="about-you"), form)


@public_page(writes=True)
@never_cache
def page(request, page):
    """One page of the form. What is typed is kept, right or wrong, and never lost."""
    draft = public_cookies.draft(request)
    if draft is None or page not in PAGES:
        return redirect("front_door:refer")
    if request.method != "POST":
        return _show(request, draft, page, _as_kept(draft, page), {})
    typed, errors = _read(request, page)
    _changed_rows(request, page, typed)
    try:
        actions.save_public_answers(form=draft, page=page, answers=typed, at=request.now, by=None)
    except actions.AlreadySent:
        return redirect("front_door:refer_sent")
    if "add" in request.POST or "remove" in request.POST:
        return _show(request, draft, page, typed, {})
    if request.POST.get("go") == "later":
        return public_cookies.keep(redirect("front_door:refer_save"), draft)
    if _is_robot(request):
        errors["main"] = "Something filled in a box that people do not see. Save the page once more"
    if errors:
        return _show(request, draft, page, typed, errors)
    return public_cookies.keep(redirect(_next_address(draft, page, request)), draft)


@public_page(writes=True)
@never_cache
def check(request):
    """Everything once more, with what is still missing; then it is sent."""
    draft = public_cookies.draft(request)
    if draft is None:
        return redirect("front_door:refer")
    missing = _missing(draft)
    if request.method != "POST" or missing:
        return _show_check(request, draft, missing)
    if settings.RATE_LIMITS and rules.was_written_too_fast(draft.made_at, request.now):
        words = {"main": "That was very quick. Read your answers once more, then send them"}
        return _show_check(request, draft, missing, words)
    try:
        _knock(request, "send")
        _send(request, draft)
    except actions.TooMany:
        return _too_many(request)
    except actions.AlreadySent:
        pass
    return public_cookies.forget(redirect("front_door:refer_sent"), draft.reference)


@public_page()
@never_cache
def sent(request):
    """It has come. Shows the reference once, and nothing else."""
    return render(
        request,
        "front_door/public/sent.html",
        {"reference": public_cookies.asked(request), "is_invented": records.is_invented()},
    )


@public_page(writes=True)
@never_cache
def save(request):
    """Put the form aside: where shall we write how to come back?"""
    draft = public_cookies.draft(request)
    if draft is None:
        return redirect("front_door:refer")
    you = draft.answers.get("about-you") or {}
    form = forms.SaveForLater(request.POST or None, initial={"email": you.get("email", "")})
    if form.is_valid():
        try:
            _knock(request, "mail")
            actions.save_for_later(
                form=draft,
                email=form.cleaned_data["email"],
                link=request.build_absolute_uri(reverse("front_door:refer_return")),
                at=request.now,
                by=None,
            )
        except actions.TooMany:
            return _too_many(request)
        except actions.AlreadySent:
            return redirect("front_door:refer_sent")
        return public_cookies.forget(redirect("front_door:refer_saved"), "")
    value = form.data.get("email") if form.is_bound else form.initial["email"]
    return render(
        request,
        "front_door/public/save.html",
        {"value": value, "errors": errors_of(form) if form.is_bound else {}},
    )


@public_page()
@never_cache
def saved(request):
    return render(
        request,
        "front_door/public/saved.html",
        {"days": rules.draft_lasts(request.today).days, "is_invented": records.is_invented()},
    )


@public_page(writes=True)
@never_cache
def come_back(request):
    """Ask for a code. The answer is the same whether or not we hold such a form."""
    form = forms.ComeBack(request.POST or None)
    if form.is_valid():
        try:
            _knock(request, "mail")
        except actions.TooMany:
            return _too_many(request)
        reference = form.cleaned_data["reference"].strip().upper()
        actions.send_code(
            reference=reference, email=form.cleaned_data["email"], at=request.now, by=None
        )
        return public_cookies.remember(redirect("front_door:refer_code"), reference)
    return render(
        request,
        "front_door/public/return.html",
        {"typed": form.data, "errors": errors_of(form) if form.is_bound else {}},
    )


@public_page(writes=True)
@never_cache
def code(request):
    """The code opens the form, once, within its time and its few tries."""
    reference = public_cookies.asked(request)
    if not reference:
        return redirect("front_door:refer_return")
    form = forms.Code(request.POST or None)
    errors = {}
    if form.is_bound and form.is_valid():
        try:
            _knock(request, "try")
        except actions.TooMany:
            return _too_many(request)
        draft = actions.try_code(
            reference=reference, code=form.cleaned_data["code"], at=request.now, by=None
        )
        if draft is not None:
            return public_cookies.keep(redirect("front_door:refer_check"), draft)
        errors = {"code": "That code does not open a form. Check it, or ask for a new one"}
    elif form.is_bound:
        errors = errors_of(form)
    minutes = int(rules.CODE_LASTS.total_seconds() // 60)
    return render(
        request,
        "front_door/public/code.html",
        {"errors": errors, "minutes": minutes, "is_invented": records.is_invented()},
    )


@public_page()
def privacy(request):
    """What becomes of what people tell us."""
    return render(
        request, "front_door/public/privacy.html", {"days": rules.draft_lasts(request.today).days}
    )


def _read(request, page):
    """What a page was posted with, as typed, and what is wrong with it."""
    if page == "children":
        children, errors = forms.read_rows(request.POST, "child", forms.Child)
        adults, more = forms.read_rows(request.POST, "adult", forms.Adult)
        if not children:
            errors["child-0-given"] = "Tell us of at least one child"
        return {"children": children, "adults": adults}, errors | more
    form = _FORMS[page](request.POST)
    return forms.typed_in(request.POST, form), errors_of(form)


_FORMS = {"about-you": forms.AboutYou, "worries": forms.Worries, "consent": forms.Consent}


def _changed_rows(request, page, typed):
    """Add or take out a row when its button was pressed, for those without script."""
    if page != "children":
        return
    lists = {"child": ("children", forms.MOST_CHILDREN), "adult": ("adults", forms.MOST_ADULTS)}
    if (name := request.POST.get("add")) in lists:
        key, most = lists[name]
        if len(typed[key]) < most:
            typed[key].append({})
    name, _, n = request.POST.get("remove", "").partition(":")
    if name in lists and n.isdigit() and int(n) < len(typed[lists[name][0]]):
        typed[lists[name][0]].pop(int(n))


def _as_kept(draft, page):
    empty = {"children": [], "adults": []} if page == "children" else {}
    return draft.answers.get(page) or empty


def _missing(draft):
    """Page to what is wrong on it, by the same forms that asked."""
    found = {}
    for name, kind in _FORMS.items():
        form = forms.form_of(kind, draft.answers.get(name))
        if not form.is_valid():
            found[name] = list(errors_of(form).values())
    family = _as_kept(draft, "children")
    wrong = [
        words
        for n, row in enumerate(family["children"])
        for words in errors_of(forms.form_of(forms.Child, row, f"child-{n}")).values()
    ]
    if not family["children"]:
        wrong.append("Tell us of at least one child")
    if wrong:
        found["children"] = wrong
    return {name: found[name] for name in PAGES if name in found}


def _send(request, draft):
    def clean(kind, typed, prefix=None):
        form = forms.form_of(kind, typed, prefix)
        form.is_valid()
        return form.cleaned_data

    family = _as_kept(draft, "children")
    answers = {
        "you": clean(forms.AboutYou, draft.answers["about-you"]),
        "children": [clean(forms.Child, r, f"child-{n}") for n, r in enumerate(family["children"])],
        "adults": [clean(forms.Adult, r, f"adult-{n}") for n, r in enumerate(family["adults"])],
        "worries": clean(forms.Worries, draft.answers["worries"]),
        "consent": clean(forms.Consent, draft.answers["consent"]),
    }
    return actions.send_public_referral(
        form=draft,
        details=actions.details_of(answers, received_at=request.now),
        parts=actions.parts_of(answers),
        at=request.now,
        by=None,
    )


def _show(request, draft, page, typed, errors):
    response = render(
        request,
        f"front_door/public/{page.replace('-', '_')}.html",
        {
            "page": page,
            "number": PAGES.index(page) + 1,
            "title": TITLES[page],
            "typed": typed,
            "errors": errors,
            "kinds": forms.kinds_of_referrer(),
            "concern_groups": codesets.groups("contact.concern"),
            "concern_items": lambda codes: [(code.code, code.label) for code in codes],
            "consents": forms.CONSENT,
            "back": request.GET.get("back") == "check",
        },
    )
    return public_cookies.keep(response, draft)


def _show_check(request, draft, missing, errors=None):
    context = {
        "answers": {name: _as_kept(draft, name) for name in PAGES},
        "missing": missing,
        "titles": TITLES,
        "errors": errors or {},
        "kind_label": codesets.label(
            "contact.source_kind", (draft.answers.get("about-you") or {}).get("kind") or ""
        ),
        "missing_links": [
            {"text": f"{TITLES[name]}: {words[0]}", "href": f"#{name}"}
            for name, words in missing.items()
        ],
        "concerns": [
            codesets.label("contact.concern", concern)
            for concern in (draft.answers.get("worries") or {}).get("concerns") or ()
        ],
        "consent_label": dict(forms.CONSENT).get,
    }
    return public_cookies.keep(render(request, "front_door/public/check.html", context), draft)


def _next_address(draft, page, request):
    if request.POST.get("back") == "check":
        return reverse("front_door:refer_check")
    following = PAGES.index(page) + 1
    if following < len(PAGES):
        return reverse("front_door:refer_page", kwargs={"page": PAGES[following]})
    return reverse("front_door:refer_check")


def _is_robot(request):
    return bool(request.POST.get("website"))


def _telephone():
    team = Team.objects.filter(code="front_door", ended_on=None).first()
    return team.telephone if team else ""


def _knock(request, kind):
    actions.knock(kind=kind, address=request.META.get("REMOTE_ADDR", ""), at=request.now, by=None)


def _too_many(request):
    return render(request, "front_door/public/too_many.html", status=429)
