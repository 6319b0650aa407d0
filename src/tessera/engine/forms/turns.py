"""In what order a worker's own saves were made, whatever order they arrive in."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Turn:
    """Which open page a save comes from, and the how-manyeth change of that page it carries.

    A page without script is sent whole and has no `number`.
    """

    page: UUID
    number: int | None = None

    @classmethod
    def of(cls, page: str, number: str = "") -> "Turn | None":
        """The turn as a page posts it; None if it names no page."""
        try:
            return cls(UUID(page), int(number) if number.isdigit() else None)
        except ValueError:
            return None

    def is_overtaken(self, answer) -> bool:
        """Whether the same page has saved this answer again since: the newer words stand."""
        return (
            answer.typed_on == self.page and self.number is not None and self.number < answer.turn
        )

    def is_elsewhere(self, answer) -> bool:
        """Whether the answer was last saved from another page than this one."""
        return answer.typed_on is not None and answer.typed_on != self.page

    def is_that_of(self, answer) -> bool:
        return answer.typed_on == self.page and answer.turn == (self.number or 0)
