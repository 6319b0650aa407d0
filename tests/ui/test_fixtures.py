"""Our macros write what GOV.UK Frontend's own fixtures write, for every option that we take."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment
from markupsafe import Markup

from tessera.ui.jinja import environment

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "tools/frontend/node_modules/govuk-frontend/dist/govuk/components"
ROOM = ROOT / "src/tessera/ui/templates"
VOID = {"input", "br", "img", "path"}

# What a macro takes, by the design system's own names; a fixture that uses more is not ours to write.
LABEL = {"text", "html", "classes", "isPageHeading"}
WORDS = {"text", "html"}
ITEM = {
    "value",
    "text",
    "html",
    "id",
    "name",
    "hint",
    "conditional",
    "checked",
    "disabled",
    "divider",
}
FIELD = {"id", "name", "label", "hint", "errorMessage", "classes", "formGroup", "describedBy"}
CASES = {
    "input": FIELD
    | {"value", "type", "prefix", "suffix", "inputmode", "autocomplete", "autocapitalize"}
    | {"pattern", "spellcheck", "disabled", "attributes"},
    "textarea": FIELD | {"value", "rows", "spellcheck", "autocomplete", "disabled", "attributes"},
    "select": FIELD | {"value", "items", "disabled", "attributes"},
    "file-upload": FIELD | {"disabled", "multiple", "attributes"},
    "radios": {"name", "idPrefix", "fieldset", "hint", "errorMessage", "items", "value", "classes"}
    | {"formGroup"},
    "checkboxes": {"name", "idPrefix", "fieldset", "hint", "errorMessage", "items", "values"}
    | {"classes", "formGroup", "describedBy"},
    "date-input": {"id", "namePrefix", "fieldset", "hint", "errorMessage", "items", "values"}
    | {"formGroup"},
    "error-summary": {"titleText", "titleHtml", "descriptionText", "errorList", "disableAutoFocus"}
    | {"descriptionHtml"},
    "button": {"text", "html", "href", "name", "value", "type", "id", "disabled", "classes"}
    | {"preventDoubleClick", "attributes"},
    "tag": {"text", "html", "classes"},
    "summary-list": {"rows", "classes"},
}


class Flat(HTMLParser):
    """Tags with sorted attributes, words with single spaces: what differs here differs to a browser."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "class" in told:
            told["class"] = " ".join(sorted((told["class"] or "").split()))
        self.parts.append((tag, tuple(sorted((name, value or "") for name, value in told.items()))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.parts.append(words)


def flat(html: str) -> list[object]:
    parser = Flat()
    parser.feed(html)
    parser.close()
    return parser.parts


def words(option: dict | None) -> object:
    if not option:
        return None
    return Markup(option["html"].strip()) if option.get("html") else option.get("text")


def fits(given: dict, taken: set[str]) -> bool:
    return set(given) <= taken


def simple(options: dict) -> bool:
    """Whether the nested parts are ones that our macros take."""
    parts = [
        options.get("hint"),
        options.get("errorMessage"),
        options.get("prefix"),
        options.get("suffix"),
    ]
    group = options.get("formGroup") or {}
    return (
        all(fits(part, WORDS) for part in parts if part)
        and fits(group, {"classes"})
        and fits(options.get("label") or {}, LABEL)
        and fits(options.get("fieldset") or {}, {"legend", "classes", "describedBy"})
        and fits((options.get("fieldset") or {}).get("legend") or {}, LABEL)
    )


def common(options: dict) -> dict:
    group = options.get("formGroup") or {}
    return {
        "name": options.get("name"),
        "hint": words(options.get("hint")),
        "error": words(options.get("errorMessage")),
        "group_classes": group.get("classes", ""),
    }


def one_box(options: dict, more: tuple[str, ...]) -> dict:
    label = options.get("label") or {}
    return {
        **common(options),
        "label": words(label),
        "label_classes": label.get("classes"),
        "heading": label.get("isPageHeading", False),
        "id": options.get("id"),
        "classes": options.get("classes", ""),
        "described_by": options.get("describedBy"),
        "attributes": options.get("attributes", {}),
        "disabled": options.get("disabled", False),
        **{name: options[name] for name in more if name in options},
    }


def item(option: dict) -> dict:
    ours = {
        key: option[key]
        for key in ("value", "id", "name", "checked", "disabled", "divider")
        if key in option
    }
    ours["text"] = words(option)
    if words(option.get("hint")):
        ours["hint"] = words(option["hint"])
    if (option.get("conditional") or {}).get("html"):
        ours["conditional"] = Markup(option["conditional"]["html"])
    return ours


def spoken(option: dict) -> dict:
    """What a script would print: false, not False."""
    falsely = {key: "false" for key in ("value", "text") if option.get(key) is False}
    return {**option, **falsely}


def choices(options: dict, **more: object) -> dict:
    fieldset = options.get("fieldset") or {}
    legend = fieldset.get("legend") or {}
    return {
        **common(options),
        "label": words(legend),
        "legend_classes": legend.get("classes"),
        "heading": legend.get("isPageHeading", False),
        "fieldset_classes": fieldset.get("classes", ""),
        "described_by": fieldset.get("describedBy") or options.get("describedBy"),
        "id": options.get("idPrefix"),
        "classes": options.get("classes", ""),
        "items": [one and item(one) for one in options["items"]],
        **more,
    }


def date_arguments(options: dict) -> dict:
    fieldset = options.get("fieldset") or {}
    legend = fieldset.get("legend") or {}
    return {
        **common(options),
        "name": options["namePrefix"],
        "id": options["id"],
        "label": words(legend),
        "heading": legend.get("isPageHeading", False),
    }


def error_arguments(options: dict) -> dict:
    return {
        "errors": [
            {"text": words(one), **({"href": one["href"]} if one.get("href") else {})}
            for one in options["errorList"]
        ],
        "title": Markup(options["titleHtml"]) if options.get("titleHtml") else options["titleText"],
        "text": Markup(options["descriptionHtml"])
        if options.get("descriptionHtml")
        else options.get("descriptionText"),
        "autofocus": None if "disableAutoFocus" not in options else not options["disableAutoFocus"],
    }


def summary_arguments(options: dict) -> dict:
    rows = []
    for row in options["rows"]:
        acts = (row.get("actions") or {}).get("items") or []
        ours = {"key": words(row["key"]), "value": words(row["value"])}
        if acts:
            ours["actions"] = [
                {
                    "href": act["href"],
                    "text": words(act),
                    **(
                        {"about": act["visuallyHiddenText"]}
                        if act.get("visuallyHiddenText")
                        else {}
                    ),
                }
                for act in acts
            ]
        rows.append(ours)
    return {"rows": rows, "classes": options.get("classes", "")}


INPUT = ("value", "type", "inputmode", "autocomplete", "autocapitalize", "pattern", "spellcheck")
TEXTAREA = ("value", "rows", "spellcheck", "autocomplete")
ARGUMENTS = {
    "input": lambda o: (
        one_box(o, INPUT) | {"prefix": words(o.get("prefix")), "suffix": words(o.get("suffix"))}
    ),
    "textarea": lambda o: one_box(o, TEXTAREA),
    "select": lambda o: (
        one_box(o, ("value",)) | {"items": [spoken(one) for one in o["items"] if one]}
    ),
    "file-upload": lambda o: one_box(o, ("multiple",)),
    "radios": lambda o: choices(o, value=o.get("value")),
    "checkboxes": lambda o: choices(o, values=o.get("values") or []),
    "date-input": date_arguments,
    "error-summary": error_arguments,
    "button": lambda o: {
        "text": words(o),
        "prevent_double": o.get("preventDoubleClick"),
        **{
            k: o[k]
            for k in ("href", "name", "value", "type", "id", "disabled", "classes", "attributes")
            if k in o
        },
    },
    "tag": lambda o: {"text": words(o), "classes": o.get("classes", "")},
    "summary-list": summary_arguments,
}
MACROS = {
    "input": ("fields", "input"),
    "textarea": ("fields", "textarea"),
    "select": ("fields", "select"),
    "file-upload": ("fields", "file"),
    "radios": ("fields", "radios"),
    "checkboxes": ("fields", "checkboxes"),
    "date-input": ("fields", "date"),
    "error-summary": ("kit", "error_summary"),
    "button": ("kit", "button"),
    "tag": ("kit", "tag"),
    "summary-list": ("kit", "summary_list"),
}


def items_fit(component: str, options: dict) -> bool:
    if component in ("radios", "checkboxes"):
        return all(fits(one, ITEM) for one in options["items"] if one)
    if component == "select":
        return (
            all(
                fits(one, {"value", "text", "selected", "disabled", "attributes"})
                for one in options.get("items", [])
                if one
            )
            and "items" in options
        )
    if component == "date-input":
        usual = [one.get("name") for one in options.get("items") or []] in (
            [],
            ["day", "month", "year"],
        )
        plain = all(fits(one, {"name"}) for one in options.get("items") or [])
        return (
            usual and plain and "namePrefix" in options and options["namePrefix"] == options["id"]
        )
    if component == "summary-list":
        return all(
            fits(row, {"key", "value", "actions"})
            and fits(row["key"], WORDS)
            and fits(row["value"], WORDS)
            and fits(row.get("actions") or {}, {"items"})
            and all(
                fits(act, WORDS | {"href", "visuallyHiddenText"})
                for act in (row.get("actions") or {}).get("items") or []
            )
            for row in options["rows"]
            if row
        ) and all(options["rows"])
    if component == "error-summary":
        listed = options.get("errorList") or []
        return (
            bool(listed)
            and "titleText" in options | {"titleText": options.get("titleHtml")}
            and all(fits(one, WORDS | {"href"}) for one in listed)
        )
    return True


def cases() -> list:
    found = []
    for component, taken in CASES.items():
        path = KIT / component / "fixtures.json"
        if not path.exists():
            continue
        for fixture in json.loads(path.read_text())["fixtures"]:
            options = fixture["options"]
            if fits(options, taken) and simple(options) and items_fit(component, options):
                found.append(pytest.param(component, fixture, id=f"{component}: {fixture['name']}"))
    return found


@pytest.fixture(scope="module")
def env() -> Environment:
    from jinja2 import FileSystemLoader

    return environment(loader=FileSystemLoader(ROOM))


@pytest.mark.skipif(not KIT.exists(), reason="tools/frontend/build has not fetched the kit")
@pytest.mark.parametrize(("component", "fixture"), cases())
def test_a_macro_writes_what_the_design_system_writes(env, component, fixture):
    module, macro = MACROS[component]
    write = getattr(env.get_template(f"ui/{module}.html").module, macro)
    ours = str(write(**ARGUMENTS[component](fixture["options"])))
    assert flat(ours) == flat(fixture["html"])


@pytest.mark.skipif(not KIT.exists(), reason="tools/frontend/build has not fetched the kit")
def test_most_of_the_published_examples_are_ours_to_write():
    assert len(cases()) >= 190
