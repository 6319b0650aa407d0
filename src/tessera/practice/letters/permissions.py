from tessera.foundations.access.permissions import define

WRITE = define(
    "letters:letter:write",
    "Write a letter about a child and send it",
    {
        "business_support": "all",
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
        "service_manager": "all",
        "front_door_manager": "all",
        "conference_chair": "all",
        "early_help_worker": "own",
        "early_help_manager": "team",
    },
)

AGREE = define(
    "letters:letter:agree",
    "Read a letter or a copy about or to a protected person before it goes, and agree that it goes",
    {
        "team_manager": "team",
        "early_help_manager": "team",
        "front_door_manager": "all",
        "service_manager": "all",
        "head_of_service": "all",
    },
)
