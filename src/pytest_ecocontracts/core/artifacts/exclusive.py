"""``exclusive: true``: below the folder of a template lies nothing that no artifact contract knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..context import Context
from ..errors import FileProblem
from ..model import Contract
from ..paths.segments import Capture, Literal, Segment
from ..paths.template import PathTemplate, Thread
from ..relations.sources import artifact_of
from ..violations import Location, Violation
from .model import Artifact

if TYPE_CHECKING:
    from ..catalog.model import Catalog

#: parts of unknown length in one name for which it is said which one is wrong; more take too long to try
_TRIED_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Strangers:
    """Names that fit nothing, and how many names were looked at."""

    violations: list[Violation]
    examined: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder, what the contract's own templates expect in it, and what any artifact contract does."""

    folder: str
    own: list[tuple[PathTemplate, list[Thread]]]
    all: list[tuple[PathTemplate, list[Thread]]]


def find_strangers(contract: Contract, artifact: Artifact, root: str, context: Context) -> Strangers:
    """Look below the literal folder of each template, as deep as the template itself goes.

    A file, or a folder on the way, whose name no artifact contract of the catalog expects there is a
    violation. What lies deeper than every template, or inside such a folder, is not looked at.
    """
    violations: dict[str, Violation] = {}
    examined = 0
    for template, pointer in zip(artifact.templates, artifact.pointers, strict=True):
        pending = [_start(template, root, context.catalog)]
        while pending:
            place = pending.pop()
            try:
                listing = context.tree.list(place.folder)
            except FileProblem as problem:
                if problem.reason in {"missing", "not-a-folder"}:
                    continue  # the check of presence says so
                raise
            for name in (*listing.files, *listing.links, *listing.others):
                examined += 1
                if not any(_ends(each, threads, name) for each, threads in place.all):
                    path = _below(place.folder, name)
                    violations[path] = _stranger(contract, place, pointer, path, name, folder=False)
            for name in listing.folders:
                following = _step(place, name)
                if following.own:
                    pending.append(following)
                elif not following.all and _goes_on(place):
                    examined += 1
                    violations[following.folder] = _stranger(
                        contract, place, pointer, following.folder, name, folder=True
                    )
    return Strangers([violations[path] for path in sorted(violations)], examined)


def _start(template: PathTemplate, root: str, catalog: Catalog) -> _Place:
    literal = template.literal_folder
    folder = _below(root, literal) if literal else root
    every = [
        (each, threads)
        for base, each in _declared(catalog)
        if (threads := _at(each, base, folder)) is not None and threads
    ]
    own = _at(template, root, folder)
    return _Place(folder, [(template, own)] if own else [], every)


def _declared(catalog: Catalog) -> Sequence[tuple[str, PathTemplate]]:
    """Every template of every contract that has files, with the folder that it is relative to."""
    found: list[tuple[str, PathTemplate]] = []
    for contract in catalog.contracts:
        artifact = artifact_of(contract)
        if artifact is not None:
            base = catalog.settings.roots[artifact.root].path if artifact.root else ""
            found += [(base, template) for template in artifact.templates]
    return found


def _at(template: PathTemplate, base: str, folder: str) -> list[Thread] | None:
    """How far a template has been read when its path has led to a folder; None where it never leads there."""
    if base and folder != base and not folder.startswith(f"{base}/"):
        return None
    threads = template.begin()
    rest = folder[len(base) :].strip("/")
    for name in rest.split("/") if rest else ():
        threads = template.advance(threads, name)
    return threads


def _step(place: _Place, name: str) -> _Place:
    def advanced(pairs: list[tuple[PathTemplate, list[Thread]]]) -> list[tuple[PathTemplate, list[Thread]]]:
        found = []
        for template, threads in pairs:
            following = [t for t in template.advance(threads, name) if t[0] < len(template.segments)]
            if following:
                found.append((template, following))
        return found

    return _Place(_below(place.folder, name), advanced(place.own), advanced(place.all))


def _ends(template: PathTemplate, threads: list[Thread], name: str) -> bool:
    return template.end(template.advance(threads, name)) is not None


def _goes_on(place: _Place) -> bool:
    """Whether the contract's own template leads through a folder below this one."""
    return any(index < len(template.segments) - 1 for template, threads in place.own for index, _ in threads)


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _stranger(
    contract: Contract, place: _Place, pointer: str, path: str, name: str, *, folder: bool
) -> Violation:
    template, threads = place.own[0]
    last = len(template.segments) - 1
    steps = [template.segments[index] for index, _ in threads if index < last if folder]
    steps += [template.segments[last] for index, _ in threads if index == last if not folder]
    segments = [step for step in steps if isinstance(step, Segment)]
    expected = segments[0].text if segments else f"no {'folder' if folder else 'file'} here"
    reason = next((text for segment in segments if (text := misfit(segment, name)) is not None), None)
    what = "folder" if folder else "file"
    return contract.violation(
        "ECL005",
        f"the name of the {what} {name!r} fits no artifact that may be here",
        pointer=pointer,
        rule="exclusive",
        location=Location(path=path),
        expected=expected if expected == template.text else f"{expected}, as {template.text} says",
        found=reason or name,
        fix=f"rename or remove the {what}, or declare it in an artifact contract",
        metadata={"path": path},
    )


def misfit(segment: Segment, name: str) -> str | None:
    """The part of a name that is not what its capture wants, where all the rest fits; else None."""
    unknown = [part for part in segment.parts if not isinstance(part, Literal)]
    if len(unknown) > _TRIED_PARTS:
        return None
    pattern = "".join(
        re.escape(part.text) if isinstance(part, Literal) else "(.+)" if isinstance(part, Capture) else "(.*)"
        for part in segment.parts
    )
    fitted = re.fullmatch(pattern, name, re.DOTALL)
    for part, text in zip(unknown, fitted.groups() if fitted else (), strict=False):
        if isinstance(part, Capture) and not part.type.accepts(text):
            return f"{text!r} for {{{part.name}}}, which is not {part.type.describe()}"
    return None
