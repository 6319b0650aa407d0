"""The child's own words, consent, a signature, and statements that the page makes itself."""

from datetime import date

from tessera.engine.forms.kinds.base import Kind, in_words, is_typed, register
from tessera.engine.forms.kinds.dates import Day, boxes
from tessera.ui.formatting import long_date


@register("childs_words")
class ChildsWords(Kind):
    """{"words", "not_heard"}: what the child said or showed, or why the child has not been heard."""

    def read(self, field, post, name, asked):
        words = (post.get(name) or "").strip().replace("\r\n", "\n")
        not_heard = (post.get(f"{name}-not_heard") or "").strip()
        return (
            {"words": words, "not_heard": "" if words else not_heard}
            if words or not_heard
            else None
        )

    def store(self, value):
        return {"words": value, "not_heard": ""} if isinstance(value, str) else value

    def missing(self, field, asked):
        return in_words(
            field.missing
            or "Write what {name} said or showed, or say why {name} has not been heard",
            asked,
        )

    def shown(self, field, value, on):
        return value["words"] or f"Not heard: {value['not_heard']}"

    def names(self, field, name):
        return (name, f"{name}-not_heard")


ANSWERS = {
    "agreed": "Agreed",
    "refused": "Refused",
    "not-asked": "Not asked, because it could put the child at risk",
    "later": "Not asked yet",
}


@register("consent")
class Consent(Kind):
    """{"answer", "by", "on", "to", "why"}: what was agreed, by whom and when. A refusal is an answer."""

    def read(self, field, post, name, asked):
        answer = post.get(name) or ""
        given = {
            part: (post.get(f"{name}-{part}") or "").strip()[:500] for part in ("by", "to", "why")
        }
        on = Day().read(field, post, f"{name}-on", asked)
        if answer not in ANSWERS:
            return None
        return {"answer": answer, "on": on, **given}

    def store(self, value):
        on = value.get("on")
        return {**value, "on": on.isoformat() if isinstance(on, date) else on}

    def problem(self, field, value, asked):
        if is_typed(value.get("on")):
            return value["on"]["problem"]
        if value["answer"] == "agreed" and not (value["by"] and value["on"]):
            return "Say who agreed, and when"
        if value["answer"] == "agreed" and boxes(value["on"]) > asked.today:
            return "The day they agreed must be today or before"
        if value["answer"] == "not-asked" and not value["why"]:
            return "Say why consent was not asked for, and who decided"
        return ""

    def python(self, value):
        on = value.get("on")
        return {**value, "on": date.fromisoformat(on) if isinstance(on, str) else None}

    def shown(self, field, value, on):
        words = ANSWERS[value["answer"]]
        if value["answer"] == "agreed" and isinstance(value.get("on"), str):
            words += f" by {value['by']} on {long_date(date.fromisoformat(value['on']))}"
        return ". ".join(part for part in (words, value.get("to"), value.get("why")) if part)

    def names(self, field, name):
        parts = [f"{name}-{part}" for part in ("by", "to", "why")]
        return (name, *parts, *Day().names(field, f"{name}-on"))


@register("signature")
class Signature(Kind):
    """{"name", "on"}: ticked by the worker who is signed in; the page adds who and when."""

    def clean(self, field, raw, asked):
        if raw != "yes":
            return None
        signer = asked.known("signer", "") or {"name": ""}
        return {"name": signer["name"], "on": asked.today.isoformat()}

    def store(self, value):
        return {
            **value,
            "on": value["on"].isoformat() if isinstance(value["on"], date) else value["on"],
        }

    def python(self, value):
        return {**value, "on": date.fromisoformat(value["on"])}

    def shown(self, field, value, on):
        return f"Signed by {value['name']} on {long_date(date.fromisoformat(value['on']))}"


@register("statement")
class Statement(Kind):
    """Not a question: words that the form says. Kept with the answers so that it reads the same later."""

    def read(self, field, post, name, asked):
        return None

    def names(self, field, name):
        return ()
