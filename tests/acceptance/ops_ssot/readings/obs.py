"""Observability and load: metrics, alerts, dashboards, drills, endpoints, suites and their locks."""

from __future__ import annotations

import hashlib
import json
import re

from .tree import Found, Tree, folder, found

CONTRACTS = "ops/obs/contract"
METRIC = re.compile(r"\b(?:bijux|atlas)_[a-zA-Z0-9_]+\b")
UNLISTED = {
    *("bijux_store_open_failure_total", "bijux_store_download_failure_total"),
    "bijux_cheap_queries_served_while_overloaded_total",
}
DASHBOARD = "ops/obs/grafana/atlas-observability-dashboard.json"
MAP = "docs/operations/observability/runbook-dashboard-alert-map.md"


def metrics(tree: Tree) -> set[str]:
    return {*tree.json(f"{CONTRACTS}/metrics-contract.json")["required_metrics"]}


def rules(tree: Tree) -> list[dict]:  # type: ignore[type-arg]
    files = ("ops/obs/alerts/atlas-alert-rules.yaml", "ops/obs/alerts/slo-burn-rules.yaml")
    groups = [group for file in files for document in tree.yaml(file) for group in document["spec"]["groups"]]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def alert_names(tree: Tree) -> Found:
    real = {rule["alert"] for rule in rules(tree)}
    contract = tree.json(f"{CONTRACTS}/alerts-contract.json")
    listed = set(contract["required_alerts"])
    return found(real, (real ^ listed) | (listed ^ set(contract["alert_specs"])))


def alert_severities(tree: Tree) -> Found:
    specs = tree.json(f"{CONTRACTS}/alerts-contract.json")["alert_specs"]
    return found(
        specs,
        [r["alert"] for r in rules(tree) if r["labels"]["severity"] != specs[r["alert"]]["severity_tier"]],
    )


def alert_runbooks(tree: Tree) -> Found:
    specs = tree.json(f"{CONTRACTS}/alerts-contract.json")["alert_specs"]
    paths = {rule["alert"]: rule["annotations"]["runbook"] for rule in rules(tree)}
    wrong = [
        one
        for one, path in paths.items()
        if path != f"docs/operations/runbooks/{specs[one]['runbook_id']}.md"
    ]
    return found(paths, wrong + [one for one, path in paths.items() if not tree.has(path)])


def alert_drills(tree: Tree) -> Found:
    specs = tree.json(f"{CONTRACTS}/alerts-contract.json")["alert_specs"]
    drills = {row["name"] for row in tree.json("ops/obs/drills/drills.json")["drills"]}
    return found(specs, [spec["drill_id"] for spec in specs.values() if spec["drill_id"] not in drills])


def alert_metrics(tree: Tree) -> Found:
    used = {one for rule in rules(tree) for one in METRIC.findall(rule["expr"])}
    return found(used, used - metrics(tree) - UNLISTED)


def alert_map(tree: Tree) -> Found:
    listed = tree.json(f"{CONTRACTS}/alerts-contract.json")["required_alerts"]
    return found(listed, [one for one in listed if one not in tree.text(MAP)])


def panels(tree: Tree) -> Found:
    contract = tree.json(f"{CONTRACTS}/dashboard-panels-contract.json")
    real = {panel["title"] for panel in tree.json(DASHBOARD)["panels"]}
    wanted = {*contract["required_panels"], *contract["required_rows"]}
    return found(wanted, wanted - real | set(contract["required_panels"]) - set(contract["panel_specs"]))


def panel_metrics(tree: Tree) -> Found:
    used = set(METRIC.findall(json.dumps(tree.json(DASHBOARD))))
    return found(used, used - metrics(tree) - UNLISTED)


def panel_specs(tree: Tree) -> Found:
    specs = tree.json(f"{CONTRACTS}/dashboard-panels-contract.json")["panel_specs"]
    known = metrics(tree)
    bad = [one for one, spec in specs.items() if not spec["metrics"] or not spec["failure_signatures"]]
    return found(
        specs, bad + [metric for spec in specs.values() for metric in spec["metrics"] if metric not in known]
    )


def panel_questions(tree: Tree) -> Found:
    specs = tree.json(f"{CONTRACTS}/dashboard-panels-contract.json")["panel_specs"]
    return found(specs, [one for one, spec in specs.items() if not spec["diagnostic_question"].endswith("?")])


def panel_map(tree: Tree) -> Found:
    listed = tree.json(f"{CONTRACTS}/dashboard-panels-contract.json")["required_panels"]
    return found(listed, [one for one in listed if one not in tree.text(MAP)])


def endpoints(tree: Tree) -> Found:
    paths = tree.json("configs/openapi/v1/openapi.generated.json")["paths"]
    real = {f"{method} {path}" for path, ways in paths.items() if path.startswith("/v1/") for method in ways}
    rows = tree.json(f"{CONTRACTS}/endpoint-observability-contract.json")["endpoints"]
    return found(real, real - {f"{row['method']} {row['path']}" for row in rows})


def endpoint_metrics(tree: Tree) -> Found:
    rows = tree.json(f"{CONTRACTS}/endpoint-observability-contract.json")["endpoints"]
    known = {*tree.json(f"{CONTRACTS}/metrics-contract.json")["required_metric_specs"]}
    return found(rows, [one for row in rows for one in row["required_metrics"] if one not in known])


def endpoint_classes(tree: Tree) -> Found:
    rows = tree.json(f"{CONTRACTS}/endpoint-observability-contract.json")["endpoints"]
    needed = tree.json("configs/ops/obs/budgets.json")["endpoint_class_metric_requirements"]
    return found(
        rows,
        [
            row["path"]
            for row in rows
            if not set(needed.get(row["class"], ["?"])) <= set(row["required_metrics"])
        ],
    )


def endpoint_spans(tree: Tree) -> Found:
    """The spans are listed in the metrics contract and the golden; the page that lists them is not in the bundle."""
    rows = tree.json(f"{CONTRACTS}/endpoint-observability-contract.json")["endpoints"]
    golden = tree.json(f"{CONTRACTS}/trace-structure.golden.json")
    known = {*golden["required_spans"], golden["required_root"]["name"]}
    return found(rows, [one for row in rows for one in row["required_trace_spans"] if one not in known])


def metric_specs(tree: Tree) -> Found:
    contract = tree.json(f"{CONTRACTS}/metrics-contract.json")
    specs = contract["required_metric_specs"]
    fields = {"type", "unit", "owner", "required_labels", "semantic", "cardinality_budget"}
    bad = [one for one, spec in specs.items() if fields - set(spec)]
    return found(specs, [*bad, *(set(specs) ^ set(contract["required_metrics"]))])


def metric_labels(tree: Tree) -> Found:
    specs = tree.json(f"{CONTRACTS}/metrics-contract.json")["required_metric_specs"]
    wanted = tree.json("configs/ops/obs/budgets.json")["required_metric_labels"]
    rows = {f"{metric} {label}" for metric, labels in wanted.items() for label in labels}
    known = {f"{metric} {label}" for metric, spec in specs.items() for label in spec["required_labels"]}
    return found(rows, rows - known)


def overload(tree: Tree) -> Found:
    contract = tree.json(f"{CONTRACTS}/overload-behavior-contract.json")
    paths = tree.json("configs/openapi/v1/openapi.generated.json")["paths"]
    rows = [*contract["heavy_endpoints"], *contract["cheap_endpoints"]]
    return found(rows, [one for one in rows if one not in paths])


def overload_statuses(tree: Tree) -> Found:
    contract = tree.json(f"{CONTRACTS}/overload-behavior-contract.json")
    paths = tree.json("configs/openapi/v1/openapi.generated.json")["paths"]
    answers = contract["overload_response_contract"]
    any_of = {str(code) for code in answers["heavy_endpoints_must_include_any"]}
    every = {str(code) for code in answers["cheap_endpoints_must_include"]}
    bad = [one for one in contract["heavy_endpoints"] if not any_of & set(paths[one]["get"]["responses"])]
    bad += [one for one in contract["cheap_endpoints"] if every - set(paths[one]["get"]["responses"])]
    return found([*contract["heavy_endpoints"], *contract["cheap_endpoints"]], bad)


def overload_codes(tree: Tree) -> Found:
    codes = tree.json(f"{CONTRACTS}/overload-behavior-contract.json")["overload_response_contract"][
        "policy_error_codes"
    ]
    schema = tree.json("configs/openapi/v1/openapi.generated.json")["components"]["schemas"]["ApiErrorCode"]
    return found(codes, set(codes) - set(schema["enum"]))


def profile_goldens(tree: Tree) -> Found:
    profiles = tree.json(f"{CONTRACTS}/goldens/profiles.json")["profiles"]
    paths = [
        profiles[one][key]
        for one in ("local", "perf", "offline")
        for key in ("metrics_golden", "trace_golden")
    ]
    return found(paths, [one for one in paths if not tree.has(one) or not tree.entries[one].size])


def trace_goldens(tree: Tree) -> Found:
    """The goldens of the profiles are the golden of the contract."""
    files = tree.files(rf"{CONTRACTS}/goldens/[^/]*/trace-structure\.golden\.json")
    return found(
        files,
        [one for one in files if tree.json(one) != tree.json(f"{CONTRACTS}/trace-structure.golden.json")],
    )


def drills(tree: Tree) -> Found:
    rows = tree.json("ops/obs/drills/drills.json")["drills"]
    paths = [row[key] for row in rows for key in ("script", "runbook")]
    return found(paths, [one for one in paths if not tree.has(one)])


def suite_tests(tree: Tree) -> Found:
    tests = [test for suite in tree.json("ops/obs/suites/suites.json")["suites"] for test in suite["tests"]]
    return found(tests, [one for one in tests if not tree.has(f"ops/obs/tests/{one}")])


def pack_images(tree: Tree) -> Found:
    images = tree.json("configs/ops/observability-pack.json")["images"]
    services = tree.yaml("ops/obs/pack/compose/docker-compose.yml")[0]["services"].values()
    stated = {row["ref"] for row in images.values()}
    unpinned = [
        row["ref"] for row in images.values() if not re.fullmatch(r"sha256:[0-9a-f]{64}", row["digest"])
    ]
    return found(stated, [*(stated ^ {one["image"] for one in services}), *unpinned])


def pack_ports(tree: Tree) -> Found:
    ports = {str(port) for port in tree.json("configs/ops/observability-pack.json")["ports"].values()}
    services = tree.yaml("ops/obs/pack/compose/docker-compose.yml")[0]["services"].values()
    return found(ports, ports ^ {port.split(":")[0] for one in services for port in one["ports"]})


# Load


def suites(tree: Tree) -> list[dict]:  # type: ignore[type-arg]
    rows: list[dict] = tree.json("ops/load/suites/suites.json")["suites"]  # type: ignore[type-arg]
    return rows


def runbook_names(tree: Tree) -> Found:
    names = [row["name"] for row in suites(tree)]
    text = tree.text("docs/operations/runbooks/load-failure-triage.md")
    return found(names, [one for one in names if one not in text])


def scenario_files(tree: Tree) -> Found:
    rows = [f"ops/load/scenarios/{row['scenario']}" for row in suites(tree) if row["kind"] == "k6"]
    return found(rows, [one for one in rows if not tree.has(one)])


def abuse_suite(tree: Tree) -> Found:
    rows = [row for row in suites(tree) if row["name"] == "response-size-abuse"]
    bad = [
        row["name"]
        for row in rows
        if not row["must_pass"] or {"full", "nightly", "load-nightly"} - set(row["run_in"])
    ]
    return found(rows, bad if rows else ["response-size-abuse"])


def baseline_keys(tree: Tree) -> Found:
    keys = {
        *[
            "environment",
            "profile",
            "dataset_set",
            "dataset_lock_hash",
            "k8s_profile",
            "replicas",
            "tool_versions",
            "captured_at",
        ]
    }
    files = tree.files(r"configs/ops/perf/baselines/.*\.json")
    return found(files, [one for one in files if keys - set(tree.json(one)["metadata"])])


def baseline_locks(tree: Tree) -> Found:
    digest = hashlib.sha256(tree.text("ops/datasets/manifest.lock").encode()).hexdigest()[:16]
    files = tree.files(r"configs/ops/perf/baselines/.*\.json")
    return found(files, [one for one in files if tree.json(one)["metadata"]["dataset_lock_hash"] != digest])


def baseline_tools(tree: Tree) -> Found:
    pins = tree.json("configs/ops/tool-versions.json")
    files = tree.files(r"(configs/ops/perf|ops/load)/baselines/.*\.json")
    stated = [(one, tree.json(one)["metadata"]["tool_versions"]) for one in files]
    return found(
        files,
        [one for one, tools in stated if any(pins.get(tool) != version for tool, version in tools.items())],
    )


def query_lock(tree: Tree) -> Found:
    lock = tree.json("ops/load/queries/pinned-v1.lock")
    real = hashlib.sha256(tree.text("ops/load/queries/pinned-v1.json").encode()).hexdigest()
    return found([lock], [] if lock["file_sha256"] == real else [lock["file_sha256"]])


def query_hashes(tree: Tree) -> Found:
    queries = tree.json("ops/load/queries/pinned-v1.json")
    real = {one: hashlib.sha256(one.encode()).hexdigest() for one in [*queries["cheap"], *queries["heavy"]]}
    stated = tree.json("ops/load/queries/pinned-v1.lock")["query_hashes"]
    return found(real, {one for one in {*real, *stated} if real.get(one) != stated.get(one)})


def query_keys(tree: Tree) -> Found:
    queries = tree.json("ops/load/queries/pinned-v1.json")
    real = {*queries["cheap"], *queries["heavy"]}
    return found(real, real ^ set(tree.json("ops/load/queries/pinned-v1.lock")["query_hashes"]))


def query_set(tree: Tree) -> Found:
    path = tree.json("ops/load/suites/suites.json")["query_set"]
    return found([path], [] if tree.has(path) else [path])


def kubernetes_tests(tree: Tree) -> Found:
    rows = [f"ops/k8s/tests/{row['script']}" for row in tree.json("ops/k8s/tests/manifest.json")["tests"]]
    return found(rows, [one for one in rows if not tree.has(one)])


def tests_of_disk(tree: Tree) -> Found:
    stated = {f"ops/k8s/tests/{row['script']}" for row in tree.json("ops/k8s/tests/manifest.json")["tests"]}
    files = [one for one in tree.files(r"ops/k8s/tests/checks/.*/test_[^/]*\.sh") if folder(one)]
    return found(files, set(files) - stated)


def install_matrix(tree: Tree) -> Found:
    rows = [row["values_file"] for row in tree.json("ops/k8s/install-matrix.json")["profiles"]]
    return found(rows, [one for one in rows if not tree.has(one)])
