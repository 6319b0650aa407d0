from tessera.foundations.access.permissions import define

VIEW = define(
    "meetings:meeting:view",
    "Read meetings: who was asked and came, and what was sent to whom",
    {
        "business_support": "all",
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "service_manager": "all",
        "head_of_service": "all",
        "front_door_manager": "all",
        "emergency_duty": "all",
        "conference_chair": "all",
    },
)
PREPARE = define(
    "meetings:meeting:prepare",
    "Plan a meeting, ask people to it and note what came in",
    {
        "business_support": "all",
        "social_worker": "own",
        "asye_social_worker": "own",
        "team_manager": "team",
        "duty_worker": "all",
        "front_door_manager": "all",
        "conference_chair": "all",
    },
)
SEND = define(
    "meetings:sending:send",
    "Send the decisions and the record of a meeting",
    {
        "business_support": "all",
        "social_worker": "own",
        "team_manager": "team",
        "front_door_manager": "all",
        "service_manager": "all",
        "head_of_service": "all",
        "conference_chair": "all",
    },
)
LEAVE_OUT = define(
    "meetings:invited:leave_out",
    "Leave a person out of a meeting, with the reason",
    {"conference_chair": "all"},
)
BEGIN_HERE = define(
    "meetings:day:begin",
    "Begin the day with what is to be sent and prepared",
    {"business_support": "all"},
    about_person=False,
)
