"""``shell: FILES`` or ``shell: {of: SOURCE}``: commands of shell scripts, parsed and never run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ...errors import LoadError
from ...makefiles.shell_text import shell_text as recipe_text
from ...model import Report
from ...pointers import join
from ...shell.model import Script
from ...shell.parsing import parse_plain, parse_script
from ...shell.protecting import clean
from ...workflows.shell_text import is_shell
from ...workflows.shell_text import shell_text as step_text
from ..commands import GIVE, check_parser, demand_sound
from ..composing import ComposedReader, Resolve
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Source
from ..selections import parse_selection
from ..troubles import SourceUnread, nothing_found, troubles_of
from ._giving import given


@dataclass(frozen=True, slots=True)
class ScriptFiles:
    """The scripts of a selection."""

    selection: FileSelection
    give: str
    parts: Sequence[Source] = ()

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for; a script that the grammar cannot read is a trouble."""

        def read_one(path: str, captures: dict[str, str]) -> Iterator[Element]:
            script = files.texts.parsed(path, parse_plain)
            place = Place(path, 1, 1)
            demand_sound(script, place)
            for element in GIVE[self.give](script, place):
                record = cast("dict[str, object]", element.record)
                yield element._replace(record={**captures, **record, "file": path})

        return files.each(self.selection, read_one)


@dataclass(frozen=True, slots=True)
class ScriptTexts:
    """The shell texts in the elements of another source."""

    of: Source
    give: str

    @property
    def parts(self) -> Sequence[Source]:
        """The source that is read."""
        return (self.of,)

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for, with the record of the element that it stands in as ``of``."""
        scan = files.part(self.of)
        if not scan.elements and not self.of.may_be_empty:
            raise SourceUnread([nothing_found(self.of, scan)])
        known: dict[str, Script] = {}
        for element in scan.elements:
            text = _script_of(element)
            if text is None:
                continue
            found = files.texts.location(element.place)
            # Where make's variables were put in, columns of the text are not those of the file.
            is_same = len(str(element.value)) == len(text)
            place = Place(element.place.path, found.line or 1, found.column if is_same else None)
            try:
                script = known.get(text)
                if script is None:
                    script = known[text] = parse_script(text)
                demand_sound(script, place)
            except LoadError as error:
                files.troubles += troubles_of(error, place.path)
                continue
            for each in GIVE[self.give](script, place):
                inner = cast("dict[str, object]", each.record)
                yield each._replace(record={**inner, "of": element.record, "file": place.path})


def _script_of(element: Element) -> str | None:
    """The text that a shell gets; None where another program does."""
    record = element.record
    if isinstance(record, dict) and {"target", "expanded"} <= record.keys():
        return recipe_text(record["expanded"])
    if isinstance(record, dict) and {"job", "run", "shell"} <= record.keys():
        return step_text(record["run"]) if is_shell(record["shell"]) else None
    return clean(element.value) if isinstance(element.value, str) else None


class ShellKind:
    """The kind of source ``shell``."""

    name: Final = "shell"
    options: Final = frozenset({"give", "except"})

    def compose(
        self, fields: Mapping[str, object], pointer: str, report: Report, resolve: Resolve
    ) -> ComposedReader | None:
        """Read ``shell``, templates of scripts or ``{of: source}``, and ``give``."""
        give = given(fields, tuple(GIVE), pointer, report)
        of = fields[self.name]
        if not check_parser(join(pointer, self.name), report) or give is None:
            return None
        if not isinstance(of, dict):
            selection = parse_selection(fields, self.name, pointer, report)
            return ScriptFiles(selection, give) if selection is not None else None
        if "except" in fields:
            report.add(
                "ECC004",
                "'except' leaves out files, and here another source is read",
                pointer=join(pointer, "except"),
                key=True,
                fix="write 'except' or 'where' in that source",
                metadata={"keyword": "except"},
            )
            return None
        source = resolve(of.get("of"), join(pointer, self.name, "of"))
        return ScriptTexts(source, give) if source is not None else None


KIND: Final = ShellKind()
