"""What is told of a registry: of its place in a contract, and where it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from ..context import Context
from ..errors import CapabilityMissing, FileProblem, LoadError, LoadProblem
from ..model import Report
from ..pointers import join
from ..rows.formats import PAGE_TABLES
from ..suggestions import suggestion
from ..violations import ContractReference, Location, Violation
from .paths import check_path
from .registry import FORMATS, Registry


def read_place(
    fields: Mapping[str, object], base: str, pointer: str, named: str, report: Report
) -> Registry | None:
    """Where the rows are; None where that cannot be, which is reported.

    ``fields`` stand at ``pointer`` of the contract; that of the file is ``named``. ``base`` is the folder
    that its path is relative to.
    """
    name = str(fields[named])
    place = join(pointer, named)
    if not check_path(name, place, report):
        return None
    registry = Registry(
        path=f"{base}/{name}" if base else name,
        at=cast("str | None", fields.get("at")),
        table=str(fields["table"]) if "table" in fields else None,
        key=cast("str | None", fields.get("key")),
    )
    if registry.format is None:
        report.add(
            "ECC004",
            f"{name!r} is no registry: its suffix is that of no format that is read",
            pointer=place,
            expected="a file of one of the formats " + ", ".join(FORMATS),
            found=name[:200],
            metadata={"keyword": named},
        )
        return None
    if registry.table is not None and registry.format != PAGE_TABLES:
        report.add(
            "ECC004",
            "table: says which table of a Markdown page is meant, and there is none here",
            pointer=join(pointer, "table"),
            key=True,
            expected="table: of a Markdown page, without at: and key:",
            found=registry.table[:80],
            fix="remove table:",
            metadata={"keyword": "table"},
        )
        return None
    return registry


@contextmanager
def told(registry: Registry, pointer: str, named: str, context: Context, report: Report) -> Iterator[None]:
    """Report what keeps a registry from being read; see ``read_place`` for ``pointer`` and ``named``."""
    place = join(pointer, named)
    try:
        yield
    except FileProblem as problem:
        outside = problem.reason == "outside-root"
        report.add(
            "ECC022" if outside else "ECC005",
            f"the registry cannot be read: {problem.message}",
            pointer=place,
            expected="a file below the root of the catalog",
            found=problem.reason,
            fix=None if outside else _beside(registry.path, context),
            metadata={"path": registry.path, "reason": problem.reason},
        )
    except LoadError as error:
        report.violations += [_unparsable(problem, registry, pointer, report) for problem in error.problems]
    except CapabilityMissing as missing:
        report.add(
            "ECC008",
            f"the registry needs {missing.capability}: {missing.message}",
            pointer=place,
            expected=missing.capability,
            metadata={"capability": missing.capability},
        )
    except ValueError as error:
        report.add("ECC004", str(error), pointer=join(pointer, "at"), metadata={"keyword": "at"})


def _beside(path: str, context: Context) -> str | None:
    folder, _, own = path.rpartition("/")
    try:
        names = context.tree.list(folder).files
    except FileProblem:
        return None
    return suggestion(own, names) if own not in names else None


def _unparsable(problem: LoadProblem, registry: Registry, pointer: str, report: Report) -> Violation:
    document = report.document
    return Violation(
        code="ECC003",
        message=f"the registry cannot be read: {problem.message}",
        location=Location(
            path=registry.path, pointer=problem.pointer, line=problem.line, column=problem.column
        ),
        contract=ContractReference(
            id=report.contract_id or "?",
            path=document.path,
            line=document.location(pointer, key=True).line,
        ),
        expected=problem.expected,
        found=problem.found,
        fix=problem.fix,
        metadata={"reason": problem.reason},
    )
