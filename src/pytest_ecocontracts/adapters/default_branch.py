"""The branch that a change goes to, found where nobody names it: ``--eco-base=auto``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from ..core.errors import CapabilityMissing
from .chosen_base import Choice
from .git import LocalGit
from .git_base import LocalGitBase
from .git_process import ask
from .git_repair import cut_off, unknown

_CAPABILITY: Final = "git base"
#: variables in which build services name the branch that a request is to be merged into: GitHub, GitLab,
#: Bitbucket, Jenkins, Buildkite, Azure
_TARGETS: Final = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
)
#: what default branches are called, behind what git's configuration says
_USUAL: Final = ("main", "master")


def choose_branch(root: str) -> Choice:
    """The branch that a change goes to, as base; on that branch itself, the commit before HEAD.

    It is the one that a build service names; else the remote's default branch; else the branch that this
    one follows, where that has another name; else the usual ones, of the remote first. Raises
    CapabilityMissing.
    """
    reason = LocalGit(root).reason
    if reason is not None:
        raise CapabilityMissing(_CAPABILITY, reason)
    ref = _target(root) or _default(root)
    called = _short(ref)
    if not _holds_head(root, ref):
        return Choice(called, LocalGitBase(root, ref))
    # Nothing of the branch lies before HEAD, so what is judged is what HEAD brought to it.
    if _commit(root, "HEAD^") is None:
        if LocalGit(root).is_shallow:
            why = f"nothing before it is here: {cut_off(root, 'HEAD^')}"
        else:
            why = "it is the first commit, so there is nothing that it could be told from"
        raise CapabilityMissing(_CAPABILITY, f"HEAD is a commit of {called}, and {why}")
    return Choice(f"HEAD^ on {called}", LocalGitBase(root, "HEAD^"))


def _target(root: str) -> str | None:
    """The branch that the build service names; raises CapabilityMissing where it is not here."""
    for variable in _TARGETS:
        name = os.environ.get(variable, "").strip()
        if not name:
            continue
        remote = _remote(root)
        found = next((ref for ref in _places(name, remote) if _commit(root, ref) is not None), None)
        if found is None:
            place = f"{remote or 'origin'}/{name.removeprefix('refs/heads/')}"
            why = unknown(root, place, shallow=LocalGit(root).is_shallow)
            message = f"{variable} names the branch {name[:80]!r}: {why}"
            raise CapabilityMissing(_CAPABILITY, message)
        return found
    return None


def _default(root: str) -> str:
    """The default branch, as far as the clone knows; raises CapabilityMissing."""
    remote = _remote(root)
    if remote is not None:
        named = _said(root, "symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD")
        if named and _commit(root, named) is not None:
            return named
    followed = _said(root, "rev-parse", "--symbolic-full-name", "@{upstream}")
    branch = _said(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    if followed and branch and not followed.endswith(f"/{branch}") and _commit(root, followed) is not None:
        return followed
    configured = _said(root, "config", "--get", "init.defaultBranch")
    names = tuple(dict.fromkeys(name for name in (configured, *_USUAL) if name))
    # A remote's branch goes before every local one: those may be years behind.
    for ref in _every_place(names, remote):
        if _commit(root, ref) is not None:
            return ref
    known = ", ".join(_short(ref) for ref in _every_place(names, remote))
    message = f"no default branch is known here: none of {known}; name the base, such as origin/develop"
    if remote is not None:
        message += f", or tell git (git remote set-head {remote} --auto)"
    raise CapabilityMissing(_CAPABILITY, message)


def _every_place(names: tuple[str, ...], remote: str | None) -> Iterator[str]:
    if remote is not None:
        yield from (f"refs/remotes/{remote}/{name}" for name in names)
    yield from (f"refs/heads/{name}" for name in names)


def _places(name: str, remote: str | None) -> Iterator[str]:
    # Azure and some others write the whole ref.
    name = name.removeprefix("refs/heads/")
    yield from _every_place((name,), remote)


def _remote(root: str) -> str | None:
    """The remote that counts: origin, or the only one."""
    remotes = (_said(root, "remote") or "").split("\n")
    if "origin" in remotes:
        return "origin"
    return remotes[0] if len(remotes) == 1 and remotes[0] else None


def _holds_head(root: str, ref: str) -> bool:
    if _commit(root, "HEAD") is None:
        return False
    return _commit(root, "HEAD") == _said(root, "merge-base", "HEAD", ref)


def _commit(root: str, name: str) -> str | None:
    return _said(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")


def _said(root: str, *arguments: str) -> str | None:
    """The answer of git, None where it has none."""
    answer = ask(root, *arguments, accepted=(0, 1, 2, 128)).decode("utf-8", "surrogateescape").strip()
    return answer or None


def _short(ref: str) -> str:
    return ref.removeprefix("refs/remotes/").removeprefix("refs/heads/")
