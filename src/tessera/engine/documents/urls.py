from django.urls import path

from tessera.engine.documents import views

app_name = "documents"

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:code>/example/", views.sample, name="sample"),
    path("people/<uuid:person_id>/documents/", views.documents, name="list"),
    path("people/<uuid:person_id>/documents/<uuid:document_id>/", views.document, name="document"),
    path("people/<uuid:person_id>/chronology.pdf", views.chronology_pdf, name="chronology_pdf"),
    path(
        "people/<uuid:person_id>/chronology/parts/", views.chronology_parts, name="chronology_parts"
    ),
]
