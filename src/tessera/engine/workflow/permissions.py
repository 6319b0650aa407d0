"""What may be allowed with work: the step's own permission says who may write which form."""

from tessera.foundations.access.permissions import ROLES, define

READS = {
    "social_worker": "team",
    "asye_social_worker": "team",
    "team_manager": "team",
    "early_help_worker": "team",
    "early_help_manager": "team",
    "conference_chair": "own",
    "auditor": "own",
    "business_support": "team",
    "duty_worker": "all",
    "front_door_manager": "all",
    "emergency_duty": "all",
    "service_manager": "all",
    "head_of_service": "all",
}
MANAGES = {
    "team_manager": "team",
    "early_help_manager": "team",
    "front_door_manager": "all",
    "service_manager": "all",
    "head_of_service": "all",
}

MY_WORK = define(
    "workflow:work:view", "See one's own work", dict.fromkeys(ROLES, "all"), about_person=False
)
TEAM = define(
    "workflow:team:view",
    "See a team's work",
    {**MANAGES, "business_support": "team", "duty_worker": "team"},
    about_person=False,
)
EXCEPTIONS = define(
    "workflow:exceptions:view",
    "Read the weekly list of what has risen to the head of service",
    {"head_of_service": "all"},
    about_person=False,
)
LEAD = define(
    "workflow:team:lead",
    "Begin the day with the work of a team",
    dict.fromkeys(
        ("team_manager", "early_help_manager", "service_manager", "head_of_service"), "all"
    ),
    about_person=False,
)
VIEW = define("workflow:step:view", "Read the forms of a person", READS)
WRITE = define("workflow:step:write", "Fill in forms", READS)
START = define("workflow:step:start", "Start work about a person", READS)
ALLOCATE = define("workflow:step:allocate", "Give work to a worker or a team", MANAGES)
COVER = define(
    "workflow:absence:cover",
    "Say who acts for a worker who is away",
    MANAGES,
    about_person=False,
)
CANCEL = define("workflow:step:cancel", "Set work aside", READS)
REOPEN = define("workflow:step:reopen", "Reopen finished work to put it right", MANAGES)
EXTEND = define(
    "workflow:timer:extend",
    "Say why work is late, and set a new date to work to where its rule allows",
    {**MANAGES, "conference_chair": "own"},
)
