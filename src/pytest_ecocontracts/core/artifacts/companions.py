"""Files that belong to each file of an artifact: a manifest beside its data, data that a manifest names."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from ..catalog.paths import path_problem
from ..json_schema.showing import show
from ..model import Report
from ..paths.segments import Deep, Star
from ..paths.template import PathTemplate
from ..pointers import join
from ..rows.formats import format_name
from ..suggestions import suggestion

if TYPE_CHECKING:
    from ..context import Context
    from ..model import Contract
    from ..violations import Violation
    from .aliases import AliasMap
    from .model import Artifact

#: formats whose files are one document, which can say where another file is
_DOCUMENTS: Final = frozenset({"json", "yaml", "toml", "markdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """One companion of each file: by a template over the same captures, or where the file itself says.

    Without ``template`` and ``at``, its path is that of the artifact contract ``contract`` for the same
    captures. ``at`` is a pointer or an alias, ``places`` are the pointers that it stands for. ``below_file``
    makes the path there relative to the folder of the file instead of the root.
    """

    name: str
    pointer: str
    template: PathTemplate | None
    at: str | None
    below_file: bool
    format: str | None
    required: bool
    contract: str | None
    places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why the path of a companion is not known; ``pointer`` is the place in the file that should say it.

    ``contradictory``: the file says more than one, which not even an optional companion may have.
    """

    message: str
    expected: str
    found: str
    pointer: str = ""
    contradictory: bool = False


#: reads a path template of the contract, and reports what is wrong with it
ReadTemplate = Callable[[str, str], PathTemplate | None]


def parse_companions(
    data: Mapping[str, object], read_template: ReadTemplate, form: str | None, report: Report
) -> list[Companion]:
    """The companions of an artifact; ``form`` is the format of its own files."""
    found: list[Companion] = []
    aliases = cast("AliasMap", data.get("aliases", {}))
    for name, entry in cast("dict[str, dict[str, object]]", data.get("companions", {})).items():
        pointer = join("/companions", name)
        template = None
        if isinstance(entry.get("path"), str):
            template = read_template(str(entry["path"]), join(pointer, "path"))
            if template is None:
                continue
        at = cast("str | None", entry.get("at"))
        if at is not None and form not in _DOCUMENTS:
            report.add(
                "ECC004",
                f"a file of many records does not say at one place where {name!r} is",
                pointer=join(pointer, "at"),
                expected=f"at: in an artifact of one document ({', '.join(sorted(_DOCUMENTS))})",
                found=str(form),
                fix="say path:",
                metadata={"keyword": "at"},
            )
        places: Sequence[str] = (at,) if at is not None else ()
        if at is not None and at.startswith("@"):
            places = tuple(aliases.get(at[1:], ()))
            if not places:
                _report_alias(at, pointer, aliases, report)
        declared = entry.get("format")
        found.append(
            Companion(
                name=name,
                pointer=pointer,
                template=template,
                at=at,
                below_file=entry.get("relative_to") == "file",
                format=str(declared) if declared else format_name(template.text) if template else None,
                required=entry.get("presence", "required") == "required",
                contract=cast("str | None", entry.get("contract")),
                places=places,
            )
        )
    return found


def _report_alias(at: str, pointer: str, aliases: AliasMap, report: Report) -> None:
    report.add(
        "ECC005",
        f"the contract has no alias {at[1:]!r}",
        pointer=join(pointer, "at"),
        expected="a name of aliases:, or a JSON Pointer",
        found=at,
        fix=suggestion(at[1:], aliases),
        metadata={"id": at[1:]},
    )


def link_companions(artifact: Artifact, context: Context, report: Report) -> None:
    """The captures of each companion are those of the artifact, and its contract is an artifact's."""
    for companion in artifact.companions:
        other: Artifact | None = None
        if companion.contract is not None:
            contract = context.catalog.get(companion.contract)
            if contract is None or contract.header.kind != "artifact":
                _report_contract(companion, companion.contract, context, report)
                continue
            other = cast("Artifact", contract.body)
        _check_templates(companion, _templates(companion, other), artifact, report)


def _templates(companion: Companion, other: Artifact | None) -> Sequence[PathTemplate]:
    """Where the companion is: its own template, or those of its contract; none where the file says it."""
    if companion.template is not None:
        return (companion.template,)
    return other.templates if other is not None and companion.at is None else ()


def _check_templates(
    companion: Companion, templates: Sequence[PathTemplate], artifact: Artifact, report: Report
) -> None:
    """One of the templates can be filled with the artifact's captures, or the first one's problem is told."""
    problems: list[Violation] = []
    for template in templates:
        attempt = Report(report.document, report.contract_id)
        _check_captures(companion, template, artifact, attempt)
        if not attempt.violations:
            return
        problems = problems or attempt.violations
    report.violations += problems


def _report_contract(companion: Companion, named: str, context: Context, report: Report) -> None:
    if named in context.catalog.broken:
        return  # told at that contract
    artifacts = [c.id for c in context.catalog.contracts if c.header.kind == "artifact"]
    report.add(
        "ECC005",
        f"{named!r} is no artifact contract of the catalog",
        pointer=join(companion.pointer, "contract"),
        found=named,
        fix=suggestion(named, artifacts),
        metadata={"id": named},
    )


def _check_captures(companion: Companion, template: PathTemplate, artifact: Artifact, report: Report) -> None:
    pointer = join(companion.pointer, "path" if companion.template is not None else "contract")
    for own in artifact.templates:
        unknown = next((name for name in template.captures if name not in own.captures), None)
        if unknown is not None:
            report.add(
                "ECC004",
                f"the companion's path has {{{unknown}}}, which the path {own.text!r} does not have",
                pointer=pointer,
                expected="only captures of the artifact's own path",
                found=template.text,
                fix=suggestion(unknown, own.captures),
                metadata={"keyword": "companions", "property": unknown},
            )
            return
    if any(isinstance(segment, Deep) or Star() in segment.parts for segment in template.segments):
        report.add(
            "ECC004",
            "the companion's path stands for many files",
            pointer=pointer,
            expected="a template without * and **",
            found=template.text,
            metadata={"keyword": "companions"},
        )


class CompanionPaths:
    """Where the companions of an artifact's files are."""

    def __init__(self, contract: Contract, artifact: Artifact, context: Context) -> None:
        self._root = context.catalog.settings.roots[artifact.root].path if artifact.root else ""
        self._context = context
        self.by_name = {companion.name: companion for companion in artifact.companions}

    def format(self, companion: Companion, path: str) -> str | None:
        """How the companion is read: as it says, as its contract says, or by the suffix of its path."""
        if companion.format is not None:
            return companion.format
        other = self._other(companion)
        return other.format if other is not None else format_name(path)

    def path(
        self, companion: Companion, path: str, captures: Mapping[str, str], data: Callable[[], object]
    ) -> str | Unresolved:
        """The path of a companion of one file; ``data`` reads the file where it names the companion.

        The path is relative to the root of the repository, and need not exist.
        """
        if companion.at is not None:
            return self._named(companion, path, data())
        root = self._root
        other = self._other(companion)
        if companion.template is None and other is not None:
            root = self._context.catalog.settings.roots[other.root].path if other.root else ""
        unresolved: Unresolved | None = None
        for template in _templates(companion, other):
            try:
                rendered = template.render(captures)
            except ValueError as problem:
                told = Unresolved(f"the companion has no path: {problem}", template.text, path)
                unresolved = unresolved or told
                continue
            return f"{root}/{rendered}" if root else rendered
        return unresolved or Unresolved(
            "the contract of the companion cannot be used", "a usable contract", "none"
        )

    def _named(self, companion: Companion, path: str, data: object) -> str | Unresolved:
        from ..relations.selecting import ABSENT  # noqa: PLC0415 - few files say where their companions are
        from .aliases import contradictions, find  # noqa: PLC0415 - as above

        pointer, name = find(companion.places, data)
        others = contradictions(companion.places, data)
        if others:
            other, value = others[0]
            return Unresolved(
                f"the file says at {pointer!r} and at {other!r} two places of its {companion.name}",
                f"{show(name)}, as at {pointer}",
                show(value),
                other,
                contradictory=True,
            )
        if not isinstance(name, str) or not name:
            return Unresolved(
                f"the file does not say at {pointer!r} where its {companion.name} is",
                "a path",
                "nothing" if name is None or name is ABSENT else str(name)[:80],
                pointer,
            )
        return named_path(name, path.rpartition("/")[0] if companion.below_file else self._root, pointer)

    def _other(self, companion: Companion) -> Artifact | None:
        other = self._context.catalog.get(companion.contract) if companion.contract else None
        return cast("Artifact", other.body) if other is not None else None


def named_path(name: str, folder: str, pointer: str) -> str | Unresolved:
    """A path that stands in data, below a folder; it may not leave the root."""
    joined = posixpath.normpath(posixpath.join(folder, name)) if folder else posixpath.normpath(name)
    problem = path_problem(name if name.startswith(("/", "~")) or "\\" in name else joined)
    if problem is not None:
        return Unresolved(problem, "a POSIX path below the root", name[:120], pointer)
    return joined
