from django.urls import path

from tessera.practice.letters import views

app_name = "letters"
_LETTER = "people/<uuid:person_id>/letters/<uuid:letter_id>/"
urlpatterns = [
    path("people/<uuid:person_id>/letters/", views.write, name="write"),
    path(_LETTER, views.letter, name="letter"),
    path(f"{_LETTER}preview/", views.preview, name="preview"),
]
