from django.urls import path

from tessera.ui import views

app_name = "ui"

urlpatterns = [
    path("components/", views.components, name="components"),
    path("colours.css", views.colours, name="colours"),
    path("components/form/", views.form_components, name="form_components"),
]
