"""What nobody can compare, and no contract of today stands for."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname
from typing import TYPE_CHECKING

from ...rendering.printable import printable
from ...violations import Location
from ..model import GONE, State
from ..policy import ChangePolicy, Need
from ..rule.pages import names

if TYPE_CHECKING:
    from ...model import Contract
    from ...violations import Violation
    from ..rule.update_rule import Answers
    from .catalog import BaseCatalog


def lost(
    base: BaseCatalog, told_under: Contract, answers: Answers, policy: ChangePolicy
) -> Iterator[Violation]:
    """Tell of each contract that is gone and was unreadable; a decision that names it covers it."""
    if Need.DECISION not in policy.requires.get(str(State.REMOVED), ()):
        return
    for problem in base.lost:
        path = problem.location.path if problem.location else ""
        cited = problem.contract.id if problem.contract else "?"
        name = path if cited == "?" else cited
        if any(names(name, one.changed.text) for one in answers.decisions):
            continue
        yield told_under.violation(
            "ECV010",
            f"{printable(name)!r} is gone, and what it was cannot be read with the language of today: "
            f"{problem.message} ({problem.code})",
            rule=GONE,
            location=Location(path=path),
            expected=f"a decision, new or changed, that names `{printable(name)}`",
            found="none",
            fix="write down why it goes, with its name; or bring it back",
            metadata={"code": problem.code, "name": name[:200]},
        )


def left_out(base: BaseCatalog, told_under: Contract) -> Iterator[Violation]:
    """Tell of each contract file that differs from the base, and that a sparse checkout leaves out."""
    for path in base.left_out:
        yield told_under.violation(
            "ECC008",
            f"{printable(path)!r} differs from the base, and a sparse checkout leaves it out",
            rule=GONE,
            location=Location(path=path),
            expected="every contract that differs, in the work tree",
            found="no such file, and git does not take it for deleted",
            fix=f"run: git sparse-checkout add {printable(dirname(path)) or '/'}",
            metadata={"capability": "work tree", "path": path},
        )
