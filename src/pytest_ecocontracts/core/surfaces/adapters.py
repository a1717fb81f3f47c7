"""What stands behind a surface: wrappers that only pass on, and scripts that nobody else starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from posixpath import commonprefix

from ..source_relations.fields import part, undeclared
from ..source_relations.model import Finding
from ..source_relations.vacuity import proves_nothing
from ..source_relations.view import View
from ..source_relations.words import plural
from ..sources.keys import show
from ..sources.troubles import SourceUnread, Trouble
from .model import Internal, Surface, Wrappers


def judge_wrappers(view: View, surface: Surface, wrappers: Wrappers) -> Iterator[Finding]:
    """Every line of a declared entrypoint goes through the one command; no entrypoint has too many lines."""
    declared = {str(element.value) for element in view.elements(surface.declared)}
    lines: Counter[str] = Counter()
    for element in view.elements(wrappers.of):
        name = part(element, wrappers.entrypoint)
        if not isinstance(name, str):
            yield undeclared(element, wrappers.entrypoint, "the name of an entrypoint")
            continue
        if name not in declared:
            continue
        lines[name] += 1
        text = str(element.value)
        if wrappers.through.search(text) is None:
            yield Finding(
                code="ECB008",
                message=f"the entrypoint {name!r} does work of its own",
                place=element.place,
                expected=f"a line that matches {wrappers.through.text}",
                found=show(text),
                fix="move the work behind the command, and call that",
                metadata={"entrypoint": name},
            )
        elif wrappers.most is not None and lines[name] == wrappers.most + 1:
            yield Finding(
                code="ECB008",
                message=f"the entrypoint {name!r} is no thin wrapper: it has more than {wrappers.most} lines",
                place=element.place,
                expected=f"at most {wrappers.most}",
                found=show(text),
                fix="move the steps behind the command, and call that once",
                metadata={"entrypoint": name},
            )
    if not lines:
        proves_nothing(
            wrappers.of,
            f"no line of {wrappers.of.called} belongs to a declared entrypoint",
            expected="lines of entrypoints",
            found=f"none; {plural(len(declared), 'entrypoint')} declared",
            fix="correct the source of the lines, or 'entrypoint', the pointer to the names",
        )


def judge_internal(view: View, internal: Internal) -> Iterator[Finding]:
    """No text of ``called_in`` holds the path of an internal script."""
    files = view.readings.files()
    paths = [path for path, _ in files.named(internal.files)]
    if files.troubles:
        raise SourceUnread(files.troubles)
    if not paths:
        raise SourceUnread([_no_internal_script()])
    view.examined += len(paths)
    common = commonprefix(paths)
    for source in internal.called_in:
        for element in view.any_elements(source):
            text = str(element.value)
            if common not in text:
                continue  # most texts name none of them, and need not be searched for each
            for path in _paths_in(text, paths):
                yield Finding(
                    code="ECB009",
                    message=f"{path!r} is internal, and is named here",
                    place=element.place,
                    expected="an entrypoint of the surface",
                    found=show(element.value),
                    fix="use the entrypoint that does it; declare one if there is none",
                    metadata={"path": path},
                )


def _paths_in(text: str, paths: list[str]) -> Iterator[str]:
    """The paths that a text names as words of their own, also with ``./`` before them."""
    for path in paths:
        if path in text and re.search(rf"(?<![\w/.-])(?:\./)?{re.escape(path)}(?![\w/-])", text):
            yield path


def _no_internal_script() -> Trouble:
    return Trouble(
        code="ECC009",
        message="there is no internal script, so the check proves nothing",
        place=None,
        pointer="/internal/files",
        expected="files that 'files' finds",
        found="none",
        fix="correct the template",
        metadata={"source": "internal"},
    )
