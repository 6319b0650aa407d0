"""What the record knows of an enquiry: whether the child was seen since it began, what agencies said, and
by when a conference would be."""

from tessera.engine.forms.filling import Filled, arrival, fill, filler, statement
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.practice.child_protection import queries, rules
from tessera.practice.recording import rules as recording
from tessera.practice.recording.models import Visit
from tessera.ui.formatting import list_words

OF_THE_VISIT = ("last_seen", "seen_by", "seen_alone", "said_when_seen")
PLACES = {words: code for code, words in recording.PLACES.items()}


def _began_on(child):
    if "_enquiry_began_on" not in child.__dict__:
        enquiry = queries.current_enquiry(child)
        child.__dict__["_enquiry_began_on"] = enquiry.started_on if enquiry else None
    return child.__dict__["_enquiry_began_on"]


def _visits(child, on):
    """The visits since the enquiry began, latest first; asked once for a page."""
    since = _began_on(child) if child else None
    if since is None:
        return []
    read = child.__dict__.setdefault("_visits_of_enquiry", {})
    if on not in read:
        rows = Visit.objects.filter(person=child, happened_on__range=(since, on))
        read[on] = list(rows.order_by("-happened_on", "-happened_at", "-pk"))
    return read[on]


def _seen(child, on):
    return next((visit for visit in _visits(child, on) if visit.was_seen), None)


def _of_the_visit(code):
    """What the latest visit says at which the child was seen, when it was in this enquiry."""

    def said(child, on):
        return fill(f"recording.{code}", child, on, None) if _seen(child, on) else None

    return said


for _code in OF_THE_VISIT:
    filler(f"child_protection.{_code}")(_of_the_visit(_code))


@filler("child_protection.was_seen")
def was_seen(child, on):
    """A child before birth cannot be seen; any other was, or was not, at a visit of the enquiry."""
    if child is not None and child.is_unborn:
        return Filled(False, "the record")
    visit = _seen(child, on) or next(iter(_visits(child, on)), None)
    return visit and Filled(visit.was_seen, "the latest visit", visit.happened_on)


@filler("child_protection.not_seen_why")
def not_seen_why(child, on):
    if child is not None and child.is_unborn:
        return Filled("Not born yet", "the record")
    visit = next(iter(_visits(child, on)), None)
    if visit is None or visit.was_seen:
        return None
    return Filled(visit.not_seen_why, "the latest visit", visit.happened_on)


@filler("child_protection.not_alone_why")
def not_alone_why(child, on):
    visit = _seen(child, on)
    if visit is None or not visit.not_alone_why:
        return None
    return Filled(visit.not_alone_why, "the latest visit", visit.happened_on)


@filler("child_protection.seen_where")
def seen_where(child, on):
    visit = _seen(child, on)
    if visit is None or not visit.place:
        return None
    return Filled(PLACES.get(visit.place, "elsewhere"), "the latest visit", visit.happened_on)


@arrival("child_protection.agencies_knew")
def agencies_knew(step, children, actor, on):
    """What agencies answered when they were asked about the contact, each in a paragraph."""
    checks = [check for check in _checks(children, on) if check.answered_at]
    said = [f"{_whose(check)}: {check.answer_words}" for check in checks]
    return Filled("\n\n".join(said), *_answered(checks)) if said else None


@arrival("child_protection.agencies_asked")
def agencies_asked(step, children, actor, on):
    """Who was asked about the contact and what they answered; and who else took part in the discussion."""
    checks = _checks(children, on)
    rows = [
        {
            "agency": check.agency,
            "who": check.answered_by,
            "answered": check.answered_at is not None,
            "said": check.answer_words,
        }
        for check in checks
    ]
    asked = {row["agency"] for row in rows}
    there = queries.took_part_in(step.follows) if step.follows else []
    rows += [{"agency": a, "who": who} for a, who in there if a not in asked | {"social_care"}]
    kept = [{key: said for key, said in row.items() if said != ""} for row in rows]
    if not checks:
        return Filled(kept, "the strategy discussion") if kept else None
    return Filled(kept, *_answered([check for check in checks if check.answered_at]))


def _checks(children, on):
    return queries.checks_of(children, since=on - rules.CHECKS_FRESH_FOR)


def _whose(check):
    agency = codesets.label("agency", check.agency)
    return f"{agency} ({check.answered_by})" if check.answered_by else agency


def _answered(checks):
    """Where the words come from, and of which day they are."""
    days = [local(check.answered_at).date() for check in checks]
    return "the checks with agencies", max(days, default=None)


@statement("child_protection.conference_by")
def conference_by(subjects, on):
    """By when it would have to be held, and so by when to reach a view; by child where that differs."""
    whose: dict = {}
    for child in subjects:
        enquiry = queries.current_enquiry(child)
        if enquiry is not None:
            whose.setdefault(enquiry.started_on, []).append(child.name)
    words = {day: rules.conference_words(strategy_discussion_on=day) for day in whose}
    if len(words) == 1:
        return next(iter(words.values()))
    return "\n\n".join(f"{list_words(names)}: {words[day]}" for day, names in whose.items())
