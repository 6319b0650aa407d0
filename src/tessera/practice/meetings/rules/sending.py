"""How a paper goes to somebody, unless whoever sends it chooses another way."""


def usual_way(*, is_worker: bool, is_family: bool) -> str:
    """A worker of ours reads it on the record; the family has it by post, an agency by secure e-mail."""
    if is_worker:
        return "system"
    return "post" if is_family else "email"
