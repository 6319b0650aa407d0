from django.urls import path

from tessera.practice.child_protection.views import records, sending

app_name = "child_protection"
urlpatterns = [
    path("people/<uuid:person_id>/plans/", records.plans, name="plans"),
    path("people/<uuid:person_id>/meetings/", records.meetings, name="meetings"),
    path("steps/<uuid:step_id>/send/", sending.send, name="send"),
    path("steps/<uuid:step_id>/send/<uuid:invited_id>.pdf", sending.preview, name="send_preview"),
]
