"""Whether the files are there, and nothing else where the contract wants to be alone."""

from __future__ import annotations

from ..context import Context
from ..model import MAXIMUM_VIOLATIONS, Contract, Outcome
from ..paths.template import PathTemplate
from ..violations import Location, Violation
from .finding import ArtifactFiles
from .model import Artifact


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
        from .exclusive import find_strangers  # noqa: PLC0415 - only here

        strangers = find_strangers(contract, artifact, root, context)
        violations += strangers.violations
        examined += strangers.examined
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
