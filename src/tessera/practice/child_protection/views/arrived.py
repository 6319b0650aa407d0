"""A recipient of what a meeting decided says that it came."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.practice.child_protection.forms import ArrivedForm
from tessera.practice.child_protection.pages import meeting_page
from tessera.practice.child_protection.views.conferences import asked_and_known, sent_to
from tessera.practice.meetings import actions, permissions


@meeting_page(permissions.SEND, writes=True)
def arrived(request, meeting, sending_id):
    """Note the day on which a copy arrived."""
    sent = sent_to(meeting, asked_and_known(request, meeting))
    found = next((one for one in sent if one["sending"].public_id == sending_id), None)
    if found is None:
        raise Http404
    form = ArrivedForm(request.POST or None, today=request.today, initial={"on": request.today})
    if form.is_valid():
        try:
            actions.acknowledge_sending(
                sending=found["sending"], on=form.cleaned_data["on"], by=request.user
            )
        except (actions.NotSent, actions.ArrivedBeforeSent) as refusal:
            form.add_error("on", str(refusal.__doc__))
        else:
            back = reverse("child_protection:meeting", args=[meeting.public_id])
            return redirect(f"{back}#sent")
    context = {"meeting": meeting, "children": request.children, "form": form, **found}
    return render(request, "child_protection/arrived.html", context)
