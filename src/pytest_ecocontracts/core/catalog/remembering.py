"""Contract files that are read out of many trees of one history: what says the same is parsed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from ..errors import FileProblem

if TYPE_CHECKING:
    from ..context import Context
    from ..kinds import KindRegistry
    from ..ports import FileSystem, Listing
    from .reading import Reading

#: editions of one file that are remembered: the one before a change, and the one after it
_EDITIONS: Final = 2


class _Refused(NamedTuple):
    """The answer of a file system that was none."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A reading, with every question that it asked and the answer to it."""

    reading: Reading
    answers: tuple[tuple[str, tuple[object, ...], object], ...]

    def holds(self, files: FileSystem) -> bool:
        """Whether the files of another tree give the same answers."""
        return all(_answer(files, name, arguments) == answer for name, arguments, answer in self.answers)


class Readings:
    """Remembers the readings of contract files, with all that they read to become what they are.

    Whatever is read with other ``kinds`` is not remembered. Files that keep their bytes at hand make it fast.
    """

    def __init__(self, kinds: KindRegistry) -> None:
        self._kinds = kinds
        self._known: dict[tuple[str, str, str], list[_Known]] = {}
        self._last: dict[tuple[str, str, str], _Known] = {}
        #: how many files were parsed
        self.parsed = 0

    def read(
        self,
        key: tuple[str, str, str],
        context: Context,
        kinds: KindRegistry,
        parse: Callable[[Context], Reading],
    ) -> Reading:
        """What ``parse`` makes of a file; ``key`` says of which, and as whose."""
        if kinds is not self._kinds:
            return parse(replace(context, readings=None))
        known = self._known.setdefault(key, [])
        for one in known:
            if one.holds(context.files):
                self._last[key] = one
                return one.reading
        seen = _SeenFiles(context.files)
        reading = parse(replace(context, files=seen, readings=None))
        self.parsed += 1
        last = self._last[key] = _Known(reading, tuple(seen.answers))
        if seen.is_told:
            known.append(last)
            del known[:-_EDITIONS]
        return reading

    def last(self, path: str) -> tuple[Reading, frozenset[str]] | None:
        """The last reading of a file of the repository itself, and the paths that it asked for, if any."""
        known = self._last.get((path, "", ""))
        if known is None:
            return None
        return known.reading, frozenset(str(arguments[0]) for _, arguments, _ in known.answers)


class _SeenFiles:
    """Implements ``core.ports.FileSystem`` over another one, and keeps what was asked."""

    def __init__(self, files: FileSystem) -> None:
        self._files = files
        self.answers: list[tuple[str, tuple[object, ...], object]] = []
        #: whether the answers are all that was seen of the files
        self.is_told = True

    @property
    def root(self) -> str:
        return self._files.root

    def list(self, folder: str) -> Listing:
        return self._ask("list", folder)  # type: ignore[return-value]

    def read(self, path: str, limit: int) -> bytes:
        return self._ask("read", path, limit)  # type: ignore[return-value]

    def size(self, path: str) -> int:
        return self._ask("size", path)  # type: ignore[return-value]

    def link_target(self, path: str) -> str | None:
        return self._ask("link_target", path)  # type: ignore[return-value]

    def mode(self, path: str) -> int:
        return self._ask("mode", path)  # type: ignore[return-value]

    def kind(self, path: str) -> str | None:
        return self._ask("kind", path)  # type: ignore[return-value]

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        self._look_into(path)
        return self._files.lines(path, start, end, limit)

    def lines_before(self, path: str, offset: int) -> int:
        self._look_into(path)
        return self._files.lines_before(path, offset)

    def open(self, path: str) -> AbstractContextManager[BinaryIO]:
        self._look_into(path)
        return self._files.open(path)

    def borrow(self, path: str) -> AbstractContextManager[str]:
        self._look_into(path)
        return self._files.borrow(path)

    def _look_into(self, path: str) -> None:
        """What is seen in a file that is not read as a whole is not kept; that somebody looked is."""
        self.is_told = False
        self.answers.append(("kind", (path,), _answer(self._files, "kind", (path,))))

    def _ask(self, name: str, *arguments: object) -> object:
        answer = _answer(self._files, name, arguments)
        self.answers.append((name, arguments, answer))
        if isinstance(answer, _Refused):
            raise FileProblem(answer.reason, str(arguments[0]), answer.message)
        return answer


def _answer(files: FileSystem, name: str, arguments: tuple[object, ...]) -> object:
    try:
        return getattr(files, name)(*arguments)
    except FileProblem as problem:
        return _Refused(problem.reason, problem.message)
