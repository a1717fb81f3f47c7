"""Places, names, modes, sizes and counts: the operations tree and the root."""

from __future__ import annotations

import re

from .tree import SOURCE, TODAY, Found, Tree, folder, found, name

PACKAGE = "packages/atlasctl"
DAY = re.compile(r"\d{8}(-\d{6})?|\d{4}-\d{2}-\d{2}([T_].*)?")


def absent(tree: Tree, *paths: str) -> Found:
    return found(paths, [path for path in paths if tree.has(path)])


def present(tree: Tree, *paths: str) -> Found:
    return found(paths, [path for path in paths if not tree.has(path)])


def closed(tree: Tree, place: str, allowed: str) -> Found:
    files, folders = tree.inside(place)
    known = set(allowed.split())
    start = f"{place}/" if place else ""
    return found(files | folders, [start + one for one in (files | folders) - known])


# The operations tree


def domains(tree: Tree) -> Found:
    areas = {
        area.split("/")[1]
        for area in tree.json("ops/_meta/ownership.json")["areas"]
        if area.startswith("ops/")
    }
    return found(areas, [f"ops/{one}" for one in areas ^ tree.inside("ops")[1]])


def helpers(tree: Tree) -> Found:
    scripts = tree.files(r"ops/.*\.(sh|py)")
    return found(
        scripts, [one for one in scripts if not one.startswith("ops/_lib/") and "/scripts/" not in one]
    )


def fault_api(tree: Tree) -> Found:
    return present(tree, f"{SOURCE}/commands/ops/stack/faults/inject.py")


def composition(tree: Tree) -> Found:
    below = tree.files(r"ops/e2e/.*")
    wrappers = [one for one in below if one.startswith("ops/e2e/k8s/tests/")]
    return found(
        below, [*tree.files(r"ops/e2e/.*\.ya?ml"), *(one for one in wrappers if not one.endswith(".sh"))]
    )


def e2e_manifests(tree: Tree) -> Found:
    return found(tree.files(r"ops/e2e/.*"), tree.files(r"ops/e2e/.*\.ya?ml"))


def evidence(tree: Tree) -> Found:
    return absent(tree, "ops/_evidence", "artifacts", "ops/_artifacts")


def ephemeral(tree: Tree) -> Found:
    return absent(tree, "artifacts", "ops/_artifacts")


def stable(tree: Tree) -> Found:
    return present(tree, "ops/CONTRACT.md", "ops/INDEX.md", "ops/_meta/surface.json")


def committed(tree: Tree) -> Found:
    listed = {
        *("ops/_examples/report.example.json", "ops/_examples/report.unified.example.json"),
        *(f"docs/_generated/ops-{what}.md" for what in ("surface", "contracts", "schemas")),
    }
    there = tree.files(
        r"ops/_(examples|generated(_committed|\.example))/.*(?<!\.gitkeep)|docs/_generated/ops-.*"
    )
    return found(there, set(there) ^ listed)


def schemas(tree: Tree) -> Found:
    everywhere = tree.files(r"ops/(.*[./-])?schema\.json")
    return found(everywhere, [one for one in everywhere if not one.startswith("ops/_schemas/")])


def schema_names(tree: Tree) -> Found:
    everywhere = tree.files(r"ops/_schemas/.*\.json")
    return found(everywhere, [one for one in everywhere if not re.search(r"\.v\d+\.schema\.json$", one)])


def folder_links(tree: Tree) -> Found:
    entries = [path for path in tree.entries if path.startswith("ops/")]
    return found(entries, [path for path in entries if tree.entries[path].mode == "120000"])


def durable_names(tree: Tree) -> Found:
    words = {
        *["tmp", "temp", "new", "old", "final", "phase", "task", "todo", "wip", "draft", "copy", "backup"]
    }
    entries = [path for path in [*tree.entries, *tree.folders] if path.startswith("ops/")]
    temporal = [one for one in entries if words & set(re.findall("[a-z]+", name(one).lower()))]
    return found(entries, temporal + [one for one in entries if re.search(r"\d{4}-\d\d-\d\d", name(one))])


def empty_folders(tree: Tree) -> Found:
    full = {folder(path) for path in tree.entries if name(path) != ".gitkeep"}
    folders = tree.below("ops")
    return found(
        folders, [one for one in folders if not any(f"{other}/".startswith(f"{one}/") for other in full)]
    )


def workspace(tree: Tree) -> Found:
    needed = "_artifacts _generated _generated_committed _lib _lint _meta _schemas datasets e2e k8s load obs run stack"
    allowed = (
        f"{needed} CONTRACT.md ERRORS.md INDEX.md README.md _evidence _examples fixtures registry report"
    )
    missing = present(tree, *(f"ops/{one}" for one in needed.split()))
    unknown = closed(tree, "ops", allowed)
    return Found(missing.examined + unknown.examined, sorted(missing.offending + unknown.offending))


def canonical_library(tree: Tree) -> Found:
    excused = {"ops/load/tests/common.sh", "ops/obs/tests/common.sh"}
    files = tree.files(r"ops/(.*/)?common\.sh")
    return found(files, [one for one in files if not one.startswith("ops/_lib/") and one not in excused])


def generated_untracked(tree: Tree) -> Found:
    return absent(tree, "ops/_generated")


def dated_paths(tree: Tree) -> Found:
    return found(
        tree.entries, [one for one in tree.entries if any(DAY.fullmatch(part) for part in one.split("/"))]
    )


def committed_hygiene(tree: Tree) -> Found:
    files = tree.files(r"(docs/_generated|ops/_generated_committed|ops/_generated\.example)/.*")
    logs = [one for one in files if one.endswith((".log", ".stderr", ".stdout", ".tmp"))]
    return found(files, logs + [one for one in files if any(DAY.fullmatch(part) for part in one.split("/"))])


def manifests_are_data(tree: Tree) -> Found:
    files = tree.files(r"ops/manifests/.*")
    return found(files, [one for one in files if not one.endswith((".json", ".yaml", ".yml"))])


def scripts_count(tree: Tree) -> Found:
    areas = "k8s obs load datasets stack e2e"
    scripts = tree.files(rf"ops/({areas.replace(' ', '|')})/.*\.(sh|py)")
    most = tree.json("configs/policy/ops-scripts-count-baseline.json")["max_count"]
    return found(scripts, scripts[most:])


def examples(tree: Tree) -> Found:
    files = tree.files(r"ops/_examples/.*")
    large = [one for one in files if tree.entries[one].size > 32768]
    names = {"ops/_examples/report.example.json", "ops/_examples/report.unified.example.json"}
    return found(files, set(files) ^ names | set(large))


def no_placeholder(tree: Tree) -> Found:
    return absent(tree, "ops/_generated/.keep", "ops/_generated/.gitkeep")


def retired_run(tree: Tree) -> Found:
    """The folder that five checks are about is gone; that it stays so is all that is left of them."""
    return absent(tree, "ops/run")


def retired_scripts(tree: Tree) -> Found:
    return absent(tree, "scripts")


def script_folders(tree: Tree) -> Found:
    """Shell scripts below a scripts folder of a domain; none is left."""
    return found(tree.entries, tree.files(r"ops/(.*/)?scripts/.*\.sh"))


# The root


def root_surfaces(tree: Tree) -> Found:
    surfaces = tree.json("configs/repo/surfaces.json")
    files, folders = tree.inside("")
    known = {*surfaces["allowed_root_dirs"], *surfaces["canonical_surfaces"]}
    missing = set(surfaces["canonical_surfaces"]) - folders
    return found(files | folders, (files - set(surfaces["allowed_root_files"])) | (folders - known) | missing)


def root_files(tree: Tree) -> Found:
    files = tree.inside("")[0]
    known = {
        *tree.lines("configs/repo/root-files-allowlist.txt"),
        *tree.json("configs/repo/symlink-allowlist.json")["root"],
    }
    return found(files, files - known)


def root_shape(tree: Tree) -> Found:
    need = "Cargo.toml Cargo.lock Makefile README.md configs crates docs makefiles ops packages"
    missing = present(tree, *need.split())
    more = ".cargo .dockerignore .github .gitignore Dockerfile bin docker mkdocs.yml python-toolchain.toml rust-toolchain.toml"
    unknown = closed(tree, "", f"{need} {more}")
    return Found(unknown.examined, sorted(missing.offending + unknown.offending))


def root_junk(tree: Tree) -> Found:
    return absent(tree, ".DS_Store", "Thumbs.db")


def root_legacy(tree: Tree) -> Found:
    return absent(tree, "charts", "e2e", "load", "observability", "datasets", "fixtures")


def root_shims(tree: Tree) -> Found:
    return absent(tree, "charts", "datasets", "e2e", "fixtures", "load", "observability")


def top_folders(tree: Tree) -> Found:
    return absent(tree, "xtask", "tools")


def hygiene(tree: Tree) -> Found:
    bad = [one for one in tree.entries if {".DS_Store", ".idea", "target"} & {name(one), one.split("/")[0]}]
    return found(tree.entries, bad)


def docker(tree: Tree) -> Found:
    places = [*(f"docker/{one}" for one in ("images", "contracts", "scripts")), "Dockerfile"]
    files = tree.files(r"(.*/)?Dockerfile[^/]*")
    strays = [one for one in files if one != "Dockerfile" and not one.startswith("docker/")]
    wrong = ["Dockerfile"] if tree.entries["Dockerfile"].mode != "120000" else []
    return found(places + files, [*(one for one in places if not tree.has(one)), *strays, *wrong])


def stray_python(tree: Tree) -> Found:
    allowed = set(tree.lines("configs/layout/python-legacy-allowlist.txt"))
    files = [one for one in tree.files(r".*\.py") if not one.startswith(f"{PACKAGE}/")]
    return found(files, [one for one in files if one not in allowed and "/tests/" not in one])


def executable_python(tree: Tree) -> Found:
    """The incumbent asks for the first line, which only the true content has; the mode says the same."""
    rows = tree.json("configs/layout/python-migration-exceptions.json")["exceptions"]
    excused = [re.escape(row["path_glob"]).replace(r"\*", ".*") for row in rows if row["expires_on"] >= TODAY]
    files = [one for one in tree.files(r".*\.py") if not one.startswith("packages/")]
    run = [one for one in files if tree.entries[one].mode == "100755"]
    return found(files, [one for one in run if not any(re.fullmatch(glob, one) for glob in excused)])


def adjectives_in_paths(tree: Tree) -> Found:
    policy = tree.json("configs/policy/forbidden-adjectives.json")
    paths = [one for one in tree.entries if one not in policy["exempt_paths"]]
    return found(paths, [one for one in paths if any(term in one.lower() for term in policy["terms"])])


def tool_configuration(tree: Tree) -> Found:
    names = "mypy.ini .mypy.ini pytest.ini ruff.toml .ruff.toml .coveragerc setup.cfg tox.ini"
    return absent(tree, *(f"{PACKAGE}/{one}" for one in names.split()))
