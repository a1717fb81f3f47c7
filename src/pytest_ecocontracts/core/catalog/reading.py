"""From one contract file to typed contracts, or to everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ..context import Context
from ..errors import CapabilityMissing, FileProblem, LoadError, SchemaProblem
from ..kinds import KindRegistry
from ..loading.documents import load_documents
from ..model import Contract, Document, Header, Kind, Report
from ..problems import crash
from ..rendering.printable import printable
from ..suggestions import suggestion
from ..violations import ContractReference, Location, Violation
from .params import ParamFiles, is_file
from .placeholders import Budget
from .validation import validate_document
from .versions import version_problem

if TYPE_CHECKING:
    from ..rules.model import Rule

#: what the header's schema allows; a longer one is only ever shown and recorded
MAXIMUM_ID: Final = 120
_KIND: Final = re.compile(r"([a-z][a-z0-9_-]*)/v([1-9][0-9]{0,3})", re.ASCII)
#: pytest takes "::" and "[" for its own
_UNFIT: Final = re.compile(r"::|[\[\]]")


@dataclass(slots=True)
class Reading:
    """What one contract file holds: usable contracts, and problems by document."""

    path: str
    contracts: list[Contract] = field(default_factory=list)
    problems: list[Violation] = field(default_factory=list)
    #: ids of documents that name themselves but cannot be used
    broken: set[str] = field(default_factory=set)
    #: whether no test can stand under the path: nothing is there, or its name cannot be part of a test id
    homeless: bool = False


def read_contract_file(
    path: str, context: Context, kinds: KindRegistry, *, base: str = "", origin: str = ""
) -> Reading:
    """Read, validate and parse every document of a file; nothing is raised for bad content.

    Raises CapabilityMissing where the files are those of a git base, and this clone does not hold them.
    """
    if context.readings is None:
        return _read_contract_file(path, context, kinds, base, origin)

    def parse(seen: Context) -> Reading:
        return _read_contract_file(path, seen, kinds, base, origin)

    return context.readings.read((path, base, origin), context, kinds, parse)


def _read_contract_file(path: str, context: Context, kinds: KindRegistry, base: str, origin: str) -> Reading:
    reading = Reading(path)
    if is_unfit(path):
        reading.problems.append(_unfit(path))
        reading.homeless = True
        return reading
    try:
        data = context.files.read(path, context.limits.contract_bytes)
        documents = load_documents(path, data, context.limits)
    except FileProblem as problem:
        reading.problems.append(_unreadable(path, problem))
        reading.homeless = _is_gone(path, context)
        return reading
    except LoadError as error:
        reading.problems.extend(
            Violation(
                code="ECC003",
                message=problem.message,
                location=Location(
                    path=path, pointer=problem.pointer, line=problem.line, column=problem.column
                ),
                contract=ContractReference(id="?", path=path, line=problem.line),
                expected=problem.expected,
                found=problem.found,
                fix=problem.fix,
                metadata={"reason": problem.reason},
            )
            for problem in error.problems
        )
        return reading
    except CapabilityMissing:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not take the others along
        reading.problems.append(crash(error, "reading the file", Location(path=path)))
        return reading
    budget = Budget(context.limits.template_characters)
    params = ParamFiles(context, base, budget)
    for document in documents:
        for each in _instances(document, context, reading, base, budget):
            _read_document(each, context, kinds, reading, params, origin)
    return reading


def is_unfit(path: str) -> bool:
    """Whether no test id can carry the path."""
    return _UNFIT.search(path) is not None or printable(path, len(path)) != path


def _is_gone(path: str, context: Context) -> bool:
    try:
        return context.files.kind(path) in (None, "link")
    except FileProblem:
        return True


def _unfit(path: str) -> Violation:
    return Violation(
        code="ECC001",
        message="the path of the contract file holds characters that test ids cannot carry",
        location=Location(path=path),
        contract=ContractReference(id="?", path=path),
        expected="no control characters, '::' or brackets, and UTF-8",
        found=path,
        fix="rename it with letters, digits, '.', '_' and '-'",
        metadata={"path": path},
    )


def _unreadable(path: str, problem: FileProblem) -> Violation:
    outside = problem.reason == "outside-root"
    return Violation(
        code="ECC022" if outside else "ECC002",
        message=problem.message,
        location=Location(path=path),
        contract=ContractReference(id="?", path=path),
        metadata={"reason": problem.reason, "path": path},
    )


def _instances(
    document: Document, context: Context, reading: Reading, base: str, budget: Budget
) -> Iterable[Document]:
    """The document itself, or what a template gives for the rows of its registry."""
    if not (isinstance(document.data, dict) and "for_each" in document.data):
        return [document]
    from .templates import instantiate  # noqa: PLC0415 - few documents are templates

    report = Report(document)
    try:
        return instantiate(document, context, base, budget, report)
    except Exception as error:  # noqa: BLE001 - as below
        found = crash(error, "instantiating the template", document.location())
        report.violations.append(replace(found, contract=ContractReference(id="?", path=document.path)))
        return []
    finally:
        reading.problems += report.violations
        cited = (violation.contract for violation in report.violations)
        reading.broken.update(contract.id for contract in cited if contract and contract.id != "?")


def _read_document(
    document: Document,
    context: Context,
    kinds: KindRegistry,
    reading: Reading,
    params: ParamFiles,
    origin: str,
) -> None:
    data = document.data
    named = data.get("id") if isinstance(data, dict) else None
    contract_id = named[:MAXIMUM_ID] if isinstance(named, str) else None
    report = Report(document, contract_id)
    contract = None
    try:
        contract = _parse(document, context, kinds, report, params, origin)
    except Exception as error:  # noqa: BLE001 - kinds may be a plugin's; one document must not take the others along
        report.violations.append(
            replace(
                crash(error, "reading the contract", document.location()),
                contract=ContractReference(id=contract_id or "?", path=document.path),
            )
        )
    if contract is not None and not report.violations:
        reading.contracts.append(contract)
        return
    reading.problems.extend(report.violations)
    if contract_id is not None:
        reading.broken.add(contract_id)


def _parse(
    document: Document,
    context: Context,
    kinds: KindRegistry,
    report: Report,
    params: ParamFiles,
    origin: str,
) -> Contract | None:
    data = document.data
    if not isinstance(data, dict):
        report.add(
            "ECC004",
            "a contract document is a mapping with the fields of the header",
            expected="contract: <kind>/v<N>, id, version, owner, summary",
            found=_kind_of(data),
        )
        return None
    kind = _kind(data.get("contract"), kinds, report, present="contract" in data)
    if kind is None:
        return None
    schema = kind.schema
    try:
        compiled = (
            context.schemas.own(schema)
            if isinstance(schema, str)
            else context.schemas.compile_value(schema, base_path="", name=f"{kind.name}.v{kind.version}")
        )
    except SchemaProblem as problem:
        report.add(
            problem.code,
            f"the schema of the contract kind {kind.name}/v{kind.version} cannot be used: {problem.message}",
            pointer="/contract",
            expected=problem.expected,
            found=problem.found,
            fix=problem.fix,
            metadata={"kind": kind.name},
        )
        return None
    validate_document(data, compiled, schema, report)
    _check_version(data.get("version"), report)
    if report.violations:
        return None
    # The contract keeps the document as it was written: places are those of its file.
    body = kind.parse(params.filled(document, report) if _has_params(kind, data) else document, report)
    return Contract(
        header=_header(data),
        document=document,
        body=body,
        origin=origin,
        base=params.base,
        rules=_check_rules(data.get("rules"), report),
    )


def _has_params(kind: Kind, data: Mapping[str, object]) -> bool:
    given = data.get("params")
    in_files = isinstance(given, dict) and any(map(is_file, given.values()))
    return in_files and bool(getattr(kind, "params_in_files", False))


def _check_rules(fields: object, report: Report) -> Mapping[str, Rule]:
    if not isinstance(fields, dict):
        return {}
    from ..rules.checks import parse_check_rules  # noqa: PLC0415 - few contracts speak of their checks

    return parse_check_rules(fields, report)


def _kind(value: object, kinds: KindRegistry, report: Report, *, present: bool) -> Kind | None:
    names = list(kinds.names())
    if not isinstance(value, str):
        report.add(
            "ECC021",
            "the document does not say what kind of contract it is",
            pointer="/contract" if present else "",
            expected="contract: <kind>/v<N>",
            found=_kind_of(value) if present else "no field contract",
            fix=f"add contract: with one of {', '.join(names)}",
        )
        return None
    match = _KIND.fullmatch(value)
    kind = kinds.get(match[1], int(match[2])) if match else None
    if kind is None:
        report.add(
            "ECC021",
            f"there is no contract kind {value[:80]!r}",
            pointer="/contract",
            expected="one of " + ", ".join(names),
            found=value[:80],
            fix=suggestion(value, names),
            metadata={"kind": value[:80]},
        )
    return kind


def _check_version(version: object, report: Report) -> None:
    problem = version_problem(version) if isinstance(version, str) else None
    if problem is not None:
        report.add(
            "ECC013",
            problem,
            pointer="/version",
            expected="a version such as 1.2.0 or event.v1",
            found=str(version)[:60],
            fix="write MAJOR.MINOR.PATCH in quotes",
            metadata={"version": str(version)[:60]},
        )


def _header(data: dict[str, object]) -> Header:
    name, _, version = str(data["contract"]).partition("/v")
    decisions = data.get("decisions")
    return Header(
        kind=name,
        kind_version=int(version),
        id=str(data["id"]),
        version=str(data["version"]),
        owner=str(data["owner"]),
        status=str(data.get("status", "stable")),
        summary=str(data["summary"]),
        decisions=tuple(str(decision) for decision in decisions) if isinstance(decisions, list) else (),
    )


def _kind_of(value: object) -> str:
    names = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def by_id(contracts: Iterable[Contract]) -> dict[str, Sequence[Contract]]:
    """Group contracts by id, in the order in which they were read."""
    groups: dict[str, list[Contract]] = {}
    for contract in contracts:
        groups.setdefault(contract.id, []).append(contract)
    return dict(groups)
