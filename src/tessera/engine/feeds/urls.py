from django.urls import path

from tessera.engine.feeds import views

app_name = "feeds"
urlpatterns = [
    path("calendar/", views.mine, name="mine"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
]
