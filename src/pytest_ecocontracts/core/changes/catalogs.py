"""Every contract of the base and of today, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import FileProblem
from .bases.catalog import BaseCatalog
from .bases.imports import import_changes
from .bases.remains import version_in
from .differs.comparing import Comparing
from .differs.differing import changes_of
from .model import Change, ContractChange, State
from .rule.renaming import with_new_ids
from .schemas.edition import SchemaProver

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..context import Context
    from ..kinds import KindRegistry
    from ..model import Contract
    from ..violations import Violation
    from .policy import View


def compare_catalogs(
    base: BaseCatalog,
    context: Context,
    prover: SchemaProver,
    view: View,
    kinds: KindRegistry | None = None,
) -> Sequence[ContractChange]:
    """What became of each contract that the change may have touched, sorted by id; no other one changed.

    A contract that cannot be used today is left out: its problems are told where it stands.
    """
    now = context.catalog
    today = {contract.id: contract for contract in now.contracts if not contract.origin}
    hidden = now.broken | unseen(base, now)
    found: list[ContractChange] = []
    for name in sorted(base.touched):
        before, after = base.contracts.get(name), today.get(name)
        if after is None and (before is None or name in hidden):
            continue
        if after is None:
            found.append(ContractChange(id=name, state=State.REMOVED, before=before))
        elif before is None:
            found.append(_new(after, base))
        else:
            comparing = Comparing(
                before=before, after=after, base=base.context, now=context, prover=prover, view=view
            )
            imported: Sequence[Change] = ()
            if kinds is not None and after.body is now.settings and now.settings.imports:
                imported = tuple(import_changes(base, context, prover, view, kinds))
            found.append(compared(comparing, kinds, imported))
    return with_new_ids(found)


def unseen(base: BaseCatalog, now: Catalog) -> frozenset[str]:
    """The contracts of the base that may still be there: in files of which nobody can tell whose they are."""
    files = {
        path
        for path, problems in now.problems.items()
        if any(problem.contract is None or problem.contract.id == "?" for problem in problems)
    }
    if not files:
        return frozenset()
    found: set[str] = set()
    for contract in base.contracts.values():
        change = base.paths.get(contract.document.path)
        path = change.path if change is not None and change.kind != "deleted" else contract.document.path
        if path in files:
            found.add(contract.id)
    return frozenset(found)


def _new(after: Contract, base: BaseCatalog) -> ContractChange:
    problems = problems_of(after, base)
    if not problems:
        return ContractChange(id=after.id, state=State.ADDED, after=after)
    return ContractChange(
        id=after.id,
        state=State.CHANGED,
        after=after,
        unreadable=problems,
        version_before=version_of(after, base),
    )


def problems_of(after: Contract, base: BaseCatalog) -> Sequence[Violation]:
    """Why the edition of the base cannot be read; none where there was no such contract."""
    own = base.unreadable.get(after.id, ())
    if own:
        return own
    was = _path_before(after.document.path, base)
    return [one for one in base.unreadable.get("", ()) if one.location and one.location.path == was]


def _path_before(path: str, base: BaseCatalog) -> str | None:
    change = base.paths.get(path)
    return path if change is None else change.was


def version_of(after: Contract, base: BaseCatalog) -> str | None:
    """The version that the unreadable edition gives itself, where so much of it can be read."""
    path = _path_before(after.document.path, base) or ""
    limits = base.context.limits
    try:
        data = base.context.files.read(path, limits.contract_bytes)
    except FileProblem:
        return None
    return version_in(path, data, after.id, limits)


def compared(
    comparing: Comparing, kinds: KindRegistry | None, imported: Sequence[Change] = ()
) -> ContractChange:
    """What became of a contract that both have; ``imported`` is what became of a catalog's imports."""
    before, after = comparing.before, comparing.after
    changes = (*changes_of(comparing, kinds), *imported)
    if changes or before.header.version != after.header.version:
        state = State.CHANGED
    else:
        state = State.UNCHANGED if before.document.path == after.document.path else State.MOVED
    return ContractChange(id=after.id, state=state, before=before, after=after, changes=changes)
