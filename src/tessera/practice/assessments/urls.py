from django.urls import path

from tessera.practice.assessments import views

app_name = "assessments"
urlpatterns = [
    path("people/<uuid:person_id>/assessments/", views.assessments, name="assessments"),
    path("people/<uuid:person_id>/review-point/", views.review_point, name="review_point"),
]
