"""What a record says of the contracts that changed since the base of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from .tally import Tally, Unit

#: contracts that are told one by one
MAXIMUM: Final = 500
_UNCHANGED: Final = "unchanged"
_WORST_FIRST: Final = ("breaking", "undecided", "compatible")
#: the members of an entry that quote no data; what they say means something, whatever secrets there are
_PLAIN: Final = frozenset(
    {
        *("id", "kind", "owner", "path", "was", "state", "version_before", "version_after", "level", "step"),
        *("verdict", "breaks", "undecided", "exempt", "code", "keyword", "title"),
    }
)


def change_standings(tally: Tally, units: Mapping[str, Unit]) -> dict[str, object] | None:
    """The contracts that changed, those that lack something first; None where there is no base.

    ``unjudged`` are the contracts of which this run does not know what became of them, and why.
    """
    if tally.base is None:
        return None
    told = _merged(entry for _, entries in sorted(tally.changes.items()) for entry in entries)
    told.sort(key=lambda entry: (not lacking(entry), str(entry["id"]), str(entry["path"])))
    unjudged = [
        {"id": contract, "reason": units[nodeid].reason or "its check did not tell"}
        for nodeid, contract in sorted(tally.telling.items())
        if nodeid not in tally.changes and nodeid in units
    ]
    return {
        "contracts": told[:MAXIMUM],
        "contracts_omitted": max(0, len(told) - MAXIMUM),
        "unjudged": unjudged,
    }


def _merged(entries: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """One entry for each contract: what its checks told of it, the one about the change first."""
    found: dict[tuple[object, object], dict[str, object]] = {}
    for entry in entries:
        key = (entry["id"], entry["path"])
        known = found.get(key)
        if known is None:
            found[key] = entry
            continue
        main, other = (entry, known) if known["state"] == _UNCHANGED else (known, entry)
        verdict = min(str(main["verdict"]), str(other["verdict"]), key=_WORST_FIRST.index)
        both = {name: [*_list(main, name), *_list(other, name)] for name in ("changes", "obligations")}
        found[key] = {**main, **both, "verdict": verdict}
    return list(found.values())


def _list(entry: Mapping[str, object], name: str) -> Sequence[object]:
    return cast("Sequence[object]", entry[name])


def lacking(entry: Mapping[str, object]) -> list[str]:
    """What a changed contract lacks, in two or three words each, without what is waived."""
    return [
        str(obligation["need"])
        for obligation in cast("Sequence[Mapping[str, object]]", entry["obligations"])
        if any(not missing["waived"] for missing in missing_of(obligation))
    ]


def missing_of(obligation: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """What is missing or too small for one obligation, waived or not."""
    yield from cast("Sequence[Mapping[str, object]]", obligation["missing"])


def without_secrets(entry: Mapping[str, object], redact: Callable[[object], object]) -> dict[str, object]:
    """The entry with whatever quotes data as ``redact`` gives it."""
    return {name: _redacted(name, value, redact) for name, value in entry.items()}


def _redacted(name: str, value: object, redact: Callable[[object], object]) -> object:
    if name in _PLAIN:
        return value
    if name != "value" and isinstance(value, dict):
        return without_secrets(value, redact)
    if name != "value" and isinstance(value, list):
        return [_redacted("", one, redact) for one in value]
    return redact(value)
