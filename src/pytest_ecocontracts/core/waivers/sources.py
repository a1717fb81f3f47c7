"""Reads the exceptions that stand in files of the repository's own, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from ..errors import FileProblem, LoadError
from ..loading.locate import positions
from ..loading.values import read_value
from ..paths.template import PathTemplate, TemplateError
from ..pointers import join, split
from ..pointers import resolve as value_at
from ..suggestions import suggestion
from ..violations import UNWAIVABLE, Location
from .model import Capture, Entry, Mapped, Source, Value, WaiversBody

if TYPE_CHECKING:
    from ..context import Context
    from ..model import Contract, Positions
    from ..violations import Violation

_TOO_LARGE: Final = frozenset({"too-large", "too-deep", "alias-bomb", "too-many-aliases"})
_RULE: Final = "files"
#: digits of a ``max`` that is written as text
_DIGITS: Final = 9


def mapped_entries(contract: Contract, context: Context) -> Mapped:
    """Everything that the sources of a waivers contract give; read once in a run."""
    body = cast("WaiversBody", contract.body)
    found = body.read.get(context)
    if found is None:
        readers = [_Reader(contract, source, context) for source in body.sources]
        for reader in readers:
            reader.read()
        found = body.read[context] = Mapped(
            entries=[entry for reader in readers for entry in reader.entries],
            violations=[violation for reader in readers for violation in reader.violations],
            files=sum(reader.files for reader in readers),
        )
    return found


class _Reader:
    """Reads the files of one source."""

    def __init__(self, contract: Contract, source: Source, context: Context) -> None:
        self._contract = contract
        self._source = source
        self._context = context
        self.entries: list[Entry] = []
        self.violations: list[Violation] = []
        self.files = 0

    def read(self) -> None:
        """Read every file; each problem becomes a violation at its place."""
        try:
            paths = self._source.files.paths(self._context.tree)
        except FileProblem as problem:
            self._unreadable(problem)
            return
        if not paths:
            text = self._source.files.text
            self._report(
                "ECL001",
                "the file of exceptions does not exist",
                Location(path=text) if self._source.files.is_literal else None,
                expected=f"at least one file like {text}",
                found="nothing",
                fix="restore it, or take it out of from:",
                metadata={"path": text},
            )
        for path in paths:
            self.files += 1
            try:
                self._read(path, self._context.files.read(path, self._context.limits.contract_bytes))
            except FileProblem as problem:
                self._unreadable(problem)
            except LoadError as error:
                for load in error.problems:
                    self._report(
                        "ECS011" if load.reason in _TOO_LARGE else "ECS001",
                        load.message,
                        Location(path=path, pointer=load.pointer, line=load.line, column=load.column),
                        expected=load.expected,
                        found=load.found,
                        fix=load.fix,
                        metadata={"reason": load.reason},
                    )

    def _unreadable(self, problem: FileProblem) -> None:
        self._report(
            "ECS011" if problem.reason == "too-large" else "ECS009",
            problem.message,
            Location(path=problem.path),
            found=problem.reason,
            metadata={"reason": problem.reason},
        )

    def _report(
        self,
        code: str,
        message: str,
        place: Location | None,
        *,
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        self.violations.append(
            self._contract.violation(
                code,
                message,
                pointer=self._source.pointer,
                location=place,
                rule=_RULE,
                expected=expected,
                found=found,
                fix=fix,
                metadata=metadata,
            )
        )

    def _read(self, path: str, data: bytes) -> None:
        source = self._source
        if source.format == "lines":
            from .lines import read_lines  # noqa: PLC0415 - few files are of this form

            for line in read_lines(data):
                place = partial(_place_in_line, path, line.number, line.columns)
                self._add(line.fields, {}, place, path)
            return
        form = cast("str", source.format)
        value = read_value(form, data, self._context.limits)
        places = positions(form, data)
        for pointer, captures, item in self._walk(value, path, places):
            group = pointer.rpartition("/")[0]
            self._add(item, captures, partial(_place, path, places, pointer), f"{path}#{group}")

    def _walk(
        self, value: object, path: str, places: Positions
    ) -> Iterator[tuple[str, dict[str, str], object]]:
        """Yield (pointer, captures, entry) for all that ``at`` leads to; what is not there is told."""
        level: list[tuple[str, dict[str, str], object]] = [("", {}, value)]
        for token in self._source.at:
            following: list[tuple[str, dict[str, str], object]] = []
            name = token[1:-1] if token.startswith("{") and token.endswith("}") else None
            for pointer, captures, inner in level:
                if token != "*" and name is None:
                    try:
                        following.append((join(pointer, token), captures, value_at(inner, join("", token))))
                    except KeyError:
                        known = list(inner) if isinstance(inner, dict) else []
                        self._nothing(path, join(pointer, token), places, suggestion(token, known))
                elif isinstance(inner, dict | list):
                    items = inner.items() if isinstance(inner, dict) else enumerate(inner)
                    for key, child in items:
                        bound = captures if name is None else {**captures, name: str(key)}
                        following.append((join(pointer, key), bound, child))
                else:
                    self._nothing(path, pointer, places, "a list or a mapping stands where entries are")
            level = following
        yield from level

    def _nothing(self, path: str, pointer: str, places: Positions, fix: str) -> None:
        line, column = places.locate(pointer) or (None, None)
        self._report(
            "ECD037",
            f"the file holds no list of exceptions at {pointer or 'its root'}",
            Location(path=path, pointer=pointer, line=line, column=column),
            expected="a list or a mapping of entries; an empty one is fine",
            found="nothing of this kind",
            fix=fix,
            metadata={"field": "at", "entry": pointer},
        )

    # --- one entry --------------------------------------------------------------------------------------

    def _add(
        self, item: object, captures: Mapping[str, str], place: Callable[[str], Location], group: str
    ) -> None:
        texts: dict[str, str] = {}
        told: set[str] = set()
        pointers: dict[str, str] = {}
        for name, origin in self._source.fields.items():
            if isinstance(origin, Value):
                texts[name] = origin.text
                continue
            if isinstance(origin, Capture):
                texts[name] = captures.get(origin.name, "")
                continue
            pointers[name] = origin
            try:
                value = value_at(item, origin)
            except KeyError:
                continue
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                texts[name] = str(value).strip()
            elif value is not None:
                self._invalid(name, value, place(origin), "a text", "write it as one")
                told.add(name)
        texts = {name: text for name, text in texts.items() if text}
        at = partial(_of_field, place, pointers)
        until = self._until(texts, at)
        maximum = self._maximum(texts, at)
        entry = Entry(
            pointer=self._source.pointer,
            place=at,
            texts=texts,
            group=group,
            until=until,
            maximum=maximum,
            governs=self._source.governs,
        )
        self._demand(entry, told)
        self._check_names(entry)
        self.entries.append(entry)

    def _invalid(self, name: str, value: object, place: Location, expected: str, fix: str) -> None:
        self._report(
            "ECD038",
            f"the {name} of the entry cannot be used",
            place,
            expected=expected,
            found=str(value)[:200],
            fix=fix,
            metadata={"field": name, "value": str(value)[:200]},
        )

    def _until(self, texts: Mapping[str, str], at: Callable[[str], Location]) -> date | None:
        text = texts.get("until")
        if text is None:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:  # Python also reads 20260131 and 2026-W05-6
            self._invalid("until", text, at("until"), "a date, YYYY-MM-DD", "write a day of the calendar")
            return None
        return day

    def _maximum(self, texts: Mapping[str, str], at: Callable[[str], Location]) -> int | None:
        text = texts.get("max")
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) > 0:
            return int(text)
        self._invalid("max", text, at("max"), "a whole number from 1", "write how many it may tolerate")
        return None

    def _demand(self, entry: Entry, told: set[str]) -> None:
        """Every field that is asked for says something, but those that were ``told`` to be wrong."""
        for name in self._source.required:
            if name in entry.texts or name in told or (name == "issue" and "decision" in entry.texts):
                continue
            what = "issue or decision" if name == "issue" and "decision" in self._source.fields else name
            self._report(
                "ECD037",
                f"{entry.name} says no {what}",
                entry.place(name),
                expected=f"a value for {what}",
                found="nothing",
                fix=f"add it at {_written(self._source, name)}",
                metadata={"field": name, "entry": "/".join(entry.subject) + entry.texts.get("id", "")},
            )

    def _check_names(self, entry: Entry) -> None:
        """The path can be read as one; code and contract of an entry that tolerates violations exist."""
        texts = entry.texts
        if "path" in texts:
            try:
                PathTemplate.parse(texts["path"].rstrip("/"))
            except TemplateError as error:
                self._invalid("path", texts["path"], entry.place("path"), "a path or pattern", str(error))
        if entry.governs:
            return
        if not texts.get("pointer", "/").startswith("/"):
            place = entry.place("pointer")
            self._invalid("pointer", texts["pointer"], place, "a JSON Pointer", "begin it with /")
        catalog = self._context.catalog
        codes = {name for name, code in catalog.codes().items() if not code.startswith(UNWAIVABLE)}
        ids = {c.id for c in catalog.contracts if c.header.kind != "waivers"} | catalog.broken
        for name, known, what in (
            ("code", codes, "the code of a violation"),
            ("of", ids, "a contract of the catalog"),
        ):
            if name in texts and texts[name] not in known:
                self._invalid(name, texts[name], entry.place(name), what, suggestion(texts[name], known))


def _written(source: Source, name: str) -> str:
    origin = source.fields.get(name)
    return origin if isinstance(origin, str) else name


def _of_field(place: Callable[[str], Location], pointers: Mapping[str, str], name: str) -> Location:
    """The place of a field of an entry; of the entry itself where the field stands nowhere in it."""
    return place(pointers.get(name, "") if name else "")


def _place(path: str, places: Positions, pointer: str, inner: str) -> Location:
    whole = join(pointer, *split(inner))
    line, column = places.locate(whole) or (None, None)
    return Location(path=path, pointer=whole, line=line, column=column)


def _place_in_line(path: str, number: int, columns: Mapping[str, int], inner: str) -> Location:
    name = inner.removeprefix("/")
    return Location(path=path, pointer=f"/{number - 1}", line=number, column=columns.get(name, columns[""]))
