from django.urls import path

from tessera.engine.workflow.views import (
    absence,
    files,
    find,
    finish,
    manage,
    oversight,
    paper,
    rising,
    start,
    step,
    teams,
    work,
)

app_name = "workflow"

urlpatterns = [
    path("work/", work.my_work, name="my_work"),
    path("work/all/", work.all_work, name="all_work"),
    path("work/begin/<str:code>/", start.begin, name="begin"),
    path("teams/", teams.team_home, name="team_home"),
    path("teams/exceptions/", rising.exceptions, name="exceptions"),
    path("teams/<uuid:team_id>/", teams.team, name="team"),
    path("teams/<uuid:team_id>/away/<uuid:worker_id>/", absence.away, name="away"),
    path("teams/<uuid:team_id>/work/", teams.team_work, name="team_work"),
    path("people/<uuid:person_id>/start/", start.start, name="start"),
    path("people/<uuid:person_id>/forms/", start.forms, name="forms"),
    path(
        "people/<uuid:person_id>/clocks/<uuid:timer_id>/late/",
        oversight.oversee_clock,
        name="oversee_clock",
    ),
    path("find/<str:noun>/", find.find, name="find"),
    path("steps/<uuid:step_id>/", step.step, name="step"),
    path("steps/<uuid:step_id>/save/", step.save, name="save"),
    path("steps/<uuid:step_id>/files/<uuid:file_id>/", files.download, name="file"),
    path("steps/<uuid:step_id>/finish/", finish.finish, name="finish"),
    path("steps/<uuid:step_id>/done/", finish.done, name="done"),
    path("steps/<uuid:step_id>/authorise/", finish.authorise, name="authorise"),
    path("steps/<uuid:step_id>/children/", manage.children, name="children"),
    path("steps/<uuid:step_id>/allocate/", manage.allocate, name="allocate"),
    path("steps/<uuid:step_id>/extend/", oversight.extend, name="extend"),
    path("steps/<uuid:step_id>/cancel/", manage.cancel, name="cancel"),
    path("steps/<uuid:step_id>/reopen/", manage.reopen, name="reopen"),
    path("steps/<uuid:step_id>/print/", paper.print_form, name="print"),
    path("steps/<uuid:step_id>/form.pdf", paper.pdf, name="pdf"),
]
