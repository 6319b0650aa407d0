from django.urls import path

from tessera.insight.cin_census import views

app_name = "cin_census"

_YEAR = "returns/cin-census/<int:year>/"
_FROZEN = "returns/cin-census/frozen/<uuid:frozen_id>/"

urlpatterns = [
    path("returns/cin-census/", views.home, name="home"),
    path("returns/cin-census/put-right/", views.put_right, name="put_right"),
    path("people/<uuid:person_id>/census/", views.child, name="child"),
    path(_YEAR, views.year, name="year"),
    path(f"{_YEAR}work-out/", views.work_out, name="work_out"),
    path(f"{_YEAR}download/", views.download, name="download"),
    path(f"{_YEAR}freeze/", views.freeze, name="freeze"),
    path(_FROZEN, views.frozen, name="frozen"),
    path(f"{_FROZEN}download/", views.download_frozen, name="download_frozen"),
    path(f"{_FROZEN}compare/", views.compare, name="compare"),
]
