"""A child's assessments, and the review point that the manager sets."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.foundations import codesets
from tessera.foundations.access import gate
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.practice.assessments import actions, forms, permissions, queries, rules
from tessera.ui.formatting import lower_first

LOOK = "assessments.review_point"


@child_page(permissions.VIEW)
def assessments(request, child):
    rows = [_row(each, request) for each in queries.assessments_of(child)]
    context = {
        "child": child,
        "rows": rows,
        "may_set": gate.check(request.actor, permissions.AUTHORISE, child).allow,
        "may_decide": _may_be_updated(request, child, rows),
    }
    return render(request, "assessments/assessments.html", context)


@child_page(permissions.AUTHORISE, writes=True)
def review_point(request, child):
    assessment = queries.open_assessment(child)
    if assessment is None:
        raise Http404
    together = _open_together(request, assessment)
    form = forms.ReviewPointForm(request.POST or None, together=together, today=request.today)
    if request.method == "POST" and form.is_valid():
        on, chosen = form.cleaned_data["on"], form.chosen
        actions.set_review_points(assessments=chosen, review_point_on=on, by=request.user)
        _put_in_diary(request, [each.child for each in chosen], on)
        return redirect("assessments:assessments", person_id=child.public_id)
    context = {"child": child, "form": form, "row": _row(assessment, request)}
    context["errors"] = {name: words[0] for name, words in form.errors.items()}
    return render(request, "assessments/review_point.html", context)


def _open_together(request, assessment):
    """This assessment, and those of the same form for whom this manager may set the day."""
    found = queries.assessed_together(assessment)
    may = Person.objects.visible_to(request.actor, permissions.AUTHORISE)
    ids = set(may.filter(pk__in=[each.child_id for each in found]).values_list("pk", flat=True))
    found = [each for each in found if each.child_id in ids or each.pk == assessment.pk]
    for each in found:
        note_shown(each.child.public_id)
    return found


def _put_in_diary(request, children, on):
    """The look half-way is work of the manager who set the day; of two days set, the last one counts."""
    without = [child for child in children if not _looks_on(request, child, on)]
    if without:
        workflow.start_step(
            code=LOOK,
            subjects=without,
            worker=request.user,
            due_on=on,
            due_why="The day you set to look at the assessment half-way",
            at=request.now,
            by=request.user,
        )


def _looks_on(request, child, on):
    """Whether a look waits that stands; one that is for another day and not begun is no more."""
    look = work.open_step(child, LOOK)
    if look is not None and look.state == State.TO_DO and look.due_on != on:
        details = {"step": look, "at": request.now, "by": request.user}
        if len(work.subjects_of(look)) > 1:
            workflow.remove_subject(person=child, **details)
        else:
            workflow.cancel_step(reason="Another day was set", **details)
        return False
    return look is not None


def _title(assessment):
    kind = codesets.label("assessment.kind", assessment.kind)
    if assessment.is_update:
        return f"Update: {lower_first(kind)}" if kind else "Update assessment"
    return kind or "Single assessment"


def _may_be_updated(request, child, rows):
    """Whether this manager may decide on an update: signed off in the open case, and none under way."""
    done = [row["assessment"] for row in rows]
    if not done or any(each.authorised_on is None for each in done):
        return False
    is_open = any(each.referral.closed_on is None for each in done)
    return is_open and gate.check(request.actor, permissions.DECIDE_UPDATE, child).allow


def _row(assessment, request):
    """One assessment as the page shows it: its clock, what it found, with whom it was shared."""
    today = request.today
    since = assessment.clock_started_on
    return {
        "assessment": assessment,
        "due_on": rules.assessment_due(clock_started_on=since),
        "day_words": rules.day_words(clock_started_on=since, day=assessment.authorised_on or today),
        "is_late": rules.needs_longer_why(
            clock_started_on=since, authorised_on=assessment.authorised_on or today
        ),
        "title": _title(assessment),
        "outcome": codesets.label("assessment.outcome", assessment.outcome),
        "factors": [
            codesets.label("cin.assessment_factor", code)
            for code in sorted(factor.code for factor in assessment.factors.all())
        ],
        "sharings": assessment.sharings.all(),
        "told_since": queries.told_since(assessment, actor=request.actor),
        "first_seen": _first_seen(assessment, today),
    }


def _first_seen(assessment, today):
    """As the assessment says; while it is being written, as the visits say."""
    if assessment.seen_on or assessment.authorised_on:
        return assessment.seen_on
    said = filling.fill("recording.first_seen", assessment.child, today, None)
    return said and said.on
