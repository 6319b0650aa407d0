from tessera.practice.front_door.models.agency_check import AgencyCheck
from tessera.practice.front_door.models.contact import Contact, ContactChild
from tessera.practice.front_door.models.out_of_hours import HandOver, HandOverTeam, Watch
from tessera.practice.front_door.models.public_referral import Knock, PublicReferral
from tessera.practice.front_door.models.referral import Referral

__all__ = [
    "AgencyCheck",
    "Contact",
    "ContactChild",
    "HandOver",
    "HandOverTeam",
    "Knock",
    "PublicReferral",
    "Referral",
    "Watch",
]
