from tessera.foundations.access.permissions import define

READERS = {
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
}

VIEW = define("assessments:assessment:view", "Read assessments", READERS)
WRITE = define(
    "assessments:assessment:write",
    "Write an assessment",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
        "front_door_manager": "all",
    },
)
AUTHORISE = define(
    "assessments:assessment:authorise",
    "Authorise an assessment, and set its review point",
    {"team_manager": "team", "front_door_manager": "all", "service_manager": "all"},
)
DECIDE_UPDATE = define(
    "assessments:assessment:decide_update",
    "Decide that a child is assessed again in the same case, and say why",
    {"team_manager": "team", "front_door_manager": "all", "service_manager": "all"},
)
AUTHORISE_LONG = define(
    "assessments:assessment:authorise_long",
    "Authorise, beside the manager, an assessment that took over 45 working days",
    {"service_manager": "all", "head_of_service": "all"},
)
