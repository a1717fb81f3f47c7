"""Which contracts are about a path, and what each says of it."""

from __future__ import annotations

from functools import partial
from typing import Final

from ..model import Contract
from .contracts import at, explain_file
from .sources import Source, Sources, asked, below, entry_kind
from .text import facts, section

_KINDS: Final = {"file": "a file", "folder": "a folder", "link": "a symbolic link", "other": "a special file"}


def explain_path(path: str, sources: Sources) -> list[str] | None:
    """Explain a path relative to the root; None where nothing is there and no contract is about it."""
    there = entry_kind(path, sources)
    covering = [
        (source, inside) for source in sources.catalogs if (inside := below(path, source)) is not None
    ]
    for source, inside in covering:
        if inside in source.catalog.files and there != "folder":
            return explain_file(inside, source, sources)
    blocks: list[str] = _made_from(covering)
    silent: list[str] = []
    for source, inside in covering:
        for contract in source.catalog.contracts:
            kind = sources.explaining(contract)
            if not source.catalog.settings.enforces(contract):
                continue
            if kind is None:
                silent.append(contract.id)
                continue
            found = asked(partial(kind.about, contract, inside, source.context))
            if found:
                blocks += ["", _title(contract, source), *facts(found, "  ")]
    if there is None and not blocks:
        return None
    broken = sorted({one for source, _ in covering for one in source.catalog.broken})
    unasked = [*_unasked("broken", broken), *_unasked("of kinds that cannot say", sorted(silent))]
    return [
        f"{path or '.'}: {_KINDS[there] if there else 'nothing is there'}",
        *(blocks or ["", "No contract is about this path."]),
        *section("Contracts that could not be asked", unasked),
    ]


def _made_from(covering: list[tuple[Source, str]]) -> list[str]:
    """The contracts that are instantiated for rows of the file."""
    made = [
        f"  {row.number}  {contract.id} ({at(contract, source)})"
        for source, inside in covering
        for contract in source.catalog.contracts
        if (row := contract.document.row) is not None and row.path == inside
    ]
    return ["", "Contracts that are made for its rows", *made] if made else []


def _unasked(why: str, ids: list[str]) -> list[str]:
    return [f"{why}: {', '.join(ids)}"] if ids else []


def _title(contract: Contract, source: Source) -> str:
    header = contract.header
    return f"{contract.id} {header.version} ({header.kind}/v{header.kind_version}, {at(contract, source)})"
