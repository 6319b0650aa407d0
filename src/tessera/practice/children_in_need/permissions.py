from tessera.foundations.access.permissions import define

VIEW = define(
    "children_in_need:plan:view",
    "Read child in need plans",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "service_manager": "all",
        "head_of_service": "all",
        "front_door_manager": "all",
        "emergency_duty": "all",
        "conference_chair": "team",
        "auditor": "own",
    },
)
WRITE = define(
    "children_in_need:plan:write",
    "Write child in need plans and their reviews",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
    },
)
AUTHORISE = define(
    "children_in_need:plan:authorise",
    "Authorise a child in need plan, and its end",
    {"team_manager": "team", "service_manager": "all"},
)
