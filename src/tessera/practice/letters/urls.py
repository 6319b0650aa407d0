from django.urls import path

from tessera.practice.letters.views import delivery, reading, writing

app_name = "letters"
_LETTER = "people/<uuid:person_id>/letters/<uuid:letter_id>/"
urlpatterns = [
    path("people/<uuid:person_id>/letters/", writing.write, name="write"),
    path(_LETTER, writing.letter, name="letter"),
    path(f"{_LETTER}preview/", writing.preview, name="preview"),
    path(f"{_LETTER}undelivered/", delivery.undelivered, name="undelivered"),
    path(f"{_LETTER}second/", reading.second, name="second"),
    path(f"{_LETTER}second/preview/", reading.second_preview, name="second_preview"),
]
