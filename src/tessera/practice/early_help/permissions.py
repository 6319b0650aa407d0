"""Who may do what in early help (practice rules 2.2, table B1)."""

from tessera.foundations.access.permissions import define

WRITE_REQUEST = define(
    "early_help:request:write",
    "Write an early help request",
    {
        "early_help_worker": "team",
        "early_help_manager": "team",
        "duty_worker": "all",
        "front_door_manager": "all",
        "social_worker": "team",
        "team_manager": "team",
    },
)
WRITE = define(
    "early_help:assessment:write",
    "Assess for early help, and end it",
    {"early_help_worker": "team", "early_help_manager": "team"},
)
AUTHORISE = define(
    "early_help:assessment:authorise",
    "Authorise an early help assessment, and the end of early help",
    {"early_help_manager": "team", "service_manager": "all"},
)
AUTHORISE_WITHDRAWN = define(
    "early_help:withdrawal:authorise",
    "Authorise the end of early help where the family withdrew and worries remain",
    {"service_manager": "all"},
)
VIEW = define(
    "early_help:early_help:view",
    "Read a child's early help",
    {
        "early_help_worker": "team",
        "early_help_manager": "team",
        "contact_officer": "all",
        "duty_worker": "all",
        "front_door_manager": "all",
        "emergency_duty": "all",
        "social_worker": "team",
        "asye_social_worker": "team",
        "team_manager": "team",
        "conference_chair": "own",
        "service_manager": "all",
        "head_of_service": "all",
        "auditor": "own",
    },
)
