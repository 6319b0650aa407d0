"""A form on paper: a page to print, and a PDF that a screen reader can read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tessera.engine.documents import typesetting
from tessera.engine.workflow import permissions, register
from tessera.engine.workflow.pages import step_page
from tessera.engine.workflow.views import printing, reading
from tessera.engine.workflow.views.layout import address_of
from tessera.engine.workflow.views.questions import Paper


@step_page(permissions.VIEW)
def print_form(request, step):
    paper = Paper(request, step)
    return render(
        request,
        "workflow/print.html",
        {**reading.about(request, step), "paper": paper, "written": reading.written(paper)},
    )


@step_page(permissions.VIEW)
def pdf(request, step):
    """Made each time from what was written; a step not yet finished says so on every page."""
    if not step.sheet_id:
        return redirect(address_of(step))
    title = register.step(step.code).title
    made = typesetting.form_pdf(printing.form_data(request, step))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{title.lower().replace(" ", "-")}.pdf"'
    return response
