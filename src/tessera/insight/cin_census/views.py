"""The analyst's pages: a year's return, what is wrong in it, and what was submitted."""

import contextlib
import io

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tessera.foundations.calendar import clock
from tessera.insight.cin_census import (
    actions,
    findings,
    forms,
    layout,
    permissions,
    putting_right,
    queries,
    tasks,
    told,
)
from tessera.insight.cin_census.compare import compare as compare_returns
from tessera.insight.cin_census.models import FrozenReturn, Run
from tessera.insight.cin_census.reader import Reading
from tessera.insight.cin_census.years import NoSuchYear, current_year, year_of
from tessera.people.pages import child_page
from tessera.practice.assessments.permissions import VIEW as READ_ASSESSMENTS
from tessera.ui.guard import page

CHANGED_SHOWN = 100
MOST_TO_PUT_RIGHT = 200


@page(permissions.VIEW)
def home(request):
    return redirect("cin_census:year", year=current_year(request.today))


@page(permissions.OWN)
def put_right(request):
    """What the return asks about the children of this worker or team, and where it is put right."""
    found = list(putting_right.findings_of(request.actor)[:MOST_TO_PUT_RIGHT])
    run = Run.objects.of_year(current_year(request.today)).filter(made_at__isnull=False).first()
    context = {
        "year": year_of(current_year(request.today)),
        "children": putting_right.by_child(found),
        "closed": putting_right.closed_among(found, request.today),
        "made_at": run.made_at if run else None,
        "manages": bool(request.actor.managed_team_ids),
    }
    return render(request, "cin_census/put_right.html", context)


@child_page(READ_ASSESSMENTS)
def child(request, child):
    """What the census will say of one child, as the record stands now: read by whoever may read the child's
    assessments, as the row holds what they found."""
    found = year_of(current_year(request.today))
    context = {"child": child, "year": found, "told": told.told_of(child, found)}
    return render(request, "cin_census/child.html", context)


@page(permissions.VIEW)
def year(request, year):
    """The return as it was last worked out, with how long ago that was."""
    runs = list(Run.objects.of_year(_known(year).number)[:3])
    made = next((run for run in runs if run.made_at), None)
    context = {
        "year": _known(year),
        "tabs": _tabs(year),
        "run": made,
        "last": runs[0] if runs else None,
        "frozen": FrozenReturn.objects.filter(year=year).select_related("frozen_by").defer("file")
        .order_by("-frozen_at", "-pk"),
        "may_work_out": request.actor.may(permissions.WORK_OUT),
        "may_download": request.actor.may(permissions.DOWNLOAD),
        "is_going_on": request.today <= _known(year).ends_on,
        "may_freeze": request.actor.may(permissions.FREEZE),
        **(_found(request, made) if made else {}),
    }  # fmt: skip
    return render(request, "cin_census/year.html", context)


def _found(request, run):
    shown = findings.listed(run, actor=request.actor, asked=request.GET)
    figures = findings.figures(
        shown,
        children=run.children,
        second=(run.cases, "case" if run.cases == 1 else "cases"),
        here=request.path,
    )
    return {"list": shown, "figures": figures}


@page(permissions.WORK_OUT, writes=True)
def work_out(request, year):
    if request.method == "POST":
        with contextlib.suppress(actions.AlreadyAsked):
            run = actions.ask_for_run(year=_known(year).number, at=request.now, by=request.user)
            tasks.work_out.defer(run_id=run.pk)
    return redirect("cin_census:year", year=_known(year).number)


@page(permissions.DOWNLOAD)
def download(request, year):
    _known(year)
    returned = queries.census_return(year, made_at=clock.local(request.now))
    return _file(actions.file_of(returned, year), f"CIN-{year}.xml")


@page(permissions.FREEZE, writes=True)
def freeze(request, year):
    census_year = _known(year)
    form = forms.FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.freeze_return(
                year=year,
                note=form.cleaned_data["note"],
                made_at=clock.local(request.now),
                today=request.today,
                by=request.user,
            )
        except actions.NothingToFreeze:
            form.add_error(
                "sure", "There is no child in this return yet, so there is nothing to keep."
            )
        else:
            return redirect("cin_census:frozen", frozen_id=kept.public_id)
    errors = {name: words[0] for name, words in form.errors.items()}
    context = {"year": census_year, "form": form, "errors": errors}
    return render(request, "cin_census/freeze.html", context, status=422 if errors else 200)


@page(permissions.VIEW)
def frozen(request, frozen_id):
    kept = _kept(frozen_id)
    shown = findings.listed_frozen(kept, actor=request.actor, asked=request.GET)
    context = {
        "frozen": kept,
        "year": year_of(kept.year),
        "figures": findings.figures(
            shown, children=kept.children, second=(kept.rows, "rows"), here=request.path
        ),
        "list": shown,
        "may_download": request.actor.may(permissions.DOWNLOAD),
    }
    return render(request, "cin_census/frozen.html", context)


@page(permissions.DOWNLOAD)
def download_frozen(request, frozen_id):
    kept = _kept(frozen_id)
    return _file(kept.xml, f"CIN-{kept.year}-as-submitted.xml")


@page(permissions.VIEW)
def compare(request, frozen_id):
    """What the record would send today, beside what was submitted."""
    kept = _kept(frozen_id)
    before = list(Reading(io.BytesIO(kept.xml)))
    after = queries.census_return(kept.year, made_at=clock.local(request.now)).children
    comparison = compare_returns(before, after, kept.year)
    shown = findings.people_of(
        [*comparison.added, *comparison.removed, *(c.la_child_id for c in comparison.changed)],
        actor=request.actor,
    )
    context = {
        "frozen": kept,
        "year": year_of(kept.year),
        "comparison": findings.known_only(comparison, shown),
        "people": shown,
        "most": CHANGED_SHOWN,
    }
    return render(request, "cin_census/compare.html", context)


def _tabs(current):
    return [
        {
            "label": str(number),
            "href": reverse("cin_census:year", args=[number]),
            "current": number == current,
        }
        for number in range(layout.LAST_YEAR, layout.FIRST_YEAR - 1, -1)
    ]


def _known(number):
    try:
        return year_of(number)
    except NoSuchYear:
        raise Http404 from None


def _kept(frozen_id):
    return get_object_or_404(FrozenReturn.objects.select_related("frozen_by"), public_id=frozen_id)


def _file(content, name):
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
