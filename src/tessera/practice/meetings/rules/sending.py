"""How a paper goes to somebody, unless whoever sends it chooses another way."""


def usual_way(
    *, is_worker: bool, is_family: bool, is_child: bool = False, has_address: bool = True
) -> str:
    """A worker of ours reads it on the record; the family has it by post, an agency by secure e-mail.

    Nothing goes to a child by itself: somebody who knows the child chooses whether, and how. Nor by post
    where there is no address.
    """
    if is_worker:
        return "system"
    if is_child or (is_family and not has_address):
        return ""
    return "post" if is_family else "email"
