"""Paths that stand in contracts: below the root, POSIX, without surprises."""

from __future__ import annotations

from collections.abc import Collection

from ..model import Report
from ..paths.template import PathTemplate, TemplateError
from ..suggestions import suggestion


def path_problem(path: str) -> str | None:
    """Say why a path of a contract is not one below the root, or None where it is."""
    if path.startswith(("/", "~")) or "\\" in path or (len(path) > 1 and path[1] == ":"):
        return "the path is absolute or not POSIX"
    if ".." in path.split("/"):
        return "the path leaves the root"
    if any(ord(character) < 32 or ord(character) == 127 for character in path):  # noqa: PLR2004 - C0 and DEL
        return "the path has control characters"
    return None


def check_path(path: str, pointer: str, report: Report) -> bool:
    """Whether a path of a contract is one below the root; another one is reported."""
    problem = path_problem(path)
    if problem is not None:
        report.add(
            "ECC022",
            problem,
            pointer=pointer,
            expected="a POSIX path below the root",
            found=path[:200],
            metadata={"path": path[:200]},
        )
    return problem is None


def check_template(text: str, pointer: str, report: Report, *, keyword: str) -> None:
    """Report a path template that is not valid; ``keyword`` is the field that it stands in."""
    try:
        PathTemplate.parse(text)
    except TemplateError as error:
        report.add(
            "ECC004",
            f"the path template is not valid: {error}",
            pointer=pointer,
            found=text[:200],
            metadata={"keyword": keyword},
        )


def check_root(root: str | None, roots: Collection[str], report: Report) -> None:
    """The root that the paths of a contract are below, if it names one, is among those of the catalog."""
    if root is not None and root not in roots:
        report.add(
            "ECC005",
            f"{root!r} is none of the catalog's artifact roots",
            pointer="/root",
            found=root,
            fix=suggestion(root, roots),
            metadata={"root": root},
        )
