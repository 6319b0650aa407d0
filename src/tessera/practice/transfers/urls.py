from django.urls import path

from tessera.practice.transfers.views import of_child, of_teams

app_name = "transfers"
urlpatterns = [
    path("transfers/", of_teams.lists, name="lists"),
    path("people/<uuid:person_id>/transfers/", of_child.transfers, name="transfers"),
]
