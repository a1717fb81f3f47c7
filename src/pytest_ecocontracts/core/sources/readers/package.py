"""``package: pyproject.toml``: what a Python project says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...errors import LoadError, LoadProblem
from ...loading.problems import MOST_PROBLEMS
from ...model import Report
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader, SourceBlocked
from ..pointing import Pointer
from ..requirements import NoRequirement, requirement
from ..selections import parse_selection
from ._giving import given_words

#: value, and what else is known
Read = Callable[[object, Sequence[str | int]], tuple[object, dict[str, object]] | None]


def _dependency(value: object, stars: Sequence[str | int]) -> tuple[object, dict[str, object]] | None:
    if isinstance(value, dict):
        return None  # a group that includes another one
    if not isinstance(value, str):
        raise NoRequirement("it is no text")
    name, record = requirement(value)
    group = stars[0] if len(stars) > 1 else None
    return name, {**record, "group": group}


def _reference(value: object, stars: Sequence[str | int]) -> tuple[object, dict[str, object]]:
    """``module:attribute`` under a name."""
    target = str(value)
    module, _, rest = target.partition(":")
    name = stars[-1]
    return name, {
        "name": name,
        "target": target,
        "module": module.strip(),
        "attribute": rest.partition("[")[0].strip() or None,
        "group": stars[0] if len(stars) > 1 else None,
    }


def _text(value: object, stars: Sequence[str | int]) -> tuple[object, dict[str, object]]:  # noqa: ARG001 - as all of them
    return value, {"value": value}


#: what can be given: where it stands, and how it is read
GIVE: Final[Mapping[str, tuple[Pointer, Read]]] = {
    "dependencies": (Pointer("/project/dependencies/*"), _dependency),
    "optional": (Pointer("/project/optional-dependencies/*/*"), _dependency),
    "groups": (Pointer("/dependency-groups/*/*"), _dependency),
    "build": (Pointer("/build-system/requires/*"), _dependency),
    "scripts": (Pointer("/project/scripts/*"), _reference),
    "gui_scripts": (Pointer("/project/gui-scripts/*"), _reference),
    "entry_points": (Pointer("/project/entry-points/*/*"), _reference),
    "name": (Pointer("/project/name"), _text),
    "version": (Pointer("/project/version"), _text),
    "requires_python": (Pointer("/project/requires-python"), _text),
}


@dataclass(frozen=True, slots=True)
class Package:
    """Parts of the metadata of projects, in the order in which they are asked for."""

    selection: FileSelection
    give: Sequence[str]

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is there; raises LoadError with every requirement that is none."""

        def metadata(path: str, captures: dict[str, str]) -> Iterator[Element]:
            problems: list[LoadProblem] = []
            (data,) = files.texts.data(path, "toml")
            for word in self.give:
                pointer, read = GIVE[word]
                _demand_static(path, data, pointer)
                for found in pointer.find(data, must=False):
                    try:
                        given = read(found.value, found.stars)
                    except NoRequirement as problem:
                        if len(problems) < MOST_PROBLEMS:
                            problems.append(
                                LoadProblem(
                                    reason="syntax",
                                    message=f"{found.pointer} is no requirement: {problem}",
                                    pointer=found.pointer,
                                    expected="a requirement such as 'name>=1.2'",
                                    found=str(found.value)[:120],
                                )
                            )
                        continue
                    if given is not None:
                        place = Place(path, pointer=found.pointer)
                        yield Element(given[0], place, {**captures, **given[1], "kind": word})
            if problems:
                raise LoadError(problems)

        return files.each(self.selection, metadata)


def _demand_static(path: str, data: object, pointer: Pointer) -> None:
    """Raise SourceBlocked where a part of the metadata is made when the package is built."""
    table, *field = pointer.tokens
    dynamic = next(iter(Pointer("/project/dynamic").find(data, must=False)), None)
    if table != "project" or dynamic is None or not isinstance(dynamic.value, list):
        return
    if field[0] in dynamic.value:
        raise SourceBlocked(
            path,
            f"{field[0]} of {path!r} are dynamic: the build makes them, and the file does not say them",
            Place(path, pointer=dynamic.pointer),
            expected=f"{field[0]} that are written out",
            found=f"{field[0]} in 'dynamic'",
        )


class PackageKind:
    """The kind of source ``package``."""

    name: Final = "package"
    options: Final = frozenset({"except", "give"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``package``, a template or a list of them, and what to ``give``; default: dependencies."""
        selection = parse_selection(fields, self.name, pointer, report)
        give = given_words(fields, tuple(GIVE), pointer, report) or ("dependencies",)
        return Package(selection, give) if selection is not None else None


KIND: Final = PackageKind()
