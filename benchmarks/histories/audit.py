"""What ``--eco-history`` finds in a repository of releases, as one row of a table and as single findings."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

#: a contract of the same version as its package is bumped with it: that is no finding here
_IDLE: Final = "ECV003"
_TOO_SMALL: Final = frozenset({"ECV001", "ECV002"})
#: what is said of a schema on which data breaks that were fine; else only readers meet something new
_REFUSES: Final = "refuses what it accepted"
_UNDECIDED: Final = frozenset({"ECV009", "ECV010"})

HEADER: Final = (
    "| Package | Releases | Schemas changed | major / minor / patch | No major version: data break | "
    "No major version: readers alone | Other steps too small | Undecided | Time |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The history of one package; ``seconds`` is what the audit took."""

    name: str
    commits: list[Mapping[str, Any]]
    seconds: float

    def changed(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], set[str]]]:
        """Each contract that a release changed: the release, the contract, and the codes of its findings."""
        for commit in self.commits:
            for contract in commit["contracts"]:
                if contract["contract"].startswith("package."):
                    continue  # the catalog, which is no part of the package
                found = [*contract["violations"], *contract["unreadable"]]
                codes = {violation["code"] for violation in found} - {_IDLE}
                if contract["unreadable"]:
                    codes |= _UNDECIDED
                if contract["state"] in ("changed", "unreadable") and (codes or contract["level"] != "none"):
                    yield commit, contract, codes

    def row(self) -> str:
        """The history as a row of the table."""
        levels: Counter[str] = Counter()
        data = readers = small = undecided = 0
        for _, contract, codes in self.changed():
            if codes & _UNDECIDED:
                undecided += 1
                continue
            levels[contract["level"]] += 1
            if codes & _TOO_SMALL:
                told = " ".join(found["message"] for found in contract["violations"])
                is_major = contract["level"] == "major"
                small += not is_major
                data += is_major and _REFUSES in told
                readers += is_major and _REFUSES not in told
        found = " / ".join(str(levels[level]) for level in ("major", "minor", "patch"))
        total = sum(levels.values()) + undecided
        cells = [self.name, len(self.commits), total, found, data, readers, small, undecided]
        return f"| {' | '.join(map(str, cells))} | {self.seconds:.0f} s |"

    def findings(self) -> Iterator[str]:
        """Everything that was found, a line each."""
        for commit, contract, codes in self.changed():
            if codes:
                step = f"{contract['version_before']} -> {contract['version_after']}"
                found = [*contract["violations"], *contract["unreadable"]]
                told = [violation["message"] for violation in found if violation["code"] in codes]
                yield f"{commit['subject']}: {contract['contract']} {contract['level']} {step}: {told[0]}"


def audit(root: Path) -> Audit:
    """Audit all releases of a repository; raises ValueError where that ends in an error."""
    command = [sys.executable, "-m", "pytest", "--eco-history=..main", "--eco-format=json"]
    start = time.monotonic()
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if ended.returncode not in (0, 1):
        message = f"{root}: {ended.stdout}{ended.stderr}"
        raise ValueError(message)
    catalogs = json.loads(ended.stdout)["catalogs"]
    commits = [commit for catalog in catalogs for commit in catalog["history"]]
    return Audit(name=root.name, commits=commits, seconds=time.monotonic() - start)
