from tessera.foundations.access.permissions import define

VIEW = define(
    "proceedings:pre_proceedings:view",
    "Read pre-proceedings",
    {
        "social_worker": "own",
        "team_manager": "team",
        "service_manager": "all",
        "head_of_service": "all",
        "conference_chair": "team",
        "auditor": "own",
    },
)
WRITE = define(
    "proceedings:pre_proceedings:write",
    "Record pre-proceedings",
    {"social_worker": "own", "team_manager": "team", "service_manager": "all"},
)
AUTHORISE = define(
    "proceedings:pre_proceedings:authorise",
    "Decide to begin pre-proceedings",
    {"service_manager": "all", "head_of_service": "all"},
)
