"""``--eco-history``: replays the update rule over commits, prints where it was broken, and runs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import pytest

from ..adapters.bases import TAGS, base_problem
from ..adapters.git_history import CommitHistory, LocalGitHistory
from ..adapters.packages import MountedFileSystem
from ..adapters.proving import change_prover
from ..core.catalog.discovery import CATALOG_FILES
from ..core.catalog.remembering import Readings
from ..core.changes.bases.catalog import KindsOfBase
from ..core.changes.history.findings import Audit
from ..core.changes.history.replay import audit
from ..core.errors import CapabilityMissing, FileProblem
from ..core.paths.tree import Tree
from ..core.records.history import history_to_json
from ..core.records.writer import dump
from ..core.rendering.history import history_lines
from ..core.rendering.printable import printable
from ..core.rendering.styles import plain
from ..core.rendering.text import shipped_codes
from ..core.schemas import SchemaStore
from ..core.taxonomy import shipped_id
from .deaths import usage_error
from .rootdir import refuse_mistaken_root
from .session import Gate
from .settings import read_settings

if TYPE_CHECKING:
    from ..core.catalog.model import Catalog
    from ..core.context import Context
    from ..core.kinds import KindRegistry
    from ..core.ports import FileSystem
    from .enforcement import Enforcement

_NOTHING_EXAMINED: Final = pytest.ExitCode.NO_TESTS_COLLECTED


class EnforcedPast:
    """Implements ``core.changes.history.replay.Past`` with the adapters of one catalog of this run.

    Catalogs that are imported from packages are those that are installed today.
    """

    def __init__(self, enforcement: Enforcement, kinds: KindRegistry) -> None:
        self._enforcement = enforcement
        self._kinds = kinds
        self._readings = Readings(kinds)
        named = enforcement.catalog_file
        self.catalog_files = CATALOG_FILES if named is None else (named, *CATALOG_FILES)

    def context(self, files: FileSystem, as_of: date) -> Context:
        """A context over other files, without a catalog."""
        now = self._enforcement.context
        mounted = MountedFileSystem(files)
        return replace(
            now,
            files=mounted,
            tree=Tree(mounted),
            schemas=SchemaStore(mounted, now.engine, now.limits, now.extensions.resolve_schema),
            as_of=as_of,
            base=None,
            commands=None,
            actor=None,
            written=None,
            readings=self._readings,
        )

    def link(self, context: Context) -> Catalog:
        """Build its catalog, as that of the run is built; a file of another name may have come later."""
        named = self._enforcement.catalog_file
        is_there = named is not None and context.files.kind(named) is not None
        return self._enforcement.link(context, self._kinds, named if is_there else None)


def audit_history(config: pytest.Config, name: str) -> int:
    """Print the audit of a range; returns 1 where the rule was broken, 5 where nothing was examined.

    Raises pytest.UsageError for a range that is none.
    """
    refuse_mistaken_root(config)
    open_history = _opened(name.strip())
    gate = Gate(config, read_settings(config))
    audits: dict[str, Audit] = {}
    for enforcement in gate.enforcements:
        audits[enforcement.folder] = _audited(open_history(enforcement.root), enforcement, gate)
    if gate.settings.format == "json":
        sys.stdout.write(dump(history_to_json(name, audits)).decode("ascii"))
    else:
        _print(config, audits)
    if any(one.broken for one in audits.values()):
        return int(pytest.ExitCode.TESTS_FAILED)
    examined = all(one.audited for one in audits.values())
    return int(pytest.ExitCode.OK if examined else _NOTHING_EXAMINED)


def _opened(name: str) -> Callable[[str], CommitHistory]:
    """What opens the history that the option names, for the folder of a catalog."""
    if name == TAGS or name.startswith(f"{TAGS}:"):
        problem = base_problem(name)
        if problem is not None:
            raise usage_error("ECC001", f"ECC001 config-invalid: --eco-history={printable(name)}: {problem}")
        from ..adapters.git_release_history import GitReleaseHistory

        pattern = name.partition(":")[2].strip() or None
        return lambda root: GitReleaseHistory(root, name, pattern)
    start, end = _ends(name)
    return lambda root: LocalGitHistory(root, name, start, end)


def _ends(name: str) -> tuple[str, str]:
    """The two revisions of a range; the first one may be "", for the beginning of history."""
    start, separator, end = name.partition("..")
    if separator and not end.startswith("."):
        return start.strip(), end.strip() or "HEAD"
    wanted = f"{start}..{end.lstrip('.')}"
    why = "names what two revisions do not share" if separator else "is no range"
    message = (
        f"ECC001 config-invalid: --eco-history={printable(name)}: it {why}; expected A..B, A.., ..B or tags: "
        f"write {printable(wanted)} for what came after {printable(start) or 'the beginning'}"
    )
    raise usage_error("ECC001", message)


def _audited(history: CommitHistory, enforcement: Enforcement, gate: Gate) -> Audit:
    kinds = KindsOfBase(gate.kinds, frozenset({shipped_id()}))
    name = printable(history.name)
    try:
        found = audit(history, EnforcedPast(enforcement, kinds), kinds, change_prover)
    except (CapabilityMissing, FileProblem) as problem:
        message = f"ECC008 capability-missing: --eco-history={name}: {problem.message}"
        raise usage_error("ECC008", message) from None
    failed = [*gate.failed_hooks, *enforcement.failed_hooks]
    if failed:
        raise usage_error("ECZ005", f"ECZ005 hook-failed: --eco-history: {failed[0]}")
    if not found.commits:
        why = {"commit": "there is no commit in this range", "release": "the first release stands alone"}
        raise usage_error("ECC009", f"ECC009 check-vacuous: --eco-history={name}: {why[history.unit]}")
    return found.moved(enforcement.shown) if enforcement.folder else found


def _print(config: pytest.Config, audits: dict[str, Audit]) -> None:
    # pytest makes its terminal writer only once a session is configured, and none is here.
    width = get_terminal_size().columns
    verbose = config.getoption("verbose") > 0
    for folder, found in audits.items():
        place = (folder or ".") if len(audits) > 1 else ""
        for line in history_lines(found, width, shipped_codes, verbose=verbose, place=place):
            sys.stdout.write(plain(line).rstrip() + "\n")
