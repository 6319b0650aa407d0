from django.urls import path

from tessera.practice.plans.views import changes, collated, plan

app_name = "plans"
PERSON = "people/<uuid:person_id>/plan"
OUTCOME = f"{PERSON}/outcomes/<uuid:outcome_id>"
ACTION = f"{PERSON}/actions/<uuid:action_id>"
urlpatterns = [
    path("outcomes/", collated.outcomes, name="outcomes"),
    path("outcomes/children/", collated.behind, name="behind"),
    path(f"{PERSON}/", plan.plan, name="plan"),
    path(f"{PERSON}.pdf", plan.pdf, name="pdf"),
    path(f"{PERSON}/why/", changes.describe, name="describe"),
    path(f"{PERSON}/outcomes/", changes.add_outcome, name="add_outcome"),
    path(f"{OUTCOME}/", changes.change_outcome, name="change_outcome"),
    path(f"{OUTCOME}/progress/", changes.score, name="score"),
    path(f"{OUTCOME}/actions/", changes.add_action, name="add_action"),
    path(f"{ACTION}/", changes.change_action, name="change_action"),
    path(f"{ACTION}/done/", changes.done, name="done"),
    path(f"{ACTION}/drop/", changes.drop, name="drop"),
    path(f"{PERSON}/views/", changes.hear, name="hear"),
]
