"""``--eco-explain``: a code, a contract, a kind, a path, a run or a clause, without running anything."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Final

import pytest

from ..adapters.engines import default_engine
from ..adapters.filesystem import LocalFileSystem
from ..core.explaining.clauses import explain_clause
from ..core.explaining.lookup import find, suggest
from ..core.explaining.runs import RecordUnusable, explain_run, explain_unrecorded, read_record
from ..core.explaining.sources import Sources
from ..core.explaining.text import shown
from ..core.kinds import KindRegistry
from ..core.records.assemble import SCHEMA_FILE
from ..core.records.identity import RUN_ID
from ..core.records.journal import FILE_NAME, is_held
from ..core.records.writer import LATEST, RECORD, run_folders
from ..core.rendering.printable import printable
from ..core.schemas import compile_own
from ..core.taxonomy import Taxonomy, load_taxonomy
from .places import record_folder
from .rootdir import refuse_mistaken_root

_LATEST: Final = "latest"
#: enough of a run id to be meant as one
_RUN: Final = re.compile(r"[0-9a-f]{8}[0-9a-f-]{0,28}", re.ASCII)
#: a record says what it is at its very beginning
_RECORD_START: Final = re.compile(rb'\s*\{\s*"kind"\s*:\s*"eco\.run-record"')
_START_BYTES: Final = 200


def explain(config: pytest.Config, word: str) -> int:
    """Print what the word means here; raises pytest.UsageError where it means nothing."""
    refuse_mistaken_root(config)
    shipped = load_taxonomy()
    lines = find(word, (), shipped, Sources((), KindRegistry())) if shipped.get(word) is not None else None
    if lines is None:
        record = _record_file(config, word)
        lines = _run(record) if record is not None else _in_catalogs(config, word, shipped)
    # pytest makes its terminal writer only once a session is configured, and none is here.
    sys.stdout.write(shown(lines))
    return 0


def _in_catalogs(config: pytest.Config, word: str, shipped: Taxonomy) -> list[str]:
    sources, why_none = _sources(config)
    bodies = [contract.body for _, contract in sources.contracts() if isinstance(contract.body, Taxonomy)]
    own = Taxonomy(
        [entry for body in bodies for entry in body], [one for body in bodies for one in body.classes]
    )
    taxonomy = shipped.joined(own)
    lines = find(word, list(_paths(config, word)), taxonomy, sources)
    if lines is None:
        lines = _named_run(config, word)
    if lines is None:
        # Last, because only this asks for the plan of the checks.
        lines = explain_clause(word, sources)
    if not lines:
        nothing = f"{word[:200]!r} is no failure code, contract, kind, path, run or clause here"
        why = f" ({why_none})" if why_none else ""
        message = f"--eco-explain: {nothing}{why}; {suggest(word, taxonomy, sources)}"
        raise pytest.UsageError(message)
    return lines


def _sources(config: pytest.Config) -> tuple[Sources, str | None]:
    """The catalogs of the repository; none, and why, where it has none."""
    from .session import Gate
    from .settings import read_settings

    gate = Gate(config, read_settings(config))
    try:
        gate.read()
    except pytest.UsageError as error:
        if getattr(error, "eco_code", None) != "ECC007":
            raise
        return Sources((), gate.kinds), str(error)
    return Sources(gate.enforcements, gate.kinds), None


def _paths(config: pytest.Config, word: str) -> Iterator[str]:
    """What the word may mean as a path, relative to the root: as seen from here, then from the root."""
    root = os.path.realpath(config.rootpath)
    if not word:
        return
    for folder in dict.fromkeys((os.path.realpath(config.invocation_params.dir), root)):
        path = os.path.normpath(os.path.join(folder, word))
        if path == root:
            yield ""
        elif path.startswith(root.rstrip(os.sep) + os.sep):
            yield os.path.relpath(path, root).replace(os.sep, "/")


# ---- runs ------------------------------------------------------------------------------------------------


def _record_file(config: pytest.Config, word: str) -> str | None:
    """The absolute path of the run record that the word names, which may lie anywhere."""
    for folder in (config.invocation_params.dir, config.rootpath):
        path = os.path.join(folder, word)
        if os.path.basename(path) in (RECORD, LATEST) and os.path.isfile(path):
            with open(path, "rb") as file:
                if _RECORD_START.match(file.read(_START_BYTES)):
                    return path
    return None


def _run(path: str) -> list[str]:
    folder, name = os.path.split(os.path.abspath(path))
    try:
        record = read_record(
            LocalFileSystem(folder), name, lambda: compile_own(default_engine(), SCHEMA_FILE)
        )
    except RecordUnusable as problem:
        reason = printable(str(problem), 600)
        message = f"--eco-explain: the run record {printable(path)} cannot be believed: {reason}"
        raise pytest.UsageError(message) from None
    return explain_run(record)


def _named_run(config: pytest.Config, word: str) -> list[str] | None:
    """Explain the newest run, or the one whose id begins with the word."""
    if word != _LATEST and _RUN.fullmatch(word) is None:
        return None
    place = record_folder(config)
    if place is None:  # --eco-no-record
        return None
    folder = place.path
    runs = list(run_folders(folder))
    found = runs[-1:] if word == _LATEST else [run_id for run_id in runs if run_id.startswith(word)]
    if len(found) > 1:
        message = f"--eco-explain: {len(found)} runs begin with {word}: {', '.join(found[:5])}"
        raise pytest.UsageError(message)
    if not found:
        if word != _LATEST and RUN_ID.fullmatch(word) is None:
            return None
        known = f"the newest is {runs[-1]}" if runs else "there is none"
        message = f"--eco-explain: there is no run {word} in {folder}; {known}"
        raise pytest.UsageError(message)
    (run_id,) = found
    record, journal = (os.path.join(folder, run_id, name) for name in (RECORD, FILE_NAME))
    if os.path.lexists(record):
        return _run(record)
    return explain_unrecorded(run_id, alive=os.path.isfile(journal) and is_held(journal))
