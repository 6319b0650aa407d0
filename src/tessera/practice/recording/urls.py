from django.urls import path, register_converter

from tessera.practice.recording.views import entries, supervision


class EntryKind:
    regex = "visit|note|decision"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(EntryKind, "entry_kind")

app_name = "recording"
urlpatterns = [
    path("write/", entries.write, name="write"),
    path("supervision/<uuid:worker_id>/", supervision.supervision, name="supervision"),
    path("people/<uuid:person_id>/write/", entries.write_for, name="write_for"),
    path("people/<uuid:person_id>/visits-and-notes/", entries.entries, name="entries"),
    path("people/<uuid:person_id>/words/", entries.words, name="words"),
    path(
        "people/<uuid:person_id>/<entry_kind:kind>s/<uuid:entry_id>/", entries.entry, name="entry"
    ),
]
