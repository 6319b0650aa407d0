"""How a form is laid out: which questions stand on a page, the side list, the tabs, and where each leads."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from tessera.engine.forms.answers import first_name
from tessera.engine.workflow.views.questions import Paper
from tessera.people.rules import age_words


@dataclass
class Part:
    """A heading and its questions: those for everyone, or those for one child."""

    section: object
    child: object = None
    filled: list = field(default_factory=list)
    questions: list = field(default_factory=list)

    def take(self, question):
        (self.filled if question.filled else self.questions).append(question)

    @property
    def all(self):
        return self.filled + self.questions


def question_of(paper, key, child):
    """One question as the form's page shows it."""
    return paper.question(paper.form.section_of(key), paper.form.field(key), child)


def paper_questions(paper, wanted):
    for section in paper.form.sections:
        for each in section.fields:
            for child in paper.children_of(section, each):
                if (each.key, child) in wanted:
                    yield paper.question(section, each, child, check="fit")


def paper_of(request, step, definition):
    paper = Paper(request, step)
    paper._is_quick = definition.quick
    return paper


def parts_of(request, paper, definition, check=""):
    """What this page asks: one section, for one child where children differ; or everything."""
    if definition.quick:
        found = []
        for section in paper.form.sections:
            for child in paper.subjects if _differs(section) and paper.subjects else [None]:
                found.append(
                    _part(paper, section, child, check, shared=child in (None, *paper.subjects[:1]))
                )
        return [part for part in found if part.all]
    section = _section(request, paper)
    if section.together:
        return [_together(paper, section, check)]
    return [_part(paper, section, _child(request, paper) if _differs(section) else None, check)]


def _part(paper, section, child, check, *, shared=True):
    part = Part(section, child)
    for each in section.fields:
        is_own = section.is_each_child(each) and child is not None
        if is_own or shared:
            part.take(paper.question(section, each, child if is_own else None, check=check))
    return part


def _together(paper, section, check):
    """What is asked once, and then what is asked of each child in turn."""
    part = Part(section)
    for child in (None, *paper.subjects):
        for each in section.fields:
            if child in paper.children_of(section, each):
                part.take(paper.question(section, each, child, check=check))
    return part


def _differs(section):
    return any(section.is_each_child(each) for each in section.fields)


def _section(request, paper):
    asked = request.POST.get("section") or request.GET.get("section", "")
    return paper.form.section(asked) or paper.form.sections[0]


def _child(request, paper):
    asked = request.POST.get("for") or request.GET.get("child", "")
    return next(
        (c for c in paper.subjects if str(c.public_id) == asked), next(iter(paper.subjects), None)
    )


def where(paper, section, child, definition, found, step):
    """The side list, the tabs, and where the button leads."""
    sections = paper.form.sections
    number = sections.index(section)
    has_pages = _differs(section) and not section.together
    tabs = paper.subjects if has_pages and len(paper.subjects) > 1 else []
    later = tabs[tabs.index(child) + 1] if child in tabs[:-1] else None
    if later is not None:
        go, words = _of_child(step, section, later), first_name(later)
    elif number + 1 < len(sections):
        after = sections[number + 1]
        go, words = address_of(step, section=after.key), f"“{after.title}”"
    else:
        go, words = reverse("workflow:finish", args=[step.public_id]), ""
    return {
        "section": section,
        "section_number": number + 1,
        "section_count": len(sections),
        "child": child,
        "section_list": [_entry(paper, s, section, found, step) for s in sections],
        "tabs": [_tab(paper, section, each, child, found, step) for each in tabs],
        "go": go,
        "go_words": words,
        "left": [
            s for s in sections if s is not section and any(p.section == s.key for p in found)
        ],
    }


def _entry(paper, each, current, found, step):
    count = sum(problem.section == each.key for problem in found)
    begun = any(
        (key in {f.key for f in each.fields}) and row.value is not None
        for (key, _), row in paper.rows.items()
    )
    asks = any(field.is_asked for field in each.fields)
    note = f"{count} to add" if begun and count else "Done" if begun or not asks else "Not started"
    return {
        "label": each.title,
        "href": address_of(step, section=each.key),
        "current": each is current,
        "note": note,
        "todo": bool(count),
    }


def _of_child(step, section, child):
    """Where what is asked of one child stands: what is asked once for all of them comes before."""
    return address_of(step, section=section.key, child=child.public_id) + "#each"


def _tab(paper, section, each, current, found, step):
    count = sum(p.section == section.key and p.child == each for p in found)
    own = {field.key for field in section.fields}
    begun = any(
        key in own and child_id == each.pk and row.value is not None
        for (key, child_id), row in paper.rows.items()
    )
    age = age_words(each.born_on, paper.request.today, expected_on=each.expected_on)
    return {
        "label": f"{first_name(each)}, {age}",
        "href": _of_child(step, section, each),
        "current": each == current,
        "note": f"{count} to add" if count else "Done" if begun else "Not started",
    }


def address_of(step, **query):
    asked = {key: value for key, value in query.items() if value}
    base = reverse("workflow:step", args=[step.public_id])
    return f"{base}?{urlencode(asked)}" if asked else base
