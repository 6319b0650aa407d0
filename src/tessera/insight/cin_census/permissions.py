from tessera.foundations.access.permissions import define

VIEW = define(
    "cin_census:return:view",
    "See the CIN census and what is wrong in it",
    {"analyst": "all", "head_of_service": "all", "service_manager": "all"},
    about_person=False,
)
WORK_OUT = define(
    "cin_census:return:work_out",
    "Have the CIN census worked out again",
    {"analyst": "all", "head_of_service": "all", "service_manager": "all"},
    about_person=False,
)
DOWNLOAD = define(
    "cin_census:return:download",
    "Download the CIN census as a file",
    {"analyst": "all"},
    about_person=False,
)
FREEZE = define(
    "cin_census:return:freeze",
    "Freeze the CIN census as it was submitted",
    {"analyst": "all"},
    about_person=False,
)
OWN = define(
    "cin_census:finding:own",
    "See what the CIN census asks about the children one works with",
    dict.fromkeys(("social_worker", "asye_social_worker", "team_manager"), "all"),
    about_person=False,
)
