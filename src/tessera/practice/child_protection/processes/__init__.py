"""From strategy discussion to the end of the plan."""

from tessera.practice.child_protection.processes import (
    agreed,
    arriving,
    conferences,
    core_groups,
    elsewhere,
    emergency,
    enquiries,
    known,
    outside,
    reporting,
    said,
    sending,
    sharing,
    steps,
    the_family,
)

__all__ = [
    "agreed",
    "arriving",
    "conferences",
    "core_groups",
    "elsewhere",
    "emergency",
    "enquiries",
    "known",
    "outside",
    "reporting",
    "said",
    "sending",
    "sharing",
    "steps",
    "the_family",
]
