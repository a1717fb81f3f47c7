"""Who may excuse what a contract asks for: its owner in the base, by the catalog or by CODEOWNERS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...errors import FileProblem
from ...paths.codeowners import PLACES, parse_codeowners

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ...paths.codeowners import CodeOwners
    from ..bases.catalog import BaseCatalog

_PATTERN: Final = re.compile(r"[*{}]")
_HANDLE: Final = re.compile(r"@[\w.-]+(?:/[\w.-]+)?|[^\s@,;()<>]+@[^\s@,;()<>]+")


class Owners:
    """The owners of contracts as they were in the base: who becomes one in the change excuses nothing yet.

    Of a contract that is new its own owner counts, and where the base has no CODEOWNERS nobody else.
    """

    def __init__(self, base: BaseCatalog, context: Context) -> None:
        self._base = base
        self._context = context

    def of(self, contract_id: str) -> Sequence[str]:
        """Those who own a contract: its owner, and whoever CODEOWNERS names for its file."""
        contract = self._contract(contract_id)
        if contract is None:
            return ()
        owner = contract.header.owner
        return (owner, *(one for one in self._by_file(contract.document.path) if one != owner))

    def of_path(self, path: str) -> Sequence[str]:
        """Those whom CODEOWNERS names for a path; nobody for a pattern."""
        return () if _PATTERN.search(path) else self._by_file(path.rstrip("/"))

    def is_one(self, named: str, owners: Sequence[str]) -> bool:
        """Whether a name is that of an owner, or the name of one that CODEOWNERS calls by a handle."""
        handles = self._handles(named)
        return any(one in handles or one.rpartition("/")[2] == named for one in owners)

    def shown(self, owners: Sequence[str]) -> Sequence[str]:
        """The owners for a message: by their names in the catalog, as far as it knows them."""
        known = self._base.context.catalog.settings.owners or {}
        found = (next((name for name in known if self.is_one(name, (one,))), one) for one in owners)
        return tuple(dict.fromkeys(found))

    def _contract(self, contract_id: str) -> Contract | None:
        return self._base.contracts.get(contract_id) or self._context.catalog.get(contract_id)

    def _handles(self, named: str) -> set[str]:
        """How CODEOWNERS may call an owner of the catalog: by its name, or as the catalog reaches it."""
        known: Mapping[str, str] = self._base.context.catalog.settings.owners or {}
        return {named, f"@{named}", *_HANDLE.findall(known.get(named, ""))}

    def _by_file(self, path: str) -> tuple[str, ...]:
        rules = self._codeowners
        if rules is None:
            return ()
        folder, _, name = path.rpartition("/")
        number = rules.patterns().first(folder, name)
        return () if number is None else rules.rules[-1 - number].owners

    @cached_property
    def _codeowners(self) -> CodeOwners | None:
        """The file of the base; GitHub reads the first of its places."""
        files = self._base.context.files
        limit = self._context.limits.contract_bytes
        for path in PLACES:
            try:
                return parse_codeowners(files.read(path, limit).decode("utf-8", "surrogateescape"))
            except FileProblem:
                continue
        return None
