"""Histories of commits in real repositories, written at once, and audited with the adapters of a run."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from tests.fakes import Link, Packages, make_context
from tests.repositories import git

from pytest_ecocontracts.adapters.git_history import LocalGitHistory
from pytest_ecocontracts.adapters.packages import MountedFileSystem
from pytest_ecocontracts.adapters.proving import change_prover
from pytest_ecocontracts.core.catalog.discovery import CATALOG_FILES
from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.catalog.remembering import Readings
from pytest_ecocontracts.core.changes.bases.catalog import KindsOfBase
from pytest_ecocontracts.core.changes.history.findings import Audit
from pytest_ecocontracts.core.changes.history.replay import audit
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.ports import FileSystem

#: what a commit changes: path -> text, or where a link leads, or None for what it removes
Edit = Mapping[str, str | None]
#: when the first commit was made, and the seconds to the next one
START, DAY = 1_767_225_600, 86_400


def make_history(root: Path, commits: Sequence[tuple[str, Edit]]) -> list[str]:
    """Make a repository with one commit a day, from 2026-01-01; returns their ids."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    parts: list[bytes] = []
    for number, (subject, edit) in enumerate(commits):
        parts.append(
            f"commit refs/heads/main\ncommitter a <a@example> {START + number * DAY} +0000\n".encode()
        )
        parts.append(_data(subject))
        for path, text in edit.items():
            if text is None:
                parts.append(f"D {path}\n".encode())
            else:
                mode = "120000" if isinstance(text, Link) else "100644"
                parts += (f"M {mode} inline {path}\n".encode(), _data(text))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(parts), check=True)
    git(root, "reset", "-q", "--hard")
    return git(root, "rev-list", "--reverse", "HEAD").split()


def _data(text: str) -> bytes:
    data = text.encode()
    return b"data %d\n%b\n" % (len(data), data)


class PlainPast:
    """Implements ``core.changes.history.Past`` without a run; counts what it does."""

    catalog_files = CATALOG_FILES

    def __init__(self, kinds: KindRegistry) -> None:
        self.kinds = kinds
        self.readings = Readings(kinds)
        #: how many catalogs were built
        self.linked = 0

    def context(self, files: FileSystem, as_of: date) -> Context:
        context = make_context(MountedFileSystem(files), as_of)
        context.readings = self.readings
        return context

    def link(self, context: Context) -> Catalog:
        self.linked += 1
        return build_catalog(context, self.kinds, Packages())


def audited(root: Path, start: str = "", end: str = "HEAD", past: PlainPast | None = None) -> Audit:
    """The audit of a range, with the prover of a run."""
    past = past or PlainPast(KindsOfBase(KindRegistry(), frozenset()))
    history = LocalGitHistory(str(root), f"{start}..{end}", start, end)
    return audit(history, past, past.kinds, change_prover)


def told(audit: Audit) -> dict[str, dict[str, list[str]]]:
    """What each commit was found to break, by its subject and the contract: codes, those of unreadable ones too."""
    return {
        one.commit.subject: {
            contract.id: [violation.code for violation in (*contract.violations, *contract.unreadable)]
            for contract in one.contracts
            if contract.broken
        }
        for one in audit.audited
    }
