"""``digest``: the digest of a file is what is declared."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from ...digests.computing import (
    ALGORITHMS,
    MODES,
    algorithm_name,
    digest_of_bytes,
    digest_of_content,
    digest_of_folder,
    digest_of_json,
    digest_of_text,
    digest_of_text_content,
)
from ...errors import FileProblem, LoadError
from ...json_schema.showing import show
from ...paths.template import PathTemplate, TemplateError
from ..counterparts import value_undeclared
from ..files import FileOf, captures_in, parse_file
from ..finding import Blocked, DataFile, Finding, Spot
from ..operands import SELF, Operand
from ..reading import Reader
from ..selecting import ABSENT
from ..streams import Record
from ..view import View

#: the longest digest, behind its algorithm, is shown whole
_LONGEST: Final = 160
_OF_FILES: Final = {
    "bytes": digest_of_bytes,
    "lf": digest_of_text,
    "decompressed": digest_of_content,
    "decompressed-lf": digest_of_text_content,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of the file ``of``, for each file, or for each record where ``of`` or ``equals`` is of one.

    ``algorithm`` and ``mode`` are words of the contract, or operands whose value is one; ``modes`` says what
    words of the ecosystem mean. Left out are the values at ``pointers`` (mode json), and the files below the
    folder whose paths match one of ``paths`` with the captures of the file (mode folder).
    """

    of: FileOf
    equals: Operand
    algorithm: Operand | str
    allowed: tuple[str, ...]
    mode: Operand | str
    modes: Mapping[str, str]
    pointers: tuple[str, ...]
    paths: tuple[PathTemplate, ...]
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        found = [self.equals, self.algorithm, self.mode, *self.of.operands]
        found += [operand for path in self.paths for operand in captures_in(path)]
        return [one for one in found if isinstance(one, Operand)]

    def judge(self, view: View) -> Iterator[Finding]:
        """Compute the digest of the file, or of the file of each record."""
        of_record = bool(view.each) or any(
            one.source == SELF and one.pointer is not None for one in self.operands
        )
        for record in view.records() if of_record else [None]:
            yield from self._judge(view, record)

    def _judge(self, view: View, record: Record | None) -> Iterator[Finding]:
        if not view.files_of(self.equals.source):
            return
        declared, spot = view.one(self.equals, record)
        view.compared += 1
        if not isinstance(declared, str):
            yield value_undeclared(self.equals, spot, "a digest")
            return
        algorithm = self._word(view, record, self.algorithm, spot)
        mode = self._word(view, record, self.mode, spot)
        if isinstance(algorithm, Finding) or isinstance(mode, Finding):
            yield from (one for one in (algorithm, mode) if isinstance(one, Finding))
            return
        name = algorithm_name(algorithm)
        if name is None or name not in self.allowed:
            yield self._refused(algorithm, spot)
            return
        mode = self.modes.get(mode, mode)
        if mode not in MODES:
            yield value_undeclared(self.mode, spot, f"how the bytes are made: one of {', '.join(MODES)}")
            return
        file = self.of.file(view, record, folders=mode == "folder")
        if isinstance(file, Finding):
            yield file
            return
        prefix, _, bare = declared.rpartition(":")
        observed = self._digest(view, file, name, mode)
        if not hmac.compare_digest(bare.lower().encode(), observed.encode()) or (
            prefix and algorithm_name(prefix) != name
        ):
            shown = f"{name}:{observed}" if prefix else observed
            yield Finding(
                code="ECI004",
                message=f"the {name} of {file.path!r} is not the one that is declared",
                spot=Spot(file),
                expected=show(declared, _LONGEST),
                found=f"{shown} ({mode})",
                other=("declared at", spot),
                fix="the file was changed after its digest was written, or the digest is of other bytes",
                metadata={"algorithm": name, "mode": mode, "path": file.path},
            )

    def _word(self, view: View, record: Record | None, word: Operand | str, spot: Spot) -> str | Finding:
        if not isinstance(word, Operand):
            return word
        value, place = view.one(word, record) if view.files_of(word.source) else (ABSENT, spot)
        return value if isinstance(value, str) else value_undeclared(word, place, "a word")

    def _refused(self, algorithm: str, spot: Spot) -> Finding:
        return Finding(
            code="ECI008",
            message=f"the digest algorithm {show(algorithm)} is not allowed",
            spot=spot,
            expected="one of " + ", ".join(self.allowed),
            found=show(algorithm),
            metadata={"algorithm": algorithm[:40]},
        )

    def _digest(self, view: View, file: DataFile, algorithm: str, mode: str) -> str:
        """The digest of a file; computed once, however many records name the file."""
        known = view.data.digests
        left_out = (self.pointers, tuple(path.text for path in self.paths))
        own = view.file.number if any(path.captures for path in self.paths) else None
        key = (file.path, algorithm, mode, left_out, own)
        if key not in known:
            known[key] = self._computed(view, file, algorithm, mode)
        return known[key]

    def _computed(self, view: View, file: DataFile, algorithm: str, mode: str) -> str:
        context = view.data.context
        try:
            if mode == "json":
                return digest_of_json(view.data.document(file), algorithm, self.pointers)
            if mode == "folder":
                is_folder = context.tree.kind(file.path) == "folder"
                folder = file.path if is_folder else file.path.rpartition("/")[0]
                return digest_of_folder(context, folder, algorithm, partial(self._is_excluded, view.file))
            return _OF_FILES[mode](context, file.path, algorithm)
        except FileProblem as problem:
            raise Blocked(problem.path, problem.message) from problem
        except LoadError as problem:
            raise Blocked(file.path, f"{file.path!r} cannot be read: {problem}") from problem
        except ValueError as problem:
            raise Blocked(file.path, f"{file.path!r} has no canonical form: {problem}") from problem

    def _is_excluded(self, file: DataFile, path: str) -> bool:
        for template in self.paths:
            captured = template.match(path)
            if captured is not None and all(file.captures.get(name) == captured[name] for name in captured):
                return True
        return False


def parse(read: Reader) -> Digest:
    """Read ``digest: {of: ..., equals: ..., algorithm: ..., mode: ..., exclude: [...]}``."""
    algorithm, mode = read.word("algorithm", "sha256"), read.word("mode", "bytes")
    if isinstance(algorithm, str) and algorithm_name(algorithm) is None:
        read.refuse("algorithm", f"{algorithm!r} is no algorithm that is allowed", ", ".join(ALGORITHMS))
    modes = {str(name): str(mode) for name, mode in read.mapping("modes").items()}
    if isinstance(mode, str) and mode not in (*MODES, *modes):
        read.refuse("mode", f"{mode!r} is no mode of a digest", ", ".join(MODES))
    exclude = read.words("exclude")
    if exclude and mode in _OF_FILES:
        read.refuse(
            "exclude", f"nothing can be left out of the digest in mode {mode}", "mode: json, or folder"
        )
    pointers = [text for text in exclude if text.startswith("/")]
    paths = [text for text in exclude if not text.startswith("/")]
    if (pointers and mode == "folder") or (paths and mode == "json"):
        what = "paths below the folder" if mode == "folder" else "JSON Pointers"
        read.refuse("exclude", f"in mode {mode} {what} are left out", what)
    return Digest(
        of=parse_file(read, "of"),
        equals=read.operand("equals") or Operand(text=""),
        algorithm=algorithm,
        allowed=tuple(read.words("allow") or ALGORITHMS),
        mode=mode,
        modes=modes,
        pointers=tuple(pointers),
        paths=tuple(_templates(read, paths)),
    )


def _templates(read: Reader, paths: Sequence[str]) -> Iterator[PathTemplate]:
    for path in paths:
        try:
            yield PathTemplate.parse(path)
        except TemplateError as problem:
            read.refuse("exclude", f"the path {path!r} cannot be used: {problem}", "a path below the folder")
