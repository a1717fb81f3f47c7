"""How to break what holds in the operations tree: an edit, where the gate must see it, and the clauses that it breaks.

All edits are made in one copy, so none may hide another.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .readings.tree import SOURCE

CHECKS = f"{SOURCE}/checks"
PACKAGE = "packages/atlasctl"
POLICY = "configs/policy"
OBS = "ops/obs/contract"


class Break(NamedTuple):
    path: str
    edit: Callable[[Path], object]
    clauses: Sequence[str]
    place: str | None
    """The path that a finding is about; None: the edit is of a kind that has no place of its own."""


def add(path: str, *clauses: str, text: str = "x\n", place: str | None = None) -> Break:
    def edit(file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    return Break(path, edit, clauses, place or path)


def remove(path: str, *clauses: str, place: str | None = None) -> Break:
    return Break(path, lambda file: file.unlink(), clauses, place or path)


def link(path: str, target: str, *clauses: str) -> Break:
    return Break(path, lambda file: file.symlink_to(target), clauses, path)


def append(path: str, text: str, *clauses: str) -> Break:
    return Break(
        path, lambda file: file.write_text(f"{file.read_text('utf-8').rstrip()}\n{text}\n"), clauses, path
    )


def swap(path: str, old: str, new: str, *clauses: str, place: str | None = None) -> Break:
    def edit(file: Path) -> None:
        text = file.read_text("utf-8")
        assert old in text, (path, old)
        file.write_text(text.replace(old, new, 1))

    return Break(path, edit, clauses, place or path)


def data(path: str, change: Callable[[Any], object], *clauses: str, place: str | None = None) -> Break:
    def edit(file: Path) -> None:
        document = json.loads(file.read_text("utf-8"))
        change(document)
        file.write_text(json.dumps(document, indent=2) + "\n")

    return Break(path, edit, clauses, place or path)


def several(folder: str, names: Sequence[str], *clauses: str, place: str) -> Break:
    def edit(path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        for name in names:
            (path / name).write_text("x\n")

    return Break(folder, edit, clauses, place)


def named(rows: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if row["name"] == name)


OPS = "checks_ops_script_ops_"
BYPASS = "checks_policies_bypass_"
PAGE = "docs/operations/kubernetes.md"

BREAKS = [
    # The operations tree
    remove(f"{SOURCE}/commands/ops/stack/faults/inject.py", "I4a")._replace(place=None),
    add("ops/e2e/k8s/pod.yaml", "I4b", f"{OPS}vendor_layout_checks_check_stack_manifest_consolidation_sh"),
    link("ops/stack/linked", "kind", "I9"),
    add("ops/k8s/phase2.md", "N1"),
    add("ops/stack/hollow/.gitkeep", "N2", place="ops/stack/hollow"),
    add("artifacts/evidence/x.json", "G3", f"{OPS}vendor_layout_checks_check_artifacts_policy_sh", place="artifacts"),
    add("ops/fixtures/elite.md", "checks_checks_surfaces_no_banned_adjectives_in_paths"),
    add("ops/stack/Dockerfile", "checks_docker_layout_contract"),
    add("docs/_generated/run.log", "checks_ops_committed_generated_hygiene"),
    add(
        "ops/_generated/.keep",
        *("checks_ops_generated_not_tracked_unless_allowed", "checks_ops_no_tracked_generated"),
        *("checks_repo_no_tracked_ops_generated", "checks_repo_no_ops_generated_placeholder"),
    ),
    add(
        "ops/fixtures/2026-01-02/x.md",
        *("checks_ops_no_tracked_timestamps", "checks_repo_no_tracked_timestamp_paths"),
    ),
    add(
        "ops/run/x.sh",
        *("checks_ops_run_only_allowlisted_scripts", "checks_ops_run_non_executable_unless_allowlisted"),
        "checks_ops_shell_policy",
    ),
    add("ops/manifests/x.sh", "checks_ops_scripts_are_data_only"),
    add("ops/stack/scripts/x.sh", f"{OPS}vendor_layout_checks_check_ops_script_targets_sh"),
    add("ops/obs/tests/check_new.sh", "checks_ops_all_check_scripts_registered"),
    add("ops/_examples/more.json", "checks_repo_ops_examples_immutable", text="{}\n"),
    add("ops/stack/tool.py", "checks_repo_no_adhoc_python"),
    add("ops/k8s/tests/checks/storage/test_extra.sh", "S3.tests_listed"),
    add("ops/vendor/CONTRACT.md", "S3.contracts", "S3.contracts_indexed"),
    remove("ops/vendor/layout-checks/POLICY.md", "checks_repo_shell_docs_present")._replace(place=None),
    several(
        *("ops/vendor/layout-checks", [f"x{number}.sh" for number in range(6)], "checks_repo_shell_script_budget"),
        place="ops/vendor/layout-checks",
    ),
    data(
        f"{POLICY}/ops-scripts-count-baseline.json",
        lambda d: d.update(max_count=10),
        "checks_ops_scripts_count_nonincreasing",
    )._replace(place=None),
    # The root
    add(
        "stray.txt",
        *("checks_contracts_layout_contract", f"{OPS}vendor_layout_checks_check_no_root_dumping_sh"),
        *(f"{OPS}lint_check_surfaces_py", "checks_repo_root_shape"),
    ),
    add(".DS_Store", "checks_repo_forbidden_root_files"),
    add("docs/.DS_Store", f"{OPS}vendor_layout_checks_check_repo_hygiene_sh"),
    add(
        *("e2e/x", "checks_repo_forbidden_root_names", f"{OPS}vendor_layout_checks_check_ops_canonical_shims_sh"),
        place="e2e",
    ),
    add("tools/x", "checks_repo_forbidden_top_dirs", place="tools"),
    add(
        *("scripts/x.sh", "checks_repo_no_scripts_dir", "checks_repo_duplicate_script_names"),
        *("checks_repo_script_ownership_coverage",),
        place="scripts",
    ),
    add("Makefile", "checks_make_root_budget", text="x\n" * 901),
    link("bin/linked", "atlasctl", "S3.links"),
    # The package
    add(
        f"{PACKAGE}/mypy.ini",
        *("checks_configs_pyproject_no_duplicate_tool_config", "checks_repo_packages_atlasctl_root_shape"),
        "checks_repo_pyproject_no_duplicate_tool_config",
    ),
    add(f"{PACKAGE}/NOTES.md", "checks_docs_package_root_markdown"),
    add(f"{PACKAGE}/uv.lock", "checks_repo_requirements_artifact_policy"),
    remove(f"{PACKAGE}/docs/PUBLIC_API.md", "checks_repo_public_api_doc_exists"),
    Break(
        f"{SOURCE}/suite",
        shutil.rmtree,
        ["checks_repo_canonical_concept_homes", "checks_repo_top_level_structure"],
        f"{SOURCE}/suite",
    ),
    add(f"{SOURCE}/moon/x.py", "checks_repo_top_level_package_group_mapping", place=f"{SOURCE}/moon"),
    add(f"{SOURCE}/report/x.py", "checks_repo_no_deprecated_namespace_dirs", place=f"{SOURCE}/report"),
    add(f"{SOURCE}/core/integration/x.py", "checks_repo_no_core_integration_dir", place=f"{SOURCE}/core/integration"),
    add(
        *(f"{SOURCE}/core/legacy/x.py", "checks_repo_legacy_package_absent", "checks_repo_no_legacy_module_paths"),
        place=f"{SOURCE}/core/legacy",
    ),
    add(f"{SOURCE}/cli/cli/x.py", "checks_repo_no_nested_same_name_packages", place=f"{SOURCE}/cli/cli"),
    add(f"{SOURCE}/cli/part1.py", "checks_repo_no_placeholder_module_names"),
    link(f"{SOURCE}/cli/linked.py", "main.py", "checks_repo_required_target_shape"),
    add(f"{SOURCE}/cli/huge.py", "checks_repo_dir_budget_loc", text="x\n" * 2700, place=f"{SOURCE}/cli"),
    add(f"{SOURCE}/contracts/stray.py", "checks_repo_contracts_namespace_purpose"),
    add(
        *(f"{SOURCE}/commands/configs.py", "checks_repo_no_duplicate_command_impl_patterns"),
        place=f"{SOURCE}/commands/configs/command.py",
    ),
    add(
        f"{SOURCE}/reporting/void/__init__.py",
        *("checks_repo_no_empty_packages", "checks_repo_package_has_module_or_readme"),
    ),
    several(
        *(f"{SOURCE}/core", [f"m{number}.py" for number in range(12)], "checks_repo_dir_count_trend_gate"),
        place=f"{SOURCE}/core",
    )._replace(place=None),
    several(
        *(f"{PACKAGE}/tests/sh", [f"x{number}.sh" for number in range(11)], "checks_repo_dir_budget_shell_files"),
        place=f"{PACKAGE}/tests/sh",
    ),
    Break(
        *(f"{CHECKS}/domains/ops/observability", shutil.rmtree, ["checks_repo_checks_domain_split"]),
        place=f"{CHECKS}/domains/ops/observability",
    ),
    add(f"{CHECKS}/stray.py", "checks_repo_checks_root_contract"),
    add(
        *(f"{CHECKS}/repo/misc/x.py", "checks_repo_checks_tree_policy", "checks_repo_folder_intent_contract"),
        place=f"{CHECKS}/repo/misc",
    ),
    add(f"{CHECKS}/layout/registry.py", "checks_repo_layout_domain_alias_cleanup"),
    remove(f"{CHECKS}/layout/domains/orphans/README.md", "checks_repo_layout_domain_readmes"),
    # Pages
    add("docs/product/placeholder.md", "checks_docs_no_placeholder_release_docs"),
    append(
        PAGE,
        "[gone](gone.md) ./bin/bijux-atlas run ops/_generated/atlas-ops-20260101 in scripts/ or\n"
        "bash scripts/x.sh, python x.py, xtask, elite, check:repo.x",
        *("S3.page_links", "S3.old_command", "checks_docs_no_ops_generated_run_path_refs"),
        *("checks_repo_docs_no_ops_generated_refs", "checks_docs_no_scripts_path_refs"),
        *("checks_docs_check_id_drift", "checks_repo_no_direct_bash_invocations", "checks_repo_no_xtask_refs"),
        *("checks_repo_no_direct_python_invocations", "checks_policies_adjectives_repo_clean"),
        "checks_repo_forbidden_adjectives",
    ),
    # Make targets and the surface
    swap("makefiles/README.md", "`make k8s`", "`make k9s`", "checks_make_public_targets_documented",
         place="configs/make/public-targets.json"),
    swap("makefiles/ownership.json", '"ci": {', '"moon": {', "checks_make_target_ownership_complete",
         place="configs/make/public-targets.json"),
    swap("makefiles/ownership.json", '"help": {', '"elite/help": {', "checks_make_target_names_no_banned_adjectives"),
    data("makefiles/targets.json", lambda d: d["targets"].pop(), "S3.listings", place="configs/make/public-targets.json"),
    swap("docs/_generated/ops-surface.md", "`make ops-alerts-validate`", "`make ops-moon`", "I1.page"),
    data("ops/_meta/surface.json", lambda d: d["entrypoints"].append("ops-alerts-validate"), "I1.sorted"),
    data("docs/_generated/ops-surface.json", lambda d: d["make_targets"].append("moon"), "S3.surface_copy"),
    # Pins, images and the chart
    swap("ops/stack/version-manifest.json", "redis:7.4-alpine", "redis:7.4-bookworm", "I10.images"),
    swap(
        *("ops/stack/redis/redis.yaml", "redis:7.4-alpine", "redis:latest"),
        *("checks_docker_no_latest_tags", "checks_docker_tag_contract_no_latest"),
    ),
    swap("configs/ops/pins.json", '"version": "v1.7.1"', '"version": "latest"', "checks_ops_pins_no_unpinned_versions"),
    swap("configs/ops/pins.json", '"contract_version"', '"moon_version"', "checks_ops_pins_update_is_deterministic"),
    swap(
        *("ops/k8s/charts/bijux-atlas/Chart.yaml", "version: 0.1.0", 'version: "0.2"'),
        *("S3.metadata", "checks_ops_chart_version_contract"),
    ),
    data("configs/ops/ports.json", lambda d: d["ports"]["atlas"].update(service=1), "S3.ports"),
    data("configs/ops/namespaces.json", lambda d: d["namespaces"].update(k8s="moon"), "S3.namespaces"),
    append("configs/docs/requirements.lock.txt", "moon>=1", "S3.lock"),
    append("configs/docs/requirements.txt", "moon==1.0", "S3.locked"),
    # Observability
    data(f"{OBS}/alerts-contract.json", lambda d: d["required_alerts"].append("Moon"),
         f"{OPS}obs_scripts_contracts_check_alerts_contract_py"),
    swap("ops/obs/alerts/slo-burn-rules.yaml", "runbooks/slo-cheap-burn.md", "runbooks/moon.md", "S3.runbooks"),
    data(f"{OBS}/dashboard-panels-contract.json", lambda d: d["required_panels"].append("Moon"),
         f"{OPS}obs_scripts_contracts_check_dashboard_contract_py"),
    data("ops/obs/grafana/atlas-observability-dashboard.json", lambda d: d.update(moon="atlas_moon_total"),
         f"{OPS}obs_scripts_contracts_check_dashboard_metric_compat_py"),
    data(f"{OBS}/endpoint-observability-contract.json", lambda d: d["endpoints"][0]["required_metrics"].append("moon"),
         f"{OPS}obs_scripts_contracts_check_endpoint_metrics_coverage_py"),
    data(f"{OBS}/endpoint-observability-contract.json", lambda d: d["endpoints"][0]["required_trace_spans"].append("moon"),
         f"{OPS}obs_scripts_contracts_check_endpoint_trace_coverage_py"),
    data(f"{OBS}/metrics-contract.json", lambda d: d["required_metrics"].update(moon=[]),
         f"{OPS}obs_scripts_contracts_check_metrics_contract_py"),
    data("configs/ops/obs/budgets.json", lambda d: d["required_metric_labels"]["http_requests_total"].append("moon"),
         f"{OPS}obs_scripts_contracts_check_obs_budgets_py"),
    data(f"{OBS}/overload-behavior-contract.json", lambda d: d["heavy_endpoints"].append("/v1/moon"),
         f"{OPS}obs_scripts_contracts_check_overload_behavior_contract_py"),
    data(f"{OBS}/goldens/profiles.json", lambda d: d["profiles"]["local"].update(metrics_golden="ops/moon"),
         f"{OPS}obs_scripts_contracts_check_profile_goldens_py"),
    data(f"{OBS}/goldens/local/trace-structure.golden.json", lambda d: d.update(schema_version=9),
         f"{OPS}obs_scripts_contracts_check_trace_golden_py"),
    data("configs/ops/observability-pack.json", lambda d: d["images"]["grafana"].update(digest="moon"),
         f"{OPS}obs_scripts_check_pack_versions_sh"),
    data("ops/obs/drills/drills.json", lambda d: d["drills"][0].update(runbook="docs/moon.md"), "S3.drills"),
    data("ops/obs/suites/suites.json", lambda d: d["suites"][0]["tests"].append("moon.sh"), "S3.suites"),
    # Load and clusters
    data("ops/load/suites/suites.json", lambda d: named(d["suites"], "mixed").update(scenario="moon.json"), "S3.scenarios"),
    data("ops/load/suites/suites.json", lambda d: named(d["suites"], "response-size-abuse").update(must_pass=False),
         f"{OPS}load_scripts_check_abuse_scenarios_required_py"),
    data("configs/ops/perf/baselines/local.json", lambda d: d["metadata"].update(dataset_lock_hash="0"),
         f"{OPS}load_scripts_check_perf_baselines_py"),
    data("ops/load/queries/pinned-v1.lock", lambda d: d.update(file_sha256="0"),
         f"{OPS}load_scripts_check_pinned_queries_lock_py"),
    data("ops/k8s/install-matrix.json", lambda d: d["profiles"][0].update(values_file="ops/moon.yaml"), "S3.install"),
    data("ops/stack/profiles.json", lambda d: d["profiles"][0].update(cluster_config="ops/moon.yaml"), "S3.profiles"),
    data("ops/datasets/manifest.json", lambda d: d["datasets"][0].update(id="moon"), "S3.datasets"),
    # Registries and schemas
    data("ops/_meta/error-registry.json", lambda d: d["codes"][0].update(code=11, name="OPS_ERR_MOON"),
         "S3.errors_page"),
    data("ops/_meta/error-registry.json", lambda d: d["codes"].append(d["codes"][1]), "S3.errors"),
    data("configs/ops/slo/slo.v1.json", lambda d: d["slos"][0].update(sli="moon"), "S3.slo", "S3.slo_copy"),
    data("docs/_generated/openapi/openapi.snapshot.json", lambda d: d.update(moon=1), "S3.openapi"),
    data("configs/meta/owners.json", lambda d: d["command_groups"].update(moon="nobody"), "checks_repo_command_group_owners"),
    swap("ops/_schemas/stack/profile-manifest.schema.json", '"required": ["schema_version"', '"required": ["moon"',
         "E2", "K1", "K2", "K3"),
    # Waivers and what is around them
    data("configs/layout/script-shim-expiries.json", lambda d: d["shims"].append({"path": "moon"}), "D1.shims"),
    data(f"{POLICY}/ops-run-temp-script-approvals.json", lambda d: d["approvals"].append({"script": "ops/run/moon.sh"}),
         "checks_ops_run_temp_script_approvals", "checks_ops_no_new_run_scripts_without_approval_and_expiry"),
    data(f"{POLICY}/budget-relaxations.json", lambda d: d["exceptions"].append({"id": "moon"}),
         "checks_policies_budget_relaxation_requires_approval"),
    data(f"{POLICY}/dependency-exceptions.json", lambda d: d["undeclared_import_allowlist"].append({"id": "moon"}),
         "checks_policies_dependency_exceptions_remove_by_issue"),
    append(f"{POLICY}/shell-network-fetch-allowlist.txt", "ops/_lib/log.sh",
           "checks_policies_shell_network_fetch_allowlist_inline_meta"),
    append(f"{POLICY}/shell-probes-allowlist.txt", "ops/_lib/log.sh",
           "checks_policies_shell_probes_allowlist_inline_meta"),
    append(f"{POLICY}/forbidden-adjectives-allowlist.txt", "elite", "checks_policies_adjective_allowlist_budget"),
    data(
        f"{POLICY}/layer-relaxations.json",
        lambda d: d["exceptions"].extend(
            [
                {"id": "ATLAS-LAYER-EXC-0001", "rule": "moon", "path": "ops/**", "owner": "nobody", "issue": "x",
                 "expiry": "2026-12-01", "justification": "because", "scope": "moon"},
                {"id": "MOON", "rule": "moon", "path": "ops/moon.sh", "expiry": "2026-12-01", "issue": "ISSUE-1",
                 "justification": "There is no owner for this one."},
            ]
        ),
        *(f"{BYPASS}all_entries_have_owner_issue_expiry", f"{BYPASS}entry_matches_too_broad", f"{BYPASS}has_owner"),
        *(f"{BYPASS}entry_paths_exist", f"{BYPASS}has_reason", f"{BYPASS}has_ticket_or_doc_ref", f"{BYPASS}ids_unique"),
        *(f"{BYPASS}issue_id_format", f"{BYPASS}no_blank_justifications", f"{BYPASS}owner_in_owners_registry"),
        *(f"{BYPASS}removal_plan_required", f"{BYPASS}scope_valid"),
    ),
    data(f"{POLICY}/policy-relaxations.json", lambda d: d["exceptions"][0].update(policy="moon", owner=1),
         f"{BYPASS}policy_name_known", f"{BYPASS}schema_valid", f"{BYPASS}inventory_schema_valid"),
    data(f"{POLICY}/bypass-budget.json", lambda d: d.update(max_entries=100), f"{BYPASS}budget", f"{BYPASS}budget_trend")
    ._replace(place=None),
    data(f"{POLICY}/bypass-files-registry.json", lambda d: d["files"].append({"path": "configs/policy/zzz.json", "type": "moon"}),
         f"{BYPASS}inventory_present", f"{BYPASS}has_test_coverage"),
    add(f"{POLICY}/moon-allowlist.txt", f"{BYPASS}no_new_files"),
    append(f"{POLICY}/README.md", "- `configs/policy/aaa.json`", f"{BYPASS}readme_sorted"),
    data(f"{POLICY}/bypass-removal-milestones.json", lambda d: d["milestones"][0].update(bypass_ids=[]),
         f"{BYPASS}removal_milestones_defined"),
    data(f"{POLICY}/dead-modules-allowlist.json", lambda d: d["allow"].append({"path": "moon.py", "reason": "moon"}),
         "checks_repo_dead_module_reachability"),
    data(f"{POLICY}/effect-boundary-exceptions.json", lambda d: d["rules"]["network_call"].append({"path": "moon.py", "reason": "x"}),
         "checks_repo_effect_boundary_exceptions_policy"),
    # Evidence
    add("artifacts/evidence/ops-smoke/r1/report.json", f"{OPS}lint_ops_smoke_budget_check_py",
        f"{OPS}lint_policy_ops_smoke_budget_check_py", text='{"duration_seconds": 9999}\n'),
    add("artifacts/evidence/obs/last-pass.json", f"{OPS}obs_scripts_contracts_check_observability_lag_py",
        text='{"date": "2020-01-01"}\n'),
    data("ops/_generated_committed/report.unified.json", lambda d: d["lanes"]["lane-docs"].update(duration_seconds=9999),
         f"{OPS}lint_lane_budget_check_py", f"{OPS}lint_policy_lane_budget_check_py"),
]  # fmt: skip
