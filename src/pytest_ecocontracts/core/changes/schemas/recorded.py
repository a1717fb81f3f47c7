"""Data at hand that may show what a change of a schema breaks: examples of a contract, and some of its files.

Whatever cannot be read is left out: here nobody asks whether the data is right, and its check tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from ...compat.model import Seed
from ...errors import CapabilityMissing, FileProblem, LoadError
from ...loading.json_text import parse_line
from ...loading.values import read_value
from ...rows.formats import TABLES, is_compressed

if TYPE_CHECKING:
    from ...artifacts.model import Artifact, Example
    from ...context import Context
    from ...model import Contract
    from ..differs.comparing import Comparing

#: files of each edition that are looked at, spread over all of them; bytes of one; records of one
_FILES: Final = 8
_BYTES: Final = 65_536
_RECORDS: Final = 20

_PROBLEMS: Final = (FileProblem, LoadError, CapabilityMissing)


def recorded(comparing: Comparing) -> Iterator[Seed]:
    """The data of both editions: examples in the contracts, then files, those of the base first.

    Data of the base is where a break shows of which the change has mended all data.
    """
    editions = (
        (comparing.before, comparing.base, " of the base"),
        (comparing.after, comparing.now, ""),
    )
    for contract, _, where in editions:
        for example in _examples(contract):
            if example.file is None:
                yield Seed(value=example.value, origin=f"the example {example.pointer}{where}")
    for contract, context, where in editions:
        artifact = _artifact(contract)
        for path in [*_example_files(contract), *_some_files(artifact, context)]:
            for number, value in _values(path, artifact, context):
                record = f", record {number}" if number else ""
                yield Seed(value=value, origin=f"{path}{record}{where}")


def _artifact(contract: Contract) -> Artifact:
    """What a contract with a schema is about; that of a record is a part of it."""
    return cast("Artifact", getattr(contract.body, "artifact", contract.body))


def _examples(contract: Contract) -> Sequence[Example]:
    return _artifact(contract).examples


def _example_files(contract: Contract) -> list[str]:
    return [contract.file(one.file) for one in _examples(contract) if one.file is not None][:_FILES]


def _some_files(artifact: Artifact, context: Context) -> list[str]:
    """The first and the last file of the contract, and some in between."""
    roots = context.catalog.settings.roots
    if artifact.root is not None and artifact.root not in roots:
        return []
    root = "" if artifact.root is None else roots[artifact.root].path
    try:
        found = sorted({path for each in artifact.templates for path in each.paths(context.tree, root)})
    except _PROBLEMS:
        return []
    last = len(found) - 1
    if last < _FILES:
        return found
    return [found[index * last // (_FILES - 1)] for index in range(_FILES)]


def _values(path: str, artifact: Artifact, context: Context) -> Iterator[tuple[int, object]]:
    """The values in a file, with the numbers of records; 0 for a file that is one value."""
    try:
        yield from islice(_read(path, artifact, context), _RECORDS)
    except _PROBLEMS:
        return


def _read(path: str, artifact: Artifact, context: Context) -> Iterator[tuple[int, object]]:
    files, limits = context.files, context.limits
    if artifact.format == "jsonl" and not is_compressed(path):
        for number, (_, line) in enumerate(files.lines(path, 0, _BYTES, _BYTES), 1):
            yield number, parse_line(line, limits)
    elif files.size(path) > _BYTES:
        return
    elif artifact.format in TABLES or artifact.format == "jsonl":
        from ...rows.opening import open_rows  # noqa: PLC0415 - few artifacts are of such a format

        for row in open_rows(context, path, artifact.format, artifact.at):
            yield row.number, row.value
    elif not is_compressed(path):
        value = read_value(artifact.format, files.read(path, _BYTES), limits)
        if artifact.has_records and isinstance(value, list):
            yield from enumerate(value, 1)
        else:
            yield 0, value
