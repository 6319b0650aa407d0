"""From strategy discussion to the end of the plan."""

from tessera.practice.child_protection.processes import conferences, enquiries, steps

__all__ = ["conferences", "enquiries", "steps"]
