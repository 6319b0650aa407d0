"""The child in need plan: its steps, and what its meetings decide."""

from tessera.practice.children_in_need.processes import arriving, meetings, steps

__all__ = ["arriving", "meetings", "steps"]
