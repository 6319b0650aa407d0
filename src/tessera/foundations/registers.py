"""How a room tells the floors below what it has: loaded from each room's `apps.py`."""

from importlib import import_module
from importlib.util import find_spec

REGISTERS = ("permissions", "processes", "panels", "search", "invariants")


def load(app_name: str) -> None:
    """Import a room's registers, those it has, in order. `app_name` is the dotted path of the room."""
    for register in REGISTERS:
        dotted = f"{app_name}.{register}"
        if find_spec(dotted) is not None:
            import_module(dotted)
