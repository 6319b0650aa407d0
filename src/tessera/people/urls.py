from django.urls import path

from tessera.people.views import around, details, guarding, record, search, working

app_name = "people"

_PERSON = "people/<uuid:person_id>/"

urlpatterns = [
    path("people/search/", search.search, name="search"),
    path("people/find/", search.find, name="find"),
    path("people/add/", search.add, name="add"),
    path("workers/find/", search.find_worker, name="find_worker"),
    path(_PERSON, record.record, name="record"),
    path(f"{_PERSON}chronology/", record.chronology, name="chronology"),
    path(f"{_PERSON}looked/", record.looked, name="looked"),
    path(f"{_PERSON}history/", record.history, name="history"),
    path(f"{_PERSON}details/", details.details, name="details"),
    path(f"{_PERSON}names/add/", details.add_name, name="add_name"),
    path(f"{_PERSON}names/<uuid:name_id>/correct/", details.correct_name, name="correct_name"),
    path(f"{_PERSON}numbers/add/", details.add_identifier, name="add_identifier"),
    path(
        f"{_PERSON}numbers/<uuid:identifier_id>/correct/",
        details.correct_identifier,
        name="correct_identifier",
    ),
    path(f"{_PERSON}move/", details.move, name="move"),
    path(
        f"{_PERSON}addresses/<uuid:residence_id>/correct/",
        details.correct_residence,
        name="correct_residence",
    ),
    path(f"{_PERSON}reach/add/", details.add_contact_point, name="add_contact_point"),
    path(
        f"{_PERSON}reach/<uuid:point_id>/correct/",
        details.correct_contact_point,
        name="correct_contact_point",
    ),
    path(
        f"{_PERSON}reach/<uuid:point_id>/end/", details.end_contact_point, name="end_contact_point"
    ),
    path(f"{_PERSON}particulars/", details.particulars, name="particulars"),
    path(f"{_PERSON}disabilities/", details.disabilities, name="disabilities"),
    path(f"{_PERSON}correct/", details.correct, name="correct"),
    path(f"{_PERSON}birth/", details.birth, name="birth"),
    path(f"{_PERSON}death/", details.death, name="death"),
    path(f"{_PERSON}family/", around.family, name="family"),
    path(f"{_PERSON}family/add/", around.relate, name="relate"),
    path(
        f"{_PERSON}family/<uuid:tie_id>/correct/",
        around.correct_relationship,
        name="correct_relationship",
    ),
    path(f"{_PERSON}family/<uuid:tie_id>/end/", around.end_relationship, name="end_relationship"),
    path(f"{_PERSON}involvements/", working.involvements, name="involvements"),
    path(f"{_PERSON}involvements/add/", working.add_professional, name="add_professional"),
    path(f"{_PERSON}involvements/join/", working.add_worker, name="add_worker"),
    path(
        f"{_PERSON}involvements/<uuid:involvement_id>/end/",
        working.end_involvement,
        name="end_involvement",
    ),
    path(f"{_PERSON}warnings/", working.warnings, name="warnings"),
    path(f"{_PERSON}warnings/add/", working.add_warning, name="add_warning"),
    path(
        f"{_PERSON}warnings/<uuid:warning_id>/review/",
        working.review_warning,
        name="review_warning",
    ),
    path(f"{_PERSON}warnings/<uuid:warning_id>/end/", working.end_warning, name="end_warning"),
    path(f"{_PERSON}guarding/", guarding.guarding, name="guarding"),
    path(f"{_PERSON}guarding/protect/", guarding.protect, name="protect"),
    path(f"{_PERSON}guarding/protect/list/", guarding.list_viewer, name="list_viewer"),
    path(f"{_PERSON}guarding/protect/end/", guarding.end_protection, name="end_protection"),
    path(f"{_PERSON}guarding/restrict/", guarding.restrict, name="restrict"),
    path(f"{_PERSON}guarding/restrict/list/", guarding.list_worker, name="list_worker"),
    path(f"{_PERSON}guarding/restrict/lift/", guarding.lift, name="lift"),
    path(f"{_PERSON}guarding/restrict/decide/", guarding.decide_lifting, name="decide_lifting"),
]
