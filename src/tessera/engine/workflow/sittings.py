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


def sitting(title: str, url_name: str, permission: str, *rules_: str) -> None:
    """Beside each worker of a team: how many such clocks are due, and the page where they are answered.

    They stand on no list of the worker's own, who cannot answer them.
    """
    _sittings.append(Sitting(title, url_name, permission, rules_))


def sittings() -> list[Sitting]:
    return list(_sittings)


def sitting_rules() -> list[str]:
    return [rule for each in _sittings for rule in each.rules]
