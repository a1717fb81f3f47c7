"""What a layout says is generated, and the files and links that are there of it.

Four options speak of it, each for its line and all that is drawn in it: ``$by`` is the command, ``$lock`` the
file that lists what it wrote, ``$deterministic`` that it writes the same at any time, and ``$regenerate``
that the gate may try. What is drawn further down in a zone that is not generated is kept by people.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from ....model import Report
from ....paths.template import PathTemplate
from ....paths.template_parser import TemplateError
from ....pointers import join
from ..entries import Entry, entries
from ..lines import Layout, Line, Word, all_lines
from ..walking import Findings, ignored_by_git

if TYPE_CHECKING:
    from ....context import Context
    from ....model import Contract

BY: Final = "$by"
LOCK: Final = "$lock"
DETERMINISTIC: Final = "$deterministic"
REGENERATE: Final = "$regenerate"
#: options that say something of what '$by' writes
_ABOUT: Final = (LOCK, DETERMINISTIC, REGENERATE)
#: what only a shell understands, outside of quotes; a command of a contract is run without one
_SHELL: Final = frozenset("|&;<>$`*?()")
_QUOTED: Final = re.compile(r"""'[^']*'|"[^"]*"|\\.""")


class Generated(NamedTuple):
    """A file or a link that a command wrote; ``value`` is what the option says of it, in ``line``."""

    path: str
    is_link: bool
    value: object
    line: Line


def asks(layout: Layout, option: str) -> bool:
    """Whether any line has the option, and does not only switch it off."""
    return any(line.options.get(option, False) is not False for line in all_lines(layout.tree))


def first(layout: Layout, option: str) -> str:
    """Where in the contract the option is first asked for, "/tree" where it is nowhere."""
    found = (line for line in all_lines(layout.tree) if line.options.get(option, False) is not False)
    return next((f"{line.pointer}/{option}" for line in found), "/tree")


def option_lines(layout: Layout, option: str) -> Iterator[tuple[object, Line]]:
    """Each line with the option, and what it says."""
    for line in all_lines(layout.tree):
        if line.options.get(option, False) is not False:
            yield line.options[option], line


def option_of(entry: Entry, option: str) -> tuple[object, Line] | None:
    """What an option says of an entry, and the line that says so; None where nothing generates it."""
    governing = entry.governing
    found = governing.inherited(option)
    if found is None or found[0] is False:
        return None
    zone = governing.inherited("$zone")
    if zone is not None and zone[0] != "generated":
        return None
    return found


def command_of(line: Line) -> tuple[str, ...]:
    """The command that writes what a line draws, as its arguments; () where none is named."""
    found = line.inherited(BY)
    if found is None:
        return ()
    value = found[0]
    return tuple(cast("list[str]", value)) if isinstance(value, list) else tuple(shlex.split(str(value)))


def present(
    contract: Contract,
    layout: Layout,
    context: Context,
    findings: Findings,
    option: str,
    *,
    undrawn: bool = False,
) -> list[Generated]:
    """The generated files and links that the option speaks of, without what git ignores, by path.

    What nobody drew in a closed folder is told by the check ``tree``, and is left out unless ``undrawn``.
    """
    found: list[Generated] = []
    for entry in entries(contract, layout, context, findings):
        told = entry.line is None and entry.frame.closed and not undrawn
        if told or entry.sort not in ("file", "link"):
            continue
        spoken = option_of(entry, option)
        if spoken is not None:
            found.append(Generated(entry.path, entry.sort == "link", *spoken))
    locks = {str(value) for value, _ in option_lines(layout, LOCK)}
    ignored = ignored_by_git({one.path for one in found} - _tracked(context), context)
    return sorted(one for one in found if one.path not in ignored and one.path not in locks)


def _tracked(context: Context) -> set[str]:
    """What git tracks it does not ignore; asking it about each of thousands of paths takes seconds."""
    return set(context.git.tracked()) if context.git.available else set()


def judge_unused(
    contract: Contract, line: Line, option: str, check: str, findings: Findings, nothing: str
) -> int:
    """Tell an option that is about nothing; returns 1 where the contract says that nothing may be there."""
    if line.options.get("$") == "opt":
        return 1
    where = repr(line.key) if line.key else "the tree"
    findings.add(
        lambda: contract.violation(
            "ECC009",
            f"{option!r} of {where} is about nothing: {nothing}",
            pointer=join(line.pointer, option),
            expected="a file that it is about",
            found="none",
            fix="correct the line, or write '$: opt' where there may be none",
            metadata={"check": check},
        )
    )
    return 0


def check_places(layout: Layout, report: Report) -> None:
    """Report options of what is generated that cannot be kept."""
    for line in all_lines(layout.tree):
        for option in _ABOUT:
            if line.options.get(option, False) is not False:
                _check_place(line, option, report)
        if isinstance(line.options.get(LOCK), str):
            _check_lock(str(line.options[LOCK]), line, report)
        if line.options.get(REGENERATE) or (BY in line.options and _is_regenerated(line)):
            _check_command(line, report)


def _is_regenerated(line: Line) -> bool:
    found = line.inherited(REGENERATE)
    return found is not None and found[0] is True


def _check_place(line: Line, option: str, report: Report) -> None:
    zone = line.inherited("$zone")
    where = repr(line.key) if line.key else "the tree"
    if line.inherited(BY) is None:
        if line.options.get("$zone") == "generated":
            return  # the zone itself is told to be without it
        report.add(
            "ECC004",
            f"{option!r} is about what a command writes, and {where} names none",
            pointer=f"{line.pointer}/{option}",
            key=True,
            expected=f"{BY!r} here, or in a folder around it",
            fix=f"say what writes it: {BY}: tools/generate",
            metadata={"line": line.text},
        )
    elif zone is not None and zone[0] != "generated":
        report.add(
            "ECC004",
            f"{option!r} is about what a command writes, and {where} lies in the zone {zone[0]}",
            pointer=f"{line.pointer}/{option}",
            key=True,
            expected="$zone: generated",
            found=f"$zone: {zone[0]}",
            fix=f"make it generated, or remove {option!r}",
            metadata={"line": line.text},
        )
    elif zone is None and line.word is Word.OPAQUE:
        report.add(
            "ECC016",
            f"{option!r} says nothing: nobody looks into the opaque folder {line.key!r}",
            pointer=f"{line.pointer}/{option}",
            key=True,
            fix="draw the folder as 'opt', with '**: opt' in it",
            metadata={"line": line.text},
        )


def _check_lock(text: str, line: Line, report: Report) -> None:
    try:
        template = PathTemplate.parse(text)
        problem = None if template.is_literal else "captures and '*' stand for many paths"
        code = "ECC004"
    except TemplateError as error:
        problem, code = error.message, "ECC022" if error.reason == "outside-root" else "ECC004"
    if problem is not None:
        report.add(
            code,
            f"{text[:80]!r} is not the path of a lock: {problem}",
            pointer=f"{line.pointer}/{LOCK}",
            expected="one path, relative to the root of the repository",
            metadata={"path": text},
        )


def _check_command(line: Line, report: Report) -> None:
    spoken = line.inherited(BY)
    if spoken is None:
        return  # told already
    value, said = spoken
    place = f"{said.pointer}/{BY}"
    if isinstance(value, str):
        shell = sorted(_SHELL & set(_QUOTED.sub("", value)))
        try:
            words = shlex.split(value)
        except ValueError as error:
            _refuse_command(report, place, f"it cannot be split into words: {error}")
            return
        if shell:
            _refuse_command(report, place, f"it is run without a shell, and {''.join(shell)!r} is for one")
        elif not words:
            _refuse_command(report, place, "it is empty")


def _refuse_command(report: Report, pointer: str, problem: str) -> None:
    report.add(
        "ECC004",
        f"'$by' is no command that can be run again: {problem}",
        pointer=pointer,
        expected="a command, or a list of its arguments",
        fix="put it into a script and name that, or write a list: [python, tools/generate.py]",
        metadata={"line": pointer},
    )
