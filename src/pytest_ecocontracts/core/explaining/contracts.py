"""Everything about one contract: who promises what, what is checked, what is waived, how to run only it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from shlex import quote
from typing import cast

from ..errors import FileProblem, LoadError
from ..model import Check, Contract, Fact, Reference, RegistryRow
from ..problems import crash
from ..rendering.text import counted, place
from ..violations import Location, Violation
from ..waiving import Waiver, described, waivers_of
from .changes import explain_change
from .sources import Source, Sources, asked
from .text import facts, section, table


def explain_contract(contract: Contract, source: Source, sources: Sources) -> list[str]:
    """Header, content, checks, waivers and references of a usable contract."""
    header = contract.header
    kind = sources.explaining(contract)
    own = asked(lambda: kind.facts(contract, source.context)) if kind is not None else []
    return [
        f"{contract.id} {header.version} ({header.kind}/v{header.kind_version}, {header.status})",
        header.summary,
        "",
        *facts([*_header(contract, source), *own]),
        *section("Checks", _checks(contract, source)),
        *section("Waived", _waived(contract, source)),
        *section("Named by", _named_by(contract, source, sources)),
        *section("Problems", _problems(source, contract.document.path, lambda one: one == contract.id)),
        *explain_change(contract.id, source),
        *section("Run only this contract", _command(contract, source)),
    ]


def explain_broken(contract_id: str, source: Source) -> list[str]:
    """What is wrong with a contract that cannot be used."""
    lines = [
        line
        for path in source.catalog.problems
        for line in _problems(source, path, lambda one: one == contract_id)
    ]
    return [
        f"{contract_id}: the contract cannot be used, so nothing is checked with it",
        *section("Problems", lines or ["in an imported catalog: see the problems of the catalog file"]),
    ]


def explain_file(path: str, source: Source, sources: Sources) -> list[str]:
    """Every contract of a contract file, and what is wrong with its other documents."""
    usable = [contract for contract in source.catalog.contracts if contract.document.path == path]
    lines = [f"{source.shown(path)}: {counted(len(usable), 'usable contract')}"]
    for contract in usable:
        lines += ["", *explain_contract(contract, source, sources)]
    told = {contract.id for contract in usable}
    return [*lines, *section("Problems", _problems(source, path, lambda one: one not in told))]


def list_contracts(sources: Sources) -> list[str]:
    """A line for each contract, usable or not."""
    rows = [
        (
            contract.id,
            f"{contract.header.kind}/v{contract.header.kind_version}",
            source.shown(contract.document.path),
            contract.header.summary,
        )
        for source, contract in sources.contracts()
    ]
    rows += [
        (contract_id, "broken", _file_of(contract_id, source), "the contract cannot be used")
        for source in sources.catalogs
        for contract_id in sorted(source.catalog.broken)
    ]
    return table(rows)


def at(contract: Contract, source: Source, pointer: str = "") -> str:
    """``path:line`` of a value of the contract."""
    location = contract.document.location(pointer)
    path = source.shown(contract.document.path)
    return path if location.line is None else f"{path}:{location.line}"


def _header(contract: Contract, source: Source) -> Iterator[Fact]:
    header = contract.header
    data = cast("Mapping[str, object]", contract.document.data)
    yield Fact("at", at(contract, source))
    if contract.document.row is not None:
        yield Fact("made for", _row(contract.document.row, source))
    contact = _contact(contract, source)
    yield Fact("owner", header.owner + (f" ({contact})" if contact else ""))
    if header.decisions:
        yield Fact("decisions", ", ".join(header.decisions))
    if header.status == "deprecated":
        since, sunset, successor = (data.get(name, "?") for name in ("since", "sunset", "replaced_by"))
        yield Fact("deprecated", f"since {since}, goes away on {sunset}, replaced by {successor}")
    if contract.origin:
        here = "enforced" if source.catalog.settings.enforces(contract) else "not enforced"
        yield Fact("imported", f"from the catalog {contract.origin}; {here} here")


def _row(row: RegistryRow, source: Source) -> str:
    """The row of a registry that the contract was instantiated for, with its line where it can be told."""
    from ..catalog.registry import line_of  # noqa: PLC0415 - few contracts are of a template

    try:
        line = line_of(row, source.context)
    except (FileProblem, LoadError):
        line = None
    where = source.shown(row.path) + (f":{line}" if line else "")
    return f"row {row.number} of {where}"


def _contact(contract: Contract, source: Source) -> str | None:
    """How to reach the owner, as the catalog says that the contract belongs to."""
    for other in source.catalog.contracts:
        if other.header.kind == "catalog" and other.origin == contract.origin:
            owners = getattr(other.body, "owners", None) or {}
            return cast("str | None", owners.get(contract.header.owner))
    return None


def _checks(contract: Contract, source: Source) -> list[str]:
    if not source.catalog.settings.enforces(contract):
        return ["none: the contract is only referred to; list it under enforce: of the import to check it"]
    units: dict[str, list[int]] = {}
    checks: dict[str, Check] = {}
    for unit in source.plan.of_contract(contract.id):
        units.setdefault(unit.check.name, []).append(len(unit.chunk.targets))
        checks[unit.check.name] = unit.check
    rows = [[name, checks[name].summary, _size(targets)] for name, targets in units.items()]
    if any(check.refs for check in checks.values()):
        rows = [[*row, ", ".join(checks[row[0]].refs)] for row in rows]
    return table(rows) or ["none: its kind asks for none"]


def _size(targets: list[int]) -> str:
    """How many targets the items of a check have together, as far as that is known before it runs."""
    parts = [counted(sum(targets), "target")] if any(targets) else []
    parts += [counted(len(targets), "item")] if len(targets) > 1 else []
    return f"({', '.join(parts)})" if parts else ""


def _waived(contract: Contract, source: Source) -> list[str]:
    as_of = source.context.as_of
    about = [waiver for waiver in waivers_of(source.context) if waiver.of == contract.id]
    return [f"{text}; {_waiver_at(waiver, source)}" for waiver, text in described(about, as_of)]


def _waiver_at(waiver: Waiver, source: Source) -> str:
    """Where the waiver stands: in its contract, or in a file that the contract reads."""
    if waiver.place is None:
        return at(waiver.contract, source, waiver.pointer)
    path = source.shown(waiver.place.path)
    return path if waiver.place.line is None else f"{path}:{waiver.place.line}"


def _named_by(contract: Contract, source: Source, sources: Sources) -> list[str]:
    lines: list[str] = []
    for other in source.catalog.contracts:
        try:
            pointers = [pointer for pointer, named in _references(other, sources) if named == contract.id]
        except Exception as error:  # noqa: BLE001 - kinds may be a plugin's
            lines.append(f"unknown whether by {other.id}: {crash(error, 'asking its kind').message}")
            continue
        lines += [f"{other.id} ({at(other, source, pointer)}, {pointer})" for pointer in pointers]
    return lines


def _references(contract: Contract, sources: Sources) -> Iterator[Reference]:
    data = cast("Mapping[str, object]", contract.document.data)
    if "replaced_by" in data:
        yield Reference("/replaced_by", str(data["replaced_by"]))
    kind = sources.explaining(contract)
    if kind is not None:
        yield from kind.references(contract)


def _problems(source: Source, path: str, wanted: Callable[[str], bool]) -> list[str]:
    """What is wrong with those contracts of a file: a line for each problem, and one for its fix."""
    lines: list[str] = []
    for problem in source.catalog.problems.get(path, ()):
        if not wanted(_culprit(problem)):
            continue
        location = problem.location or Location(path=path)
        where = place(replace(location, path=source.shown(location.path)))
        lines.append(f"{problem.code} {where}: {problem.message}")
        if problem.fix:
            lines.append(f"    fix: {problem.fix}")
    return lines


def _culprit(problem: Violation) -> str:
    return problem.contract.id if problem.contract is not None else "?"


def _file_of(contract_id: str, source: Source) -> str:
    files = (path for path, found in source.catalog.problems.items() if contract_id in map(_culprit, found))
    return source.shown(next(files, source.catalog.files[0]))


def _command(contract: Contract, source: Source) -> list[str]:
    if not source.catalog.settings.enforces(contract):
        return []
    catalog = f" --eco-catalog={source.folder}" if source.folder else ""
    known = source.context.base
    base = f" --eco-base={quote(known.name)}" if known is not None else ""
    return [f"pytest --eco-only{catalog}{base} --eco-select={contract.id}"]
