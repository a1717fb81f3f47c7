"""A run record as Markdown for a comment on a pull request: what changed, what that breaks, what is missing.

Equal runs give equal text: no times, no ids. It is shorter than GitHub takes (65,536 characters), and where
it had to be cut it says so. Names and messages come from the change that is judged, so all of them are code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from ..records.changes import lacking, missing_of
from .change_words import (
    Json,
    base_name,
    headline,
    needs_of,
    nothing_missing,
    origin_of,
    place_of,
    verdict_of,
    versions_of,
    witnesses_of,
)
from .markdown import cell, code, fenced, table
from .text import counted

#: the first line of every summary, by which a file and a comment are known as ours
MARKER: Final = "<!-- pytest-ecocontracts: summary -->"
#: characters of a summary
LONGEST: Final = 60_000
#: rows of the table, changes and obligations of a contract, violations beside
ROWS: Final = 100
CHANGES: Final = 20
NEEDS: Final = 20
VIOLATIONS: Final = 20
#: characters of a message by which one is known as another
_SAME: Final = 900
#: characters of a value before and after
_VALUE: Final = 120
#: room for what a cut says
_RESERVE: Final = 300
_NOBODY: Final = "nobody can tell"
#: what a run came to in words, but for a success
_OUTCOMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("error", "blocked", "timeout", "cancelled", "unknown"), _NOBODY),
    "failure": "violated",
    "partial": "only a part was judged",
    "skipped": "nothing was run",
}


def unfinished() -> str:
    """What stands in the file while the run lives, and for ever where it was killed."""
    return _text(
        [f"## Contracts: {_NOBODY}", "", "The run began, and was not seen to end: nothing is proved."]
    )


def summary(record: Json) -> str:
    """The Markdown text of a finished run."""
    block = cast("Json | None", record["changes"])
    base = cast("Json | None", record["base"])
    entries = cast("Sequence[Json]", block["contracts"]) if block is not None else ()
    lines = [f"## Contracts: {verdict(record)}", "", _compared(base, block), "", *_run(record)]
    if block is not None:
        lines += _changes(entries, cast("int", block["contracts_omitted"]))
        lines += _unjudged(block)
    beside = list(_violations(record, entries))
    room = LONGEST - _RESERVE - _size(beside)
    told = 0
    for entry in entries:
        section = ["", *_section(entry)]
        if _size(lines) + _size(section) > room:
            break
        lines += section
        told += 1
    if told < len(entries):
        rest = counted(len(entries) - told, "more contract")
        lines += ["", f"... and {rest}: GitHub takes no longer text. The run record tells of all."]
    return _text([*lines, *beside])


def verdict(record: Json) -> str:
    """The run in a few words: what changed comes first."""
    block = cast("Json | None", record["changes"])
    entries = cast("Sequence[Json]", block["contracts"]) if block is not None else ()
    if any(lacking(entry) for entry in entries):
        return "the change is refused"
    if block is not None and block["unjudged"]:
        return _NOBODY
    known = _OUTCOMES.get(str(record["outcome"]))
    if known is not None or block is None:
        return known or "kept"
    return "the change is allowed" if entries else "nothing changed"


def _compared(base: Json | None, block: Json | None) -> str:
    if base is None:
        return "There was no base (`--eco-base`), so nothing says whether any contract changed."
    if block is None:
        return f"The contracts were never compared with {code(str(base['name']))}."
    told = headline(code(base_name(base)), block)
    return f"{told[0].upper()}{told[1:]}."


def _run(record: Json) -> Iterator[str]:
    """What the whole run came to, in numbers."""
    ended = cast("Json", record["exit"])
    code_of = f"exit code {ended['code']}" if ended["code"] is not None else "no exit code"
    words = [f"The run: **{record['outcome']}** ({code_of})"]
    checks = cast("Mapping[str, int] | None", record["checks"])
    if checks is not None:
        names = ("passed", "failed", "errored", "waived", "not_evaluated")
        parts = [f"{checks[name]} {name.replace('_', ' ')}" for name in names if checks[name]]
        words.append(f"{counted(checks['total'], 'check')}: {', '.join(parts) or 'none'}")
    words.append(f"{counted(_total(record, 'failures'), 'violation')}, {_total(record, 'waived')} waived")
    tests = cast("Mapping[str, int] | None", record["tests"])
    if tests is not None and tests["total"]:
        failed = tests["failed"] + tests["errored"]
        words.append(f"{counted(tests['total'], 'test')}, {failed} failed")
    yield "; ".join(words) + "."


def _total(record: Json, name: str) -> int:
    listed = cast("Sequence[Mapping[str, int]]", record[name])
    return sum(one["occurrences"] for one in listed) + cast("int", record[f"{name}_omitted"])


def _changes(entries: Sequence[Json], omitted: int) -> Iterator[str]:
    """The table: one row per contract."""
    if not entries:
        return
    titles = ("Contract", "Change", "Level", "Verdict", "Version", "Missing")
    yield from table(titles, map(_row, entries[:ROWS]))
    more = len(entries) - ROWS
    if max(more, 0) + omitted:
        yield ""
        yield f"... and {counted(max(more, 0) + omitted, 'more contract')}; the run record lists them."


def _row(entry: Json) -> Iterator[str]:
    yield cell(str(entry["id"]))
    yield str(entry["state"])
    yield str(entry["level"])
    yield verdict_of(entry)
    yield cell(versions_of(entry))
    needs = needs_of(entry)
    yield ", ".join(map(cell, needs)) if needs else nothing_missing(entry).partition(":")[0]


def _unjudged(block: Json) -> Iterator[str]:
    found = cast("Sequence[Json]", block["unjudged"])
    if found:
        yield ""
        yield "Not judged, so nothing is proved of them:"
        yield ""
        for one in found[:VIOLATIONS]:
            yield f"- {code(str(one['id']))}: {code(str(one['reason']))}"
        if len(found) > VIOLATIONS:
            yield f"- ... and {len(found) - VIOLATIONS} more"


def _section(entry: Json) -> Iterator[str]:
    """All about one contract."""
    yield f"### {code(str(entry['id']))}"
    yield ""
    moved = f", before {code(str(entry['was']))}" if "was" in entry else ""
    yield f"{code(str(entry['path']))}{moved}, {code(str(entry['kind']))}, owner {code(str(entry['owner']))}"
    changes = cast("Sequence[Json]", entry["changes"])
    if changes:
        yield from table(
            ("Place", "What changed", "Before", "After", "Level"), map(_change, changes[:CHANGES])
        )
    more = max(0, len(changes) - CHANGES) + cast("int", entry["changes_omitted"])
    if more:
        yield ""
        yield f"... and {counted(more, 'more change')}."
    for change, witness in witnesses_of(entry):
        yield ""
        title = f"{str(witness['title']).capitalize()}{origin_of(witness, code)}"
        yield f"{title} (at {code(place_of(change))}):"
        yield ""
        yield from fenced(cast("Sequence[str]", witness["text"]), "json")
    yield from _obligations(entry)


def _change(change: Json) -> Iterator[str]:
    yield cell(place_of(change))
    yield cell(str(change["why"]))
    for name in ("before", "after"):
        yield cell(str(change[name]), _VALUE) if name in change else ""
    sides = cast("Sequence[str]", change["breaks"] or change["undecided"])
    yield str(change["level"]) + "".join(f", {side}s" for side in sides)


def _obligations(entry: Json) -> Iterator[str]:
    """What the change needs, as a list of tasks."""
    obligations = cast("Sequence[Json]", entry["obligations"])
    yield ""
    if entry["exempt"] is not None:
        yield f"Nothing is asked: it was {code(str(entry['exempt']))} in the base."
        return
    if not obligations:
        yield "Nothing is asked."
        return
    for one in obligations[:NEEDS]:
        missing = [each for each in missing_of(one) if not each["waived"]]
        waived = " (waived)" if not missing and not one["met"] else ""
        yield f"- [{' ' if missing else 'x'}] {code(str(one['asked']))}: {code(str(one['found']))}{waived}"
        for each in missing:
            where = f", at {code(place_of({'pointer': '', **each}))}" if "path" in each else ""
            yield f"  - {each['code']}{where}: {code(str(each.get('fix', each['message'])))}"
    if len(obligations) > NEEDS:
        yield f"- [ ] ... and {len(obligations) - NEEDS} more"


def _violations(record: Json, entries: Sequence[Json]) -> Iterator[str]:
    """What else fails the run."""
    told = {
        (missing["code"], str(missing["message"])[:_SAME])
        for entry in entries
        for one in cast("Sequence[Json]", entry["obligations"])
        for missing in missing_of(one)
    }
    found = [
        one
        for one in cast("Sequence[Json]", record["failures"])
        if (one["code"], str(one["message"])[:_SAME]) not in told
    ]
    omitted = cast("int", record["failures_omitted"])
    if not found and not omitted:
        return
    yield ""
    yield "### Violations"
    yield ""
    for one in found[:VIOLATIONS]:
        place = cast("Json | None", one.get("location"))
        where = f" at {code(place_of(place))}" if place is not None else ""
        yield f"- {one['code']}{where}: {code(str(one['message']))}"
    more = max(0, len(found) - VIOLATIONS) + omitted
    if more:
        yield f"- ... and {more} more; the run record lists them"


def _size(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _text(lines: Sequence[str]) -> str:
    return "\n".join([MARKER, *lines, ""])
