from tessera.foundations.access.permissions import define

VIEW = define(
    "plans:plan:view",
    "Read the working plan of a child: outcomes, actions, progress",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "service_manager": "all",
        "head_of_service": "all",
        "front_door_manager": "all",
        "emergency_duty": "all",
        "conference_chair": "all",
        "auditor": "own",
    },
)
WRITE = define(
    "plans:plan:write",
    "Change the working plan between meetings: actions, outcomes, progress",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
        "conference_chair": "all",
    },
)
COLLATE = define(
    "plans:plan:collate",
    "See how the outcomes of a team's plans go",
    {"team_manager": "team", "service_manager": "all", "head_of_service": "all"},
)
