"""What ``--eco-base`` may say, and the base that it means."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Final

from ..core.errors import CapabilityMissing
from ..core.rendering.printable import printable
from ..core.suggestions import did_you_mean
from .release_names import STAR, pattern_problem

if TYPE_CHECKING:
    from ..core.ports import GitBase

AUTO: Final = "auto"
TAGS: Final = "tags"
FOLDER: Final = "folder:"
PACKAGE: Final = "package:"
#: what the option takes, for messages
EXPECTED: Final = "a branch, a tag or a commit, auto, tags, folder:PATH, or package:NAME"
_PATTERN: Final = "tags:"
_PREFIXES: Final = (FOLDER, PACKAGE, _PATTERN)
#: letters of a message about a base, at most
_LONGEST: Final = 4_000


def base_problem(text: str) -> str | None:
    """What is wrong with the way in which a base is written; None where it can be looked for."""
    head, colon, rest = text.partition(":")
    prefix = head + colon
    if prefix in _PREFIXES:
        rest = rest.strip()
        if not rest:
            return f"{prefix} needs a name behind it; expected {EXPECTED}"
        last = rest if prefix == _PATTERN else rest.replace(os.sep, "/").rpartition("/")[2]
        return pattern_problem(last) if prefix == _PATTERN or STAR in rest else None
    near = did_you_mean(prefix, _PREFIXES) if colon and head else None
    return None if near is None else f"{prefix!r} is no kind of base; did you mean {near!r}?"


def folder_of(text: str) -> str | None:
    """The folder that a base names, None for another base."""
    return text.removeprefix(FOLDER).strip() if text.startswith(FOLDER) else None


def open_base(text: str, root: str, below: str = "") -> GitBase:
    """The base that an option or a setting names.

    ``root`` is pytest's root directory, and ``below`` the folder in it whose catalog is judged, "" for the
    root. Raises CapabilityMissing where it can be told at once that there is no such base; else the base
    does so when it is asked for its revision.
    """
    own = os.path.join(root, below) if below else root
    folder = folder_of(text)
    if folder is not None:
        place = os.path.normpath(os.path.join(root, folder))
        if STAR in folder:
            from .chosen_base import ChosenBase  # noqa: PLC0415 - one base in a run
            from .folder_releases import choose_folder  # noqa: PLC0415 - as above

            return ChosenBase(text, partial(choose_folder, own, place, below))
        from .folder_base import FolderBase, nested  # noqa: PLC0415 - as above

        return FolderBase(own, nested(place, below), text)
    if text.startswith(PACKAGE):
        from .package_base import package_base  # noqa: PLC0415 - as above

        return package_base(own, below, text.removeprefix(PACKAGE).strip(), text)
    if text == AUTO:
        from .chosen_base import ChosenBase  # noqa: PLC0415 - as above
        from .default_branch import choose_branch  # noqa: PLC0415 - as above

        return ChosenBase(text, partial(choose_branch, own))
    if text == TAGS or text.startswith(_PATTERN):
        from .chosen_base import ChosenBase  # noqa: PLC0415 - as above
        from .git_releases import choose_release  # noqa: PLC0415 - as above

        pattern = None if text == TAGS else text.removeprefix(_PATTERN).strip()
        return ChosenBase(text, partial(choose_release, own, pattern))
    from .git_base import LocalGitBase  # noqa: PLC0415 - as above

    return LocalGitBase(own, text)


def base_hint(text: str, root: str) -> str:
    """What to write instead, where the name of a base is a path: an option without a value takes the next."""
    path = os.path.join(root, text)
    if text in (AUTO, TAGS) or text.startswith(_PREFIXES) or not os.path.exists(path):
        return ""
    also = f", or {FOLDER}{text} for a catalog that was released there" if os.path.isdir(path) else ""
    return f"; {text!r} is a path: write the base behind an equals sign (--eco-base=auto){also}"


def missing(text: str, problem: CapabilityMissing, root: str) -> str:
    """The message about a base that is not there."""
    told = f"ECC008 capability-missing: --eco-base={text}: {problem.message}{base_hint(text, root)}"
    return printable(told, _LONGEST)
