"""Who sends to the NHS, who records what it tells us, and who answers it (practice 2.6, 2.29, table B1)."""

from tessera.foundations.access.permissions import define

DATA_TEAM = {"analyst": "all", "business_support": "all"}
OVERSIGHT = {"service_manager": "all", "head_of_service": "all"}

VIEW = define(
    "cp_is:list:view",
    "See what is to be told to the NHS (CP-IS), what cannot go, and the files that went",
    {**DATA_TEAM, **OVERSIGHT},
    about_person=False,
)
SEND = define(
    "cp_is:file:make",
    "Make and download the file for the NHS (CP-IS), and record its answer",
    DATA_TEAM,
    about_person=False,
)
RECORD = define(
    "cp_is:attendance:record",
    "Record health's notice that a child was seen in an unscheduled setting",
    DATA_TEAM,
    about_person=False,
)
READ = define(
    "cp_is:child:view",
    "Read what the NHS was told of a child, and what it told us",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "front_door_manager": "all",
        "emergency_duty": "all",
        "conference_chair": "own",
        "business_support": "team",
        "auditor": "own",
        **OVERSIGHT,
    },
)
ANSWER = define(
    "cp_is:attendance:answer",
    "Say what was done about health's notice that a child was seen",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "front_door_manager": "all",
        "emergency_duty": "all",
        **OVERSIGHT,
    },
)
