"""The versions that a record lists for each family, held against those of its inputs and outputs."""

from __future__ import annotations

from collections.abc import Iterator

from ..json_schema.showing import show
from ..pointers import join
from ..relations.finding import Finding
from ..relations.view import View
from .files import linked
from .run import Run

#: the part that a file is in -> what was done with it, as schema_versions says
_DONE = {"inputs": "read", "outputs": "written"}


def judge_versions(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """Whatever was read or promoted is of a version that the record says it read or wrote."""
    versions = run.get("schema_versions")
    if not isinstance(versions, dict):
        return
    for part in linked(run):
        done, family, version = _DONE[part.group], part.text("artifact_family"), part.get("schema_version")
        listed = versions.get(done)
        if family is None or version is None or not isinstance(listed, dict):
            continue
        told = listed.get(family)
        if version not in (told if isinstance(told, list) else (told,)):
            yield run.finding(
                "ECR023",
                f"{part.text('path')!r} is of a version that the record does not list as {done}",
                part.at("schema_version"),
                expected=show(told) if family in listed else f"a version of {show(family)} that was {done}",
                found=show(version),
                fix=f"collect {join(run.at('schema_versions'), done)} from the files that were {done}",
                metadata={"path": part.text("path"), "field": "schema_versions"},
            )
