"""Waivers in the repository's own formats: registered files, entries with an owner, a reason, an issue and an end."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import date
from typing import Any

import jsonschema

from .tree import TODAY, Found, Tree, found, name, spans

POLICY = "configs/policy"
REGISTRY = f"{POLICY}/bypass-files-registry.json"
LISTS = (
    *("exceptions", "relaxations", "allow", "allowlist"),
    *("undeclared_import_allowlist", "optional_dependency_usage_allowlist", "internal_third_party_allowlist"),
)
FIELDS = {
    "expiry": ("expiry", "expires_on"),
    "issue": ("issue_id", "issue"),
    "reason": ("justification", "reason"),
}


def sources(tree: Tree) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tree.json(REGISTRY)["files"]
    return rows


def entries(tree: Tree, *, governed: bool) -> dict[str, dict[str, Any]]:
    """``file:key`` and the entry of each waiver; ``governed``: key and entry, where the file asks for who and why."""
    known: dict[str, dict[str, Any]] = {}
    for row in sources(tree):
        path = row["path"]
        if governed:
            rows = entries_of_json(tree, path) if row["requires_metadata"] else {}
            known |= {key.removeprefix(f"{path}:"): entry for key, entry in rows.items()}
            continue
        if row["kind"] == "txt":
            known |= {f"{path}:{line}": {} for line in tree.lines(path)}
        elif row["kind"] == "toml":
            advisories = tree.toml(path).get("advisories", {})
            known |= {f"{path}:{one}": {} for one in advisories.get("ignore", [])}
        else:
            known |= entries_of_json(tree, path)
    return known


def entries_of_json(tree: Tree, path: str) -> dict[str, dict[str, Any]]:
    document = tree.json(path)
    known = {}
    for rule, rows in document.get("rules", {}).items():
        known |= {f"{path}:{rule}:{row['path']}": row for row in rows}
    for list_name in LISTS:
        for index, row in enumerate(document.get(list_name, [])):
            entry = row if isinstance(row, dict) else {"value": row}
            known[f"{path}:{entry.get('id') or entry.get('path') or f'{list_name}#{index}'}"] = entry
    return known


def field(row: dict[str, Any], which: str) -> str:
    return next((str(row[one]).strip() for one in FIELDS.get(which, (which,)) if row.get(one)), "")


def without(tree: Tree, *fields: str) -> Found:
    rows = entries(tree, governed=True)
    return found(rows, [key for key, row in rows.items() if any(not field(row, one) for one in fields)])


def overrides(tree: Tree) -> dict[str, dict[str, Any]]:
    return {
        row["key"].split(":")[-1]: row
        for row in tree.json(f"{POLICY}/bypass-entry-overrides.json")["overrides"]
    }


def who_and_when(tree: Tree) -> Found:
    return without(tree, "owner", "issue", "expiry")


def reasons(tree: Tree) -> Found:
    return without(tree, "reason")


def specific_reasons(tree: Tree) -> Found:
    rows = entries(tree, governed=True)
    vague = re.compile(r"temporary|because( .*)?", re.IGNORECASE)
    return found(
        rows,
        [k for k, row in rows.items() if not field(row, "reason") or vague.fullmatch(field(row, "reason"))],
    )


def issues(tree: Tree) -> Found:
    rows = entries(tree, governed=True)
    return found(
        rows, [key for key, row in rows.items() if not re.fullmatch(r"ISSUE-[A-Z0-9-]+", field(row, "issue"))]
    )


def tickets(tree: Tree) -> Found:
    return without(tree, "issue")


def known_owners(tree: Tree) -> Found:
    rows = entries(tree, governed=True)
    owners = {row["id"] for row in tree.json("configs/meta/owners.json")["owners"]}
    aliases = tree.json(f"{POLICY}/bypass-owner-aliases.json")["aliases"]
    return found(
        rows,
        [k for k, row in rows.items() if aliases.get(field(row, "owner"), field(row, "owner")) not in owners],
    )


def removal_plans(tree: Tree) -> Found:
    rows, more = entries(tree, governed=True), overrides(tree)
    return found(
        rows,
        [
            k
            for k, row in rows.items()
            if not (row.get("removal_plan") or more.get(k, {}).get("removal_plan"))
        ],
    )


def scopes(tree: Tree) -> Found:
    rows, more = entries(tree, governed=True), overrides(tree)
    known = {*["repo", "crate", "package", "docs", "ops", "configs", "make", "ci", "workflow", "file"]}
    return found(
        rows,
        [k for k, row in rows.items() if (row.get("scope") or more.get(k, {}).get("scope")) not in known],
    )


def rule_names(tree: Tree) -> Found:
    """Exceptions of the policy file name a policy with a budget; there is no list of the rules of the layers."""
    document = tree.json(f"{POLICY}/policy-relaxations.json")
    known = document["exception_budgets"]
    return found(
        document["exceptions"],
        [row["policy"] for row in document["exceptions"] if row["policy"] not in known],
    )


def expired(tree: Tree) -> Found:
    rows = entries(tree, governed=True)
    return found(rows, [key for key, row in rows.items() if field(row, "expiry") < TODAY])


def horizon(tree: Tree) -> Found:
    """At most 90 days ahead. An approval for everything has itself run out, so it approves nothing."""
    approvals = tree.json(f"{POLICY}/bypass-horizon-approvals.json")["approvals"]
    approved = {row["key"] for row in approvals if row["expiry"] >= TODAY}
    rows = entries(tree, governed=True)
    today = date.fromisoformat(TODAY)
    far = [k for k, row in rows.items() if (date.fromisoformat(field(row, "expiry")) - today).days > 90]
    return found(rows, [] if "*" in approved else [k for k in far if k not in approved])


def approvals_expire(tree: Tree) -> Found:
    rows = tree.json(f"{POLICY}/bypass-horizon-approvals.json")["approvals"]
    return found(rows, [row["key"] for row in rows if row["expiry"] < TODAY])


def loosening_approval(tree: Tree) -> Found:
    row = tree.json(f"{POLICY}/budget-loosening-approval.json")
    return found([row], [row["expiry"]] if row["expiry"] < TODAY else [])


def budget(tree: Tree) -> Found:
    most = tree.json(f"{POLICY}/bypass-budget.json")["max_entries"]
    rows = entries(tree, governed=False)
    return found(rows, [f"{len(rows)} > {most}"] if len(rows) > most else [])


def shrinking(tree: Tree) -> Found:
    most = tree.json(f"{POLICY}/bypass-count-baseline.json")["max_entries"]
    rows = entries(tree, governed=False)
    return found(rows, [f"{len(rows)} > {most}"] if len(rows) > most else [])


def paths_exist(tree: Tree) -> Found:
    """Real paths only: a key with a fragment is no path, and one with a star is a pattern."""
    paths = [row["path"] for row in entries(tree, governed=False).values() if "*" not in row.get("path", "*")]
    paths += [row["file"] for row in entries(tree, governed=False).values() if "file" in row]
    return found(paths, [one for one in paths if not tree.has(one)])


def patterns_match(tree: Tree) -> Found:
    patterns = [row["path"] for row in entries(tree, governed=False).values() if "*" in row.get("path", "")]
    return found(patterns, [one for one in patterns if not tree.files(re.escape(one).replace(r"\*", ".*"))])


def patterns_narrow(tree: Tree) -> Found:
    patterns = [row["path"] for row in entries(tree, governed=False).values() if "*" in row.get("path", "")]
    return found(
        patterns, [one for one in patterns if len(tree.files(re.escape(one).replace(r"\*", ".*"))) > 50]
    )


def ids_unique(tree: Tree) -> Found:
    ids = [row["id"] for row in entries(tree, governed=False).values() if "id" in row]
    return found(ids, [one for one, count in Counter(ids).items() if count > 1])


def registry_files(tree: Tree) -> Found:
    paths = [row["path"] for row in sources(tree)]
    return found(paths, [one for one in paths if not tree.has(one)])


def registry_sorted(tree: Tree) -> Found:
    """The entries that come before the one above them."""
    paths = [row["path"] for row in sources(tree)]
    return found(paths, [later for earlier, later in itertools.pairwise(paths) if later < earlier])


def new_files(tree: Tree) -> Found:
    excused = {
        *(
            "migration_exceptions.json",
            "layer-live-diff-allowlist.json",
            "forbidden-adjectives-allowlist.txt",
        ),
        *("ops-smoke-budget-relaxations.json", "checks-registry-transition.json", "BUDGET_EXCEPTIONS.yml"),
    }
    files = tree.files(rf"{POLICY}/[^/]*(allowlist|relax|exceptions|ratchet)[^/]*")
    known = {row["path"] for row in sources(tree)}
    return found(files, [one for one in files if one not in known and name(one) not in excused])


def readme_complete(tree: Tree) -> Found:
    listed = {one for one in spans(tree.text(f"{POLICY}/README.md")) if one.startswith(f"{POLICY}/")}
    registered = {row["path"] for row in sources(tree)}
    return found(listed | registered, listed ^ registered)


def readme_sorted(tree: Tree) -> Found:
    listed = [one for one in spans(tree.text(f"{POLICY}/README.md")) if one.startswith(f"{POLICY}/")]
    return found(listed, [later for earlier, later in itertools.pairwise(listed) if later < earlier])


def schema_valid(tree: Tree) -> Found:
    rows = [row for row in sources(tree) if "schema" in row]
    bad = []
    for row in rows:
        schema = tree.json(row["schema"])
        if not jsonschema.validators.validator_for(schema)(schema).is_valid(tree.json(row["path"])):
            bad.append(row["path"])
    return found(rows, bad)


def milestones(tree: Tree) -> Found:
    rows = tree.json(f"{POLICY}/bypass-removal-milestones.json")["milestones"]
    return found(rows, [row["id"] for row in rows if not (row["target_date"] and row["bypass_ids"])])


def milestones_past(tree: Tree) -> Found:
    rows = tree.json(f"{POLICY}/bypass-removal-milestones.json")["milestones"]
    return found(rows, [row["id"] for row in rows if row["target_date"] < TODAY])


def coverage(tree: Tree) -> Found:
    rows = tree.json(f"{POLICY}/bypass-test-coverage.json")["coverage"]
    covered = {row["source"] for row in rows}
    tests = [test for row in rows for test in row["tests"]]
    uncovered = {row["path"] for row in sources(tree)} - covered
    return found([*covered, *tests], [*uncovered, *(one for one in tests if not tree.has(one))])


def files_scoped(tree: Tree) -> Found:
    places = "configs/(policy|docs|ops|_schemas|layout|security|repo|make)/.*"
    files = tree.files(
        rf"(configs|{'packages/atlasctl/src/atlasctl'}|makefiles|ops|\.github)/(.*/)?[^/]*(allowlist|relax|exceptions|ratchet)[^/]*"
    )
    return found(files, [one for one in files if not re.fullmatch(places, one)])


def adjective_allowlist(tree: Tree) -> Found:
    lines = tree.lines(f"{POLICY}/forbidden-adjectives-allowlist.txt")
    return Found(1, lines)


def adjectives(tree: Tree) -> Found:
    policy = tree.json(f"{POLICY}/forbidden-adjectives.json")
    approvals = tree.json(f"{POLICY}/forbidden-adjectives-approvals.json")["approvals"]
    approved = {row["path"] for row in approvals} | set(policy["exempt_paths"])
    files = [one for one in tree.files(r"(ops|configs|docs|makefiles)/.*", real=True) if one not in approved]
    word = re.compile(r"\b(" + "|".join(policy["terms"]) + r")\b", re.IGNORECASE)
    return found(files, [one for one in files if word.search(tree.text(one))])


def inline_metadata(tree: Tree, path: str) -> Found:
    lines = tree.lines(path)
    return found(lines, [one for one in lines if not re.search(r"#.*owner=.*;\s*why=", one)])


def network_fetch(tree: Tree) -> Found:
    return inline_metadata(tree, f"{POLICY}/shell-network-fetch-allowlist.txt")


def shell_probes(tree: Tree) -> Found:
    return inline_metadata(tree, f"{POLICY}/shell-probes-allowlist.txt")


def dependency_exceptions(tree: Tree) -> Found:
    rows = [
        row
        for rows in tree.json(f"{POLICY}/dependency-exceptions.json").values()
        if isinstance(rows, list)
        for row in rows
    ]
    return found(rows, [str(row) for row in rows if not (row.get("issue_id") and row.get("remove_by"))])


def relaxation_approval(tree: Tree) -> Found:
    rows = tree.json(f"{POLICY}/budget-relaxations.json")["exceptions"]
    return found(rows, [row["id"] for row in rows if not row.get("approved")])


def check_aliases(tree: Tree) -> Found:
    """Aliases end with the day that their file names."""
    document = tree.json(f"{POLICY}/check-id-migration.json")
    return found(
        document["check_ids"],
        [document["check_ids_alias_expires_on"]] if document["check_ids_alias_expires_on"] < TODAY else [],
    )


def python_exceptions(tree: Tree) -> Found:
    rows = tree.json("configs/layout/python-migration-exceptions.json")["exceptions"]
    return found(rows, [row["id"] for row in rows if row["expires_on"] < TODAY])


def make_exceptions(tree: Tree) -> Found:
    rows = tree.json("configs/layout/make-scripts-reference-exceptions.json")["exceptions"]
    return found(rows, [row["id"] for row in rows if row["expires_on"] < TODAY])


def run_approvals(tree: Tree) -> Found:
    rows = tree.json(f"{POLICY}/ops-run-temp-script-approvals.json")["approvals"]
    return found(rows, [row["script"] for row in rows if row["expiry"] < TODAY])


def effect_exceptions(tree: Tree) -> Found:
    """Sorted by path inside each rule, one entry a path, every path there, and a rationale for each rule."""
    document = tree.json(f"{POLICY}/effect-boundary-exceptions.json")
    bad, seen = [], []
    for rule, rows in document["rules"].items():
        paths = [row["path"] for row in rows]
        seen += paths
        bad += [f"{rule}: {b}" for a, b in itertools.pairwise(paths) if b <= a]
        bad += [rule] if not document["boundary_rationales"].get(rule) else []
    return found(seen, bad)


def effect_paths(tree: Tree) -> Found:
    rows = [
        row["path"]
        for rows in tree.json(f"{POLICY}/effect-boundary-exceptions.json")["rules"].values()
        for row in rows
    ]
    return found(rows, [one for one in rows if not tree.has(one)])


def dead_modules(tree: Tree) -> Found:
    rows = [row["path"] for row in tree.json(f"{POLICY}/dead-modules-allowlist.json")["allow"]]
    return found(rows, [one for one in rows if not tree.has(one)])


def duplicates(tree: Tree) -> Found:
    """Later entries about the same rule and place."""
    seen, again = set(), []
    for key, row in entries(tree, governed=True).items():
        about = (row.get("policy") or row.get("rule"), row.get("file") or row.get("path"))
        again += [key] if about in seen else []
        seen.add(about)
    return found(seen, again)
