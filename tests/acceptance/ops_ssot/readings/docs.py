"""Pages: what they name, link to and must not say; only pages with their true content are read."""

from __future__ import annotations

import re
from posixpath import join, normpath

from .tree import Found, Tree, folder, found, links

PAGES = r"docs/operations/.*\.md"
SCRIPT = re.compile(r"\bops/[A-Za-z0-9_./-]+\.(?:sh|py)\b")


def pages(tree: Tree) -> list[str]:
    return tree.files(PAGES, real=True)


def mentions(tree: Tree, pattern: str, files: list[str]) -> Found:
    finds = re.compile(pattern)
    return found(
        files,
        [
            f"{one}:{at}"
            for one in files
            for at, line in enumerate(tree.text(one).splitlines(), 1)
            if finds.search(line)
        ],
    )


def raw_scripts(tree: Tree) -> Found:
    return mentions(tree, r"\bops/[A-Za-z0-9_./-]+\.(?:sh|py)\b", tree.files(r"docs/.*\.md", real=True))


def dangling_scripts(tree: Tree) -> Found:
    files = tree.files(r"docs/.*\.md", real=True)
    named = [(one, script) for one in files for script in SCRIPT.findall(tree.text(one))]
    return found(named, [f"{one}: {script}" for one, script in named if not tree.has(script)])


def named_scripts(tree: Tree) -> Found:
    """Scripts that are there, and that pages name."""
    files = tree.files(r"docs/.*\.md", real=True)
    named = {script for one in files for script in SCRIPT.findall(tree.text(one))}
    scripts = tree.files(r"ops/.*\.(sh|py)")
    return found(scripts, named.intersection(scripts))


def internal_scripts(tree: Tree) -> Found:
    return mentions(tree, r"\bops/[a-z0-9_-]+/scripts/", pages(tree))


def run_paths(tree: Tree) -> Found:
    return mentions(tree, r"ops/_generated/atlas-ops-[A-Za-z0-9._/-]*", tree.files(r"docs/.*\.md", real=True))


def scripts_folder(tree: Tree) -> Found:
    return mentions(tree, r"(^|[^A-Za-z0-9_/.-])scripts/", pages(tree))


def old_command(tree: Tree) -> Found:
    return mentions(tree, r"\bpython3?\s+-m\s+atlasctl\.cli\b|\./bin/bijux-atlas\b", pages(tree))


def bash_scripts(tree: Tree) -> Found:
    return mentions(tree, r"\bbash\s+[^\s`]*scripts/", pages(tree))


def python_scripts(tree: Tree) -> Found:
    return mentions(tree, r"\bpython3?\s+[^\s`]+\.py\b", pages(tree))


def old_runner(tree: Tree) -> Found:
    return mentions(tree, r"\bxtask\b", [*pages(tree), *tree.files(r"makefiles/.*", real=True)])


def check_names(tree: Tree) -> Found:
    return mentions(tree, r"\bcheck:[a-z_]+\.", pages(tree))


def placeholder_names(tree: Tree) -> Found:
    files = tree.files(r"(docs|packages/atlasctl/docs)/.*\.md")
    return found(files, [one for one in files if re.search(r"placeholder|\btmp\b", one)])


def broken_links(tree: Tree) -> Found:
    targets = [
        (one, normpath(join(folder(one), link))) for one in pages(tree) for link in links(tree.text(one))
    ]
    return found(targets, [f"{one}: {target}" for one, target in targets if not tree.has(target)])


def contract_owners(tree: Tree) -> Found:
    """Each contract page states an owner that is known, and its version."""
    known = {row["id"] for row in tree.json("configs/meta/owners.json")["owners"]}
    files = tree.files(r"ops/([^/]*/)?CONTRACT\.md")
    bad = []
    for one in files:
        owner = re.search(r"^- Owner: `(.*)`", tree.text(one), flags=re.MULTILINE)
        bad += [one] if not owner or owner[1] not in known else []
    return found(files, bad)


def contract_versions(tree: Tree) -> Found:
    files = tree.files(r"ops/([^/]*/)?CONTRACT\.md")
    return found(
        files,
        [
            one
            for one in files
            if not re.search(r"^- Contract version: `\d", tree.text(one), flags=re.MULTILINE)
        ],
    )


def contracts_listed(tree: Tree) -> Found:
    rows = {row["path"] for row in tree.json("ops/_meta/contracts.json")["contracts"]}
    pages = set(tree.files(r"ops/([^/]*/)?CONTRACT\.md"))
    return found(rows, (pages - rows) | {one for one in rows if not tree.has(one)})


def contracts_indexed(tree: Tree) -> Found:
    pages = set(tree.files(r"ops/[^/]*/CONTRACT\.md"))
    listed = set(
        re.findall(r"^- `(ops/[a-z0-9]+/CONTRACT\.md)`", tree.text("ops/INDEX.md"), flags=re.MULTILINE)
    )
    return found(pages, pages ^ listed)


def owner_pages(tree: Tree) -> Found:
    """The owner that a page states is the one of the registry."""
    areas = tree.json("ops/_meta/ownership.json")["areas"]
    bad, files = [], tree.files(r"ops/[^/]*/OWNER\.md")
    for one in files:
        stated = re.search(r"^- Owner: `(.*)`", tree.text(one), flags=re.MULTILINE)
        bad += [one] if not stated or stated[1] != areas.get(folder(one)) else []
    return found(files, bad)


def migration_notes(tree: Tree) -> Found:
    headings = re.findall(r"^#+ (.*)$", tree.text("ops/CONTRACT.md"), flags=re.MULTILINE)
    return found(headings, [] if any("igration" in one for one in headings) else ["ops/CONTRACT.md"])
