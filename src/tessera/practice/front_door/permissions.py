"""Who may do what at the front door (practice rules, tables B1 and B2)."""

from tessera.foundations.access.permissions import define

INTAKE = {"contact_officer": "all", "duty_worker": "all", "front_door_manager": "all"}
OUT_OF_HOURS = {"emergency_duty": "all"}
OVERSIGHT = {"service_manager": "all", "head_of_service": "all"}

VIEW_BOARD = define(
    "front_door:board:view",
    "See the front-door board and the daily list",
    {"business_support": "all", **INTAKE, **OUT_OF_HOURS, **OVERSIGHT},
)
LEAD = define(
    "front_door:board:lead",
    "Begin the day with the front-door board",
    {"front_door_manager": "all"},
    about_person=False,
)
VIEW_OUTBOX = define(
    "front_door:outbox:view",
    "Read the e-mails of an invented council",
    {"business_support": "all", "administrator": "all", **INTAKE, **OUT_OF_HOURS},
    about_person=False,
)
VIEW_CONTACT = define(
    "front_door:contact:view",
    "Read a contact",
    {
        "business_support": "all",
        **INTAKE,
        **OUT_OF_HOURS,
        **OVERSIGHT,
        "social_worker": "team",
        "asye_social_worker": "team",
        "team_manager": "team",
        "conference_chair": "own",
        "early_help_worker": "own",
        "early_help_manager": "team",
        "auditor": "own",
    },
)
RECORD_CONTACT = define(
    "front_door:contact:record",
    "Record a contact",
    {"business_support": "all", **INTAKE, **OUT_OF_HOURS},
)
SCREEN_CONTACT = define(
    "front_door:contact:screen",
    "Match the people of a contact, set its urgency and ask agencies",
    {**INTAKE, **OUT_OF_HOURS},
)
DECIDE_CONTACT = define(
    "front_door:contact:decide",
    "Decide on a contact",
    {"duty_worker": "all", "front_door_manager": "all", "emergency_duty": "all"},
)
AUTHORISE_CONTACT = define(
    "front_door:contact:authorise",
    "Authorise the decision on a contact",
    {"front_door_manager": "all", **OVERSIGHT},
)
AUTHORISE_REPEATED = define(
    "front_door:contact:authorise_repeated",
    "Authorise no further action on a third contact within 12 months",
    OVERSIGHT,
)
ANSWER_CHECK = define(
    "front_door:check:answer",
    "Answer what one's own agency was asked about a family",
    {"police_partner": "all", "health_partner": "all"},
)
FOR_AGENCY = {
    "police": define(
        "front_door:check:answer_for_police",
        "Answer for the police",
        {"police_partner": "all"},
        about_person=False,
    ),
    "health": define(
        "front_door:check:answer_for_health",
        "Answer for health",
        {"health_partner": "all"},
        about_person=False,
    ),
}
TELL_REFERRER = define(
    "front_door:contact:tell",
    "Tell the referrer what was decided",
    {"business_support": "all", **INTAKE, **OUT_OF_HOURS},
)
CORRECT_CONTACT = define(
    "front_door:contact:correct",
    "Correct a contact",
    {"duty_worker": "all", "front_door_manager": "all", **OVERSIGHT},
)
VIEW_REFERRAL = define(
    "front_door:referral:view",
    "Read a child's contacts and referrals",
    {
        "business_support": "all",
        **INTAKE,
        **OUT_OF_HOURS,
        **OVERSIGHT,
        "social_worker": "team",
        "asye_social_worker": "team",
        "team_manager": "team",
        "conference_chair": "own",
        "auditor": "own",
    },
)
ALLOCATE_REFERRAL = define(
    "front_door:referral:allocate",
    "Allocate a referral to a worker",
    {"front_door_manager": "all", "team_manager": "team", **OVERSIGHT},
)
CLOSE_REFERRAL = define(
    "front_door:referral:close",
    "Close a referral",
    {"front_door_manager": "all", "team_manager": "team", **OVERSIGHT},
)
ASK_TO_CLOSE = define(
    "front_door:referral:ask_to_close",
    "Write up the closing of a case",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "front_door_manager": "all",
        "team_manager": "team",
    },
)
CORRECT_REFERRAL = define(
    "front_door:referral:correct",
    "Correct a referral",
    {"front_door_manager": "all", "team_manager": "team", **OVERSIGHT},
)

NIGHT = {
    **INTAKE,
    **OUT_OF_HOURS,
    **OVERSIGHT,
    "team_manager": "team",
    "early_help_manager": "team",
}
VIEW_NIGHT = define(
    "front_door:night:view",
    "See whom out of hours watches, and what was done in the night",
    NIGHT,
    about_person=False,
)
ASK_TO_WATCH = define(
    "front_door:watch:ask",
    "Ask out of hours to watch a child",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "team_manager": "team",
        "early_help_worker": "own",
        "early_help_manager": "team",
        "duty_worker": "all",
        "front_door_manager": "all",
        **OUT_OF_HOURS,
        **OVERSIGHT,
    },
)
HAND_OVER = define(
    "front_door:night:hand_over",
    "Hand the night over to the day teams",
    OUT_OF_HOURS,
    about_person=False,
)
SAY_READ = define(
    "front_door:night:read",
    "Say that a team has read the hand-over",
    {
        "front_door_manager": "all",
        "team_manager": "team",
        "early_help_manager": "team",
        **OVERSIGHT,
    },
    about_person=False,
)
