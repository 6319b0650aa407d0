"""What is asked of contacts and referrals. Whoever shows the answer names the `actor` it is shown to."""

from tessera.practice.front_door.queries.activities import activities, activities_of
from tessera.practice.front_door.queries.board import (
    STAGES,
    board,
    cards_of,
    checks_waiting,
    count_decided,
    daily_list,
    decided_on,
    is_late,
    is_mine,
    referrals_to_allocate,
    running_clocks,
    three_or_more_contacts,
    undecided_over_24_hours,
)
from tessera.practice.front_door.queries.contacts import (
    adults_of,
    asks_for_service_manager,
    caseloads,
    children_of,
    earlier_contacts,
    family_words,
    referrals_of,
    repeated,
    with_people,
)
from tessera.practice.front_door.queries.disclosure import Hidden, hidden_of

__all__ = [
    "STAGES",
    "Hidden",
    "activities",
    "activities_of",
    "adults_of",
    "asks_for_service_manager",
    "board",
    "cards_of",
    "caseloads",
    "checks_waiting",
    "children_of",
    "count_decided",
    "daily_list",
    "decided_on",
    "earlier_contacts",
    "family_words",
    "hidden_of",
    "is_late",
    "is_mine",
    "referrals_of",
    "referrals_to_allocate",
    "repeated",
    "running_clocks",
    "three_or_more_contacts",
    "undecided_over_24_hours",
    "with_people",
]
