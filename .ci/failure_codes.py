"""Writes docs/outputs/failure-codes.md from the shipped taxonomy; --check only says whether it is current."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pytest_ecocontracts.core.explaining.codes import COMMIT, RETRIABLE
from pytest_ecocontracts.core.rendering.printable import printable
from pytest_ecocontracts.core.taxonomy import Example, FailureCode, load_taxonomy

PAGE = Path(__file__).resolve().parent.parent / "docs" / "outputs" / "failure-codes.md"

FAMILIES = {
    "C": "Configuration and contracts: the promise itself is wrong",
    "S": "Artifacts and their schemas",
    "L": "Layout: where things are",
    "I": "Invariants and relations: what files say of each other",
    "B": "Buses, seams and surfaces: what others may rely on",
    "D": "Decisions, pages and waivers",
    "R": "Run records",
    "V": "Changes: what contracts promised before",
    "X": "Blocked",
    "Z": "The run itself",
}

HEAD = """\
# Failure codes

<!-- Written by .ci/failure_codes.py from the shipped taxonomy; do not edit. -->

Every failure has a code and a name. Both mean the same for ever: entries are never removed, renamed without
an alias, or reused. `pytest --eco-explain CODE` prints what stands here, also for a name;
`pytest --eco-explain all` lists them. Each example is run by the tests of this project, and raises its code.

"Stops the line" says that work downstream must not go on. Other ecosystems add codes of their own with
[taxonomy/v1](../kinds/taxonomy.md).
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *_tables(), *(line for entry in load_taxonomy() for line in _entry(entry))])


def _tables() -> Iterator[str]:
    for letter, title in FAMILIES.items():
        yield f"## {letter}: {title}\n"
        yield "| Code | Name | Who acts |\n| --- | --- | --- |"
        for entry in load_taxonomy():
            if entry.code[2] == letter:
                yield f"| [{entry.code}](#{entry.code.lower()}-{entry.name}) | {entry.name} | {entry.acts} |"
        yield ""


def _entry(entry: FailureCode) -> Iterator[str]:
    yield f"## {entry.code} {entry.name}\n"
    yield entry.meaning + "\n"
    yield f"**Fix.** {entry.fix}\n"
    yield f"**Who acts.** {entry.acts}\n"
    facts = [
        entry.severity,
        f"fault of the {entry.fault}",
        "stops the line" if entry.stops_line else "does not stop the line",
        f"run again: {RETRIABLE[entry.retriable]}",
        f"{entry.status} since {entry.since}",
    ]
    yield f"{' · '.join(facts)}\n"
    if entry.aliases:
        yield f"Also known as {', '.join(entry.aliases)}.\n"
    if entry.example is not None:
        yield from _example(entry.example)


def _example(example: Example) -> Iterator[str]:
    if example.base:
        yield from _files(example.base)
        yield f"```bash\n{COMMIT}\n```\n"
    yield from _files(example.files)
    for folder in example.folders:
        yield f"`{folder}/` (an empty folder)\n"
    for path, target in example.links.items():
        yield f"`{path}` (a symbolic link to `{target}`)\n"
    commands = [f"pytest --eco-contracts {' '.join(example.arguments)}".rstrip()] * example.runs
    if example.removed:
        commands.insert(0, f"rm {' '.join(example.removed)}")
    if example.git:
        commands.insert(0, f"git init && git add {' '.join(example.git)}")
    yield "```bash\n" + "\n".join(commands) + "\n```\n"


def _files(files: Mapping[str, str]) -> Iterator[str]:
    for path, text in files.items():
        language = path.rpartition(".")[2] if "." in path.rpartition("/")[2][1:] else "text"
        yield f"`{path}`{'' if text else ' (empty)'}\n"
        if text:
            # Examples fail by design: they are shown as text where a page's own contracts must be valid.
            shown = {"json": "json", "py": "python"}.get(language, "text")
            # What a terminal would act on would make the page itself binary.
            lines = "\n".join(printable(line, len(line) + 1) for line in text.rstrip().split("\n"))
            yield f"```{shown}\n{lines}\n```\n"


def main() -> int:
    """Write the page, or with --check return 1 where it is not current."""
    if "--check" in sys.argv[1:]:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        return 0 if current else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
