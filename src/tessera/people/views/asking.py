"""A page that asks for one thing and writes it: the same for every particular of a person."""

from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.people import actions
from tessera.people.rules import NotValid

REFUSALS = {
    actions.AlreadyAllocated: "They hold this case already.",
    actions.AlreadyAsked: "A colleague has asked for it already.",
    actions.AlreadyDied: "A death is recorded already. If it is wrong, put the date right.",
    actions.AlreadyEnded: "This has ended already.",
    actions.AlreadyLivesThere: "This is where they live now.",
    actions.AlreadyProtected: "Their whereabouts are protected already.",
    actions.AlreadyRelated: "These two are recorded so already.",
    actions.AlreadyRestricted: "This record is restricted already.",
    actions.BornAndExpected: "A child is either born or expected: empty one of the two dates.",
    actions.DiedBeforeBirth: "A death cannot come before the birth: check both dates.",
    actions.IdentifierTaken: "This number is already in use. Check it figure by figure; if it is"
    " right, tell your manager: there may be two records of one person.",
    actions.MovesOutOfOrder: "They came to where they are now later than this. Put the dates of that"
    " address right first.",
    actions.NeedsADate: "Say from when: the name before ends on that day.",
    actions.NeedsAName: "Enter at least one name.",
    actions.NobodyNamed: "Enter a name, or a school, surgery or service.",
    actions.NoneStandsAlone: "No disability cannot stand beside one: choose one or the other.",
    actions.NotCurrentRelationship: "This relationship has ended already.",
    actions.NotUnborn: "This child is born already.",
    actions.OwnRelative: "Nobody is their own relative: find the other person.",
    actions.StartsBeforeTheLast: "The worker who holds the case came later than this.",
}


def ask(
    request, child, form, write, *, title, back, about="", button="Save", picker=None, **context
):
    """Show the form, or write what it says and go back; a refusal is said in words.

    `picker(form)` gives the markup of a search inside the form; its Find button writes nothing.
    """
    address = reverse(back, kwargs={"person_id": child.public_id})
    is_finding = "find" in request.POST
    if is_finding:
        form.errors.clear()
    if request.method == "POST" and not is_finding and form.is_valid():
        try:
            write(form.cleaned_data)
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        except NotValid as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(address)
    if picker is not None:
        context["picker"] = picker(form)
    shown = {"child": child, "form": form, "title": title, "about": about, "button": button}
    return render(request, "people/form.html", {**shown, "back": address, **context})
