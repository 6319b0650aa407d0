from django.urls import path

from tessera.practice.transfers.views import another, of_child, of_teams

app_name = "transfers"
urlpatterns = [
    path("transfers/", of_teams.lists, name="lists"),
    path("people/<uuid:person_id>/transfers/", of_child.transfers, name="transfers"),
    path("people/<uuid:person_id>/transfers/another/", another.another, name="another"),
]
