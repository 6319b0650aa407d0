"""What a worker may do from the list of documents: rooms say so from their `panels.py`."""

_offers: dict[str, str] = {}


def offer(title: str, url_name: str) -> None:
    """A button above the list; its address takes `person_id`."""
    _offers[url_name] = title


def offers() -> dict[str, str]:
    """url name -> words."""
    return dict(_offers)
