"""The small parts of a question: its own answers, when it is shown, the button for the rest of a table."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Choice(Part):
    value: str
    label: str
    hint: str = ""


class Rest(Part):
    """A button of a table that says the same of every row of which nothing is said yet."""

    label: str
    column: str
    value: str


class ShowWhen(Part):
    """Shown only when an earlier field of the form has this answer, and another has that too (`also`).

    A question to all that an answer of each child brings up is shown when any child's does.
    """

    field: str
    is_: Any = Field(None, alias="is")
    in_: list[Any] | None = Field(None, alias="in")
    not_: Any = Field(None, alias="not")
    also: "ShowWhen | None" = None

    @property
    def all(self) -> "list[ShowWhen]":
        return [self, *(self.also.all if self.also else ())]

    def holds(self, value: Any) -> bool:
        given = set(value) if isinstance(value, list) else {_plain(value)}
        if self.in_ is not None:
            return bool(given & {_plain(one) for one in self.in_})
        if self.is_ is not None:
            return _plain(self.is_) in given
        return value is not None and _plain(self.not_) not in given


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | float) else str(value)
