"""What a warning says, wherever it stands: a badge, a list, a line of the chronology."""

from tessera.foundations import codesets

KIND = "warning.kind"


def warning_words(kind, *, detail="", whom=""):
    """Of a kind that is about somebody, it says of whom: beside a child's name stands no "Must not come".

    An address that is protected is kept from whoever is named: it is not theirs.
    """
    extra = codesets.get(KIND, kind).extra
    if whom and "before_somebody" in extra:
        return f"{extra['before_somebody']} {whom}"
    if said := extra.get("of_somebody"):
        return f"{whom} {said}" if whom else f"Somebody {said}: see the warning"
    words = detail if kind == "other" and detail else codesets.label(KIND, kind)
    return f"{words.rstrip('.')}: {whom}" if whom else words


def must_name_somebody(kind):
    return "of_somebody" in codesets.get(KIND, kind).extra
