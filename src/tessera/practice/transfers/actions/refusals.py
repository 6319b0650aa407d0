"""Why a transfer cannot go on, each in words for the worker."""


class NoOpenCase(Exception):
    """No case is open, so there is nothing to hand over."""


class NobodyHolds(Exception):
    """No team holds this child, so none can hand them over."""


class SameTeam(Exception):
    """This team has the child already."""


class AlreadyAsked(Exception):
    """A team has been asked already, and the answer is still to come."""


class AlreadyAnswered(Exception):
    """This was answered, withdrawn or done meanwhile."""


class NotDeclined(Exception):
    """There is nothing to settle: the other team has not said no."""


class NotInTeam(Exception):
    """The worker is not in the team that was asked."""


class NotToBeReplaced(Exception):
    """Nobody is named to take over, or they have taken over already."""


class NamedAlready(Exception):
    """This worker is named already. Choose another."""


class SayWhy(Exception):
    """Say why another worker takes over."""


class MustBeQualified(Exception):
    """The worker is not a social worker, and a social worker must have this child."""
