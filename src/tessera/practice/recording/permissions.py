from tessera.foundations.access.permissions import define

WORKERS = {
    "social_worker": "own",
    "asye_social_worker": "own",
    "duty_worker": "all",
    "team_manager": "team",
    "service_manager": "all",
    "front_door_manager": "all",
    "emergency_duty": "all",
}
READERS = {
    **WORKERS,
    "social_worker": "team",
    "asye_social_worker": "team",
    "head_of_service": "all",
    "conference_chair": "team",
    "auditor": "own",
}

VIEW = define("recording:note:view", "Read visits and notes", READERS)
WRITE = define("recording:note:write", "Write a visit or a note", WORKERS)
DECIDE = define(
    "recording:decision:record",
    "Record a management decision",
    {
        "team_manager": "team",
        "service_manager": "all",
        "front_door_manager": "all",
        "head_of_service": "all",
        "emergency_duty": "all",
    },
)
