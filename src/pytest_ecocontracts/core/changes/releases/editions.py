"""The editions of the contracts of every release, each read once: a release is read as far as it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..bases.catalog import BaseCatalog, older_context, read_base
from ..bases.reads import reads_of
from ..catalogs import problems_of, version_of

if TYPE_CHECKING:
    from ...context import Context
    from ...kinds import KindRegistry
    from ...model import Contract
    from ...violations import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A contract as a release has it, the newest of those that have it so.

    ``contract`` is None where today's language cannot read it, for the reasons in ``problems``; ``version``
    is then what it says, as far as that can be read. ``is_base`` is that of the base, which has a rule of its
    own.
    """

    release: str
    catalog: BaseCatalog
    version: str | None
    contract: Contract | None = None
    problems: Sequence[Violation] = ()
    is_base: bool = False


@dataclass(slots=True, kw_only=True)
class Editions:
    """By the id of a contract its editions, newest release first; of one that never changed there is none.

    ``lost`` are problems of documents that belong to no contract of today, with the release.
    """

    by_id: dict[str, list[Edition]] = field(default_factory=dict)
    lost: list[tuple[str, Violation]] = field(default_factory=list)

    def of(self, contract_id: str) -> Sequence[Edition]:
        """The editions that may differ from today's."""
        return self.by_id.get(contract_id, ())


def read_editions(base: BaseCatalog, context: Context, kinds: KindRegistry) -> Editions:
    """Read the releases behind the base, one after the other. Raises CapabilityMissing and FileProblem."""
    assert context.base is not None  # noqa: S101 - there are no editions without a base
    today = {contract.id: contract for contract in context.catalog.contracts if not contract.origin}
    found = Editions()
    _note(base, context.base.name, today, found, is_base=True)
    for name, step in read_releases(base, context, kinds):
        _note(step, name, today, found, is_base=False)
    return found


def read_releases(
    base: BaseCatalog, context: Context, kinds: KindRegistry
) -> Iterator[tuple[str, BaseCatalog]]:
    """The catalog of each release behind the base, by its name; what does not differ is the same object."""
    assert context.base is not None  # noqa: S101 - as above
    newer, step = context, base
    for release in context.base.releases:
        # What a contract consists of is found out once, as long as nothing of it differs.
        reads_of(step.context).take_over(newer, step.paths)
        newer = older_context(step, release)
        step = read_base(newer, kinds, released=True)
        yield release.name, step


def _note(
    step: BaseCatalog, release: str, today: Mapping[str, Contract], found: Editions, *, is_base: bool
) -> None:
    for contract_id, after in _concerned(step, today):
        before = step.contracts.get(contract_id)
        problems = () if before is not None else problems_of(after, step)
        if before is None and not problems:
            continue
        edition = Edition(
            release=release,
            catalog=step,
            contract=before,
            version=before.header.version if before is not None else version_of(after, step),
            problems=problems,
            is_base=is_base,
        )
        found.by_id.setdefault(contract_id, []).append(edition)
    if is_base:
        return  # the update rule tells of it
    homes = {contract.document.path for contract in today.values()}
    for violation in () if is_base else step.unreadable.get("", ()):
        if violation.location is None or violation.location.path not in homes:
            found.lost.append((release, violation))


def _concerned(step: BaseCatalog, today: Mapping[str, Contract]) -> Iterator[tuple[str, Contract]]:
    """The contracts of today of which a release may have another edition than the release after it."""
    paths = {violation.location.path for violation in step.unreadable.get("", ()) if violation.location}
    for contract_id, contract in today.items() if paths else ():
        if contract.document.path in paths and contract_id not in step.touched:
            yield contract_id, contract
    yield from ((name, today[name]) for name in sorted(step.touched) if name in today)
