"""What a manager goes through with a worker, beside that worker on the team's page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sitting:
    """Clocks of a worker's children that one manager answers together: a page that takes `worker_id`."""

    title: str
    url_name: str
    permission: str
    rules: tuple[str, ...]


_sittings: list[Sitting] = []
_apart: list[str] = []


def sitting(title: str, url_name: str, permission: str, *rules_: str) -> None:
    """Beside each worker of a team: how many such clocks are due, and the page where they are answered.

    They stand on no list of the worker's own, who cannot answer them; the late ones on the manager's.
    """
    _sittings.append(Sitting(title, url_name, permission, rules_))


def answered_apart(*rules_: str) -> None:
    """Clocks that others answer on a page of their own: on no list of the child's worker or team either."""
    _apart.extend(rules_)


def sittings() -> list[Sitting]:
    return list(_sittings)


def sitting_of(rule: str) -> Sitting | None:
    return next((each for each in _sittings if rule in each.rules), None)


def rules_apart() -> list[str]:
    """Of the clocks that no piece of work answers, those that the child's worker does not answer."""
    return [*_apart, *(rule for each in _sittings for rule in each.rules)]
