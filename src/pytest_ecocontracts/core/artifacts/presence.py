"""Whether the files are there, and nothing else where the contract wants to be alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ..context import Context
from ..model import MAXIMUM_VIOLATIONS, Contract, Outcome
from ..paths.segments import Capture, Literal, Segment
from ..paths.template import PathTemplate
from ..violations import Location, Violation
from .finding import ArtifactFiles, folders_of
from .model import Artifact

if TYPE_CHECKING:
    from ..catalog.model import Catalog


def check_presence(contract: Contract, artifact: Artifact, files: ArtifactFiles, context: Context) -> Outcome:
    """Missing files are violations unless optional; with ``exclusive``, so are files of other names."""
    violations: list[Violation] = []
    examined = 0
    root = files.root(context)
    for template, pointer, paths in zip(
        artifact.templates, artifact.pointers, files.by_template(context), strict=True
    ):
        examined += len(paths)
        if not paths and artifact.required_presence:
            violations.append(_missing(contract, template, pointer, root, context))
    if artifact.exclusive:
        strangers, looked_at = _strangers(contract, artifact, root, context)
        violations += strangers
        examined += looked_at
    shown = violations[:MAXIMUM_VIOLATIONS]
    return Outcome(violations=tuple(shown), examined=examined, omitted=len(violations) - len(shown))


def _missing(
    contract: Contract, template: PathTemplate, pointer: str, root: str, context: Context
) -> Violation:
    path = f"{root}/{template.text}" if root else template.text
    folder = template.is_literal and context.tree.kind(path) == "folder"
    if folder:
        return contract.violation(
            "ECL006",
            f"{path!r} should be a file and is a folder",
            pointer=pointer,
            rule="presence",
            location=Location(path=path),
            expected="a file",
            found="a folder",
            metadata={"path": path},
        )
    what = "the file does not exist" if template.is_literal else f"no file matches {path!r}"
    return contract.violation(
        "ECL001",
        what,
        pointer=pointer,
        rule="presence",
        location=Location(path=path) if template.is_literal else None,
        expected=f"{'the file' if template.is_literal else 'at least one file like'} {path}",
        found="nothing",
        fix="let the producer write it, even if it is empty; or say presence: optional",
        metadata={"path": path},
    )


def _strangers(
    contract: Contract, artifact: Artifact, root: str, context: Context
) -> tuple[list[Violation], int]:
    violations: list[Violation] = []
    declared = list(_declared(context.catalog))
    looked_at = 0
    seen: set[str] = set()
    for template, pointer in zip(artifact.templates, artifact.pointers, strict=True):
        for folder in sorted(folders_of(template, context, root)):
            if folder in seen:
                continue
            seen.add(folder)
            listing = context.tree.list(folder)
            for name in (*listing.files, *listing.links, *listing.others):
                looked_at += 1
                path = f"{folder}/{name}" if folder else name
                if not any(_matches(path, base, other) for base, other in declared):
                    violations.append(_stranger(contract, template, pointer, path, name))
    violations.sort(key=lambda violation: violation.location.path if violation.location else "")
    return violations, looked_at


def _declared(catalog: Catalog) -> Sequence[tuple[str, PathTemplate]]:
    """Every template of every artifact contract, with the folder that it is relative to."""
    found: list[tuple[str, PathTemplate]] = []
    for contract in catalog.contracts:
        if contract.header.kind == "artifact":
            artifact = cast("Artifact", contract.body)
            base = catalog.settings.roots[artifact.root].path if artifact.root else ""
            found += [(base, template) for template in artifact.templates]
    return found


def _matches(path: str, base: str, template: PathTemplate) -> bool:
    if base and not path.startswith(f"{base}/"):
        return False
    return template.match(path[len(base) + 1 :] if base else path) is not None


def _stranger(contract: Contract, template: PathTemplate, pointer: str, path: str, name: str) -> Violation:
    return contract.violation(
        "ECL005",
        f"the name {name!r} is none that an artifact of this folder may have",
        pointer=pointer,
        rule="exclusive",
        location=Location(path=path),
        expected=template.text,
        found=_misfit(template, name) or name,
        fix="rename or remove the file, or declare it in an artifact contract",
        metadata={"path": path},
    )


def _misfit(template: PathTemplate, name: str) -> str | None:
    """The part of the name that is not what its capture wants, where the rest fits."""
    segment = template.segments[-1]
    if not isinstance(segment, Segment):
        return None
    parts = ["(.+)" if isinstance(part, Capture) else ".*" for part in segment.parts]
    for index, part in enumerate(segment.parts):
        if isinstance(part, Literal):
            parts[index] = re.escape(part.text)
    fitted = re.fullmatch("".join(parts), name, re.DOTALL)
    captures = [part for part in segment.parts if isinstance(part, Capture)]
    for capture, text in zip(captures, fitted.groups() if fitted else (), strict=False):
        if not capture.type.accepts(text):
            return f"{text!r} for {{{capture.name}}}, which is not {capture.type.describe()}"
    return None
