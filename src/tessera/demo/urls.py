from django.urls import path

from tessera.demo import processes, views

app_name = "demo"

urlpatterns = (
    [path("bench/<uuid:person_id>/", views.bare, name="bare")] if processes.is_measuring() else []
)
