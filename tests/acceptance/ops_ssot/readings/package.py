"""Places, names, sizes and counts: the package with the tools."""

from __future__ import annotations

import re
from collections import Counter

from .layout import absent, closed, present
from .tree import SOURCE, TESTS, Found, Tree, folder, found, name

PACKAGE = "packages/atlasctl"
CHECKS = f"{SOURCE}/checks"


def package_root(tree: Tree) -> Found:
    return closed(
        tree, PACKAGE, "LICENSE README.md docs pyproject.toml requirements.in requirements.lock.txt src tests"
    )


def package_markdown(tree: Tree) -> Found:
    files = tree.files(rf"{PACKAGE}/[^/]*\.md")
    return found(files, [one for one in files if name(one) != "README.md"])


def requirement_files(tree: Tree) -> Found:
    files = tree.files(rf"{PACKAGE}/(requirements[^/]*|uv\.lock)")
    return found(
        files, [one for one in files if name(one) not in ("requirements.in", "requirements.lock.txt")]
    )


def concept_homes(tree: Tree) -> Found:
    homes = [f"{SOURCE}/{one}" for one in ("registry", "suite", "contracts", "reporting")]
    aliases = [
        f"{SOURCE}/{one}"
        for one in ("registries", "runner", "runners", "contract", "output", "outputs", "reports")
    ]
    return found(homes + aliases, [*present(tree, *homes).offending, *absent(tree, *aliases).offending])


def checks_location(tree: Tree) -> Found:
    excused = (
        f"{SOURCE}/load/checks/",
        f"{SOURCE}/commands/ops/load/checks/",
        f"{SOURCE}/commands/ops/observability/",
    )
    files = tree.files(rf"{SOURCE}/(.*/)?check_[^/]*\.py")
    elsewhere = [one for one in files if not one.startswith((f"{CHECKS}/", *excused))]
    return found(files, elsewhere + tree.files(rf"{CHECKS}/.*\.sh"))


def check_domains(tree: Tree) -> Found:
    names = "domains/dev/repo_shape domains/policies/make domains/ops/ops_checks domains/docs domains/ops/observability"
    return present(tree, *(f"{CHECKS}/{one}" for one in [*names.split(), "layout/domains/artifacts"]))


def checks_root(tree: Tree) -> Found:
    files, folders = tree.inside(CHECKS)
    unknown = files - {"README.md", "REGISTRY.toml", "REGISTRY.generated.json", "__init__.py"}
    return found(
        files | folders, [*(f"{CHECKS}/{one}" for one in unknown), *([CHECKS] if len(folders) > 10 else [])]
    )


def checks_tree(tree: Tree) -> Found:
    folders = tree.below(CHECKS)
    deep = [one for one in folders if one.count("/") > 10]
    words = [one for one in folders if name(one) in ("misc", "utils")]
    again = [one for one in folders if name(one) == name(folder(one))]
    return found(folders, deep + words + again + over(tree, CHECKS, r"[^/]*\.py", 15))


def over(tree: Tree, top: str, what: str, most: int) -> list[str]:
    """The folders from ``top`` downwards with more than so many direct files of a kind."""
    counts = Counter(folder(path) for path in tree.files(rf"{top}/(.*/)?{what}"))
    return [one for one, count in counts.items() if count > most]


def contracts_modules(tree: Tree) -> Found:
    allowed = "__init__ catalog checks command generators ids json output output_base validate validate_self"
    files = tree.files(rf"{SOURCE}/contracts/[^/]*\.py")
    return found(files, [one for one in files if name(one)[:-3] not in allowed.split()])


def folder_intent(tree: Tree) -> Found:
    folders = tree.below(CHECKS)
    meant = {folder(one) for one in tree.files(rf"{CHECKS}/.*/(README\.md|check_[^/]*\.py)")}
    return found(folders, set(folders) - meant)


def top_packages(tree: Tree) -> Found:
    wanted = {*["checks", "cli", "commands", "contracts", "core", "registry", "reporting", "suite"]}
    there = tree.inside(SOURCE)[1]
    return found(there, [f"{SOURCE}/{one}" for one in there ^ wanted])


def group_of_packages(tree: Tree) -> Found:
    known = "checks cli commands contracts core internal policies registry reporting suite"
    there = tree.inside(SOURCE)[1]
    return found(there, [f"{SOURCE}/{one}" for one in there - set(known.split())])


def alias_module(tree: Tree) -> Found:
    return absent(tree, f"{CHECKS}/layout/registry.py")


def layout_readmes(tree: Tree) -> Found:
    places = (
        *(["root", "makefiles", "ops", "scripts", "docs", "workflows"]),
        *(
            f"domains/{one}"
            for one in [
                "artifacts",
                "contracts",
                "governance",
                "public_surface",
                "hygiene",
                "policies",
                "orphans",
                "scenarios",
                "shell",
            ]
        ),
    )
    return present(tree, *(f"{CHECKS}/layout/{one}/README.md" for one in places))


def legacy_package(tree: Tree) -> Found:
    return found(
        tree.entries, [one for one in tree.entries if one.startswith(f"{SOURCE}/") and "/legacy/" in one]
    )


def integration_folder(tree: Tree) -> Found:
    return absent(tree, f"{SOURCE}/core/integration")


def namespace_folders(tree: Tree) -> Found:
    return absent(tree, *(f"{SOURCE}/{one}" for one in ("check", "report", "obs")))


def one_implementation(tree: Tree) -> Found:
    files = tree.files(rf"{SOURCE}/commands/[^/]*\.py")
    return found(
        tree.inside(f"{SOURCE}/commands")[1], [one for one in files if tree.has(f"{one[:-3]}/command.py")]
    )


def placeholders(tree: Tree) -> Found:
    files = tree.files(rf"{SOURCE}/.*\.py")
    bad = re.compile(r"(^|[_-])(part\d+|chunk[_-]?\d+|placeholder|tmp)($|[_-])", re.IGNORECASE)
    return found(files, [one for one in files if bad.search(name(one)[:-3])])


def repeated_segments(tree: Tree) -> Found:
    folders = tree.below(SOURCE)
    return found(folders, [one for one in folders if name(one) == name(folder(one))])


def package_folders(tree: Tree) -> list[str]:
    return [folder(one) for one in tree.files(rf"{SOURCE}/.*/__init__\.py")]


def empty_packages(tree: Tree) -> Found:
    packages = package_folders(tree)
    full = {
        folder(one) for one in tree.files(rf"{SOURCE}/.*(\.py|/README\.md)") if name(one) != "__init__.py"
    }
    return found(packages, set(packages) - full)


def pointless_nests(tree: Tree) -> Found:
    folders = tree.below(SOURCE)
    bad = []
    for one in folders:
        files, below = tree.inside(one)
        if len(below) == 1 and not any(file.endswith(".py") or file == "README.md" for file in files):
            bad.append(one)
    return found(folders, bad)


def package_depth(tree: Tree) -> Found:
    folders = tree.below(SOURCE)
    return found(folders, [one for one in folders if one[len(SOURCE) :].count("/") > 4])


def public_api_page(tree: Tree) -> Found:
    return present(tree, f"{PACKAGE}/docs/PUBLIC_API.md")


def no_links_in_source(tree: Tree) -> Found:
    entries = tree.files(rf"{SOURCE}/.*")
    return found(entries, [one for one in entries if tree.entries[one].mode == "120000"])


def shell_in_source(tree: Tree) -> Found:
    return found(tree.files(rf"{SOURCE}/.*"), tree.files(rf"{SOURCE}/.*\.sh"))


def shell_documents(tree: Tree) -> Found:
    return present(tree, "ops/vendor/layout-checks/README.md", "ops/vendor/layout-checks/POLICY.md")


def shell_budget(tree: Tree) -> Found:
    files = tree.files(r"ops/vendor/layout-checks/[^/]*\.sh")
    return found(files, files[16:])


# Budgets of the package


def module_size(tree: Tree) -> Found:
    most = tree.json("configs/policy/atlasctl-budgets-baseline.json")["max_loc_per_file"]
    files = tree.files(rf"{SOURCE}/.*\.py")
    return found(files, [one for one in files if tree.entries[one].lines > most])


def python_per_folder(tree: Tree) -> Found:
    most = tree.json("configs/policy/atlasctl-budgets-baseline.json")["max_py_files_per_dir"]
    folders = {folder(one) for one in tree.files(r"packages/.*\.py")}
    return found(folders, over(tree, "packages", r"[^/]*\.py", most))


def modules_per_folder(tree: Tree) -> Found:
    most = tree.json("configs/policy/atlasctl-budgets-baseline.json")["max_modules_per_dir"]
    folders = {folder(one) for one in tree.files(r"packages/.*\.py")}
    return found(folders, over(tree, "packages", r"(?!__init__\.py)[^/]*\.py", most))


def shell_per_folder(tree: Tree) -> Found:
    folders = {folder(one) for one in tree.files(r"(packages|ops)/.*\.sh")}
    return found(folders, over(tree, "packages", r"[^/]*\.sh", 10) + over(tree, "ops", r"[^/]*\.sh", 40))


def lines_per_folder(tree: Tree) -> Found:
    most = tree.json("configs/policy/atlasctl-budgets-baseline.json")["max_loc_per_dir"]
    lines: Counter[str] = Counter()
    for one in tree.files(r"packages/.*\.py"):
        lines[folder(one)] += tree.entries[one].lines
    return found(lines, [one for one, count in lines.items() if count > most])


def entries_per_folder(tree: Tree) -> Found:
    folders = [SOURCE, TESTS, *tree.below(SOURCE), *tree.below(TESTS)]
    return found(folders, [one for one in folders if sum(map(len, tree.inside(one))) > 10])


def modules_per_domain(tree: Tree) -> Found:
    domains = tree.inside(SOURCE)[1]
    files = {one: tree.files(rf"{SOURCE}/{one}/.*\.py") for one in domains}
    return found(domains, [f"{SOURCE}/{one}" for one in domains if len(files[one]) > 170])


def critical_folders(tree: Tree) -> Found:
    limits = tree.json("configs/policy/atlasctl-dir-count-baseline.json")["critical_dirs"]
    bad = []
    for one, most in limits.items():
        files = [file for file in tree.inside(one)[0] if file.endswith(".py")]
        if len(files) > most["max_py_files"] or len(files) - ("__init__.py" in files) > most["max_modules"]:
            bad.append(one)
    return found(limits, bad)
