"""A run record as annotations of a GitHub workflow, each at its file and line.

Format: GitHub's workflow commands, with "%", line breaks and, in properties, ":" and "," escaped
(https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast

#: GitHub shows ten annotations of a kind for a step; the rest is in the log and in the record
SHOWN: Final = 10
#: of these, contracts whose change lacks something
REFUSED: Final = 5


def workflow_commands(record: Mapping[str, object], place: Callable[[str], str]) -> Iterator[str]:
    """A workflow command per changed contract, failure and warning.

    ``place`` makes paths relative to the repository. Contracts that lack something come first, as errors.
    """
    refused, others = _changes(record, place)
    yield from refused
    for level, field in (("error", "failures"), ("warning", "warnings")):
        found = cast("Sequence[Mapping[str, object]]", record[field])
        room = SHOWN - len(refused) if level == "error" else SHOWN
        for failure in found[:room]:
            yield _annotation(level, failure, place)
        hidden = len(found) - room + cast("int", record[f"{field}_omitted"])
        if hidden > 0:
            yield _command(
                level,
                {"title": "ecocontracts"},
                f"{hidden} more {field} are in the log and in the run record",
            )
    yield from others
    waivers = cast("Mapping[str, int] | None", record.get("waivers"))
    if waivers and waivers["violations"]:
        total, ending = waivers["violations"], waivers["ending_in_30_days"]
        text = f"{total} violations are waived, {ending} of them ending in 30 days"
        yield _command("notice", {"title": "ecocontracts"}, text)


def _changes(
    record: Mapping[str, object], place: Callable[[str], str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Annotations for contracts that lack something, and for what else there is to say of the change."""
    block = cast("Mapping[str, object] | None", record.get("changes"))
    base = cast("Mapping[str, object] | None", record.get("base"))
    if block is None or base is None:
        return (), ()
    from ..records.changes import lacking  # noqa: PLC0415 - only where there is a base
    from .change_words import base_name, headline  # noqa: PLC0415 - as above

    entries = cast("Sequence[Mapping[str, object]]", block["contracts"])
    refused = [_change("error", entry, place) for entry in entries if lacking(entry)]
    others = [_command("notice", {"title": "ecocontracts"}, headline(base_name(base), block))]
    unjudged = cast("Sequence[Mapping[str, object]]", block["unjudged"])
    if unjudged:
        told = [f"{one['id']}: {one['reason']}" for one in unjudged[:SHOWN]]
        text = "\n".join([f"not judged: {len(unjudged)}", *told])
        others.append(_command("warning", {"title": "ecocontracts"}, text))
    allowed = [_change("notice", entry, place) for entry in entries if not lacking(entry)]
    return refused[:REFUSED], [*others, *allowed[: SHOWN - 2]]


def _change(level: str, entry: Mapping[str, object], place: Callable[[str], str]) -> str:
    from .change_words import annotation, guilty  # noqa: PLC0415 - as above

    where = guilty(entry)
    properties = {"title": f"{entry['id']} {entry['state']}", "file": place(str(where["path"]))}
    if "line" in where:
        properties["line"] = str(where["line"])
    return _command(level, properties, annotation(entry))


def _annotation(level: str, failure: Mapping[str, object], place: Callable[[str], str]) -> str:
    properties = {"title": f"{failure['code']} {failure['name']}"}
    location = cast("Mapping[str, object] | None", failure.get("location"))
    if location:
        properties["file"] = place(str(location["path"]))
        known = {"line": location.get("line"), "col": location.get("column")}
        properties |= {name: str(number) for name, number in known.items() if number is not None}
    return _command(level, properties, _body(failure))


def _body(failure: Mapping[str, object]) -> str:
    """What the annotation says: the message, then what is known."""
    lines = [str(failure["message"])]
    lines += [f"{label}: {failure[label]}" for label in ("expected", "found", "fix") if failure.get(label)]
    contract = cast("Mapping[str, object] | None", failure.get("contract"))
    if contract:
        lines.append(f"contract: {contract['id']} {contract.get('version') or ''}".rstrip())
    return "\n".join(lines)


def _command(level: str, properties: Mapping[str, str], message: str) -> str:
    joined = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{level} {joined}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """Percent-encode what would end a workflow command or a property of it."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)
