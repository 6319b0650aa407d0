"""What may be allowed on a person's record."""

from tessera.foundations.access.permissions import define

# Who works with children one by one, how far they read, and whether they write.
READS = {
    "social_worker": "team",
    "asye_social_worker": "team",
    "team_manager": "team",
    "early_help_worker": "team",
    "early_help_manager": "team",
    "conference_chair": "own",
    "auditor": "own",
    "business_support": "team",
    "contact_officer": "all",
    "duty_worker": "all",
    "front_door_manager": "all",
    "emergency_duty": "all",
    "service_manager": "all",
    "head_of_service": "all",
}
WRITES = {
    "social_worker": "team",
    "asye_social_worker": "team",
    "team_manager": "team",
    "early_help_worker": "team",
    "early_help_manager": "team",
    "contact_officer": "all",
    "duty_worker": "all",
    "front_door_manager": "all",
    "emergency_duty": "all",
    "service_manager": "all",
}
MANAGES = {
    "team_manager": "team",
    "early_help_manager": "team",
    "front_door_manager": "all",
    "service_manager": "all",
    "head_of_service": "all",
}
FINDS = dict.fromkeys(READS, "all")

VIEW = define("people:person:view", "Open a person's record", READS)
SEARCH = define("people:person:search", "Find people", FINDS, about_person=False)
ADD = define("people:person:add", "Add a person", dict.fromkeys(WRITES, "all"), about_person=False)
EDIT = define("people:person:edit", "Change a person's particulars", WRITES)
RELATE = define("people:family:edit", "Record family and household", WRITES)
INVOLVE = define("people:involvement:edit", "Record who works with a person", WRITES)
ALLOCATE = define("people:involvement:allocate", "Allocate a person to a worker", MANAGES)
WARN = define("people:warning:edit", "Record what to beware of", WRITES)
LOOKS = define(
    "people:looks:view",
    "See who has looked at a record",
    {**READS, "information_governance": "all"},
)
RESTRICT = define(
    "people:restriction:edit",
    "Restrict a record, or lift a restriction",
    {"service_manager": "all", "head_of_service": "all"},
)
PROTECT = define(
    "people:protection:edit",
    "Protect someone's whereabouts, or change who may see them",
    MANAGES,
)
