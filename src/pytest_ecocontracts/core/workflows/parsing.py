"""The text of a workflow or action file to what it says (GitHub Actions, workflow and metadata syntax)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from ..loading.positions import START, Mark, locate_mark
from ..loading.problems import MOST_PROBLEMS
from ..loading.yaml_text import parse_documents
from ..pointers import join
from .model import Said, Workflow

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


def parse_workflow(text: str) -> Workflow:
    """Read a workflow or a composite action; raises LoadError with every problem."""
    documents = parse_documents(text.encode(), Limits(), marks=True)
    data = documents[0].data if len(documents) == 1 else None
    if not isinstance(data, dict) or not {"jobs", "runs"} & set(data):
        raise LoadError([_no_workflow()])
    return _Parser(text, data, documents[0].marks or START).parse()


def _no_workflow() -> LoadProblem:
    return LoadProblem(
        reason="no-workflow",
        message="this is no workflow: it has neither 'jobs' nor 'runs'",
        line=1,
        column=1,
        expected="one YAML document with 'jobs', or with 'runs' in an action",
    )


class _Parser:
    def __init__(self, text: str, data: dict[str, Any], marks: Mark) -> None:
        self.data = data
        self.marks = marks
        self.lines = text.split("\n")
        self.found = Workflow([], [], [], [], [], [], [])
        self.common = {"workflow": _text(data.get("name"))}

    def parse(self) -> Workflow:
        """Every part, in the order of the file; raises LoadError where jobs or steps are none."""
        problems = list(islice(self._misshapen(), MOST_PROBLEMS))
        if problems:
            raise LoadError(problems)
        said = self.found._asdict()
        said["triggers"] = list(self._triggers())
        said["permissions"] = list(self._permissions(self.data, "", ""))
        for name, job in _mapping(self.data.get("jobs")).items():
            pointer = join("/jobs", name)
            record = {
                **self.common,
                "job": name,
                "name": _text(_mapping(job).get("name")),
                "if": _text(_mapping(job).get("if")),
                "needs": [_text(each) for each in _listed(_mapping(job).get("needs"))],
                "uses": _text(_mapping(job).get("uses")),
                "steps": len(_listed(_mapping(job).get("steps"))),
            }
            said["jobs"].append(self._said(name, pointer, record, key=True))
            said["permissions"] += self._permissions(_mapping(job), pointer, name)
            said["runs_on"] += self._runs_on(_mapping(job), pointer, name)
            if record["uses"]:
                said["uses"].append(self._uses(str(record["uses"]), join(pointer, "uses"), record))
            self._steps(said, _mapping(job), pointer, name)
        self._steps(said, _mapping(self.data.get("runs")), "/runs", "")
        return Workflow(**said)

    def _misshapen(self) -> Iterator[LoadProblem]:
        """What stands where jobs or steps should stand: nothing can be read of it."""
        jobs = self.data.get("jobs", {})
        if not isinstance(jobs, dict):
            yield self._problem("/jobs", "jobs by their ids")
        holders = {join("/jobs", name): job for name, job in _mapping(jobs).items()}
        if "runs" in self.data:
            holders["/runs"] = self.data["runs"]
        for pointer, holder in holders.items():
            if not isinstance(holder, dict):
                yield self._problem(pointer, "a mapping with steps, or with what it uses")
                continue
            steps = holder.get("steps", [])
            if not isinstance(steps, list):
                yield self._problem(join(pointer, "steps"), "a list of steps")
                continue
            for index, step in enumerate(steps):
                if not isinstance(step, dict):
                    yield self._problem(join(pointer, "steps", index), "a step with 'run' or 'uses'")

    def _problem(self, pointer: str, expected: str) -> LoadProblem:
        line, column = locate_mark(self.marks, pointer)
        message = f"what stands at {pointer} is not {expected}"
        return LoadProblem(reason="no-workflow", message=message, line=line, column=column, expected=expected)

    def _said(self, value: str, pointer: str, record: Mapping[str, object], *, key: bool = False) -> Said:
        line, column = locate_mark(self.marks, pointer, key=key)
        return Said(value, line, column, record)

    def _steps(self, said: dict[str, Any], job: Mapping[str, Any], pointer: str, name: str) -> None:
        shell = self._shell(job)
        for index, step in enumerate(_listed(job.get("steps"))):
            at = join(pointer, "steps", index)
            run, uses = _text(step.get("run")), _text(step.get("uses"))
            record = {
                **self.common,
                "job": name,
                "step": index,
                "name": _text(step.get("name")),
                "id": _text(step.get("id")),
                "if": _text(step.get("if")),
                "uses": uses,
                "run": run,
                "shell": _text(step.get("shell")) or shell,
                "with": step.get("with", {}),
                "env": step.get("env", {}),
            }
            title = record["name"] or uses or run.partition("\n")[0]
            said["steps"].append(self._said(str(title), at, record))
            if uses:
                said["uses"].append(self._uses(uses, join(at, "uses"), record))
            if run:
                line, column = self._script(join(at, "run"))
                said["run"].append(Said(run, line, column, record))

    def _shell(self, job: Mapping[str, Any]) -> str:
        """The shell of steps that name none: that of defaults, or else of the system."""
        for place in (job, self.data):
            named = _text(_mapping(_mapping(place.get("defaults")).get("run")).get("shell"))
            if named:
                return named
        labels = [_text(each).lower() for each in _listed(job.get("runs-on"))]
        return "pwsh" if any("windows" in label for label in labels) else "bash"

    def _script(self, pointer: str) -> tuple[int, int | None]:
        """Where the text of a scalar begins: below its ``|`` where it is a block."""
        line, column = locate_mark(self.marks, pointer)
        start = self.lines[line - 1][column - 1 : column] if line <= len(self.lines) else ""
        if start not in ("|", ">"):
            return line, column + (start in ("'", '"'))
        after = self.lines[line] if line < len(self.lines) else ""
        return line + 1, len(after) - len(after.lstrip(" ")) + 1

    def _uses(self, uses: str, pointer: str, record: Mapping[str, object]) -> Said:
        is_local, is_image = uses.startswith("./"), uses.startswith("docker://")
        action, at, version = uses.partition("@")
        if is_image and not at:
            head, colon, tag = uses.rpartition(":")
            action, version = (head, tag) if colon and "/" not in tag else (uses, "")
        pinned = is_local or bool((_DIGEST if is_image else _COMMIT).fullmatch(version))
        kind = "local" if is_local else "docker" if is_image else "action"
        more = {"action": action, "version": version, "kind": kind, "pinned": pinned}
        return self._said(uses, pointer, {"step": -1, **record, **more})

    def _runs_on(self, job: Mapping[str, Any], pointer: str, name: str) -> Iterator[Said]:
        given, at = job.get("runs-on"), join(pointer, "runs-on")
        if isinstance(given, dict):
            given, at = given.get("labels"), join(at, "labels")
        for index, label in enumerate(_listed(given)):
            place = join(at, index) if isinstance(given, list) else at
            yield self._said(_text(label), place, {**self.common, "job": name, "label": _text(label)})

    def _triggers(self) -> Iterator[Said]:
        given = self.data.get("on")
        if isinstance(given, dict):
            for name, filters in given.items():
                record = {**self.common, "trigger": name, "filters": filters}
                yield self._said(name, join("/on", name), record, key=True)
            return
        for index, name in enumerate(_listed(given)):
            place = join("/on", index) if isinstance(given, list) else "/on"
            yield self._said(_text(name), place, {**self.common, "trigger": _text(name), "filters": None})

    def _permissions(self, of: Mapping[str, Any], pointer: str, job: str) -> Iterator[Said]:
        given, at = of.get("permissions"), join(pointer, "permissions")
        common = {**self.common, "job": job}
        if isinstance(given, dict):
            for scope, level in given.items():
                record = {**common, "scope": scope, "level": _text(level)}
                yield self._said(scope, join(at, scope), record, key=True)
        elif given is not None:
            level = _text(given).removesuffix("-all")
            yield self._said("all", at, {**common, "scope": "all", "level": level})


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
