from tessera.foundations.access.permissions import define

VIEW = define(
    "child_protection:plan:view",
    "Read strategy discussions, enquiries, conferences and protection plans",
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
ENQUIRE = define(
    "child_protection:enquiry:write",
    "Record strategy discussions and section 47 enquiries",
    {
        "social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
        "front_door_manager": "all",
        "emergency_duty": "all",
    },
)
AUTHORISE = define(
    "child_protection:enquiry:authorise",
    "Start and end section 47 enquiries; decide that no conference is needed",
    {"team_manager": "team", "front_door_manager": "all", "service_manager": "all"},
)
CORE_GROUP = define(
    "child_protection:core_group:write",
    "Record core groups",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
    },
)
CONFERENCE = define(
    "child_protection:conference:write",
    "Record conferences: start, change and end protection plans",
    {"conference_chair": "all"},
)
DELAY = define(
    "child_protection:conference:delay",
    "Agree that a conference is later than the law asks, with reasons and a safety plan",
    {
        "team_manager": "team",
        "front_door_manager": "all",
        "service_manager": "all",
        "conference_chair": "all",
    },
)
DRIFT = define(
    "child_protection:drift:view",
    "See which plans drift: too old, not met about, not seen, not decided on",
    {
        "team_manager": "team",
        "service_manager": "all",
        "head_of_service": "all",
        "conference_chair": "own",
    },
)
FOLLOW_UP = define(
    "child_protection:agreed:write",
    "Say what became of what a strategy discussion agreed",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
        "front_door_manager": "all",
        "emergency_duty": "all",
    },
)
END_OUTSIDE = define(
    "child_protection:ending:write",
    "Say that a child has died, turned 18 or left the country, which ends plans and enquiries",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "team_manager": "team",
        "front_door_manager": "all",
        "service_manager": "all",
        "conference_chair": "all",
    },
)
