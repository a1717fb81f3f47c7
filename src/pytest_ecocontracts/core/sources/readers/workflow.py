"""``workflow: FILES``: jobs, steps, actions and commands of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ...model import Report
from ...pointers import join
from ...shell.parsing import parse_script
from ...workflows.model import Said, Workflow
from ...workflows.parsing import parse_workflow
from ...workflows.shell_text import is_shell, shell_text
from ..commands import GIVE, check_parser, demand_sound
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader
from ..selections import parse_selection
from ._giving import given

_GIVEN: Final = ("jobs", "steps", "uses", "run", "commands", "runs_on", "triggers", "permissions")


@dataclass(frozen=True, slots=True)
class WorkflowFiles:
    """The workflows and actions of a selection."""

    selection: FileSelection
    give: str

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for."""

        def read_one(path: str, captures: dict[str, str]) -> Iterator[Element]:
            workflow = files.texts.parsed(path, parse_workflow)
            if self.give == "commands":
                yield from _commands(workflow, path, captures)
                return
            said: Sequence[Said] = getattr(workflow, self.give)
            for value, line, column, record in said:
                yield Element(value, Place(path, line, column), {**captures, **record, "file": path})

        return files.each(self.selection, read_one)


def _commands(workflow: Workflow, path: str, captures: Mapping[str, str]) -> Iterator[Element]:
    for value, line, column, record in workflow.run:
        if not is_shell(str(record["shell"])):
            continue
        place = Place(path, line, column)
        script = parse_script(shell_text(value))
        demand_sound(script, place)
        step = {name: record[name] for name in ("workflow", "job", "step", "name")}
        for element in GIVE["commands"](script, place):
            inner = cast("dict[str, object]", element.record)
            yield element._replace(record={**captures, **step, **inner, "file": path})


class WorkflowKind:
    """The kind of source ``workflow``."""

    name: Final = "workflow"
    options: Final = frozenset({"give", "except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``workflow``, a template or a list of them, and ``give``."""
        give = given(fields, _GIVEN, pointer, report)
        selection = parse_selection(fields, self.name, pointer, report)
        if give == "commands" and not check_parser(join(pointer, "give"), report):
            return None
        return WorkflowFiles(selection, give) if selection is not None and give is not None else None


KIND: Final = WorkflowKind()
