"""What runs have left behind, and what has changed; most of it is not in the tree."""

from __future__ import annotations

from .tree import Found, Tree, found


def lanes(tree: Tree) -> Found:
    """The lanes of the committed report; the incumbent is registered without the arguments that it needs."""
    most = tree.json("configs/ops/budgets.json")["root_local"]["lane_max_duration_seconds"]
    rows = tree.json("ops/_generated_committed/report.unified.json")["lanes"]
    return found(
        most.keys() & rows,
        [lane for lane, row in rows.items() if row["duration_seconds"] > most.get(lane, 1e9)],
    )


def smoke(tree: Tree) -> Found:
    """None is committed; each would be held against its budget."""
    return found(tree.files(r"artifacts/evidence/ops-smoke/.*"), [])


def observability(tree: Tree) -> Found:
    return found(tree.files(r"artifacts/evidence/obs/.*"), [])


def schema_changes(tree: Tree) -> Found:
    """At this commit no schema differs from the one that was committed."""
    return found(tree.files(r"ops/_schemas/.*\.json"), [])
