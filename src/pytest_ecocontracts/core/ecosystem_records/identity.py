"""One file for each run, named by the run's id."""

from __future__ import annotations

from collections.abc import Iterator

from ..json_schema.showing import show
from ..relations.finding import Finding
from ..relations.view import View
from .run import Run


def judge_identity(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """The id in the path is the one in the record; a missing one is for the record's shape to say."""
    capture = run.conventions.capture
    named = run.record.file.captures.get(capture)
    if not run.has("run_id") or run.get("run_id") == named:
        return
    yield run.finding(
        "ECR010",
        "the file is named for another run than the record in it is of",
        run.at("run_id"),
        expected=named,
        found=show(run.get("run_id")),
        fix="name each record by its run's id, and never write one over another",
        metadata={"run_id": str(run.get("run_id"))[:200], "named": named},
    )
