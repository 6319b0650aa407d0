from django.urls import path, register_converter

from tessera.practice.recording import views


class EntryKind:
    regex = "visit|note|decision"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(EntryKind, "entry_kind")

app_name = "recording"
urlpatterns = [
    path("write/", views.write, name="write"),
    path("people/<uuid:person_id>/write/", views.write_for, name="write_for"),
    path("people/<uuid:person_id>/visits-and-notes/", views.entries, name="entries"),
    path("people/<uuid:person_id>/words/", views.words, name="words"),
    path("people/<uuid:person_id>/<entry_kind:kind>s/<uuid:entry_id>/", views.entry, name="entry"),
]
