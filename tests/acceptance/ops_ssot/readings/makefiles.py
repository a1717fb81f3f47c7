"""The public targets, as their registries, listings and pages state them; the makefiles themselves are not in the bundle."""

from __future__ import annotations

import itertools
import re

from .tree import Found, Tree, found

PUBLIC = "configs/make/public-targets.json"


def targets(tree: Tree) -> list[str]:
    return [row["name"] for row in tree.json(PUBLIC)["public_targets"]]


def index_count(tree: Tree) -> Found:
    """The incumbent looks in a folder without makefiles."""
    files = tree.files(r"makefiles/[^/]*\.mk")
    (stated,) = re.findall(r"File count: (\d+)", tree.text("makefiles/INDEX.md"))
    return found(files, [] if int(stated) == len(files) else [f"{stated} != {len(files)}"])


def documented(tree: Tree) -> Found:
    pages = set(re.findall(r"^- `make ([a-z0-9-]+)`", tree.text("makefiles/README.md"), flags=re.MULTILINE))
    return found(targets(tree), set(targets(tree)) - pages)


def owned(tree: Tree) -> Found:
    """The incumbent fails with an error of its own."""
    ownership = tree.json("makefiles/ownership.json")
    return found(targets(tree), [one for one in targets(tree) if not ownership.get(one, {}).get("owner")])


def areas_agree(tree: Tree) -> Found:
    ownership = tree.json("makefiles/ownership.json")
    rows = tree.json(PUBLIC)["public_targets"]
    return found(
        rows, [row["name"] for row in rows if ownership.get(row["name"], {}).get("area") != row["area"]]
    )


def areas_known(tree: Tree) -> Found:
    known = {*["cargo", "ci", "configs", "docs", "ops", "policies", "scripts"]}
    rows = tree.json(PUBLIC)["public_targets"]
    return found(rows, [row["area"] for row in rows if row["area"] not in known])


def adjectives(tree: Tree) -> Found:
    banned = re.compile(r"\b(elite|refgrade|reference-grade|production-grade)\b")
    names = [*targets(tree), *tree.json("makefiles/ownership.json")]
    return found(names, [one for one in names if banned.search(one)])


def listing(tree: Tree) -> Found:
    """The generated listings hold the targets of the registry, with area and lanes."""
    rows = {one["name"]: (one["area"], tuple(one["lanes"])) for one in tree.json(PUBLIC)["public_targets"]}
    bad = set()
    for path in ("makefiles/targets.json", "docs/_generated/make-targets.json"):
        listed = {one["name"]: (one["area"], tuple(one["lanes"])) for one in tree.json(path)["targets"]}
        bad |= {name for name, _ in rows.items() ^ listed.items()}
    return found(rows, bad)


def root_lines(tree: Tree) -> Found:
    return found(["Makefile"], ["Makefile"] if tree.entries["Makefile"].lines > 900 else [])


def surface_sorted(tree: Tree) -> Found:
    names = tree.json("ops/_meta/surface.json")["entrypoints"]
    return found(names, [later for earlier, later in itertools.pairwise(names) if later <= earlier])


def surface_listed(tree: Tree) -> Found:
    """Entrypoints that the index does not list as targets: it names the wildcard and commands only."""
    names = tree.json("ops/_meta/surface.json")["entrypoints"]
    listed = set(re.findall(r"`make (ops-[a-z0-9-]+)`", tree.text("ops/INDEX.md")))
    return found(names, set(names) - listed)


def surface_page(tree: Tree) -> Found:
    names = set(tree.json("ops/_meta/surface.json")["entrypoints"])
    listed = set(re.findall(r"`make (ops-[a-z0-9-]+)`", tree.text("docs/_generated/ops-surface.md")))
    listed |= set(
        re.findall(r"^- `(ops-[a-z0-9-]+)`", tree.text("docs/_generated/ops-surface.md"), flags=re.MULTILINE)
    )
    return found(names, names ^ listed)


def public_surface(tree: Tree) -> Found:
    names = set(tree.json("ops/_meta/surface.json")["entrypoints"])
    return found(names, names - set(tree.json("configs/ops/public-surface.json")["make_targets"]))


def surface_json(tree: Tree) -> Found:
    real, stated = tree.json("configs/ops/public-surface.json"), tree.json("docs/_generated/ops-surface.json")
    kinds = ("core_targets", "make_targets", "ops_run_commands")
    return found(kinds, {one for kind in kinds for one in set(real[kind]) ^ set(stated[kind])})
