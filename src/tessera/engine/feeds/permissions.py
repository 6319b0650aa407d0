from tessera.foundations.access.permissions import ROLES, define

READ = define(
    "feeds:calendar:read",
    "Have one's own meetings and visits in a calendar, without personal data",
    dict.fromkeys(ROLES, "all"),
    about_person=False,
)
"""Also what the secret address itself asks for, of the worker whose it is."""
