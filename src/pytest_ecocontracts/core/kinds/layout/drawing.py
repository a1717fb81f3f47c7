"""From the ``tree:`` of a layout contract to its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from ...model import Report
from ...paths.captures import BUILT_IN_NAMES, CaptureType
from ...paths.linear_regex import PatternProblem
from ...paths.segments import Deep, Segment
from ...paths.template import PathTemplate
from ...paths.template_parser import TemplateError
from ...pointers import join
from .lines import DEMANDING, Line, Word, is_settled

MAXIMUM_LINES: Final = 20_000
_PROBLEM_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


class _Key(NamedTuple):
    """A key of the tree with its value and where it stands in the contract."""

    text: str
    value: object
    pointer: str


def draw_types(data: Mapping[str, object], report: Report) -> dict[str, CaptureType]:
    """Make the capture types that a contract declares under ``types``; report what is wrong with them."""
    types: dict[str, CaptureType] = {}
    for name, value in cast("Mapping[str, object]", data.get("types", {})).items():
        pointer = join("/types", name)
        if name in BUILT_IN_NAMES:
            report.add(
                "ECC004",
                f"{name!r} is a built-in type of captures and cannot be declared again",
                pointer=pointer,
                key=True,
                fix="choose another name",
                metadata={"type": name},
            )
            continue
        try:
            if isinstance(value, str):
                types[name] = CaptureType.from_pattern(name, value)
            else:
                types[name] = CaptureType.from_words(name, cast("list[str]", value))
        except PatternProblem as problem:
            report.add(
                "ECC020" if isinstance(value, str) else "ECC004",
                f"the type {name!r} cannot be used: {problem.message}",
                pointer=pointer,
                found=value if isinstance(value, str) else None,
                metadata={"type": name},
            )
    return types


def draw_tree(data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report) -> Line:
    """Turn ``tree`` into lines; whatever is wrong with one is reported, and the others are drawn."""
    tree = cast("Mapping[str, object]", data["tree"])
    root = Line(number=0, key="", kind="folder", word=Word.NEED, pointer="/tree", text="", level=0)
    root.closed = bool(tree.get("$closed", True))
    root.options = {name: value for name, value in tree.items() if name.startswith("$")}
    drawer = _Drawer(types, report)
    drawer.draw(root, _keys(tree, "/tree"))
    _share_readings(root)
    return root


def _keys(mapping: Mapping[str, object], pointer: str) -> list[_Key]:
    return [_Key(key, value, join(pointer, key)) for key, value in mapping.items() if not key.startswith("$")]


@dataclass(slots=True)
class _Drawer:
    types: Mapping[str, CaptureType]
    report: Report
    lines: int = 0

    def draw(self, parent: Line, keys: Sequence[_Key]) -> None:
        """Draw the keys of one folder, and what is below them."""
        grouped = _gather(keys)
        for key, inner in grouped:
            line = self._line(parent, key)
            if line is None:
                continue
            parent.children.append(line)
            below = [*_keys(key.value, key.pointer), *inner] if isinstance(key.value, Mapping) else inner
            if below and self._may_hold(line, below[0]):
                self.draw(line, below)
            if isinstance(key.value, Mapping) and "$" not in key.value and line.is_one_path:
                line.word = _as_needed_as(line.children)
            self._check_word(line)
            line.prepare()

    def _line(self, parent: Line, key: _Key) -> Line | None:
        self.lines += 1
        if self.lines > MAXIMUM_LINES:
            if self.lines == MAXIMUM_LINES + 1:
                self._refuse("ECC004", key.pointer, f"a tree has at most {MAXIMUM_LINES} lines")
            return None
        folder = key.text.endswith("/")
        own = key.text.removesuffix("/")
        if folder and (own == "**" or own.endswith("/**")):
            own += "/*"  # every folder below, never the folder itself
        text = f"{parent.text}/{own}" if parent.text else own
        try:
            if not own or own.startswith("/"):
                PathTemplate.parse(own, self.types)  # says it better than the whole path would
            template = PathTemplate.parse(text, self.types)
        except TemplateError as error:
            column = max(error.column - (len(text) - len(own)), 1)
            code = _PROBLEM_CODES.get(error.reason, "ECC004")
            message = f"{key.text[:80]!r} is no line of a layout, at character {column}: {error.message}"
            self._refuse(code, key.pointer, message)
            return None
        options = key.value if isinstance(key.value, Mapping) else {"$": key.value}
        own_children = [name for name in options if not name.startswith("$")]
        line = Line(
            number=self.lines,
            key=key.text,
            kind="folder" if folder else "file",
            word=Word(cast("str", options.get("$", "opt"))),
            pointer=key.pointer,
            text=text,
            level=parent.level + 1,
            name=cast("str | None", options.get("$as")),
            options={name: value for name, value in options.items() if name.startswith("$")},
            parent=parent,
            template=template,
            skipped=len(parent.template.segments) if parent.template else 0,
        )
        # What nobody drew is not judged: a folder is closed as soon as something is drawn in it.
        # Of what is generated only that is kept which is drawn, and be it nothing.
        zone = line.inherited("$zone")
        generated = zone is not None and zone[0] == "generated"
        line.closed = folder and bool(options.get("$closed", bool(own_children) or generated))
        if "$closed" in options and not folder:
            self._refuse("ECC004", key.pointer, f"'$closed' is for folders, and {key.text!r} is a file")
        return line

    def _may_hold(self, line: Line, first: _Key) -> bool:
        """Whether entries can be drawn below a line; where they cannot, they are reported."""
        if line.kind == "file":
            message = f"{line.key!r} is a file, so nothing can be drawn in it"
            self._refuse("ECC004", first.pointer, message, f"write {line.key + '/'!r} for a folder")
        elif line.word in {Word.BAN, Word.OPAQUE}:
            why = "must not be there" if line.word is Word.BAN else "is opaque, so nothing in it is looked at"
            message = f"{first.text!r} is never reached: the folder {line.key!r} {why}"
            self._refuse(
                "ECC016", first.pointer, message, "remove this line, or give the folder another word"
            )
        else:
            return True
        return False

    def _check_word(self, line: Line) -> None:
        deep = any(isinstance(segment, Deep) for segment in line.segments)
        last = line.segments[-1]
        settled = not deep and isinstance(last, Segment) and is_settled(last)
        message = fix = None
        match line.word:
            case Word.NEED if deep:
                message = f"'need' asks for one path, and {line.key!r} stands for many"
                fix = "write 'some' (at least one below), or draw it under '**/' to need it in every folder"
            case Word.NEED if not settled:
                message = f"'need' asks for one name, and {line.key!r} stands for many"
                fix = "write 'some' (at least one) or 'one' (exactly one)"
            case Word.ONE | Word.SOME if settled:
                message = f"{line.key!r} is one name, so {line.word.value!r} says no more than 'need'"
                fix = "write 'need'"
            case Word.OPAQUE if line.kind == "file":
                message = f"'opaque' is for folders, and {line.key!r} is a file"
                fix = "write 'opt', or end the name with '/'"
        if message is not None:
            self._refuse("ECC004", line.pointer, message, fix)

    def _refuse(self, code: str, pointer: str, message: str, fix: str | None = None) -> None:
        self.report.add(code, message, pointer=pointer, key=True, fix=fix, metadata={"pointer": pointer})


def _gather(keys: Sequence[_Key]) -> list[tuple[_Key, list[_Key]]]:
    """Put ``docs/adr/0001.md`` below ``docs/`` where both are drawn side by side: they mean one folder."""
    folders = {key.text: (key, list[_Key]()) for key in keys if key.text.endswith("/")}
    grouped: list[tuple[_Key, list[_Key]]] = []
    for key in keys:
        owner = next((prefix for prefix in _prefixes(key.text) if prefix in folders), None)
        if owner is not None:
            folders[owner][1].append(key._replace(text=key.text[len(owner) :]))
        else:
            grouped.append(folders.get(key.text, (key, [])))
    return grouped


def _prefixes(text: str) -> Iterable[str]:
    """The folders that a key goes through, nearest first; only such as are written out the same way."""
    depth = 0
    ends: list[int] = []
    for at, character in enumerate(text[:-1]):
        depth += (character == "{") - (character == "}")
        if character == "/" and depth == 0:
            ends.append(at + 1)
    return (text[:end] for end in reversed(ends) if not text[:end].endswith("**/"))


def _as_needed_as(children: Sequence[Line]) -> Word:
    """A folder without a word of its own is needed when something in it is."""
    words = {child.word for child in children}
    if words & DEMANDING:
        return Word.NEED
    return Word.SHOULD if Word.SHOULD in words else Word.OPT


def _share_readings(line: Line) -> None:
    """Settle which captures a line carries on, and which of its segments must offer every reading."""
    own = {name for segment in line.segments if isinstance(segment, Segment) for name in segment.inherited}
    for child in line.children:
        _share_readings(child)
        own |= child.carried
        if line.template is None or child.template is None:
            continue
        for index, segment in enumerate(child.template.segments[line.skipped : child.skipped]):
            if isinstance(segment, Segment) and segment.several:
                line.segments[index] = segment
    line.carried = frozenset(own & set(line.template.captures)) if line.template else frozenset()
