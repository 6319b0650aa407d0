"""Who asks, who agrees, who takes over, and who settles it (practice rules 2.30, table B1)."""

from tessera.foundations.access.permissions import define

VIEW = define(
    "transfers:transfer:view",
    "Read how a child's work went from team to team",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "front_door_manager": "all",
        "early_help_worker": "team",
        "early_help_manager": "team",
        "service_manager": "all",
        "head_of_service": "all",
        "auditor": "own",
    },
)
ASK = define(
    "transfers:transfer:ask",
    "Ask another team to take over",
    {
        "social_worker": "own",
        "asye_social_worker": "own",
        "duty_worker": "all",
        "team_manager": "team",
    },
)
AGREE = define(
    "transfers:transfer:agree",
    "Agree that another team is asked",
    {"team_manager": "team", "front_door_manager": "all", "service_manager": "all"},
)
ANSWER = define(
    "transfers:transfer:answer",
    "Say yes or no to a child's work",
    {
        "team_manager": "team",
        "front_door_manager": "all",
        "early_help_manager": "team",
        "service_manager": "all",
    },
    answers=True,
)
TAKE = define(
    "transfers:transfer:take",
    "Take over a child's work",
    {
        "social_worker": "team",
        "asye_social_worker": "team",
        "duty_worker": "all",
        "team_manager": "team",
        "early_help_worker": "team",
        "early_help_manager": "team",
    },
    answers=True,
)
SETTLE = define(
    "transfers:transfer:settle",
    "Settle what two teams cannot agree on",
    {"service_manager": "all", "head_of_service": "all"},
)
LIST = define(
    "transfers:list:view",
    "See what was asked of one's teams and by them",
    dict.fromkeys(
        (
            "team_manager",
            "front_door_manager",
            "early_help_manager",
            "service_manager",
            "head_of_service",
        ),
        "all",
    ),
    about_person=False,
)
STEP_UP = define(
    "transfers:step_up:write",
    "Pass a child with early help to the front door",
    {"early_help_worker": "team", "early_help_manager": "team"},
)
SIGN_STEP_UP = define(
    "transfers:step_up:sign",
    "Agree that a child with early help goes to the front door",
    {"early_help_manager": "team"},
)
