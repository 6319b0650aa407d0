from django.urls import path

from tessera.practice.front_door.views import (
    adding,
    board,
    contact,
    decision,
    out_of_hours,
    outbox,
    partners,
    public,
    referral,
    taking,
)

app_name = "front_door"

_CONTACT = "front-door/contacts/<uuid:contact_id>/"
_REFERRAL = "front-door/referrals/<uuid:referral_id>/"

urlpatterns = [
    path("front-door/", board.board, name="board"),
    path("front-door/daily/", board.daily, name="daily"),
    path("front-door/watch/", board.watch, name="watch"),
    path("front-door/out-of-hours/", out_of_hours.night, name="night"),
    path("front-door/out-of-hours/<uuid:hand_over_id>/", out_of_hours.hand_over, name="hand_over"),
    path("people/<uuid:person_id>/watch/end/", out_of_hours.end_watch, name="end_watch"),
    path("front-door/contacts/new/", taking.new, name="new"),
    path("front-door/contacts/take/<uuid:step_id>/", taking.take, name="take"),
    path(
        "front-door/contacts/step/<uuid:step_id>/", contact.contact_of_step, name="contact_of_step"
    ),
    path(_CONTACT, contact.contact, name="contact"),
    path(f"{_CONTACT}urgency/", contact.urgency, name="urgency"),
    path(f"{_CONTACT}ask/", contact.ask, name="ask"),
    path(f"{_CONTACT}checks/<uuid:check_id>/", contact.check, name="check"),
    path(f"{_CONTACT}people/<uuid:part_id>/", contact.match, name="match"),
    path(f"{_CONTACT}add-child/", adding.add_child, name="add_child"),
    path(f"{_CONTACT}family/", contact.family, name="family"),
    path(f"{_CONTACT}meeting/", contact.meeting, name="meeting"),
    path(f"{_CONTACT}acknowledge/", contact.acknowledge, name="acknowledge"),
    path(f"{_CONTACT}correct/", contact.correct, name="correct"),
    path(f"{_CONTACT}decide/", decision.decide, name="decide"),
    path(f"{_CONTACT}decide/save/", decision.save_decision, name="save_decision"),
    path(f"{_CONTACT}authorise/", decision.authorise, name="authorise"),
    path(f"{_CONTACT}level/", decision.level, name="level"),
    path(f"{_CONTACT}tell/", decision.tell, name="tell"),
    path(f"{_CONTACT}letter.pdf", contact.letter, name="letter"),
    path("partner/checks/", partners.checks, name="partner_checks"),
    path("partner/checks/<uuid:check_id>/", partners.check, name="partner_check"),
    path("people/<uuid:person_id>/referrals/", referral.referrals, name="referrals"),
    path(f"{_REFERRAL}allocate/", referral.allocate, name="allocate"),
    path(f"{_REFERRAL}close/", referral.close, name="close"),
    path(f"{_REFERRAL}no-further-action/", referral.no_action, name="no_action"),
    path(f"{_REFERRAL}take-up/", referral.take_up, name="take_up"),
    path(f"{_REFERRAL}correct/", referral.correct, name="correct_referral"),
    path("refer/", public.start, name="refer"),
    path("refer/privacy/", public.privacy, name="refer_privacy"),
    path("refer/check/", public.check, name="refer_check"),
    path("refer/sent/", public.sent, name="refer_sent"),
    path("refer/save/", public.save, name="refer_save"),
    path("refer/saved/", public.saved, name="refer_saved"),
    path("refer/return/", public.come_back, name="refer_return"),
    path("refer/code/", public.code, name="refer_code"),
    path("refer/<slug:page>/", public.page, name="refer_page"),
    path("outbox/", outbox.outbox, name="outbox"),
]
