"""From strategy discussion to the end of the plan."""

from tessera.practice.child_protection.processes import (
    conferences,
    core_groups,
    elsewhere,
    emergency,
    enquiries,
    sending,
    steps,
)

__all__ = ["conferences", "core_groups", "elsewhere", "emergency", "enquiries", "sending", "steps"]
