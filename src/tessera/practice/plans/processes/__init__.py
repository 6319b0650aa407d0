"""What a plan brings to the work: nearer visits, rows for the forms of its meetings, and what they decide."""

from tessera.practice.plans.processes import meeting, rows, visits

__all__ = ["meeting", "rows", "visits"]
