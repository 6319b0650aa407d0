"""Where a child stands: the weightiest first on the banner (practice reference 1, status hierarchy)."""

STATUS_ORDER = (
    "looked_after",
    "child_protection",
    "child_in_need",
    "in_assessment",
    "early_help",
    "care_leaver",
    "closed",
)


def status_rank(status: str) -> int:
    """Smaller is weightier. A child may be looked after and protected at once: both are shown."""
    return (STATUS_ORDER.index(status) + 1) * 10


def highest_status(statuses: set[str]) -> str:
    """The one that the banner leads with; closed when there is none."""
    return min(statuses, key=status_rank, default="closed")
