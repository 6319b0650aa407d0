from django.urls import path

from tessera.practice.child_protection.views import (
    arrived,
    conferences,
    core_groups,
    drift,
    elsewhere,
    parts,
    preparing,
    records,
    second,
    sending,
)

app_name = "child_protection"
_STEP = "steps/<uuid:step_id>/"
urlpatterns = [
    path("drift/", drift.lists, name="drift"),
    path("drift/<slug:code>/", drift.children, name="drift_list"),
    path("people/<uuid:person_id>/plans/", records.plans, name="plans"),
    path("people/<uuid:person_id>/meetings/", records.meetings, name="meetings"),
    path("other-councils/", elsewhere.lists, name="elsewhere"),
    path("conferences/", conferences.conferences, name="conferences"),
    path("meetings/<uuid:meeting_id>/", conferences.meeting, name="meeting"),
    path(
        "meetings/<uuid:meeting_id>/sent/<uuid:sending_id>/arrived/",
        arrived.arrived,
        name="arrived",
    ),
    path(f"{_STEP}prepare/", preparing.prepare, name="prepare"),
    path(f"{_STEP}core-group/", core_groups.day, name="core_group_day"),
    path(f"{_STEP}delay/", preparing.delay, name="delay"),
    path(f"{_STEP}send/", sending.send, name="send"),
    path(f"{_STEP}send/second/", second.second, name="second"),
    path(f"{_STEP}send/second/<uuid:invited_id>/", second.preview, name="second_preview"),
    path(f"{_STEP}send/<uuid:invited_id>/", sending.preview, name="send_preview"),
    path(f"{_STEP}send/<uuid:invited_id>/parts/", parts.parts, name="send_parts"),
]
