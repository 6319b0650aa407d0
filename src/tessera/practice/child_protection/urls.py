from django.urls import path

from tessera.practice.child_protection import views

app_name = "child_protection"
urlpatterns = [
    path("people/<uuid:person_id>/plans/", views.plans, name="plans"),
    path("people/<uuid:person_id>/meetings/", views.meetings, name="meetings"),
]
