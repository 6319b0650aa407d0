"""A family at a glance, drawn on the server; the list beside it gives the same facts."""

from tessera.people.genogram.drawing import draw, not_drawn

__all__ = ["draw", "not_drawn"]
