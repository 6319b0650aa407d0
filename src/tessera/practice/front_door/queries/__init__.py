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
    contact_of,
    earlier_contacts,
    family_words,
    now_at_the_door,
    open_contacts,
    referrals_of,
    repeated,
    with_people,
)
from tessera.practice.front_door.queries.disclosure import Hidden, hidden_of
from tessera.practice.front_door.queries.family import Unrelated, unrelated
from tessera.practice.front_door.queries.history import corrections_of
from tessera.practice.front_door.queries.likeness import alike, home_told

__all__ = [
    "STAGES",
    "Hidden",
    "Unrelated",
    "activities",
    "activities_of",
    "adults_of",
    "alike",
    "asks_for_service_manager",
    "board",
    "cards_of",
    "caseloads",
    "checks_waiting",
    "children_of",
    "contact_of",
    "corrections_of",
    "count_decided",
    "daily_list",
    "decided_on",
    "earlier_contacts",
    "family_words",
    "hidden_of",
    "home_told",
    "is_late",
    "is_mine",
    "now_at_the_door",
    "open_contacts",
    "referrals_of",
    "referrals_to_allocate",
    "repeated",
    "running_clocks",
    "three_or_more_contacts",
    "undecided_over_24_hours",
    "unrelated",
    "with_people",
]
