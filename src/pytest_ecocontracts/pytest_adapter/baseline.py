"""``--eco-baseline``: writes what a legacy repository violates as waivers, once the run is over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, cast

import pytest

from ..adapters.writing import write_below
from ..core.catalog.discovery import is_contract
from ..core.catalog.reading import read_contract_file
from ..core.errors import FileProblem
from ..core.model import Outcome
from ..core.rendering.text import counted
from ..core.violations import UNWAIVABLE, Severity, Violation
from ..core.waivers.baseline import DAYS, LEFT_OUT, Baseline, Terms, entries_of, make_baseline
from ..core.waivers.baseline_text import baseline_text
from ..core.waiving import blockers
from .deaths import usage_error
from .settings import read_day

if TYPE_CHECKING:
    from ..core.model import Contract
    from ..core.records.checks import CheckResult
    from ..core.waivers.model import WaiversBody
    from .enforcement import Enforcement
    from .recording import Recorder
    from .session import Gate

_OPTION: Final = "--eco-baseline"


@dataclass(frozen=True, slots=True)
class _Target:
    """The file: its path from the root and from its catalog, whose it is, and the baseline that it holds."""

    shown: str
    relative: str
    enforcement: Enforcement
    present: Contract | None


class BaselineWriter:
    """On the process that sees all reports: refuses what cannot work first, and writes at the end."""

    def __init__(self, gate: Gate, recorder: Recorder) -> None:
        """Read the options; raises pytest.UsageError."""
        self._gate = gate
        self._recorder = recorder
        option = gate.config.getoption
        self._file = str(option("eco_baseline"))
        self._grow = bool(option("eco_baseline_grow"))
        self._issue = cast("str | None", option("eco_baseline_issue"))
        until = cast("str | None", option("eco_baseline_until"))
        as_of = gate.settings.as_of
        self._until = as_of + timedelta(days=DAYS) if until is None else _until(until, as_of)
        if gate.settings.narrowed:
            reason = f"needs the whole run, and {gate.settings.narrowed[0]} leaves something out"
            raise _refused(reason)
        self._target: _Target | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Find the file before anything runs; raises pytest.UsageError."""
        self._target = self._find()

    def _find(self) -> _Target:
        config = self._gate.config
        path = os.path.realpath(config.invocation_params.dir / self._file)
        shown = os.path.relpath(path, os.path.realpath(config.rootpath)).replace(os.sep, "/")
        for enforcement in self._gate.enforcements:
            folder = f"{enforcement.folder}/" if enforcement.folder else ""
            relative = shown.removeprefix(folder)
            folders = enforcement.catalog.settings.folders
            inside = any(not name or relative.startswith(f"{name}/") for name in folders)
            if not shown.startswith(folder) or shown.startswith("../") or not inside:
                continue
            if not is_contract(shown) or not shown.endswith((".yaml", ".yml")):
                reason = f"expected a name that ends in .contract.yaml, found {shown!r}"
                raise _refused(reason)
            present = self._baseline_at(relative, enforcement) if os.path.lexists(path) else None
            return _Target(shown, relative, enforcement, present)
        places = [
            enforcement.shown(folder)
            for enforcement in self._gate.enforcements
            for folder in enforcement.catalog.settings.folders
        ]
        reason = f"{shown!r} is in no folder of contracts ({', '.join(places)})"
        raise _refused(reason)

    def _baseline_at(self, relative: str, enforcement: Enforcement) -> Contract:
        """The baseline that a file holds; it may name contracts that are gone. Raises pytest.UsageError."""
        reading = read_contract_file(relative, enforcement.context, self._gate.kinds)
        if len(reading.contracts) == 1 and not reading.problems:
            (contract,) = reading.contracts
            if contract.header.kind == "waivers" and cast("WaiversBody", contract.body).baseline:
                return contract
        shown = enforcement.shown(relative)
        reason = (
            f"{shown!r} is there, and is no valid waivers/v1 with baseline: true; mend it, or name another"
        )
        raise _refused(reason)

    # --- at the end -------------------------------------------------------------------------------------

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write the file, or say why not."""
        if self._target is None or self._recorder.shows_only:
            return
        unjudged = self._unjudged()
        if unjudged is not None:
            self._fail(f"the baseline was not written: {unjudged}")
            return
        target = self._target
        baseline = self._baseline(target)
        if target.present is None and not baseline.entries:
            self._say("nothing to write: no violation that could be waived")
        else:
            text = baseline_text(self._header(target), baseline.entries, _command(target.shown))
            limit = target.enforcement.context.limits.contract_bytes
            if len(text.encode()) > limit:
                size = f"{counted(len(baseline.entries), 'waiver')} take more than {limit} bytes"
                fix = "mend what is systematic first, or waive it by a pattern"
                self._fail(f"the baseline was not written: {size}; {fix}")
                return
            try:
                write_below(str(self._gate.config.rootpath), target.shown, text.encode())
            except FileProblem as problem:
                self._fail(f"the baseline was not written: {problem.message}")
                return
            self._say(_summary(target.shown, baseline))
        if baseline.left:
            self._say(self._left(baseline, new=target.present is not None and not self._grow))

    def _unjudged(self) -> str | None:
        """Why the run says too little of the repository; None where all of it was judged."""
        missing = self._recorder.unreached
        if missing is None:
            return "no check ran"
        return f"{counted(missing, 'check')} of this run did not run" if missing else None

    def _baseline(self, target: _Target) -> Baseline:
        catalog = target.enforcement.catalog
        present = target.present
        own = {contract.id for contract in catalog.contracts}
        # The last report of an item that ran more than once is the one that counts.
        checks = {(one.contract, one.check, one.chunk): one for one in self._recorder.checks}
        found: dict[str, list[tuple[str, Outcome]]] = {}
        unsure = {name.partition("[")[0] for name, _ in self._recorder.withheld}
        for check in checks.values():
            if check.contract not in own and check.kind != "document":
                continue
            violations = [_below(one, target.enforcement) for one in _found(check, present)]
            if check.omitted or any(one.code.startswith(UNWAIVABLE) for one in violations):
                unsure.add(check.contract)
            found.setdefault(check.contract, []).append((check.check, Outcome(violations=tuple(violations))))
        terms = Terms(
            owner=lambda of: _owner_of(of, target.enforcement),
            reason=f"Found when the gate was switched on, on {self._gate.settings.as_of}.",
            until=self._until,
            as_of=self._gate.settings.as_of,
            issue=self._issue,
            grow=self._grow,
        )
        data = None if present is None else cast("Mapping[str, object]", present.document.data)
        known = None if data is None else entries_of(data)
        return make_baseline(_tolerable(found), known, terms, frozenset(unsure))

    def _header(self, target: _Target) -> dict[str, object]:
        if target.present is not None:
            data = cast("Mapping[str, object]", target.present.document.data)
            return {name: value for name, value in data.items() if name != "waivers"}
        return {
            "contract": "waivers/v1",
            "id": _id(target),
            "version": "1.0.0",
            "owner": _first_owner(target.enforcement),
            "summary": f"What was there when the gate was switched on, on {self._gate.settings.as_of}.",
            "baseline": True,
        }

    def _left(self, baseline: Baseline, *, new: bool) -> str:
        total = sum(baseline.left.values())
        codes = ", ".join(f"{count} {code}" for code, count in sorted(baseline.left.items()))
        line = f"{counted(total, 'violation')} left standing: {codes}"
        if new and any(not code.startswith(LEFT_OUT) for code in baseline.left):
            line += " (what is new takes --eco-baseline-grow)"
        return line

    def _say(self, text: str) -> None:
        self._gate.notes.append(f"baseline: {text}")

    def _fail(self, message: str) -> None:
        self._gate.notes.append(f"error ECC001 config-invalid: {message}")
        self._recorder.note_failure("ECC001", message, phase="end")


def _refused(reason: str) -> pytest.UsageError:
    return usage_error("ECC001", f"ECC001 config-invalid: {_OPTION}: {reason}")


def _until(text: str, as_of: date) -> date:
    day = read_day(f"{_OPTION}-until", text)
    if day < as_of:
        message = f"ECC001 config-invalid: {_OPTION}-until: {day} is before {as_of}"
        raise usage_error("ECC001", message)
    return day


def _found(check: CheckResult, present: Contract | None) -> Iterator[Violation]:
    """The errors of a check, with those that the present baseline tolerates; none about lists of waivers."""
    if check.kind != "waivers":
        yield from (one for one in check.violations if one.severity is Severity.ERROR)
        yield from (
            entry.violation for entry in check.waived if present is not None and entry.waiver.id == present.id
        )


def _tolerable(found: Mapping[str, Sequence[tuple[str, Outcome]]]) -> Iterator[Violation]:
    """All but what is only blocked by others that will be tolerated: it is tolerated with them."""
    for outcomes in found.values():
        for violation in (one for _, outcome in outcomes for one in outcome.violations):
            causes = blockers(violation, lambda of: found.get(of, ()))
            if not causes or any(cause.code.startswith(UNWAIVABLE) for cause in causes):
                yield violation


def _below(violation: Violation, enforcement: Enforcement) -> Violation:
    """The violation with its path relative to the catalog, as waivers name it."""
    location = violation.location
    if location is None or not enforcement.folder:
        return violation
    path = location.path.removeprefix(f"{enforcement.folder}/")
    return replace(violation, location=replace(location, path=path))


def _owner_of(contract_id: str, enforcement: Enforcement) -> str:
    """The owner of a contract, where waivers may name it; else who owns the catalog."""
    contract = enforcement.catalog.get(contract_id)
    owners = enforcement.catalog.settings.owners
    if contract is not None and (owners is None or contract.header.owner in owners):
        return contract.header.owner
    return _first_owner(enforcement)


def _first_owner(enforcement: Enforcement) -> str:
    own = [contract for contract in enforcement.catalog.contracts if not contract.origin]
    return min(own, key=lambda contract: contract.header.kind != "catalog").header.owner


def _id(target: _Target) -> str:
    """``<id of the catalog>.<name of the file>``."""
    name = os.path.basename(target.relative).lower().partition(".contract.")[0]
    word = re.sub("[^a-z0-9_-]", "-", name).strip("-_") or "baseline"
    catalogs = [
        contract.id
        for contract in target.enforcement.catalog.contracts
        if contract.header.kind == "catalog" and not contract.origin
    ]
    if catalogs:
        return f"{catalogs[0]}.{word}"
    return word if word[0].isalpha() else f"baseline-{word}"


def _command(shown: str) -> str:
    return f"pytest --eco-contracts {_OPTION}={shown}"


def _summary(shown: str, baseline: Baseline) -> str:
    count = sum(entry.maximum for entry in baseline.entries)
    text = f"{counted(count, 'violation')} in {counted(len(baseline.entries), 'waiver')} written to {shown}"
    changes = []
    if baseline.grown:
        changes.append(f"{baseline.grown} new or larger")
    if baseline.shrunk:
        changes.append(f"{baseline.shrunk} smaller or gone")
    return f"{text} ({', '.join(changes) or 'nothing changed'})"
