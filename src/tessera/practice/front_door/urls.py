from django.urls import path

from tessera.practice.front_door.views import public

app_name = "front_door"

urlpatterns = [
    path("refer/", public.start, name="refer"),
    path("refer/check/", public.check, name="refer_check"),
    path("refer/sent/", public.sent, name="refer_sent"),
    path("refer/save/", public.save, name="refer_save"),
    path("refer/saved/", public.saved, name="refer_saved"),
    path("refer/return/", public.come_back, name="refer_return"),
    path("refer/code/", public.code, name="refer_code"),
    path("refer/<slug:page>/", public.page, name="refer_page"),
    path("outbox/", public.outbox, name="outbox"),
]
