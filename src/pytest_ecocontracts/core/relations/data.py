"""The files and rows that the relations of one contract look at; small files are parsed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ..artifacts.companions import CompanionPaths, Unresolved
from ..artifacts.finding import ArtifactFiles
from ..errors import FileProblem, LoadError
from ..loading.values import FORMATS
from ..rows.model import Row
from ..rows.opening import open_rows
from .aliases import Aliases
from .finding import Blocked, DataFile
from .sources import artifact_called, artifact_of

if TYPE_CHECKING:
    from ..artifacts.model import Artifact
    from ..context import Context
    from ..model import Contract

#: bytes of files whose rows are kept in memory while the relations of a group are judged
_KEPT_BYTES: Final = 16 * 1024 * 1024
#: bits of a place that hold the number of a row or key; the file's number is above them
_ROW_BITS: Final = 40


class Data:
    """Everything that the relations of a contract may read."""

    def __init__(self, contract: Contract, artifact: Artifact, context: Context) -> None:
        self.context = context
        self.aliases = Aliases(artifact, context)
        self._companions = CompanionPaths(contract, artifact, context)
        self._files: list[DataFile] = []
        self._others: dict[str, list[DataFile]] = {}
        self._beside: dict[tuple[int, str], DataFile | None] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[DataFile]]] = {}
        self._named: dict[tuple[str, str], DataFile] = {}
        #: digests by the file and whatever else they are made of
        self.digests: dict[tuple[object, ...], str] = {}
        self._kept: dict[int, list[Row]] = {}
        self._held = 0
        self.own_captures = artifact.captures
        self.root = context.catalog.settings.roots[artifact.root].path if artifact.root else ""
        self.own = [
            self._file(path, captures, artifact.format, artifact.at)
            for path, captures in ArtifactFiles(contract, artifact).with_captures(context)
        ]

    def _file(self, path: str, captures: Mapping[str, str], form: str, at: str | None = None) -> DataFile:
        made = DataFile(path, captures, form, len(self._files), at)
        self._files.append(made)
        return made

    # --- files ------------------------------------------------------------------------------------------

    def is_companion(self, source: str) -> bool:
        """Whether a source is a companion of the artifact."""
        return source in self._companions.by_name

    @property
    def companion_names(self) -> Sequence[str]:
        """The names of all companions of the artifact."""
        return list(self._companions.by_name)

    def beside(self, file: DataFile, name: str) -> DataFile | None:
        """A companion of a file; None where it is optional and missing. Raises Blocked."""
        key = (file.number, name)
        if key not in self._beside:
            self._beside[key] = self._companion(file, name)
        return self._beside[key]

    def _companion(self, file: DataFile, name: str) -> DataFile | None:
        companion = self._companions.by_name[name]
        path = self._companions.path(companion, file.path, file.captures, lambda: self.document(file))
        if isinstance(path, Unresolved):
            if companion.required or path.contradictory:
                raise Blocked(file.path, path.message)
            return None
        if self.context.tree.kind(path) is None:
            if companion.required:
                raise Blocked(path, f"the {name} of {file.path!r} does not exist")
            return None
        return self.named(path, self._companions.format(companion, path))

    def named(self, path: str, form: str | None) -> DataFile:
        """A file that is known by its path only; however often it is named, it is one."""
        key = (path, form or "")
        if key not in self._named:
            self._named[key] = self._file(path, {}, form or "")
        return self._named[key]

    def others(self, contract_id: str) -> Sequence[DataFile]:
        """Every file of another artifact contract. Raises Blocked."""
        if contract_id not in self._others:
            contract = self.context.catalog.get(contract_id)
            artifact = artifact_of(contract) if contract is not None else None
            if contract is None or artifact is None:
                raise Blocked("", f"the contract {contract_id!r} cannot be used")
            files = ArtifactFiles(contract, artifact).with_captures(self.context)
            self._others[contract_id] = [
                self._file(path, captures, artifact.format, artifact.at) for path, captures in files
            ]
        return self._others[contract_id]

    def captures_of(self, contract_id: str) -> Sequence[str]:
        """The captures that every template of another artifact contract has."""
        artifact = artifact_called(contract_id, self.context.catalog)
        return artifact.captures if artifact is not None else ()

    def index(self, contract_id: str, names: tuple[str, ...]) -> Mapping[tuple[str, ...], Sequence[DataFile]]:
        """The files of another artifact contract by some of their captures. Raises Blocked."""
        key = (contract_id, names)
        if key not in self._indexes:
            made: dict[tuple[str, ...], list[DataFile]] = {}
            for file in self.others(contract_id):
                made.setdefault(tuple(file.captures.get(name, "") for name in names), []).append(file)
            self._indexes[key] = made
        return self._indexes[key]

    def capture(self, file: DataFile, name: str) -> str | None:
        """A capture of the file's path; ``path`` is the path itself where no capture has that name."""
        value = file.captures.get(name)
        return file.path if value is None and name == "path" else value

    # --- content ----------------------------------------------------------------------------------------

    def rows(self, file: DataFile) -> Iterator[Row]:
        """The rows of a file, in order; a document is one row. Raises Blocked where it cannot be read."""
        kept = self._kept.get(file.number)
        if kept is not None:
            yield from kept
            return
        try:
            size = self.context.files.size(file.path)
            # compressed files and tables may be many times as large in memory
            plain = not file.path.endswith(".gz") and file.format in FORMATS
            if plain and self._held + size <= _KEPT_BYTES:
                rows = list(open_rows(self.context, file.path, file.format, file.at))
                self._kept[file.number] = rows
                self._held += size
                yield from rows
            else:
                yield from open_rows(self.context, file.path, file.format, file.at)
        except FileProblem as problem:
            raise Blocked(file.path, problem.message) from problem
        except LoadError as problem:
            raise Blocked(file.path, f"{file.path!r} cannot be read: {problem}") from problem

    def keeps(self, file: DataFile) -> bool:
        """Whether the rows of a file are in memory anyway."""
        return file.number in self._kept

    def document(self, file: DataFile) -> object:
        """The one value of a file that is a document. Raises Blocked."""
        rows = self.rows(file)
        first = next(rows, None)
        if first is None or next(rows, None) is not None:
            raise Blocked(file.path, f"{file.path!r} has many records, and one document is needed")
        return first.value

    def size(self, file: DataFile) -> int:
        """The bytes of a file as it lies there. Raises Blocked."""
        try:
            return self.context.files.size(file.path)
        except FileProblem as problem:
            raise Blocked(file.path, problem.message) from problem

    def lines(self, file: DataFile) -> int:
        """The lines of a file; the last one may be without an end. Raises Blocked."""
        limit = self.context.limits.line_bytes
        try:
            return sum(1 for _ in self.context.files.lines(file.path, 0, None, limit))
        except FileProblem as problem:
            raise Blocked(file.path, problem.message) from problem

    def forget(self) -> None:
        """Give back what was kept, and the companions: no group comes again."""
        self._kept.clear()
        self._held = 0
        self._beside.clear()

    # --- places -----------------------------------------------------------------------------------------

    def place(self, file: DataFile, row: int) -> int:
        """A number for a row, or a key, of a file; ascending with both."""
        return (file.number << _ROW_BITS) | row

    def at(self, place: int) -> tuple[DataFile, int]:
        """The file, and the number of the row or key in it."""
        return self._files[place >> _ROW_BITS], place & ((1 << _ROW_BITS) - 1)
