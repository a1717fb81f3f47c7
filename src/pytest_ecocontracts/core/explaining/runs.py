"""One run, from its record alone. A record is a file from anywhere: it is judged before it is believed."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from ..errors import FileProblem, LoadError
from ..limits import Limits
from ..loading.values import read_value
from ..model import Fact
from ..ports import CompiledSchema, FileSystem
from ..records.redaction import TOKEN
from ..records.standings import COUNTS
from ..records.verify import defects
from ..rendering.change_table import change_lines
from ..rendering.styles import plain
from ..rendering.text import counted
from .text import facts, section, table

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Record: TypeAlias = Mapping[str, Any]  # its schema has judged it

#: bytes of a record that are read; it lists at most some thousands of findings
MAXIMUM_BYTES: Final = 64 * 1024 * 1024
#: failures that are told; the record has the others
MAXIMUM_FAILURES: Final = 10
#: columns of the table of what changed
_WIDTH: Final = 110

_OUTCOMES: Final = {
    "success": "everything that was planned was evaluated, and held",
    "partial": "what ran held, but not everything that was planned ran",
    "failure": "a promise is broken, or a test failed",
    "error": "nobody can tell: a contract is not valid, or something crashed",
    "blocked": "it was not run, because what it needs is missing",
    "timeout": "it took too long",
    "cancelled": "it was stopped from outside",
    "skipped": "it was not asked to run anything",
    "unknown": "it was never seen to end",
}


class RecordUnusable(Exception):
    """A file that is no run record that can be believed; the message says why."""


def read_record(files: FileSystem, path: str, schema: Callable[[], CompiledSchema]) -> Record:
    """Read a record and judge it by its schema and by its own sums; raises RecordUnusable."""
    try:
        data = read_value("json", files.read(path, MAXIMUM_BYTES), Limits())
    except FileProblem as problem:
        raise RecordUnusable(problem.message) from None
    except LoadError as error:
        first = error.problems[0]
        message = f"it is no JSON: line {first.line}: {first.message}" if first.line else first.message
        raise RecordUnusable(message) from None
    if not isinstance(data, dict):
        raise RecordUnusable("it is no object")
    found = defects(data, schema())
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        message = f"{found[0]}{more}"
        raise RecordUnusable(message)
    return data


def explain_run(record: Record) -> list[str]:
    """State, outcome, verdicts, first failures, what was not evaluated, and how to repeat the run."""
    outcome = record["outcome"]
    return [
        f"run {record['run_id']}: {record['state']}, {outcome}",
        f"{_OUTCOMES[outcome]}",
        "",
        *facts(_facts(record)),
        *section("Contracts", _contracts(record)),
        *section("Changes", _changes(record)),
        *section("Clauses", _standings(record, "clauses")),
        *section("Projects", _standings(record, "projects")),
        *section(*_failures(record)),
        *section("Not evaluated", _not_evaluated(record)),
        *section("Begun, and not seen to end", record["in_flight"][:MAXIMUM_FAILURES]),
        *section("Repeat it", _commands(record)),
    ]


def explain_unrecorded(run_id: str, *, alive: bool) -> list[str]:
    """Explain a run that has a journal and no record."""
    if alive:
        return [f"run {run_id}: started", "It is still running; its record appears when it ends."]
    return [
        f"run {run_id}: incomplete",
        "It was never seen to end. The next run of the gate writes its record, from its journal (ECR003).",
    ]


def _facts(record: Record) -> Iterator[Fact]:
    time, exit_, host = record["time"], record["exit"], record["host"]
    ended = time["ended_at"] or "never seen to end"
    took = f", {time['duration_ms'] / 1000:.1f} s" if time["duration_ms"] is not None else ""
    yield Fact("when", f"{time['started_at']} to {ended}{took}")
    yield Fact("of", host["repo"] or record["job"]["namespace"])
    if host["commit"]:
        changes = {True: ", tracked files changed", False: "", None: ", unknown whether files changed"}
        yield Fact("commit", f"{host['commit']} {host['ref'] or ''}".rstrip() + changes[host["dirty"]])
    code = "not seen" if exit_["code"] is None else str(exit_["code"])
    yield Fact("exit", f"{code}{' by ' + exit_['signal'] if exit_['signal'] else ''}: {exit_['reason']}")
    for name in ("checks", "tests"):
        if record[name] is not None:
            yield Fact(name, _counts(record[name]))
    base = record.get("base")
    if base:
        yield Fact("base", f"{base['name']}, {base['revision']}")
    for option in record.get("narrowed") or ():
        yield Fact("narrowed", option)
    if record["line"]["stopped"]:
        blocking = ", ".join(record["line"]["blocked_by"])
        yield Fact(
            "line", f"stopped by {record['line']['code']}" + (f"; first: {blocking}" if blocking else "")
        )
    if record["emission"]["recovered"]:
        yield Fact("recovered", f"from its journal, by the run {record['emission']['recovered_by']}")


def _counts(counts: Mapping[str, int]) -> str:
    parts = [
        f"{value} {name.replace('_', ' ')}" for name, value in counts.items() if name != "total" and value
    ]
    return f"{counts['total']}" + (f": {', '.join(parts)}" if parts else "")


def _contracts(record: Record) -> list[str]:
    contracts = cast("Sequence[Record] | None", record["contracts"])
    if contracts is None:
        return ["they were never read"]
    return table(
        [
            (
                contract["verdict"].replace("_", " "),
                f"{contract['id']} {contract['version'] or ''}".rstrip(),
                ", ".join(_of_contract(contract)),
                contract["path"] or "",
            )
            for contract in contracts
        ]
    ) or ["there are none"]


def _changes(record: Record) -> list[str]:
    """What changed since the base; nothing without one, and in records of an earlier version."""
    if not record.get("changes") or not record.get("base"):
        return []
    lines = change_lines(record["base"], record["changes"], _WIDTH, everything=True)
    return [plain(line).rstrip() for line in lines]


def _standings(record: Record, name: str) -> list[str]:
    """How clauses or projects stand; records of an earlier version do not say it."""
    rows = []
    for word, entry in (record.get(name) or {}).items():
        parts = [f"{entry[status]} {status.replace('_', ' ')}" for status in COUNTS if entry[status]]
        told = f"{counted(entry['checks'], 'check')}" + (f": {', '.join(parts)}" if parts else "")
        rows.append((entry["verdict"].replace("_", " "), word, told))
    return table(rows)


def _of_contract(contract: Record) -> Iterator[str]:
    yield counted(contract["checks"], "check")
    yield f"{contract['examined']} examined"
    if contract["violations"]:
        yield counted(contract["violations"], "violation")
    if contract["waived"]:
        yield f"{contract['waived']} waived"


def _failures(record: Record) -> tuple[str, list[str]]:
    failures = cast("Sequence[Record]", record["failures"])
    shown = failures[:MAXIMUM_FAILURES]
    lines = [line for failure in shown for line in _failure(failure)]
    total = len(failures) + (1 if record["failures_omitted"] else 0)
    title = "Failures" if total == len(shown) else f"First {len(shown)} of {_number(record)} failures"
    return title, lines


def _number(record: Record) -> int:
    return len(record["failures"]) + cast("int", record["failures_omitted"])


def _failure(failure: Record) -> Iterator[str]:
    place = failure["location"]
    where = ""
    if place is not None:
        position = "".join(f":{place[name]}" for name in ("line", "column") if name in place)
        where = f" {place['path']}{position}" + (f" {place['pointer']}" if place["pointer"] else "")
    times = f" ({failure['occurrences']} times)" if failure["occurrences"] > 1 else ""
    yield f"{failure['code']} {failure['name']}{where}{times}: {failure['message']}"
    if failure["nodeid"]:
        yield f"    in {failure['nodeid']}"


def _not_evaluated(record: Record) -> list[str]:
    contracts = cast("Sequence[Record]", record["contracts"] or ())
    lines = [f"{one['id']}: {one['reason']}" for one in contracts if one["verdict"] == "not_evaluated"]
    number = (record["checks"] or {}).get("not_evaluated", 0)
    return [*lines, f"{counted(number, 'check')} in all"] if number else lines


def _commands(record: Record) -> list[str]:
    invocation, commit = record["invocation"], record["host"]["commit"]
    arguments = cast("Sequence[str]", invocation["arguments"])
    lines = [f"git checkout {commit}"] if commit else []
    if invocation["directory"] is None:
        lines.append("# started in a folder outside of the repository")
    elif invocation["directory"] != ".":
        lines.append(f"cd {shlex.quote(invocation['directory'])}")
    lines.append(shlex.join(["pytest", *arguments]))
    if any(TOKEN in argument for argument in arguments):
        lines.append(f"# {TOKEN} stands for a secret that the record does not hold")
    return lines
