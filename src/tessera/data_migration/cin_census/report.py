"""What became of every row of every file: taken, refused and why, or taken with a word about it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """One refusal or warning. `rows` is how many rows it takes out."""

    file: str
    line: int
    child: str | None
    field: str
    message: str
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "child": self.child,
            "field": self.field,
            "message": self.message,
            "rows": self.rows,
        }

    def words(self) -> str:
        who = f", child {self.child}" if self.child else ""
        return f"{self.file}, line {self.line}{who}, {self.field}: {self.message}"


@dataclass(slots=True)
class FileReport:
    """Of one file: every row in it is either taken or in a refusal."""

    file: str
    rows: int = 0
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def rows_refused(self) -> int:
        return sum(remark.rows for remark in self.refused)

    def refuse(
        self, line: int, child: str | None, field: str, message: str, *, rows: int = 0
    ) -> None:
        self.refused.append(Remark(self.file, line, child or None, field, message, rows))

    def warn(self, line: int, child: str | None, field: str, message: str) -> None:
        self.warnings.append(Remark(self.file, line, child or None, field, message))

    def refuse_the_rest(self, message: str) -> None:
        """Whatever is not refused already goes with the rest: all or nothing."""
        left = self.rows - self.rows_refused
        if left:
            self.refuse(1, None, "Message", message, rows=left)


@dataclass(slots=True)
class Report:
    files: list[FileReport] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> list[Remark]:
        return [remark for file in self.files for remark in file.refused]

    @property
    def warnings(self) -> list[Remark]:
        return [remark for file in self.files for remark in file.warnings]

    @property
    def rows(self) -> dict[str, int]:
        in_file = sum(file.rows for file in self.files)
        refused = sum(file.rows_refused for file in self.files)
        return {"in_file": in_file, "taken": in_file - refused, "refused": refused}

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "refused": [remark.as_json() for remark in self.refused],
            "warnings": [remark.as_json() for remark in self.warnings],
        }

    def words(self) -> str:
        """For whoever watches: the refusals in full, the warnings counted by field."""
        rows = self.rows
        lines = [
            f"{rows['in_file']:,} rows: {rows['taken']:,} taken, {rows['refused']:,} refused, "
            f"{len(self.warnings):,} warnings."
        ]
        lines += [f"  {what}: {count:,}" for what, count in sorted(self.changes.items()) if count]
        lines += [f"refused: {remark.words()}" for remark in self.refused]
        lines += [f"warning: {remark.words()}" for remark in self.warnings]
        return "\n".join(lines)
