"""What a layout contract says, as typed data: its lines, their words, and the rules for all names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from ...paths.segments import Capture, Deep, Segment, Star
from ...paths.template import PathTemplate
from .names.words import Words
from .shape.excusing import IndexContent

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ...paths.captures import CaptureType
    from ...sources.readers.layout import Drawn
    from .budgets.model import Budget
    from .concerns.model import Concern
    from .owners.model import Owners
    from .relations.model import LineRelation
    from .texts.model import OwnText
    from .writes.model import Writes


class Word(StrEnum):
    """What a line demands of the paths that match it."""

    NEED = "need"
    ONE = "one"
    SOME = "some"
    OPT = "opt"
    SHOULD = "should"
    AVOID = "avoid"
    BAN = "ban"
    OPAQUE = "opaque"


#: words that make a missing path a violation
DEMANDING: Final = frozenset({Word.NEED, Word.ONE, Word.SOME})
#: words whose lines reach into folders that are drawn below them
REFUSING: Final = frozenset({Word.BAN, Word.AVOID})
_POLARITY: Final = {Word.BAN: 0, Word.AVOID: 1}


#: how exact a segment is: one name, a pattern, or ``**``; the smaller comes first
LITERAL, PATTERN, DEEP = 0, 1, 2


def is_settled(segment: Segment) -> bool:
    """Whether a segment stands for one name, once the folders above are known."""
    return all(
        not isinstance(part, Star) and (not isinstance(part, Capture) or part.name in segment.inherited)
        for part in segment.parts
    )


@dataclass(slots=True, kw_only=True, eq=False)
class Line:
    """One line of the tree.

    ``key`` is as written, ``text`` the template from the top of the tree, ``segments`` this line's own part
    of it. ``level`` counts the drawn folders around the line. A folder that is not ``closed`` may hold
    anything besides what is drawn in it. ``carried`` are the captures whose value is needed further down.
    ``options`` are the keys with ``$`` as written; ``parent`` is the folder around the line, None at the top.
    """

    number: int
    key: str
    kind: Literal["file", "folder"]
    word: Word
    pointer: str
    text: str
    level: int
    name: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    parent: Line | None = None
    template: PathTemplate | None = None
    skipped: int = 0
    closed: bool = True
    children: list[Line] = field(default_factory=list)
    carried: frozenset[str] = frozenset()
    segments: list[Segment | Deep] = field(default_factory=list)
    #: LITERAL, PATTERN or DEEP for each segment
    exactness: tuple[int, ...] = ()
    #: segments before this one bring the walk to the folder in which ``demanded`` is looked for
    trigger: int = 0
    #: segments from here on are counted; all before it, from ``trigger``, are single names
    anchor: int = 0
    #: whether a matching file needs no second look: it is allowed, and nobody counts it
    is_plain: bool = False

    def __post_init__(self) -> None:
        if self.template is not None:
            self.segments = list(self.template.segments[self.skipped :])

    def inherited(self, option: str) -> tuple[object, Line] | None:
        """The value of an option, and the line that says so: this one, or the nearest folder around it."""
        line: Line | None = self
        while line is not None:
            if option in line.options:
                return line.options[option], line
            line = line.parent
        return None

    @property
    def polarity(self) -> int:
        """0 for ban, 1 for avoid, 2 for what is allowed."""
        return _POLARITY.get(self.word, 2)

    @property
    def allows(self) -> bool:
        """Whether what matches may be there."""
        return self.word not in REFUSING

    @property
    def is_one_path(self) -> bool:
        """Whether the line stands for one path in each folder that its parent stands for."""
        return all(isinstance(segment, Segment) and is_settled(segment) for segment in self.segments)

    @property
    def is_spelled_out(self) -> bool:
        """Whether the line holds neither captures nor ``*``."""
        return all(isinstance(segment, Segment) and segment.literal is not None for segment in self.segments)

    @property
    def demands(self) -> bool:
        """Whether a missing path is a violation or a warning."""
        return self.word in DEMANDING or self.word is Word.SHOULD

    @property
    def is_telling(self) -> bool:
        """Whether the last segment is about certain names: a file that ``*/`` matches was meant by nobody."""
        last = self.segments[-1]
        return isinstance(last, Segment) and any(
            not isinstance(part, Star) and not (isinstance(part, Capture) and part.type.name == "any")
            for part in last.parts
        )

    @property
    def is_every_folder(self) -> bool:
        """Whether the line is ``**/``: every folder below."""
        return self.kind == "folder" and self.exactness == (DEEP, PATTERN) and self.key.endswith("**/")

    def prepare(self) -> None:
        """Settle what follows from the word and the segments; called once both are final."""
        self.exactness = tuple(
            DEEP if isinstance(segment, Deep) else LITERAL if is_settled(segment) else PATTERN
            for segment in self.segments
        )
        last = len(self.segments) - 1
        if DEEP in self.exactness:
            self.anchor = self.exactness.index(DEEP)
        else:
            self.anchor = last if self.exactness[last] else last + 1
        self.trigger = self.anchor
        while self.trigger and self.exactness[self.trigger - 1] == LITERAL:
            self.trigger -= 1
        counted = self.demands and self.anchor < len(self.segments)
        self.is_plain = self.kind == "file" and self.allows and not counted


def all_lines(line: Line) -> Iterator[Line]:
    """The line and every line that is drawn below it."""
    yield line
    for child in line.children:
        yield from all_lines(child)


@dataclass(frozen=True, kw_only=True)
class Globals:
    """Rules for every entry of the tree."""

    symlinks: str = "files"
    empty_dirs: str = "allow"
    case_unique: bool = False
    nfc: bool = False
    portable: bool = False
    words: Words = field(default_factory=Words)
    index: IndexContent = field(default_factory=IndexContent)

    @cached_property
    def judge_names(self) -> bool:
        """Whether any rule is about names."""
        return self.case_unique or self.nfc or self.portable or self.words.any


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The body of ``layout/v1``; ``root`` is the folder that the tree describes, "" the repository's."""

    root: str
    tree: Line
    rules: Globals
    tracked: bool
    types: Mapping[str, CaptureType] = field(default_factory=dict)
    budgets: Sequence[Budget] = ()
    #: the zones and the rules of git that some line has
    zones: frozenset[str] = frozenset()
    owners: Owners | None = None
    concerns: tuple[Concern, ...] = ()
    texts: Mapping[Line, OwnText] = field(default_factory=dict)
    relations: Sequence[LineRelation] = ()
    writes: Writes | None = None

    def line_names(self) -> Sequence[str]:
        """The names that lines have, by which others read their paths."""
        return [line.name for line in all_lines(self.tree) if line.name is not None]

    def drawn(self, contract: Contract, name: str, context: Context) -> Sequence[Drawn]:
        """The paths of the line of this name that are there; raises FileProblem."""
        from .drawn_paths import drawn_paths  # noqa: PLC0415 - few layouts are read by others

        return drawn_paths(contract, self, name, context)
