"""Which work units a run consists of: every contract's checks, in stable chunks and a stable order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Final

from .catalog.model import Catalog
from .context import Context
from .kinds import KindRegistry
from .model import Check, Chunk, Contract, Outcome, WorkUnit
from .problems import as_violation
from .violations import Violation

#: "::" and "[" in the name of an item cannot be addressed on pytest's command line
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,80}", re.ASCII)

#: the bracket of the item that says what is wrong with a contract itself
PROBLEMS: Final = "contract"

#: adds checks to a contract beyond those of its kind
ExtraChecks = Callable[[Contract, Catalog], Sequence[Check]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The work units of a run by the contract file that they stand under, in order."""

    catalog: Catalog
    units: dict[str, list[WorkUnit]]
    _by_contract: dict[str, list[WorkUnit]] = field(default_factory=dict)

    def of_contract(self, contract_id: str) -> list[WorkUnit]:
        """Every unit of one contract."""
        if not self._by_contract:
            for units in self.units.values():
                for unit in units:
                    self._by_contract.setdefault(unit.contract.id, []).append(unit)
        return self._by_contract.get(contract_id, [])


def plan(
    catalog: Catalog,
    context: Context,
    kinds: KindRegistry,
    extra: ExtraChecks = lambda contract, catalog: (),  # noqa: ARG005 - the hook's signature
) -> Plan:
    """Plan the enforced contracts of a catalog. The tree is walked; the content of targets is not read.

    The same tree and contracts give the same plan in every process: xdist compares node ids.
    """
    units: dict[str, list[WorkUnit]] = {path: [] for path in catalog.files}
    for contract in catalog.contracts:
        place = _place(contract, catalog)
        if place is None:
            continue
        kind = kinds.get(contract.header.kind, contract.header.kind_version)
        if kind is None:
            continue
        checks = _asked(contract, "checks", partial(kind.checks, contract, catalog))
        checks += _asked(contract, "plugin-checks", partial(extra, contract, catalog), taken=checks)
        if contract.rules:
            from .rules.checks import with_rules  # noqa: PLC0415 - few contracts speak of their checks

            checks = with_rules(checks, contract.rules)
        for check in checks:
            units.setdefault(place, []).extend(_split(contract, check, context))
    for planned in units.values():
        planned.sort(key=lambda unit: unit.check.order)
    return Plan(catalog=catalog, units=units)


def _asked(
    contract: Contract, source: str, ask: Callable[[], Sequence[Check]], taken: Sequence[Check] = ()
) -> list[Check]:
    """The checks that a kind or a plugin asks for, or one that fails in their place: none may vanish."""
    names = {PROBLEMS, *(check.name for check in taken)}
    try:
        checks = list(ask())
        for check in checks:
            if not isinstance(check, Check):
                _refuse(f"expected a Check, found {type(check).__name__}")
            if not _NAME.fullmatch(check.name):
                _refuse(f"a check's name is of letters, digits, '.', '_' and '-', not {check.name[:80]!r}")
            if not isinstance(check.refs, tuple) or not all(
                ref and isinstance(ref, str) for ref in check.refs
            ):
                _refuse(f"the refs of a check are a tuple of texts, not {str(check.refs)[:80]!r}")
            if check.name in names:
                _refuse(f"another item of the contract is called {check.name!r}")
            names.add(check.name)
    except Exception as error:  # noqa: BLE001 - kinds and hooks of plugins are foreign code
        from .rules.model import refs_of  # noqa: PLC0415 - only on failure

        failing = _failing(source, as_violation(error, contract, source))
        # Whatever the contract says of its checks, none of it is enforced.
        return [replace(failing, refs=refs_of(contract.rules.values()))]
    return checks


def _refuse(message: str) -> None:
    raise ValueError(message)


def _failing(name: str, violation: Violation) -> Check:
    def fail(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
        return Outcome(violations=(violation,))

    return Check(name=name, run=fail)


def _place(contract: Contract, catalog: Catalog) -> str | None:
    """The file whose items enforce the contract, or None where it is only referred to."""
    if not catalog.settings.enforces(contract):
        return None
    return catalog.settings.path if contract.origin else contract.document.path


def _split(contract: Contract, check: Check, context: Context) -> list[WorkUnit]:
    try:
        # A split into nothing would let the check vanish: it examines nothing, and says so.
        chunks = list(check.split(context)) or [Chunk()]
        if [(chunk.index, chunk.total) for chunk in chunks] != [
            (k, len(chunks)) for k in range(1, len(chunks) + 1)
        ]:
            _refuse("the chunks of a check are numbered from 1 to their total")
    except Exception as error:  # noqa: BLE001 - a check that cannot be planned must fail, not vanish
        check = replace(check, run=_failing(check.name, as_violation(error, contract, check.name)).run)
        chunks = [Chunk()]
    return [WorkUnit(contract=contract, check=check, chunk=chunk) for chunk in chunks]


def problem_groups(catalog: Catalog, path: str) -> list[tuple[str, str, list[Violation]]]:
    """What is wrong with a contract file: (item name, contract id or else the path, violations)."""
    groups: dict[str, list[Violation]] = {}
    for violation in catalog.problems.get(path, ()):
        groups.setdefault(violation.contract.id if violation.contract else "?", []).append(violation)
    named: dict[str, tuple[str, list[Violation]]] = {}
    for contract_id, found in groups.items():
        word = "file" if contract_id == "?" else _safe(contract_id)
        number = 1
        name = f"{word}[{PROBLEMS}]"
        while name in named:  # ids that only differ in what test ids cannot carry
            number += 1
            name = f"{word}-{number}[{PROBLEMS}]"
        named[name] = (path if contract_id == "?" else contract_id, found)
    return [(name, contract_id, found) for name, (contract_id, found) in named.items()]


def _safe(name: str) -> str:
    # "::" and "[" in a name cannot be addressed on the command line; a broken id may hold anything.
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in name)[:120] or "file"


def marker_names(unit: WorkUnit) -> list[str]:
    """The markers by which a work unit can be chosen: its kind, its check, the clauses that it enforces."""
    words = (unit.contract.header.kind, unit.check.name, *unit.check.refs)
    return [marker_name(word) for word in dict.fromkeys(words)]


@cache
def marker_name(word: str) -> str:
    """``eco_<word>``, with "_" for what cannot be part of a marker."""
    return "eco_" + "".join(c if c.isalnum() else "_" for c in word)
