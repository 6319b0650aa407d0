"""Why a piece of work cannot be started now, and which work it is done in instead."""

from dataclasses import dataclass

from tessera.ui.formatting import sentence


@dataclass(frozen=True)
class NotNow:
    """`words` say why; `code` is the work in which it is done, where there is one."""

    words: str
    code: str = ""

    def __str__(self) -> str:
        return self.words


def reason(said: "NotNow | str") -> NotNow:
    """What a room yields, as whole sentences."""
    if isinstance(said, NotNow):
        return NotNow(sentence(said.words), said.code)
    return NotNow(sentence(said))
