"""docs/recording-burden.md, read and written: what each task costs, release by release."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "recording-burden.md"
ROWS = {
    "pages": "Pages",
    "clicks": "Clicks",
    "keystrokes": "Keystrokes",
    "answers": "Answers given",
    "asked": "Fields asked",
    "filled": "Filled from the record",
    "server": "Server time, ms",
}
MORE_IS_WORSE = ("pages", "clicks", "keystrokes", "answers", "asked")
LEAST = "Least"
NEVER_HELD = ("server",)


class Table:
    """One small table for each task: a row for each count, a column for the least and for each release."""

    def __init__(self, text, release, decided_in=""):
        self.text, self.release, self.decided_in = text, release, decided_in
        self.measured = {}

    @classmethod
    def read(cls, *, decided_in=""):
        project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
        return cls(PAGE.read_text(), project["version"], decided_in)

    def committed(self, task):
        """What stands in the column of this release, or of the one before it."""
        head, rows = self._parts(task)
        column = head.index(self.release) if self.release in head else len(head) - 1
        if head[column] == LEAST:
            return {}
        return {key: int(rows[key][column]) for key in rows if rows[key][column].isdigit()}

    def hold(self, task, counts):
        """Fails on a count that rose; a count that fell is to be written down, so that it stays down."""
        before = self.committed(task)
        self.measured[task] = counts
        rose = [
            f"{ROWS[key].lower()} {counts[key]}, was {before[key]}"
            for key in MORE_IS_WORSE
            if key in before and counts[key] > before[key]
        ]
        same_asked = counts["asked"] >= before.get("asked", 0)
        if same_asked and counts["filled"] < before.get("filled", 0):
            rose.append(f"only {counts['filled']} filled from the record, was {before['filled']}")
        if rose and not self._is_decided():
            del self.measured[task]
            raise AssertionError(
                f"Task {task} costs more than it did: {'; '.join(rose)}. Ask less, or write an ADR and run "
                "bin/test tests/burden --write-burden --burden-adr=NNNN."
            )
        held = [key for key in ROWS if key not in NEVER_HELD]
        return [key for key in held if counts[key] != before.get(key)]

    def _is_decided(self):
        return bool(self.decided_in) and any(
            (PROJECT / "docs" / "adr").glob(f"{self.decided_in}-*.md")
        )

    def write(self):
        for task, counts in self.measured.items():
            self._write_task(task, counts)
        self._write_sum()
        PAGE.write_text(self.text)

    def _write_task(self, task, counts):
        head, rows = self._parts(task)
        if self.release not in head:
            head.append(self.release)
            for cells in rows.values():
                cells.append("")
        column = head.index(self.release)
        for key, number in counts.items():
            rows[key][column] = str(number)
        self._replace(task, [head, *rows.values()])

    def _replace(self, task, lines):
        start, end = self._span(task)
        first, *others = [_line(cells) for cells in lines]
        rule = "|---|" + "--:|" * (len(lines[0]) - 1)
        self.text = self.text[:start] + "\n".join([first, rule, *others]) + "\n" + self.text[end:]

    def _parts(self, task):
        start, end = self._span(task)
        lines = [_cells(line) for line in self.text[start:end].strip().splitlines()]
        keys = {words: key for key, words in ROWS.items()}
        return lines[0], {keys[cells[0]]: cells for cells in lines[2:]}

    def _span(self, task):
        found = re.search(
            rf"^## {task}\. [^\n]*\n.*?(?P<table>(?:^\|[^\n]*\n)+)", self.text, re.M | re.S
        )
        if not found:
            raise AssertionError(f"docs/recording-burden.md has no task {task}.")
        return found.span("table")

    def _write_sum(self):
        """The table at the top, worked out from those below."""
        lines = ["| Task | Least answers | Now | Over the least |", "|---|--:|--:|--:|"]
        for number, title in re.findall(r"^## (\d+)\. ([^\n]*)$", self.text, re.M):
            _, rows = self._parts(number)
            least, now = rows["answers"][1], rows["answers"][-1]
            over = (
                f"{(int(now) / int(least) - 1):.0%}" if least.isdigit() and int(least) else "none"
            )
            lines.append(f"| {number}. {title} | {least} | {now} | {over} |")
        self.text = re.sub(
            r"(<!-- sum -->\n).*?(<!-- end -->)",
            lambda found: found[1] + "\n".join(lines) + "\n" + found[2],
            self.text,
            flags=re.S,
        )


def _cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _line(cells):
    return ("| " + " | ".join(cells) + " |").replace("|  |", "| |")
