from tessera.practice.child_protection.models.conference import Conference
from tessera.practice.child_protection.models.core_group import CoreGroup
from tessera.practice.child_protection.models.elsewhere import MovedOut, PlanElsewhere
from tessera.practice.child_protection.models.emergency import EmergencyMeasure
from tessera.practice.child_protection.models.enquiry import (
    Delay,
    EnquiryAgency,
    EnquirySeen,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.child_protection.models.plan import Plan, PlanCategory

__all__ = [
    "Conference",
    "CoreGroup",
    "Delay",
    "EmergencyMeasure",
    "EnquiryAgency",
    "EnquirySeen",
    "MovedOut",
    "Plan",
    "PlanCategory",
    "PlanElsewhere",
    "Section47Enquiry",
    "StrategyDiscussion",
]
