"""What a layout says, and which of its lines governs one path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ....errors import FileProblem
from ....model import Contract, Fact
from ..automaton.states import Entered, Reading, State, machine_of
from ..lines import Globals, Layout, Line, Word
from ..walking import GIT, Findings, never_judged, walk
from .places import of_path, summary

if TYPE_CHECKING:
    from ....context import Context

_WORDS: Final = {
    Word.NEED: "must be there",
    Word.ONE: "exactly one must be there",
    Word.SOME: "at least one must be there",
    Word.OPT: "may be there",
    Word.SHOULD: "should be there",
    Word.AVOID: "should not be there",
    Word.BAN: "must not be there",
    Word.OPAQUE: "may be there, and nobody looks inside",
}


def layout_facts(contract: Contract, layout: Layout, context: Context) -> list[Fact]:
    """The folder, what is drawn, how much there is now, and the rules for all names."""
    folders = entries = 0
    for visit in walk(contract, layout, context, Findings(context)):
        folders += 1
        entries += visit.size
    closed = "closed: what is not drawn is a violation" if layout.tree.closed else "open"
    return [
        Fact("folder", f"{layout.root or '.'}/"),
        Fact("tree", f"{_number_of_lines(layout.tree)} lines, {closed}"),
        Fact("covers", f"{entries} entries in {folders} folders now"),
        *_rules(layout.rules),
        *([Fact("git", "what is drawn is tracked")] * layout.tracked),
        *summary(layout),
    ]


def _number_of_lines(line: Line) -> int:
    return len(line.children) + sum(_number_of_lines(child) for child in line.children)


def _rules(rules: Globals) -> Iterator[Fact]:
    yield Fact("links", rules.symlinks)
    yield Fact("empty", rules.empty_dirs)
    if rules.case_unique:
        yield Fact("names", "unique, whatever their case")
    if rules.nfc:
        yield Fact("names", "in the composed form of Unicode (NFC)")
    if rules.portable:
        yield Fact("names", "portable between Linux, macOS and Windows")
    if rules.words.forbid:
        yield Fact("names", f"without the words {', '.join(rules.words.forbid)}")
    if "forbid" in rules.words.files:
        yield Fact("names", f"without the words of {rules.words.files['forbid']['from']}")


def facts_about(contract: Contract, layout: Layout, path: str, context: Context) -> list[Fact]:
    """The line that governs the path, or why none does; nothing where the path is not in the folder."""
    root = layout.root
    if path == root:
        return [Fact("tree", "the folder that the tree describes")]
    if root and not path.startswith(f"{root}/"):
        return []
    names = path[len(root) :].strip("/").split("/")
    if GIT in names or any(path == own or path.startswith(f"{own}/") for own in never_judged(context)):
        return [Fact("not judged", "it belongs to git or to the gate itself")]
    *folders, last = names
    kind = _kind(context, path)
    return [
        *_of_line(contract, layout, path, kind, folders, last),
        *of_path(contract, layout, path, folder=kind == "folder"),
    ]


def _of_line(
    contract: Contract, layout: Layout, path: str, kind: str | None, folders: list[str], last: str
) -> list[Fact]:
    state = machine_of(layout.tree).start
    for index, name in enumerate(folders):
        entered = state.enter(name)
        if entered.state is None:
            inside = "/".join(filter(None, (layout.root, *folders[: index + 1])))
            return _of_folder(contract, f"{inside}/", entered)
        state = entered.state
    return _of_entry(contract, state, path, last, kind)


def _kind(context: Context, path: str) -> str | None:
    try:
        return context.tree.kind(path)
    except FileProblem:
        return None


def _of_entry(contract: Contract, state: State, path: str, name: str, kind: str | None) -> list[Fact]:
    entered = state.enter(name)
    if kind == "folder":
        return _of_folder(contract, f"{path}/", entered)
    line = state.files[name]
    if line is not None and line.kind == "file":
        return [_line(contract, line)]
    if kind != "file" and entered.reading in (Reading.DRAWN, Reading.OPAQUE, Reading.BANNED):
        return _of_folder(contract, f"{path}/", entered)  # a link, or nothing yet: what it may be
    line = line or state.misread(name)
    if line is not None:
        return [_line(contract, line), Fact("kind", "drawn as a folder: as a file it is ECL006")]
    return [_undrawn(contract, state)]


def _of_folder(contract: Contract, folder: str, entered: Entered) -> list[Fact]:
    line = entered.line
    match entered.reading:
        case Reading.DRAWN | Reading.BANNED if line is not None:
            return [_line(contract, line)]
        case Reading.OPAQUE if line is not None:
            return [_line(contract, line), Fact("inside", f"nobody looks into {folder}")]
        case Reading.WRONG_KIND if line is not None:
            return [
                _line(contract, line),
                Fact("kind", f"{folder} is drawn as a file: as a folder it is ECL006"),
            ]
        case Reading.ON_THE_WAY:
            return [Fact("line", f"none of its own: {folder} is on the way to lines further down")]
        case Reading.FREE:
            return [Fact("line", f"none: {folder} lies in a folder that may hold anything")]
        case _:
            return [Fact("line", f"none: {folder} is not drawn, in a closed folder; it is ECL004")]


def _undrawn(contract: Contract, state: State) -> Fact:
    frame = state.frame
    drawn = _drawn(frame) if frame.text else "the top"
    where = f"the folder around it ({drawn}, line {_number(contract, frame)})"
    if state.is_open:
        return Fact("line", f"none: {where} may hold anything")
    return Fact("line", f"none: {where} is closed, and it is not drawn there; it is ECL004")


def _line(contract: Contract, line: Line) -> Fact:
    return Fact("line", f"{_drawn(line)}, line {_number(contract, line)}: {line.word} ({_WORDS[line.word]})")


def _drawn(line: Line) -> str:
    return f"'{line.text}{'/' * (line.kind == 'folder')}'"


def _number(contract: Contract, line: Line) -> int | None:
    return contract.document.location(line.pointer, key=True).line
