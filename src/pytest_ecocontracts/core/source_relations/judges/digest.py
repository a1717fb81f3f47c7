"""``digest``: the files that elements name have the digests that are stated."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...digests.computing import (
    ALGORITHMS,
    algorithm_name,
    digest_of_bytes,
    digest_of_json,
    digest_of_text,
)
from ...errors import FileProblem, LoadError
from ...loading.values import format_of
from ...sources.model import Element, Place, Source, SourceBlocked
from ..fields import MISSING, part, place_of, undeclared
from ..model import Finding
from ..named_files import Naming, Unnamed, kind_of, parse_naming
from ..reading import RelationReader
from ..view import View

if TYPE_CHECKING:
    from ...context import Context

_PIECE: Final = 1024 * 1024
_OF_FILES: Final[Mapping[str, Callable[[Context, str, str], str]]] = {
    "bytes": digest_of_bytes,
    "lf": digest_of_text,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Where the digest stands: at a pointer into the record, or as the one value of a source."""

    pointer: str | None
    source: Source | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of each file that is named, of all of them together, or of the texts themselves.

    ``over`` is files, all (one digest over the bytes of every file, in the order of the source), or values.
    ``prefix`` is the number of digits that are stated, None for all.
    """

    of: Source
    naming: Naming
    stated: Stated
    algorithm: str
    mode: str
    over: str
    prefix: int | None

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, *([self.stated.source] if self.stated.source is not None else ()))

    def judge(self, view: View) -> Iterator[Finding]:
        """Each digest that is not the one that is stated."""
        elements = view.elements(self.of)
        stated = view.elements(self.stated.source) if self.stated.source is not None else ()
        one_by_one = self.stated.source is not None and self.over != "all"
        if self.stated.source is not None and (len(stated) != 1 or (one_by_one and len(elements) != 1)):
            yield _not_one(elements if len(stated) == 1 else stated)
            return
        if self.over == "all":
            yield from self._together(view, elements, stated[0])
            return
        known: dict[str, str] = {}
        for element in elements:
            where = stated[0] if stated else element
            pointer = None if stated else self.stated.pointer
            try:
                what, observed = self._observed(view.context, element, known)
            except _Missing as missing:
                yield missing.finding
                continue
            yield from self._compared(what, observed, part(where, pointer), where, pointer)

    def _observed(self, context: Context, element: Element, known: dict[str, str]) -> tuple[str, str]:
        if self.over == "values":
            if not isinstance(element.value, str):
                raise _Missing(undeclared(element, None, "a text"))
            text = element.value.encode("utf-8", "surrogatepass")
            return "the text", hashlib.new(self.algorithm, text).hexdigest()
        path = self._path(context, element)
        if path not in known:
            known[path] = self._of_file(context, path)
        return repr(path), known[path]

    def _path(self, context: Context, element: Element) -> str:
        try:
            path = self.naming.path(element)
        except Unnamed as problem:
            raise _Missing(_missing(element.place, str(problem), str(element.value))) from None
        if kind_of(context, path) != "file":
            message = f"{path!r} is named, and there is no such file"
            raise _Missing(_missing(element.place, message, path))
        return path

    def _of_file(self, context: Context, path: str) -> str:
        try:
            if self.mode != "json":
                return _OF_FILES[self.mode](context, path, self.algorithm)
            from ...rows.whole import whole_value  # noqa: PLC0415 - only this mode reads data

            data = whole_value(context, path, format_of(path) or "json")
            return digest_of_json(data, self.algorithm)
        except (FileProblem, LoadError, ValueError) as problem:
            raise SourceBlocked(path, f"{path!r} has no digest: {problem}") from None

    def _together(self, view: View, elements: Sequence[Element], stated: Element) -> Iterator[Finding]:
        made = hashlib.new(self.algorithm)
        try:
            for element in elements:
                with view.context.files.open(self._path(view.context, element)) as stream:
                    while piece := stream.read(_PIECE):
                        made.update(piece)
        except _Missing as missing:
            yield missing.finding
            return
        except FileProblem as problem:
            raise SourceBlocked(problem.path, problem.message) from None
        what = f"{len(elements)} files, one after the other,"
        yield from self._compared(what, made.hexdigest(), stated.value, stated, None)

    def _compared(
        self, what: str, observed: str, value: object, where: Element, pointer: str | None
    ) -> Iterator[Finding]:
        if value is MISSING or not isinstance(value, str):
            yield undeclared(where, pointer, "a digest")
            return
        prefix, _, bare = value.strip().rpartition(":")
        place = place_of(where, pointer)
        if prefix and algorithm_name(prefix) != self.algorithm:
            yield Finding(
                code="ECI008",
                message=f"the digest is of {prefix!r}, and the rule asks for {self.algorithm}",
                place=place,
                expected=self.algorithm,
                found=prefix[:40],
                metadata={"algorithm": prefix[:40]},
            )
            return
        wanted = observed if self.prefix is None else observed[: self.prefix]
        if bare.lower() == wanted:
            return
        yield Finding(
            code="ECI004",
            message=f"the {self.algorithm} of {what} is not the one that is stated",
            place=place,
            expected=f"{prefix}:{wanted}" if prefix else wanted,
            found=value[:160],
            fix="find out what changed; state the digest again if that is right",
            metadata={"algorithm": self.algorithm, "mode": self.mode, "path": what.strip("'")},
        )


class _Missing(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def _missing(place: Place, message: str, path: str) -> Finding:
    return Finding(
        code="ECI009",
        message=message,
        place=place,
        expected="the path of a file",
        found="nothing",
        metadata={"path": path},
    )


def _not_one(elements: Sequence[Element]) -> Finding:
    return Finding(
        code="ECI005",
        message=f"{len(elements)} elements stand where one digest is compared with one",
        place=elements[1].place if len(elements) > 1 else None,
        expected="one element",
        found=str(len(elements)),
        fix="narrow the source, or name the digest by a pointer into each record",
        metadata={"operand": "equals"},
    )


def parse(read: RelationReader) -> Digest:
    """Read ``digest: {of:, equals:, path:, relative_to:, algorithm:, mode:, over:, prefix:}``."""
    given = read.text("algorithm") or "sha256"
    algorithm = algorithm_name(given)
    if algorithm is None:
        read.refuse("algorithm", f"{given!r} is no algorithm that is allowed", ", ".join(ALGORITHMS))
    equals, over, mode = read.fields.get("equals"), read.text("over") or "files", read.text("mode") or "bytes"
    is_pointer = isinstance(equals, str) and equals.startswith("/")
    if over == "all" and is_pointer:
        read.refuse("equals", "one digest over all files stands at one place", "a source of one element")
    if over != "files" and mode != "bytes":
        read.refuse("mode", f"{mode} is a way to read files one by one", "over: files")
    return Digest(
        of=read.source("of"),
        naming=parse_naming(read),
        stated=Stated(
            pointer=str(equals) if is_pointer else None, source=None if is_pointer else read.source("equals")
        ),
        algorithm=algorithm or "sha256",
        mode=mode,
        over=over,
        prefix=read.number("prefix"),
    )
