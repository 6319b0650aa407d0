"""Why something is not written down: each as a sentence."""


class NobodyNamed(Exception):
    """Say whom this is about: at least one person."""


class UnknownKind(Exception):
    """That kind is not on the list."""


class NothingWritten(Exception):
    """There is nothing to keep: the text is empty."""


class UnseenWithoutReason(Exception):
    """A child who was not seen needs the reason."""


class AloneButNotSeen(Exception):
    """A child who was not seen was not seen alone."""


class DecisionWithoutBasis(Exception):
    """A decision needs its basis: what it rests on."""


class ActionWithoutOwner(Exception):
    """What is to be done needs somebody to do it."""


class AlreadyAnswered(Exception):
    """What became of this was said already."""


class EndsTooEarly(Exception):
    """It cannot have ended before it was decided."""


class SayWhy(Exception):
    """What was not done says why."""
