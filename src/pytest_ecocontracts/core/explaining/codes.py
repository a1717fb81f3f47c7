"""Everything about one failure code: meaning, fix, who acts, and the smallest example that raises it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..failure_classes import FailureClass
from ..taxonomy import Example, FailureCode

_FAULTS: Final = {
    "producer": "whoever produces the data",
    "consumer": "whoever consumes the data or starts the run",
    "contract": "whoever keeps the contract",
    "environment": "whoever prepares the environment",
    "tool": "the maintainers of the tool",
}
#: may it help to run again?
RETRIABLE: Final = {
    "no": "no",
    "after_fix": "after the fix",
    "transient": "yes, it may pass as it is",
}
#: how the base of an example comes about
COMMIT: Final = "git init -b main && git add --all && git commit -m base"


def explain_code(entry: FailureCode) -> list[str]:
    """Explain a code, in lines without colour."""
    lines = [
        f"{entry.code} {entry.name} ({entry.category}, {entry.severity})",
        "",
        *entry.meaning.splitlines(),
    ]
    if entry.replaced_by:
        lines += ["", f"Deprecated: use {entry.replaced_by}."]
    if entry.reason:
        lines += ["", f"Retired: {entry.reason}"]
    lines += [
        "",
        f"Fix:         {entry.fix}",
        f"Who acts:    {entry.acts} (at fault: {_FAULTS.get(entry.fault, entry.fault)})",
        f"Run again:   {RETRIABLE.get(entry.retriable, entry.retriable)}",
        f"Stops line:  {'yes' if entry.stops_line else 'no'}",
        f"Since:       {entry.since} ({entry.status})",
    ]
    if entry.aliases:
        lines.append(f"Also known:  {', '.join(entry.aliases)}")
    if entry.example is not None:
        lines += ["", "Minimal failing example:", "", *_example(entry.example)]
    return lines


def explain_class(one: FailureClass) -> list[str]:
    """Explain a class of failures, in lines without colour."""
    stops = {"always": "yes", "never": "no", "required": "where what failed was required"}
    lines = [
        f"{one.name} (a class of failures, {one.severity})",
        "",
        *one.meaning.splitlines(),
        "",
        f"Fix:         {one.fix}",
        f"Stops line:  {stops[one.stops]}",
    ]
    if one.acts or one.fault:
        lines.append(f"Who acts:    {one.acts or _FAULTS[str(one.fault)]}")
    if one.retriable:
        lines.append(f"Run again:   {RETRIABLE[one.retriable]}")
    if one.details.required:
        needs = ", ".join(pointer.removeprefix("/") for pointer in one.details.required)
        lines.append(f"Details:     {needs}")
    if one.evidence:
        lines.append("Evidence:    yes")
    if one.codes:
        lines.append(f"Codes:       {', '.join(one.codes)}")
    if one.aliases:
        lines.append(f"Also known:  {', '.join(one.aliases)}")
    return lines


def _files(files: Mapping[str, str]) -> Iterator[str]:
    for path, text in files.items():
        yield f"  {path}" + ("" if text else "    (empty)")
        yield from (f"    {line}".rstrip() for line in text.splitlines())


def _example(example: Example) -> Iterator[str]:
    yield from _files(example.base)
    if example.base:
        yield ""
        yield f"  $ {COMMIT}"
        yield ""
    yield from _files(example.files)
    for path in example.folders:
        yield f"  {path}/    (empty folder)"
    for path, target in example.links.items():
        yield f"  {path} -> {target}"
    yield ""
    if example.git:
        yield f"  $ git init && git add {' '.join(example.git)}"
    if example.removed:
        yield f"  $ rm {' '.join(example.removed)}"
    for _ in range(example.runs):
        yield f"  $ {' '.join(['pytest --eco-contracts', *example.arguments])}"
