"""Commands that run the command in their arguments: ``env X=1 sudo -E exec tool`` runs ``tool``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
#: for each wrapper its options that take the next word
_WRAPPERS: Final[dict[str, frozenset[str]]] = {
    "builtin": frozenset(),
    "command": frozenset(),
    "doas": frozenset({"-u", "-C"}),
    "env": frozenset({"-u", "--unset", "-C", "--chdir"}),
    "exec": frozenset({"-a"}),
    "flock": frozenset({"-w", "--timeout", "-E"}),
    "ionice": frozenset({"-c", "-n"}),
    "nice": frozenset({"-n"}),
    "nohup": frozenset(),
    "setsid": frozenset(),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-D", "-R", "-r", "-t", "-T", "-U"}),
    "time": frozenset({"-f", "-o"}),
    "timeout": frozenset({"-s", "--signal", "-k", "--kill-after"}),
    "xargs": frozenset({"-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s"}),
}
#: wrappers with a word of their own before the command: a duration, a lock file
_OPERANDS: Final = {"timeout": 1, "flock": 1}
_ASSIGNING: Final = frozenset({"env", "sudo"})
#: options with which a wrapper runs nothing, or what cannot be told
_OTHERWISE: Final = {"command": ("-v", "-V"), "env": ("-S", "--split-string"), "flock": ("-c",)}
_SHELLS: Final = frozenset({"ash", "bash", "dash", "ksh", "sh", "zsh"})


class Unwrapped(NamedTuple):
    """The wrappers of a command, what they set, and how many words they take."""

    wrappers: tuple[str, ...]
    assignments: dict[str, str]
    size: int


def base_name(word: str) -> str:
    """The name of a command without its folder."""
    return word.rpartition("/")[2]


def unwrap(words: Sequence[str]) -> Unwrapped:
    """Find the command that the words run in the end; a wrapper without one is that itself."""
    wrappers: list[str] = []
    assignments: dict[str, str] = {}
    size = 0
    while base_name(words[size]) in _WRAPPERS:
        name = base_name(words[size])
        inner, assigned = _after(name, words, size + 1)
        if inner is None:
            break
        wrappers.append(words[size])
        assignments.update(assigned)
        size = inner
    return Unwrapped(tuple(wrappers), assignments, size)


def _after(name: str, words: Sequence[str], at: int) -> tuple[int | None, dict[str, str]]:
    """Where the command of a wrapper begins, None where it has none."""
    assignments: dict[str, str] = {}
    operands = _OPERANDS.get(name, 0)
    while at < len(words):
        word = words[at]
        if word in _OTHERWISE.get(name, ()):
            return None, {}
        assigned = _ASSIGNMENT.fullmatch(word) if name in _ASSIGNING else None
        if word == "--":
            at += 1 + operands
            break
        if word.startswith("-") and word != "-":
            at += 2 if word in _WRAPPERS[name] else 1
        elif assigned is not None:
            assignments[assigned[1]] = assigned[2]
            at += 1
        elif operands:
            operands -= 1
            at += 1
        else:
            break
    return (at if at < len(words) else None), assignments


def script_word(words: Sequence[str]) -> int | None:
    """Which word of a command is a script that it runs: that of ``bash -c``, ``trap`` and ``eval``."""
    name = base_name(words[0])
    if name in ("eval", "trap"):
        at = 2 if words[1:2] == ["--"] else 1
        return at if at < len(words) and words[at] != "-" else None
    if name not in _SHELLS:
        return None
    at = 1
    while at < len(words) and words[at].startswith(("-", "+")):
        option = words[at]
        if not option.startswith("--") and "c" in option[1:]:
            return at + 1 if at + 1 < len(words) else None
        at += 2 if option.endswith(("o", "O")) and not option.startswith("--") else 1
    return None
