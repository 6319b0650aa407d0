"""Steps of a person, and what stands in a step."""

from functools import cache, lru_cache

from django.db.models import F, Prefetch

from tessera.engine.forms import queries as forms
from tessera.engine.forms.answers import AnswerSet
from tessera.engine.forms.models import Answer
from tessera.engine.workflow import register
from tessera.engine.workflow.models import (
    OPEN_STATES,
    Signature,
    State,
    Step,
    StepEvent,
    Subject,
)
from tessera.foundations.records.models import Version
from tessera.foundations.records.prepared import CHILD, PEOPLE, ROW, THIS, Prepared
from tessera.people.models import Person
from tessera.people.models.reach import anyone, asker


def with_people(steps):
    """Steps with their subjects, workers and team read at once; not the long text of the form."""
    return with_subjects(with_form(steps))


def with_form(steps):
    """The same without the subjects."""
    full = steps.select_related("worker", "team", "sheet__form_version")
    return full.defer("sheet__form_version__definition")


def step_to_open(public_id) -> Step | None:
    """The step of this public id, as its page shows it; whether one may see it is asked of its people."""
    found = _to_open().ask(this=public_id)
    return found[0] if found else None


@cache
def _to_open() -> Prepared:
    return Prepared(with_form(Step.objects).filter(public_id=THIS))


def people_with_standing(step, *, actor) -> list[Person]:
    """Whom a step is about, each with their place in it and all that the policy asks of them."""
    return _with_standing(actor.today).ask(row=step.pk, **asker(actor))


@lru_cache(maxsize=8)
def _with_standing(today) -> Prepared:
    place = {"subject_id": F("step_subjects__pk"), "position": F("step_subjects__position")}
    people = Person.objects.filter(step_subjects__step=ROW).annotate(**place)
    return Prepared(people.with_standing(anyone(today)).order_by("born_on", "pk"))


def held(step, *, people=True) -> Step:
    """The step as it is now, locked until the transaction ends; its people too, if wanted.

    Without them its form is the one that is read already: what a step is written in never changes.
    """
    if people or not Step.sheet.is_cached(step):
        fresh = _held_with_form().ask(row=step.pk)[0]
        return _with_its_people(fresh) if people else fresh
    fresh = _held().ask(row=step.pk)[0]
    if fresh.sheet_id == step.sheet_id:
        fresh.sheet = step.sheet
    return fresh


@cache
def _held_with_form() -> Prepared:
    return Prepared(with_form(Step.objects.select_for_update(of=("self",))).filter(pk=ROW))


@cache
def _held() -> Prepared:
    return Prepared(Step.objects.select_for_update().filter(pk=ROW))


def with_subjects(steps):
    subjects = Subject.objects.select_related("person").order_by("position", "pk")
    return steps.prefetch_related(Prefetch("subjects", subjects))


def _with_its_people(step):
    """As `with_subjects` reads them, for one step."""
    subjects = _subjects_of_step().ask(row=step.pk)
    for subject in subjects:
        subject.step = step
    keep_subjects(step, subjects)
    return step


@cache
def _subjects_of_step() -> Prepared:
    subjects = Subject.objects.filter(step=ROW)
    return Prepared(subjects.select_related("person").order_by("position", "pk"))


def keep_subjects(step, subjects) -> None:
    """Read otherwise, kept as if they had been prefetched."""
    kept = Subject.objects.all()
    # As Django's own manager of a step's subjects does it: a filter that only a further question adds.
    kept._deferred_filter = False, (), {"step": step}  # type: ignore[attr-defined]
    kept._result_cache = subjects
    step.__dict__.setdefault("_prefetched_objects_cache", {})["subjects"] = kept


def subjects_of(step) -> list[Person]:
    """The people whom a step is about, in their order."""
    return [
        subject.person for subject in sorted(step.subjects.all(), key=lambda s: (s.position, s.pk))
    ]


def next_in_sitting(step, worker):
    """The next form that was begun together with this one and waits with the same worker, or None."""
    sitting = step.about.get("sitting")
    if not sitting:
        return None
    waiting = Step.objects.filter(work_item__worker=worker, about__sitting=sitting)
    return waiting.exclude(pk=step.pk).order_by("pk").first()


def steps_of(person):
    """Every step about a person, newest first."""
    return with_people(Step.objects.filter(subjects__person=person)).order_by("-pk")


def open_steps(person):
    return steps_of(person).filter(state__in=OPEN_STATES)


def open_step(person, code) -> Step | None:
    found = _open_step(code).ask(child=person.pk)
    return _with_its_people(found[0]) if found else None


@lru_cache(maxsize=256)
def _open_step(code) -> Prepared:
    steps = Step.objects.filter(subjects__person=CHILD, state__in=OPEN_STATES, code=code)
    return Prepared(with_form(steps).order_by("-pk")[:1])


def last_open_of(codes, person, *, besides=None) -> Step | None:
    """The newest open step of these kinds about this person, other than one."""
    if not codes:
        return None
    found = _last_open_of(codes).ask(child=person.pk, row=besides.pk if besides else 0)
    return found[0] if found else None


@lru_cache(maxsize=256)
def _last_open_of(codes) -> Prepared:
    steps = Step.objects.filter(code__in=codes, state__in=OPEN_STATES, subjects__person=CHILD)
    return Prepared(steps.exclude(pk=ROW).order_by("-pk")[:1])


def says_nothing_of(step, person) -> bool:
    """Whether nothing has been written about this person in the step."""
    return not Answer.objects.filter(sheet=step.sheet_id, child=person).exclude(value=None).exists()


def is_unwritten(step) -> bool:
    """Whether nothing has been written in the step at all."""
    return not Answer.objects.filter(sheet=step.sheet_id).exclude(value=None).exists()


def done_steps(person, code):
    return steps_of(person).filter(code=code, state=State.DONE)


def step_of(step_ref) -> Step:
    """The step that made a fact. Raises Step.DoesNotExist."""
    return with_people(Step.objects).get(public_id=step_ref)


def answers_of(step) -> AnswerSet:
    return forms.answers_of(step.sheet)


def answers_before(step) -> AnswerSet | None:
    """What stood in the form when it was last finished, before it was opened again; None if it never was."""
    done = Version.objects.filter(
        table_name=Step._meta.db_table, row_id=step.pk, row__state=State.DONE
    ).order_by("-pk")
    last = done.first()
    if last is None:
        return None
    rows = Answer.objects.filter(sheet=step.sheet_id)
    stood = {
        (row.field, row.child_id): row.value for row in rows if row.recorded_at <= last.replaced_at
    }
    changed = Version.objects.filter(
        table_name=Answer._meta.db_table,
        row_id__in=[row.pk for row in rows],
        recorded_at__lte=last.replaced_at,
        replaced_at__gt=last.replaced_at,
    )
    for row in changed.values_list("row", flat=True):
        stood[row["field"], row["child_id"]] = row["value"]
    return AnswerSet(forms.form_of(step.sheet), stood)


def earlier_sheet(codes, people):
    """The sheet of the latest finished step of these kinds about any of these people."""
    found = _earlier_sheet(tuple(codes)).ask(people=[person.pk for person in people])
    return found[0].sheet if found else None


@lru_cache(maxsize=256)
def _earlier_sheet(codes) -> Prepared:
    done = Step.objects.filter(code__in=codes, state=State.DONE, subjects__person__in=[PEOPLE])
    full = done.select_related("sheet__form_version").defer("sheet__form_version__definition")
    return Prepared(full.order_by("-pk")[:1])


def signatures_of(step) -> list[Signature]:
    """The names that stand under it, in the order in which they were put there."""
    standing = Signature.objects.filter(step=step, withdrawn_at=None)
    return list(standing.select_related("by").order_by("pk"))


def unsigned_levels(step) -> list[str]:
    """The levels that have still to sign. Work handed in before levels were kept has the one it waits for."""
    signed = {signature.level for signature in signatures_of(step)}
    return [level for level in step.levels or [step.authorisation_level] if level not in signed]


def events_of(step):
    return StepEvent.objects.filter(step=step).select_related("by", "to_worker").order_by("pk")


def unfinished_before(code, people) -> list[Step]:
    """Open steps about these people that usually come before this one."""
    usual = register.step(code).after
    if not usual or not people:
        return []
    open_ = Step.objects.filter(
        code__in=usual, state__in=OPEN_STATES, subjects__person__in=people
    ).distinct()
    return list(with_people(open_).order_by("pk"))
