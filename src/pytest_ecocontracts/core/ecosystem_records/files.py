"""The files that a record names: its inputs, its outputs, their manifests, and its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from ..artifacts.companions import Unresolved, named_path
from ..errors import FileProblem
from ..relations.files import missing
from ..relations.finding import Finding
from ..relations.view import View
from .run import Part, Run


def judge_files(run: Run, view: View) -> Iterator[Finding]:
    """What was read and what was promoted is there, and so are the manifests."""
    for part in linked(run):
        for word in ("path", "manifest_path"):
            named = part.text(word)
            needed = word == "path" or run.conventions.manifests.required
            if (named is None and needed) or (named is not None and not _is_there(view, named)):
                yield missing(named or "", run.record.spot(part.at(word)))


def linked(run: Run) -> list[Part]:
    """The inputs that were there, and the outputs that were promoted."""
    inputs = [part for part in run.parts("inputs") if part.get("resolution") != "missing"]
    return inputs + [part for part in run.parts("outputs") if part.get("promotion_status") == "promoted"]


def judge_evidence(run: Run, view: View) -> Iterator[Finding]:
    """Evidence is a file that is there, or a reference to something elsewhere."""
    stages = run.parts("stages")
    holders = stages + [part for whole in (run, *stages) for part in _told(whole)]
    for holder in holders:
        for evidence in holder.parts("evidence"):
            path, ref = evidence.text("path"), evidence.text("ref")
            if path is None and ref is not None:
                continue  # a reference to something outside of the repository, which nobody here can look at
            if path is not None and _is_there(view, path):
                continue
            yield run.finding(
                "ECR022",
                f"the evidence {path!r} is no file" if path else "the evidence names nothing",
                evidence.at("path") if path else evidence.pointer,
                expected="a file below the root that stays, or a reference",
                found="nothing",
                fix="keep what a record points to as long as the record",
                metadata={"path": path},
            )


def _told(part: Part) -> list[Part]:
    return [*part.parts("errors"), *part.parts("warnings")]


def _is_there(view: View, name: str) -> bool:
    path = named_path(name, view.data.root, "")
    if isinstance(path, Unresolved):
        return False
    try:
        return view.data.context.tree.kind(path) in ("file", "folder")
    except FileProblem:
        return False
