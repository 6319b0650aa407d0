"""A place kept at a meeting for somebody who is still to be found: nobody comes in it, nothing goes to it."""

ADVOCATE = "Advocate for "


def advocate_to_find(child: str) -> str:
    """What stands for the advocate of a child of this name, until a name takes its place."""
    return f"{ADVOCATE}{child}"


def is_to_be_found(name: str) -> bool:
    return name.startswith(ADVOCATE)
