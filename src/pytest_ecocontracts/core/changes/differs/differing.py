"""What changed between two editions of a contract, field by field, as far as its kind can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ...errors import FileProblem
from ...model import Evolving
from ...pointers import join
from ..model import ABSENT, BOTH, Change, Level
from .comparing import Comparing, Pair, same
from .fields import FieldDiffer, undecided
from .header import ANSWERS, HEADER
from .kinds import field_differs, is_known

if TYPE_CHECKING:
    from ...context import Context
    from ...kinds import KindRegistry
    from ...model import Contract

#: fields that name files: they are compared although they say the same
_ELSEWHERE: Final = frozenset({"schema"})
#: words under which contracts name files that they read
_NAMING: Final = frozenset({"from", "file"})
#: levels at which a contract of a plugin's kind may name files
_DEPTH: Final = 6


def changes_of(comparing: Comparing, registry: KindRegistry | None = None) -> Iterator[Change]:
    """Every change between the two editions of a contract; ``registry`` knows the kinds of plugins."""
    old, new = comparing.data
    if not same(old["contract"], new["contract"]):
        yield from HEADER["contract"](_pair("contract", comparing))
        return
    header = comparing.after.header
    is_foreign = not is_known(header.kind, header.kind_version)
    differs = _of_plugin(header.kind, header.kind_version, registry) if is_foreign else None
    known = field_differs(header.kind, header.kind_version) if differs is None else differs
    for name in dict.fromkeys((*new, *old)):
        if name not in ANSWERS:
            yield from _of_field(_pair(name, comparing), known)
    if is_foreign and differs is None:
        yield from _files(comparing)


def _of_plugin(kind: str, version: int, registry: KindRegistry | None) -> Mapping[str, FieldDiffer] | None:
    """The differs that a plugin's kind brings along; None where it brings none."""
    found = registry.get(kind, version) if registry is not None else None
    return found.field_differs() if isinstance(found, Evolving) else None


def _of_field(pair: Pair, known: Mapping[str, FieldDiffer]) -> Iterator[Change]:
    name = pair.name
    is_same = same(pair.before, pair.after)
    if not is_same or (name in _ELSEWHERE and name in known):
        differ = known.get(name) or HEADER.get(name)
        found = [undecided(pair)] if differ is None else _told(differ, pair)
        yield from found
        if found:
            return
    if not is_same or not same(*(one.get(name, ABSENT) for one in pair.comparing.written)):
        # As a value that moved into a data file: nobody may tell of less than there is.
        yield pair.change(f"{name!r} is written otherwise, and says the same", weight=Level.PATCH)


def _told(differ: FieldDiffer, pair: Pair) -> list[Change]:
    """What a differ says; one that fails has not shown that a change is harmless."""
    try:
        return list(differ(pair))
    except Exception as error:  # noqa: BLE001 - differs may be a plugin's, and contracts of the base anything
        what = f"{pair.name!r} changed, and comparing it failed: {type(error).__name__}: {error}"
        return [pair.change(what[:500], undecided=BOTH)]


def _pair(name: str, comparing: Comparing) -> Pair:
    old, new = comparing.data
    return Pair(
        pointer=join("", name),
        before=old.get(name, ABSENT),
        after=new.get(name, ABSENT),
        comparing=comparing,
    )


def _files(comparing: Comparing) -> Iterator[Change]:
    """The files that a contract names whose kind nobody knows, where their content differs."""
    for pointer, name in _named(comparing.written[1], "", _DEPTH):
        before = _content(comparing.before, name, comparing.base)
        after = _content(comparing.after, name, comparing.now)
        if before != after:
            why = f"{name}, which it reads, changed, and nothing can tell for whom that matters"
            yield Change(pointer=pointer, why=why, subject=name, undecided=BOTH)


def _named(data: object, pointer: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth == 0:
        return
    members: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, dict):
        members = data.items()
    elif isinstance(data, list):
        members = enumerate(data)
    for name, value in members:
        if isinstance(value, str) and name in _NAMING:
            yield join(pointer, name), value
        else:
            yield from _named(value, join(pointer, name), depth - 1)


def _content(contract: Contract, name: str, context: Context) -> bytes | None:
    try:
        return context.files.read(contract.file(name), context.limits.contract_bytes)
    except FileProblem:
        return None
