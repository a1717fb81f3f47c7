"""Layout contracts over trees that exist only in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.fakes import FOLDER, contract, link, problems

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.model import Chunk, Contract, Outcome, WorkUnit
from pytest_ecocontracts.core.ports import Blob
from pytest_ecocontracts.core.running import run as run_unit
from pytest_ecocontracts.core.violations import Violation

CONTRACT = "contracts/layout.contract.yaml"
#: what every tree here also holds, so that contracts need not draw it
OWN = {"contracts/": "opaque"}


class Git:
    """Implements ports.GitIndex over lists of paths; a folder's name ignores everything in it."""

    available = True
    reason = None

    def __init__(
        self, tracked: Iterable[str] = (), ignored: Iterable[str] = (), modes: Mapping[str, str] | None = None
    ) -> None:
        self._tracked = {**dict.fromkeys(tracked, "100644"), **(modes or {})}
        self._ignored = tuple(ignored)
        self.asked: list[Sequence[str]] = []

    def tracked(self) -> Mapping[str, str]:
        return self._tracked

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        self.asked.append(paths)
        return frozenset(
            path for path in paths if any(path == one or path.startswith(f"{one}/") for one in self._ignored)
        )

    def blobs(self) -> Mapping[str, Blob]:
        return {}


def entries(paths: Iterable[str] | Mapping[str, object]) -> dict[str, object]:
    """Files by path; a path that ends in "/" is an empty folder."""
    given = paths if isinstance(paths, Mapping) else dict.fromkeys(paths, "x")
    return {path.rstrip("/"): FOLDER if path.endswith("/") else entry for path, entry in given.items()}


def load(paths: Iterable[str] | Mapping[str, object], **fields: Any) -> tuple[Contract, Context]:
    """Load a layout contract, which must be sound, over a tree."""
    fields = {**fields, "tree": {**OWN, **fields["tree"]}} if "root" not in fields else fields
    catalog, context = link({CONTRACT: contract(**fields), **entries(paths)})
    found = catalog.get("shop.layout")
    assert found is not None, [(one.code, one.message) for one in problems(catalog)]
    return found, context


def outcomes(
    paths: Iterable[str] | Mapping[str, object], *, index: Any = None, **fields: Any
) -> dict[str, Outcome]:
    """The outcome of every check by its name; ``index`` is what git knows."""
    from pytest_ecocontracts.core.kinds.layout import KIND

    found, context = load(paths, **fields)
    if index is not None:
        context.git = index
    checks = KIND.checks(found, context.catalog)
    return {
        check.name: run_unit(WorkUnit(contract=found, check=check, chunk=Chunk()), context)
        for check in checks
    }


def violations(paths: Iterable[str] | Mapping[str, object], **fields: Any) -> list[Violation]:
    """What the checks find, check by check."""
    return [violation for outcome in outcomes(paths, **fields).values() for violation in outcome.violations]


def findings(
    paths: Iterable[str] | Mapping[str, object], tree: Mapping[str, Any], **fields: Any
) -> list[tuple[str, str]]:
    """Code and path of what the checks find."""
    found = violations(paths, tree=tree, **fields)
    return [(one.code, one.location.path if one.location else "") for one in found]


def refused(tree: Any, **fields: Any) -> list[Violation]:
    """The problems of a layout contract that cannot be used."""
    catalog, _ = link({CONTRACT: contract(tree=tree, **fields)})
    return problems(catalog)


def refused_codes(tree: Any, **fields: Any) -> list[str]:
    """The codes of the problems."""
    return [one.code for one in refused(tree, **fields)]
