"""Every page of every room calls components that exist, with arguments that they take."""

from pathlib import Path

import pytest
from django.template import engines
from jinja2 import UndefinedError, nodes

SOURCE = Path(__file__).resolve().parents[2] / "src/tessera"
PAGES = sorted(path for path in SOURCE.glob("**/templates/**/*.html") if "static" not in path.parts)


def imported(tree: nodes.Template) -> dict[str, dict[str, object]]:
    """The macros of each module that a page imports whole: {"ui": {"panel": macro}}."""
    env = engines["jinja"].env
    return {
        one.target: vars(env.get_template(one.template.value).module)
        for one in tree.find_all(nodes.Import)
    }


def borrowed(tree: nodes.Template) -> dict[str, object]:
    env = engines["jinja"].env
    found = {}
    for one in tree.find_all(nodes.FromImport):
        module = env.get_template(one.template.value).module
        for name in one.names:
            ours, theirs = (name[1], name[0]) if isinstance(name, tuple) else (name, name)
            found[ours] = getattr(module, theirs, None)
    return found


def problems(path: Path) -> list[str]:
    tree = engines["jinja"].env.parse(path.read_text())
    modules, macros, found = imported(tree), borrowed(tree), []
    for call in tree.find_all(nodes.Call):
        name = call.node
        if isinstance(name, nodes.Getattr) and getattr(name.node, "name", "") in modules:
            macro, said = modules[name.node.name].get(name.attr), f"{name.node.name}.{name.attr}"
        elif isinstance(name, nodes.Name) and name.name in macros:
            macro, said = macros[name.name], name.name
        else:
            continue
        if macro is None:
            found.append(f"{path.name}:{call.lineno}: there is no {said}")
            continue
        wrong = {one.key for one in call.kwargs} - set(macro.arguments)
        many = len(call.args) > len(macro.arguments)
        if wrong or many:
            found.append(f"{path.name}:{call.lineno}: {said} does not take {wrong or call.args}")
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_page_calls_components_as_they_are(path):
    assert not problems(path)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_brings_no_style_and_no_script_of_its_own(path):
    text = path.read_text()
    assert "style=" not in text
    assert "<style" not in text
    if "ui/templates" not in str(path):
        assert "<script" not in text


@pytest.mark.parametrize("kind", ["late", "needs-you", "waiting", "done", "todo", "key", "", None])
def test_a_tag_knows_its_kinds(kind):
    tag = engines["jinja"].env.get_template("ui/tag.html").module.tag

    assert "Take care" in tag("Take care", kind)


def test_a_kind_that_a_tag_does_not_know_is_an_error():
    tag = engines["jinja"].env.get_template("ui/tag.html").module.tag

    with pytest.raises(UndefinedError, match="soon"):
        tag("Take care", "soon")


def test_pages_name_only_kinds_that_a_tag_knows():
    """What is written on a page itself; what a view hands on fails where it is shown."""
    tag = engines["jinja"].env.get_template("ui/tag.html").module.tag
    for path in PAGES:
        for call in engines["jinja"].env.parse(path.read_text()).find_all(nodes.Call):
            name = getattr(call.node, "attr", getattr(call.node, "name", ""))
            if name != "tag" or len(call.args) < 2:
                continue
            for kind in said_outright(call.args[1]):
                assert tag("", kind), f"{path.name}:{call.lineno}: {kind}"


def said_outright(node: nodes.Node) -> list[str]:
    """The words that an argument can be: itself, or either side of an `if`."""
    if isinstance(node, nodes.Const):
        return [node.value]
    if isinstance(node, nodes.CondExpr):
        return [*said_outright(node.expr1), *(said_outright(node.expr2) if node.expr2 else [])]
    return []
