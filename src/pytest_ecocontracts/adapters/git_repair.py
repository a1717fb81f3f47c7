"""What to do about a base that a clone does not hold: the commands, as people can run them."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from typing import Final

from ..core.suggestions import did_you_mean
from .git_process import ask

_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
#: what may follow a name in a revision: ``HEAD~3``, ``main@{upstream}``
_BEHIND: Final = re.compile(r"[~^:]|@\{")
#: what git may call a ref, and what may follow it
_NAME: Final = re.compile(r"(?!-)[^\x00-\x20\x7f]+")
_PARTIAL: Final = r"^(extensions\.partialclone|remote\..*\.promisor)$"
_TAG: Final = re.compile(r"v?[0-9]+\.[0-9]")
_SHOWN: Final = 80


def unknown(root: str, name: str, *, shallow: bool) -> str:
    """Why a revision cannot be found, and the command that fetches it."""
    message = f"git knows no commit {name[:_SHOWN]!r} here"
    if not _NAME.fullmatch(name):
        return f"{message}; name a branch, a tag or a commit"
    known = ask(root, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
    remotes = _remotes(root)
    near = _near(name, known, remotes)
    if near:
        message += f"; did you mean {near!r}?"
    if not remotes:
        return message if near else f"{message}, and there is no remote; name one that is here"
    if near and f"{near.partition('/')[0]}/{name}" == near:
        return message
    kind = ": this clone is shallow" if shallow else ""
    return f"{message}{kind}; run: {_fetch(name, remotes, shallow=shallow)}{_in_workflows()}"


def _near(name: str, known: Sequence[str], remotes: Sequence[str]) -> str | None:
    """The same name at a remote, or a similar one at the same place."""
    for remote in remotes:
        if f"{remote}/{name}" in known:
            return f"{remote}/{name}"
        if name.startswith(f"{remote}/"):
            begin = len(remote) + 1
            theirs = [one[begin:] for one in known if one.startswith(f"{remote}/")]
            near = did_you_mean(name[begin:], theirs)
            return near and f"{remote}/{near}"
    return did_you_mean(name, known)


def cut_off(root: str, name: str) -> str:
    """What a shallow clone needs so that git can tell where HEAD left a revision."""
    remotes = _remotes(root)
    if not remotes:
        return "this clone is shallow, and has no remote to deepen it from"
    return f"this clone is shallow; run: {_fetch(name, remotes, shallow=True)}{_in_workflows()}"


def fetch_objects(root: str, revision: str) -> str:
    """What a clone needs that lacks an object of the base: a partial one, or one that is damaged."""
    partial = ask(root, "config", "--get-regexp", _PARTIAL, accepted=(0, 1))
    if not partial:
        return f"git cannot read all of the commit {revision[:10]}: this clone is damaged; run: git fsck"
    return (
        "this clone is a partial one (--filter) and lacks files of the base, and nothing is fetched here; "
        f"run: git diff --stat {revision}"
        "; in a workflow of GitHub, give actions/checkout no filter"
    )


def fetch_commit(path: str, commit: str, url: str | None = None) -> str:
    """What is needed where a submodule does not hold the commit of the base, or is none any more.

    ``url`` is where that one comes from.
    """
    if url is not None:
        return (
            f"the base has a submodule at {path!r}, and this clone does not hold its commit {commit[:10]}; "
            f"run: git fetch {shlex.quote(url)} {commit}"
        )
    return (
        f"the submodule {path!r} does not hold the commit {commit[:10]} that the base names; "
        f"run: git -C {shlex.quote(path)} fetch origin {commit}"
    )


def submodule_url(root: str, revision: str, path: str) -> str:
    """Where a submodule comes from, as a revision says; the word URL where it does not."""
    prefix = os.fsdecode(ask(root, "rev-parse", "--show-prefix").removesuffix(b"\n"))
    answer = ask(
        root, "config", "--blob", f"{revision}:.gitmodules", "--null", "--get-regexp", r"^submodule\.",
        accepted=(0, 1, 128),
    )  # fmt: skip
    found = dict(entry.split("\n", 1) for entry in os.fsdecode(answer).split("\0") if "\n" in entry)
    names = [key.removesuffix(".path") for key, value in found.items() if value == prefix + path]
    return next((found[f"{name}.url"] for name in names if f"{name}.url" in found), "URL")


def _fetch(name: str, remotes: Sequence[str], *, shallow: bool) -> str:
    command = "git fetch --unshallow" if shallow else "git fetch"
    plain = _BEHIND.split(name.removeprefix("refs/remotes/"), maxsplit=1)[0]
    remote = next((one for one in remotes if plain.startswith(f"{one}/")), None)
    if remote is not None:
        return f"{command} {_of_branch(remote, plain.removeprefix(f'{remote}/'))}"
    remote = "origin" if "origin" in remotes else remotes[0]
    command = f"{command} {shlex.quote(remote)}"
    if _ID.fullmatch(plain):
        return f"{command} {plain}"
    if plain in {"", "HEAD", "@"} or (shallow and len(plain) != len(name)):
        return command
    tag = plain.removeprefix("refs/tags/")
    if tag != plain or _TAG.match(plain):
        return f"{command} tag {shlex.quote(tag)}"
    branch = plain.removeprefix("refs/heads/")
    prefix = "git fetch --unshallow" if shallow else "git fetch"
    return f"{prefix} {_of_branch(remote, branch)}, and name the base {remote}/{branch}"


def _of_branch(remote: str, branch: str) -> str:
    return f"{shlex.quote(remote)} {shlex.quote(f'+refs/heads/{branch}:refs/remotes/{remote}/{branch}')}"


def _in_workflows() -> str:
    """How a workflow gets the history at once: where one runs, for its system alone."""
    github = "fetch-depth: 0 for actions/checkout"
    gitlab = 'GIT_DEPTH: "0" among the variables of the job, and the command in its before_script'
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return f"; in the workflow, {github}"
    if os.environ.get("GITLAB_CI") == "true":
        return f"; in .gitlab-ci.yml, {gitlab}"
    return f"; in a workflow of GitHub, {github}; in one of GitLab, {gitlab}"


def _remotes(root: str) -> Sequence[str]:
    """The remotes, the longest names first."""
    names = ask(root, "remote").decode("utf-8", "surrogateescape").split()
    return sorted(names, key=lambda one: (-len(one), one))
