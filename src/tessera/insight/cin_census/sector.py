"""The sector's own validator, run on what we export, in an environment of its own.

A pass is needed, never enough: what it is known to miss or to raise wrongly is listed here by rule.
"""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tessera.insight.cin_census import writer
from tessera.insight.cin_census.rules import ERROR, QUERY, Finding
from tessera.insight.cin_census.shape import Return

TOOLS = Path(__file__).parents[4] / "tools" / "sector"
FIRST_RULESET, LAST_RULESET = 2023, 2027
NO_PYTHON = 3
LONGEST_SECONDS = 1800

MISSED = {
    "8540": "never finds a missing disability in a real file",
    "8614": "looks for factors where the file does not have them",
    "8869": "compares whole lists of factors with one code",
    "8898": "compares whole lists of factors, so never sees one repeated",
    "8935": "counts open plans within a plan, so never two",
    "8945Q": "compares whole lists of factors with one code",
    "8950Q": "compares whole lists of factors with one code",
    "8897Q": "lets a factor that is no code pass",
    "2887Q": "counts rows of disability instead of kinds",
    "8715": "does not look at a conference recorded without an enquiry",
}
WRONGLY_RAISED = {
    "1560Q": "takes a temporary former UPN, which ends in a letter, for a wrong one",
    "2885": "does not take a transfer-in conference where the case also has an enquiry",
    "2886Q": "before 2024-25 counts children whose sex is known",
    "2887Q": "counts rows of disability instead of kinds",
    "4003": "mixes up the plans of a child's different episodes",
    "8530Q": "counts the first and the last day allowed as outside",
    "8670Q": "counts the 45 working days one day short",
    "8675Q": "counts the 15 working days one day short",
    "8873Q": "asks for a reason for closing on a case that is open",
}


class CannotRun(Exception):
    """The sector's validator cannot run here. Says why, in words for whoever asked."""


@dataclass(frozen=True, slots=True)
class KnownFault:
    """Something the validator said that is its own mistake."""

    rule: str
    child: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class SectorCheck:
    rules: int
    findings: tuple[Finding, ...]
    known_faults: tuple[KnownFault, ...]
    crashed: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not self.crashed and all(f.severity != ERROR for f in self.findings)

    def as_json(self) -> dict:
        return {
            "rules": self.rules,
            "findings": [
                {"rule": f.rule, "severity": f.severity, "child": f.child, "field": f.field}
                | {"message": f.message}
                for f in self.findings
            ],
            "known_faults": [
                {"rule": k.rule, "child": k.child, "reason": k.reason} for k in self.known_faults
            ],
            "crashed": list(self.crashed),
        }


def sector_check(returned: Return, year: int, *, ours: list[Finding]) -> SectorCheck:
    """Put a return to the validator. What it raises wrongly, and we do not, is set apart.

    Raises CannotRun.
    """
    if not FIRST_RULESET <= year <= LAST_RULESET:
        raise CannotRun(
            f"The sector's validator has no rules for {year}: it has them for {FIRST_RULESET} to "
            f"{LAST_RULESET}."
        )
    python = _environment()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "return.xml"
        with copy.open("wb") as stream:
            writer.write(
                stream,
                header=returned.header,
                children=returned.children,
                year=year,
                one_wrapper_per_review=True,
            )
        said = _run(
            [str(python), "-W", "ignore", str(TOOLS / "check_cin.py"), str(copy), str(year)]
        )
    return _judged(json.loads(said), ours)


def _environment() -> Path:
    installed = subprocess.run(  # noqa: S603
        [str(TOOLS / "install"), "cin"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if installed.returncode:
        raise CannotRun(
            installed.stderr.strip().splitlines()[-1]
            if installed.returncode == NO_PYTHON
            else "The sector's validator could not be installed: " + installed.stderr.strip()[-500:]
        )
    return Path(installed.stdout.strip())


def _run(command: list[str]) -> str:
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": tempfile.gettempdir()}
    done = subprocess.run(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        cwd=tempfile.gettempdir(),
        timeout=LONGEST_SECONDS,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise CannotRun(f"The sector's validator stopped: {last}")
    return done.stdout


def _judged(said: dict, ours: list[Finding]) -> SectorCheck:
    agreed = {(finding.rule, finding.child) for finding in ours}
    findings, known_faults = [], []
    for found in said["findings"]:
        rule, child = found["rule"], found["child"]
        if rule in WRONGLY_RAISED and (rule, child) not in agreed:
            known_faults.append(KnownFault(rule, child, WRONGLY_RAISED[rule]))
        else:
            severity = QUERY if rule.endswith("Q") else ERROR
            message = said["messages"].get(rule, "")
            findings.append(Finding(rule, severity, child, found["field"], message))
    return SectorCheck(said["rules"], tuple(findings), tuple(known_faults), tuple(said["crashed"]))
