"""Which thing a word means, in this order: a code, a contract, a kind, a path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ..failure_classes import FailureClasses
from ..suggestions import suggestion
from ..taxonomy import Taxonomy
from .changes import explain_gone, gone
from .clauses import clauses, list_clauses
from .codes import explain_class, explain_code
from .contracts import explain_broken, explain_contract, list_contracts
from .kinds import explain_kind, find_kind
from .paths import explain_path
from .sources import Sources, entry_kind
from .text import table

#: words that list what there is instead of explaining one thing
CODES: Final = ("all", "codes")
CONTRACTS: Final = "contracts"
CLAUSES: Final = "clauses"
_KIND: Final = re.compile(r"[a-z][a-z0-9_-]*/v[0-9]+", re.ASCII)


def find(word: str, paths: Sequence[str], taxonomy: Taxonomy, sources: Sources) -> list[str] | None:
    """Explain what the word means; None where it means nothing here.

    ``paths`` are what it may mean as a path, relative to the root.
    """
    if word.lower() in CODES:
        codes = [(code.code, code.name, code.meaning) for code in taxonomy]
        return table([*codes, *((one.name, "", one.meaning) for one in taxonomy.classes)])
    if word == CONTRACTS and sources.catalogs:
        return list_contracts(sources)
    if word == CLAUSES and sources.catalogs:
        return list_clauses(sources) or ["no check enforces a clause: there are no refs"]
    code = taxonomy.get(word)
    if code is not None:
        return explain_code(code)
    classes = _classes(word, taxonomy)
    if classes:
        return classes
    return _contracts(word, sources) or _kind(word, sources) or _path(word, paths, sources)


def suggest(word: str, taxonomy: Taxonomy, sources: Sources) -> str:
    """What was probably meant, among codes, names, contracts, kinds and clauses."""
    classes = FailureClasses(taxonomy.classes).words()
    known = [*taxonomy.words(), *classes, *_ids(sources), *sources.kinds.names(), *clauses(sources)]
    return suggestion(word, known)


def _classes(word: str, taxonomy: Taxonomy) -> list[str]:
    """The class of this name, or those that a finer code belongs to."""
    known = FailureClasses(taxonomy.classes)
    one = known.get(word)
    lines: list[str] = []
    for found in known.of_code(word) if one is None else [one]:
        lines += ["", *explain_class(found)]
    return lines[1:]


def _contracts(word: str, sources: Sources) -> list[str]:
    lines: list[str] = []
    for source, contract in sources.contracts():
        if contract.id == word:
            lines += ["", *explain_contract(contract, source, sources)]
    for source in sources.catalogs:
        if word in source.catalog.broken:
            lines += ["", *explain_broken(word, source)]
        if word in gone(source):
            lines += ["", *explain_gone(word, source)]
    return lines[1:]


def _ids(sources: Sources) -> Iterable[str]:
    for source in sources.catalogs:
        yield from source.catalog.broken
        yield from (contract.id for contract in source.catalog.contracts)
        yield from gone(source)


def _kind(word: str, sources: Sources) -> list[str] | None:
    kind = find_kind(word, sources)
    return None if kind is None else explain_kind(kind, sources)


def _path(word: str, paths: Sequence[str], sources: Sources) -> list[str] | None:
    there = [path for path in paths if entry_kind(path, sources) is not None]
    # Of a path that is not there yet it can be said where it would belong, but words without "/" and the
    # names of kinds are more often mistyped than meant as that.
    imagined = [] if "/" not in word or _KIND.fullmatch(word) else paths
    return next((lines for path in there or imagined if (lines := explain_path(path, sources))), None)
