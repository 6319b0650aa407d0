"""Beside a child protection plan: to whom its decisions went, its dates, and who its core group is."""

from django.urls import reverse

from tessera.engine.workflow import lines
from tessera.foundations import codesets
from tessera.people.queries.disclosure import with_address
from tessera.people.record_page import panel
from tessera.practice.child_protection import permissions, queries
from tessera.practice.child_protection.actions.core_groups import CORE_GROUP
from tessera.practice.child_protection.pages import may_all
from tessera.practice.meetings import permissions as meetings
from tessera.practice.meetings.models import Sending
from tessera.practice.meetings.queries import last_sendings
from tessera.practice.meetings.rules import usual_way
from tessera.practice.plans.choices import Kind
from tessera.practice.plans.pages import PAGE
from tessera.practice.plans.panels.dates import meeting_date, visit_date
from tessera.practice.plans.queries import latest_views, speaker_of
from tessera.ui.doors import door
from tessera.ui.formatting import clock_time, day_month, due_date, lower_first

REVIEW = "child_protection.review_conference"
SEND = {
    "email": "send by secure e-mail",
    "post": "send by post",
    "system": "send on their record",
    "": "choose whether it goes, and how",
}
NO_ADDRESS = "choose how it goes, as the record has no address"


def _decisions(child, request):
    """Who is to have the decisions of the last conference, and who has: with its clock while it runs."""
    page = request.plan_page
    if page.kind != Kind.PROTECTION:
        return None
    meeting = queries.latest_conference(child, since=page.began_on, actor=request.actor)
    if meeting is None:
        return None
    asked = queries.known_among(meeting.invited.all(), request.actor)
    rows = _rows(request, meeting, asked)
    wanted = [row for row in rows if not row["kept_from"]]
    sent = sum(row["is_sent"] for row in wanted)
    return {
        "meeting": meeting,
        "name": codesets.label("meeting.kind", meeting.kind),
        "rows": rows,
        "count": f"{sent} of {len(wanted)}" if wanted else "",
        "clock": _clock(request, meeting) if sent < len(wanted) else None,
    }


def _rows(request, meeting, asked):
    sent = last_sendings(meeting, Sending.What.DECISIONS)
    kept_from = queries.kept_from(meeting, request.today)
    gone = {pk for pk, each in sent.items() if not each.is_on_its_way}
    step = queries.open_sending(meeting) if any(each.pk not in gone for each in asked) else None
    may_send = step is not None and step.code == "child_protection.send_decisions"
    href = None
    if may_send and may_all(request, meetings.SEND, [row.child for row in meeting.children.all()]):
        href = reverse("child_protection:send", kwargs={"step_id": step.public_id})
    children = {row.child_id for row in meeting.children.all()}
    family = [each.person_id for each in asked if each.person_id] if href else []
    posted_to = with_address(family, request.today) if family else set()
    return [
        _row(
            each,
            sent.get(each.pk),
            kept_from[each.pk],
            href,
            request.today,
            is_child=each.person_id in children,
            has_address=not each.is_family or each.person_id in posted_to,
        )
        for each in asked
    ]


def _row(invited, sending, kept_from, href, today, *, is_child, has_address):
    is_sent = sending is not None and sending.sent_on is not None
    is_on_its_way = sending is not None and sending.is_on_its_way
    return {
        "invited": invited,
        "who": queries.name_of(invited),
        "role": queries.role_of(invited),
        "is_sent": is_sent,
        "when": _sent(sending, today) if is_sent else "",
        "how": sending.get_how_display() if is_sent else "",
        "kept_from": "" if is_sent else kept_from,
        "why": sending.withheld_why if sending is not None and not is_sent else "",
        "on_its_way": sending.whereabouts() if is_on_its_way else "",
        "href": href if sending is None or is_on_its_way else None,
        "do": _how_to(invited, is_child=is_child, has_address=has_address),
    }


def _how_to(invited, *, is_child, has_address):
    """As the page that sends it proposes."""
    way = usual_way(
        is_worker=invited.worker_id is not None,
        is_family=invited.is_family,
        is_child=is_child,
        has_address=has_address,
    )
    return NO_ADDRESS if not way and not is_child else SEND[way]


def _sent(sending, today):
    on = day_month(sending.sent_on, today=today)
    at = sending.document.sent_at if sending.document else None
    by_hand = sending.how in (Sending.How.HAND, Sending.How.POST)
    return f"{on}, {clock_time(at)}" if at and not by_hand else on


def _clock(request, meeting):
    clock = request.plan_page.running("T064", since=meeting.held_on)
    if clock is None:
        return None
    by, today = clock.due_on, request.today
    late = lines.lateness(by, None, request.now)
    if late:
        why = f"Was due {due_date(by, today=today)}: {lower_first(clock.why)}"
        return {"words": late, "tone": "late", "why": why}
    words = "the end of today" if by == today else due_date(by, today=today)
    return {"words": f"Due by {words}", "tone": "soon", "why": clock.why}


def _dates(child, request):
    page = request.plan_page
    if page.kind != Kind.PROTECTION:
        return None
    core_group, review = page.step(CORE_GROUP), page.step(REVIEW)
    booked = queries.booked_for([core_group, review])
    shown = {"today": page.today, "with_place": "whereabouts" not in request.withheld}
    rows = [
        meeting_date(
            "Next core group",
            page.running("T066", "T067"),
            step=core_group,
            booked=booked.get(core_group and core_group.public_id),
            link=_to_set(request, child, core_group, booked),
            **shown,
        ),
        visit_date(page),
        meeting_date("Full record of the conference", page.running("T065"), **shown),
        meeting_date(
            "Next review conference",
            page.running("T068", "T069"),
            step=review,
            booked=booked.get(review and review.public_id),
            sooner=_sooner(child, review, page.today),
            **shown,
        ),
    ]
    return {"rows": [row for row in rows if row]}


def _to_set(request, child, core_group, booked):
    """Where the hour and the place of the core group are set, for those who may."""
    if core_group is None:
        return None
    way = door(request, "child_protection:core_group_day", child, step_id=core_group.public_id)
    words = "Move it" if core_group.public_id in booked else "Set the time and place"
    return way and {"words": words, "href": way}


def _sooner(child, review, today):
    group = queries.sooner_review(child) if review is not None and review.due_on else None
    if group is None or group.early_review_by != review.due_on:
        return ""
    return f"Asked for sooner by the core group of {day_month(group.held_on, today=today)}"


def _core_group(child, request):
    """Those who work the plan, and what the parents said of it."""
    page = request.plan_page
    if page.kind != Kind.PROTECTION:
        return None
    meeting = queries.latest_core_group(child, since=page.began_on, actor=request.actor)
    asked = queries.known_among(meeting.invited.all(), request.actor) if meeting else []
    return {
        "meeting": meeting,
        "members": [
            {"invited": each, "who": queries.name_of(each), "role": queries.role_of(each)}
            for each in asked
            if not each.left_out_why
        ],
        "views": [
            {
                "who": speaker_of(view),
                "on": day_month(view.on, today=page.today),
                "words": view.words,
            }
            for view in latest_views(page.sight.take_views("parent"))
        ],
    }


panel(
    "child_protection.decisions",
    "Decisions sent",
    10,
    "child_protection/panels/decisions.html",
    _decisions,
    permission=meetings.VIEW,
    page=PAGE,
)
panel(
    "child_protection.dates",
    "Dates",
    20,
    "child_protection/panels/dates.html",
    _dates,
    permission=permissions.VIEW,
    page=PAGE,
)
panel(
    "child_protection.core_group",
    "Core group",
    30,
    "child_protection/panels/core_group.html",
    _core_group,
    permission=meetings.VIEW,
    page=PAGE,
)
