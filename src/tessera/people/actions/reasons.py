"""A correction says why, and changes only what it names."""


class NoReason(Exception):
    """A correction needs a reason in words."""


def correct(row, changes, reason):
    """Change the named fields of one fact. The trigger keeps the row as it was. Raises NoReason."""
    if not reason.strip():
        raise NoReason
    known = {f.name for f in row._meta.concrete_fields}
    if not changes.keys() <= known:
        raise TypeError(f"No such field: {sorted(changes.keys() - known)}")
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=sorted(changes))
    return row
