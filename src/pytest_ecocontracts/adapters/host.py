"""Which code runs here and who started it: read from git's files and from CI's variables, with no waiting."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NamedTuple

from ..core.records.failures import clean, shorten
from ..core.records.redaction import Redactor

_HASH: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SMALL: Final = 64 * 1024
_PACKED: Final = 16 * 1024 * 1024
_MAXIMUM_VALUE: Final = 512

#: variables that may stand in a record; every other one may hold a secret or a person
ALLOWED: Final = (
    "CI",
    "BUILDKITE_BUILD_ID",
    "CIRCLE_WORKFLOW_ID",
    "CI_JOB_NAME",
    "CI_PIPELINE_ID",
    "GITHUB_EVENT_NAME",
    "GITHUB_JOB",
    "GITHUB_REPOSITORY",
    "GITHUB_RUN_ATTEMPT",
    "GITHUB_RUN_ID",
    "GITHUB_WORKFLOW",
    "JENKINS_URL",
    "LANG",
    "LC_ALL",
    "PYTHONHASHSEED",
    "PYTHONUTF8",
    "SOURCE_DATE_EPOCH",
    "TZ",
)
#: provider -> (the variable that betrays it, the variable with its run id)
_PROVIDERS: Final = {
    "github": ("GITHUB_ACTIONS", "GITHUB_RUN_ID"),
    "gitlab": ("GITLAB_CI", "CI_PIPELINE_ID"),
    "buildkite": ("BUILDKITE", "BUILDKITE_BUILD_ID"),
    "circleci": ("CIRCLECI", "CIRCLE_WORKFLOW_ID"),
    "azure": ("TF_BUILD", "BUILD_BUILDID"),
    "jenkins": ("JENKINS_URL", "BUILD_ID"),
}


class _GitFolders(NamedTuple):
    own: str
    common: str


def host_facts(root: str, environment: Mapping[str, str], redactor: Redactor) -> dict[str, object]:
    """Return repo, url, commit, ref and ci of a record's ``host``; what is unknown is null."""
    folders = _git_folders(root)
    commit, ref, url = None, None, None
    if folders is not None:
        ref, commit = _head(folders)
        url = _remote(folders.common)
    facts: dict[str, object] = {
        "repo": _word(environment.get("GITHUB_REPOSITORY") or _repository(url) or os.path.basename(root)),
        "commit": commit,
        "ref": ref,
        "ci": _ci(environment),
    }
    if url is not None:
        facts["url"] = redactor.text(url)
    return facts


def allowed_environment(environment: Mapping[str, str], redactor: Redactor) -> dict[str, str]:
    """Return the variables that may stand in a record."""
    return {
        name: shorten(clean(redactor.text(environment[name])), _MAXIMUM_VALUE)
        for name in ALLOWED
        if name in environment
    }


def _word(text: str) -> str | None:
    return shorten(clean(text), _MAXIMUM_VALUE) or None


def _ci(environment: Mapping[str, str]) -> dict[str, object] | None:
    for provider, (sign, run_id) in _PROVIDERS.items():
        if environment.get(sign):
            return {"provider": provider, "run_id": _word(environment.get(run_id, ""))}
    if environment.get("CI"):
        return {"provider": "unknown", "run_id": None}
    return None


def _git_folders(root: str) -> _GitFolders | None:
    folder = root
    while True:
        git = os.path.join(folder, ".git")
        if os.path.isdir(git):
            return _GitFolders(git, _common(git))
        if os.path.isfile(git):  # a work tree or a submodule
            text = _read(git)
            if not text.startswith("gitdir: "):
                return None
            own = os.path.join(folder, text.removeprefix("gitdir: ").strip())
            return _GitFolders(own, _common(own))
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _common(git: str) -> str:
    text = _read(os.path.join(git, "commondir")).strip()
    return os.path.join(git, text) if text else git


def _head(folders: _GitFolders) -> tuple[str | None, str | None]:
    """(ref, commit) of HEAD; a repository with reftables gives (None, None)."""
    head = _read(os.path.join(folders.own, "HEAD")).strip()
    if not head.startswith("ref: "):
        return None, _hash(head)
    ref = head.removeprefix("ref: ")
    if not ref.startswith("refs/") or ".." in ref or ref == "refs/heads/.invalid":
        return None, None
    for folder in (folders.own, folders.common):
        commit = _hash(_read(os.path.join(folder, ref)).strip())
        if commit is not None:
            return ref[:_MAXIMUM_VALUE], commit
    for line in _read(os.path.join(folders.common, "packed-refs"), _PACKED).splitlines():
        value, _, name = line.partition(" ")
        if name == ref:
            return ref[:_MAXIMUM_VALUE], _hash(value)
    return ref[:_MAXIMUM_VALUE], None


def _hash(text: str) -> str | None:
    return text if _HASH.fullmatch(text) else None


def _remote(common: str) -> str | None:
    section = ""
    for line in _read(os.path.join(common, "config")).splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            section = stripped
        elif section == '[remote "origin"]' and stripped.partition("=")[0].strip() == "url":
            url = stripped.partition("=")[2].strip()[:2048]
            # A path of this machine is nobody else's business.
            return url if re.match(r"[a-z+]+://(?!/)|[^/]+@[^/]+:", url) else None
    return None


def _repository(url: str | None) -> str | None:
    if url is None:
        return None
    parts = re.split(r"[/:]", url.rstrip("/").removesuffix(".git"))
    return "/".join(part for part in parts[-2:] if part)[:_MAXIMUM_VALUE] or None


def _read(path: str, limit: int = _SMALL) -> str:
    with suppress(OSError), open(path, "rb") as file:
        return file.read(limit).decode("utf-8", "replace")
    return ""


class DirtyQuestion:
    """Asks git in the background whether tracked files differ from the commit; never waits long."""

    def __init__(self, root: str) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if _git_folders(root) is None:
            return
        # --no-optional-locks: a look must not disturb another git; fsmonitor would start a program.
        command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false"]
        command += ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"]
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - a fixed command line
                command,
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def answer(self, timeout: float = 0.5) -> bool | None:
        """Return the answer, or None where git does not know or does not answer in ``timeout`` seconds."""
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return None
        return bool(output) if process.returncode == 0 else None
