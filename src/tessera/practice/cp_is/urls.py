from django.urls import path

from tessera.practice.cp_is.views import attending, files, lists, of_child

app_name = "cp_is"
urlpatterns = [
    path("cp-is/", lists.home, name="home"),
    path("cp-is/make/", files.make, name="make"),
    path("cp-is/files/<uuid:file_id>/", files.file, name="file"),
    path("cp-is/files/<uuid:file_id>/download/", files.download, name="download"),
    path("cp-is/files/<uuid:file_id>/put-back/", files.put_back, name="put_back"),
    path("cp-is/lines/<uuid:line_id>/answer/", files.answer, name="answer"),
    path("cp-is/again/", files.again, name="again"),
    path("cp-is/notices/", attending.notices, name="notices"),
    path("cp-is/notices/add/", attending.add, name="add_notice"),
    path("cp-is/notices/load/", attending.load, name="load_notices"),
    path("people/<uuid:person_id>/cp-is/", of_child.child, name="child"),
]
