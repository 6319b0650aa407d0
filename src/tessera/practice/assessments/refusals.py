"""Why an assessment cannot be begun, changed or signed off as it was asked."""


class NoOpenReferral(Exception):
    """An assessment needs an open referral: this child's case is not open."""


class AlreadyInAssessment(Exception):
    """This child is already being assessed. Finish that assessment first."""


class AssessedAlready(Exception):
    """This child was assessed in this case: a manager decides on an update, and says why."""


class NothingToUpdate(Exception):
    """No assessment of this case is signed off: there is none to update yet."""


class NeedsReason(Exception):
    """An update says what has changed since the earlier assessment."""


class DatesOutOfOrder(Exception):
    """The dates cannot all be right."""


class AlreadyAuthorised(Exception):
    """This assessment was authorised before."""


class NotAuthorised(Exception):
    """This assessment is not authorised yet."""


class FactorsNotRight(Exception):
    """The factors cannot stand like this."""


class LateWithoutReason(Exception):
    """The assessment took longer than its 45 working days, and nothing says why."""


class NoSuchReviewPoint(Exception):
    """The review point lies before the start of the assessment."""


class SeenAloneButNotSeen(Exception):
    """A child who was seen alone was seen: give the day."""
