"""What tables and summaries call the change of a contract: words for an entry of a record's ``changes``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, cast

from ..records.changes import lacking, missing_of
from .printable import printable
from .text import counted

Json: TypeAlias = "Mapping[str, object]"

#: characters of a revision that are shown
_REVISION: Final = 10
#: needs that are told one by one
_NEEDS: Final = 4


def base_name(base: Json) -> str:
    """The base as people know it: its name, and where that leads."""
    name, revision = printable(str(base["name"])), str(base["revision"])
    return name if revision.startswith(name) else f"{name} ({revision[:_REVISION]})"


def headline(base: str, block: Json) -> str:
    """How many contracts changed since a base, and how many of them lack something."""
    entries = cast("Sequence[Json]", block["contracts"])
    changed = sum(entry["state"] != "unchanged" for entry in entries) + cast(
        "int", block["contracts_omitted"]
    )
    number = sum(bool(lacking(entry)) for entry in entries)
    lacks = f"{number} {'lacks' if number == 1 else 'lack'} something" if number else "nothing is missing"
    if changed:
        return f"since {base}: {counted(changed, 'contract')} changed, {lacks}"
    unjudged = cast("Sequence[object]", block["unjudged"])
    if unjudged:
        return f"since {base}: {counted(len(unjudged), 'contract')} not judged" + f", {lacks}" * bool(number)
    return f"no contract differs from {base}" + f", and {lacks}" * bool(number)


def verdict_of(entry: Json) -> str:
    """The verdict, and for whom where that is not everybody."""
    verdict = str(entry["verdict"])
    sides = cast("Sequence[str]", entry.get("breaks" if verdict == "breaking" else verdict, ()))
    return f"{verdict}: {sides[0]}s" if len(sides) == 1 else verdict


def versions_of(entry: Json) -> str:
    """The version before and after; one where there is only one."""
    before, after = entry["version_before"], entry["version_after"]
    if before is None or after is None or before == after:
        return printable(str(before if after is None else after))
    return f"{printable(str(before))} -> {printable(str(after))}"


def needs_of(entry: Json) -> list[str]:
    """What is missing, in two or three words each; the rest is counted."""
    needs = [printable(need, 60) for need in dict.fromkeys(lacking(entry))]
    if len(needs) > _NEEDS:
        return [*needs[: _NEEDS - 1], f"{len(needs) - _NEEDS + 1} more"]
    return needs


def nothing_missing(entry: Json) -> str:
    """Why nothing is missing."""
    if entry["exempt"] is not None:
        return f"nothing: {printable(str(entry['exempt']))}"
    obligations = cast("Sequence[Json]", entry["obligations"])
    waived = any(missing["waived"] for one in obligations for missing in missing_of(one))
    return "nothing: waived" if waived else "nothing"


def place_of(change: Json) -> str:
    """Where a change stands: ``path:line  /pointer``."""
    line = f":{change['line']}" if "line" in change else ""
    pointer = f"  {printable(str(change['pointer']), 300)}" if change["pointer"] else ""
    return f"{printable(str(change['path']), 400)}{line}{pointer}"


def witnesses_of(entry: Json) -> list[tuple[Json, Json]]:
    """The changes of a contract that have a witness, each with it."""
    changes = cast("Sequence[Json]", entry["changes"])
    return [(change, cast("Json", change["witness"])) for change in changes if "witness" in change]


def origin_of(witness: Json, name: Callable[[str], str] = printable) -> str:
    """Where the data was found that a witness is part of, "" where it was made."""
    return f"; it is part of {name(str(witness['origin']))}" if "origin" in witness else ""


def witness_block(entry: Json) -> list[str]:
    """The witnesses of a contract as lines below the violations of its failure."""
    lines: list[str] = []
    for change, witness in witnesses_of(entry):
        lines.append(f"  witness   {place_of(change)}: {witness['title']}{origin_of(witness)}")
        lines += [f"    {printable(line, 400)}" for line in cast("Sequence[str]", witness["text"])]
    return lines


def guilty(entry: Json) -> Json:
    """The place of the change that weighs most: its path, and its line where that is known."""
    changes = cast("Sequence[Json]", entry["changes"])
    return changes[0] if changes else {"path": entry["path"]}


def annotation(entry: Json) -> str:
    """All about the change of a contract in a few lines of plain text."""
    lines = [f"{entry['id']} {versions_of(entry)}: {entry['level']}, {verdict_of(entry)}"]
    changes = cast("Sequence[Json]", entry["changes"])
    lines += [f"{place_of(change)}: {change['why']}" for change in changes[:_NEEDS]]
    if len(changes) > _NEEDS:
        lines.append(f"... and {counted(len(changes) - _NEEDS, 'more change')}")
    for one in cast("Sequence[Json]", entry["obligations"]):
        for missing in missing_of(one):
            if not missing["waived"]:
                lines.append(f"missing: {missing['code']} {missing.get('fix', missing['message'])}")
    for _, witness in witnesses_of(entry)[:1]:
        lines += [f"{witness['title']}{origin_of(witness)}:", *cast("Sequence[str]", witness["text"])]
    return "\n".join(lines)
