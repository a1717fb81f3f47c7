"""``python: FILES``: imports, functions, calls ... of Python modules, read without importing them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...model import Report
from ...pointers import join
from ...python_source.model import At, Definition, Module
from ...python_source.naming import aliases, imported_module, module_name, package_root, resolved
from ...python_source.parsing import parse_module
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader, SourceBlocked
from ..selections import parse_selection
from ._giving import given


class _Read(NamedTuple):
    """A module with its name."""

    path: str
    module: Module
    name: str
    is_package: bool
    captures: Mapping[str, str]

    def element(self, value: str, at: At, record: Mapping[str, object]) -> Element:
        """An element with what every record of this source has."""
        common = {"file": self.path, "module": self.name, "function": at.function, "class": at.class_}
        return Element(value, Place(self.path, at.line, at.column), {**self.captures, **common, **record})


@dataclass(frozen=True, slots=True)
class PythonFiles:
    """The Python files of a selection; ``root`` is the folder of the top-level packages, None: find it."""

    selection: FileSelection
    give: str
    root: str | None

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for; a file that Python cannot parse is a trouble."""
        tree = files.context.tree

        def read_one(path: str, captures: dict[str, str]) -> Iterator[Element]:
            module = files.texts.parsed(path, parse_module)
            root = self.root
            if root is None:
                root = package_root(path, lambda each: tree.kind(each) in ("file", "link"))
            elif root and not path.startswith(f"{root}/"):
                message = f"{path!r} is not below {root!r}, the root of its packages"
                raise SourceBlocked(path, message, expected=f"a file below {root}", found=path)
            name, is_package = module_name(path, root)
            return _GIVE[self.give](_Read(path, module, name, is_package, captures))

        return files.each(self.selection, read_one)


def _imports(read: _Read) -> Iterator[Element]:
    for item in read.module.imports:
        source = imported_module(item, read.name, is_package=read.is_package)
        known = source if source is not None else "." * item.level + item.module
        between = "" if known.endswith(".") else "."
        value = f"{known}{between}{item.name}" if item.name else known
        top = known.partition(".")[0]
        record = {
            "importer": read.name,
            "module": known,
            "name": item.name,
            "alias": item.alias,
            "level": item.level,
            "top": top,
            "stdlib": top in sys.stdlib_module_names,
            "resolved": source is not None,
            "conditional": item.is_conditional,
            "typing_only": item.is_typing_only,
        }
        yield read.element(value, item.at, record)


def _exports(read: _Read) -> Iterator[Element]:
    for at in read.module.computed_exports:
        raise SourceBlocked(
            read.path,
            f"names of __all__ are computed in {read.path!r}, and nothing is run to know them",
            Place(read.path, at.line, at.column),
            expected="names that are written out",
            found="an expression",
            fix="write the names out, or leave the file out with 'except'",
        )
    for export in read.module.exports:
        yield read.element(export.text, export.at, {"name": export.text})


def _defined(definition: Definition) -> dict[str, object]:
    return {
        "name": definition.name,
        "public": not definition.name.startswith("_"),
        "decorators": list(definition.decorators),
        "docstring": definition.has_docstring,
        "lines": definition.lines,
        "top_level": not definition.at.function and not definition.at.class_,
    }


def _functions(read: _Read) -> Iterator[Element]:
    for each in read.module.functions:
        more = {"parameters": list(each.parameters), "async": each.is_async}
        yield read.element(each.name, each.at, {**_defined(each), **more})


def _classes(read: _Read) -> Iterator[Element]:
    known = aliases(read.module, read.name, is_package=read.is_package)
    for each in read.module.classes:
        bases = [resolved(base, known) for base in each.bases]
        yield read.element(each.name, each.at, {**_defined(each), "bases": bases})


def _calls(read: _Read) -> Iterator[Element]:
    known = aliases(read.module, read.name, is_package=read.is_package)
    for call in read.module.calls:
        name = resolved(call.written, known)
        record = {
            "name": name,
            "written": call.written,
            "method": call.written.rpartition(".")[2],
            "arguments": call.arguments,
            "keywords": list(call.keywords),
            "first": list(call.first),
        }
        yield read.element(name, call.at, record)


def _names(read: _Read) -> Iterator[Element]:
    known = aliases(read.module, read.name, is_package=read.is_package)
    for each in read.module.names:
        name = resolved(each.text, known)
        yield read.element(name, each.at, {"name": name, "written": each.text})


def _strings(read: _Read) -> Iterator[Element]:
    for text in read.module.strings:
        yield read.element(text.text, text.at, {"text": text.text, "docstring": text.is_docstring})


_GIVE: Final[dict[str, Callable[[_Read], Iterator[Element]]]] = {
    "imports": _imports,
    "exports": _exports,
    "functions": _functions,
    "classes": _classes,
    "calls": _calls,
    "names": _names,
    "strings": _strings,
}


class PythonKind:
    """The kind of source ``python``."""

    name: Final = "python"
    options: Final = frozenset({"give", "except", "root"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``python``, a template or a list of them, ``give``, and ``root``."""
        selection = parse_selection(fields, self.name, pointer, report)
        give = given(fields, tuple(_GIVE), pointer, report)
        root = str(fields["root"]).strip("/") if "root" in fields else None
        if root == ".":
            root = ""
        if root is not None and ".." in root.split("/"):
            report.add(
                "ECC022",
                f"the folder {root!r} leaves the root",
                pointer=join(pointer, "root"),
                metadata={"path": root},
            )
            return None
        return PythonFiles(selection, give, root) if selection is not None and give is not None else None


KIND: Final = PythonKind()
