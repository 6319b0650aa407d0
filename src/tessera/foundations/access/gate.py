"""Every door asks here: pages, API, exports, search, file links, commands and tasks."""

from collections.abc import Callable

from tessera.foundations.access.permissions import permission as known_permission
from tessera.foundations.access.policy import Actor, Decision, Subject, decide

SubjectProvider = Callable[[Actor, object], Subject]

_provider: list[SubjectProvider] = []


def register_subjects(provider: SubjectProvider) -> SubjectProvider:
    """Lend the gate what only `people` knows: how a worker stands to a person. One provider."""
    _provider[:] = [provider]
    return provider


def check(actor: Actor, permission: str, person: object = None) -> Decision:
    """May they? Raises UnknownPermission for one that no room defines: default deny."""
    does = known_permission(permission).does
    subject = _provider[0](actor, person) if person is not None else None
    return decide(actor, permission, subject, does=does)
