class NotOpen(Exception):
    """The child has no early help that goes on."""


class DatesOutOfOrder(Exception):
    """The dates cannot all be right."""
