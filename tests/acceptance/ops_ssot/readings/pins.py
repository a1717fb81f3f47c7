"""Versions that are pinned in one file and stated in many."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from .tree import Found, Tree, found

PINS = "configs/ops/pins.json"
TOOLS = "configs/ops/tool-versions.json"
FLOATING = re.compile(r"latest|main|master|.*\*.*|[\^~<>].*")


def floating(tree: Tree) -> Found:
    document = tree.json(PINS)
    versions = [row["version"] for row in document["tools"].values()]
    versions += [row["ref"].split("@")[0].rpartition(":")[2] for row in document["images"].values()]
    return found(versions, [one for one in versions if FLOATING.fullmatch(one)])


def canonical(tree: Tree) -> Found:
    text = tree.text(PINS)
    same = text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"
    return found([text], [] if same else [PINS])


def differing(stated: Iterable[tuple[str, str]], pinned: dict[str, str]) -> list[str]:
    return [version for tool, version in stated if tool in pinned and pinned[tool] != version]


def agreeing(tree: Tree) -> Found:
    """Every file that states the version of a tool states the one of the pins."""
    pinned = tree.json(TOOLS)
    stated = [(tool, row["version"]) for tool, row in tree.json(PINS)["tools"].items()]
    stated += [
        (tool, row["version"]) for tool, row in tree.json("configs/ops/pins/tools.json")["tools"].items()
    ]
    for path in tree.files(r"(configs/ops/perf|ops/load)/baselines/.*\.json"):
        stated += tree.json(path)["metadata"]["tool_versions"].items()
    stated += [("python3", tree.json("configs/scripts/python-tooling.json")["python_version"])]
    return found(stated, differing(stated, pinned))


def stack_report(tree: Tree) -> Found:
    """The incumbent reads a key that the pins do not have, and compares nothing with nothing."""
    pinned = tree.json(TOOLS)
    return found(pinned, set(pinned) ^ set(tree.json("ops/stack/versions.json")["tools"]))


def chart(tree: Tree) -> Found:
    (document,) = tree.yaml("ops/k8s/charts/bijux-atlas/Chart.yaml")
    versions = [document["version"], document["appVersion"]]
    bad = [one for one in versions if not re.fullmatch(r"\d+\.\d+\.\d+([-+][A-Za-z0-9.-]+)?", one)]
    return found(versions, bad or (versions if versions[0] != versions[1] else []))


def chart_metadata(tree: Tree) -> Found:
    (document,) = tree.yaml("ops/k8s/charts/bijux-atlas/Chart.yaml")
    defaults = tree.json("ops/_meta/layer-contract.json")["release_metadata"]["defaults"]
    same = {"name": "chart_name", "version": "chart_version", "appVersion": "app_version"}
    return found(same, [key for key, default in same.items() if document[key] != defaults[default]])


def images(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "image" and isinstance(inner, str):
                yield inner
            yield from images(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from images(inner)


def latest(tree: Tree) -> Found:
    files = [one for one in tree.files(r"ops/.*\.ya?ml", real=True) if "/templates/" not in one]
    used = [image for one in files for document in tree.yaml(one) for image in images(document)]
    return found(used, [one for one in used if re.search(r":latest\b", one, re.IGNORECASE)])


def stack_images(tree: Tree) -> Found:
    stated = {*tree.json("ops/stack/version-manifest.json").values()}
    files = tree.files(r"ops/stack/.*\.yaml", real=True)
    used = {image for one in files for document in tree.yaml(one) for image in images(document)}
    return found(used, used - stated)


def digests(tree: Tree) -> Found:
    rows = tree.json("ops/stack/version-manifest.json")
    return found(rows, [one for one in rows.values() if "@sha256:" not in one])


def images_agree(tree: Tree) -> Found:
    """What the pins and the manifest both name is the same."""
    pinned = {tool: row["ref"] for tool, row in tree.json(PINS)["images"].items()}
    stated = tree.json("ops/stack/version-manifest.json")
    return found(stated, [ref for tool, ref in stated.items() if pinned.get(tool, ref) != ref])


def kind_hash(tree: Tree) -> Found:
    files = tree.files(r"ops/stack/kind/cluster[^/]*\.yaml")
    real = hashlib.sha256("".join(tree.text(one) for one in sorted(files)).encode()).hexdigest()
    stated = re.findall(r"kind-cluster-contract-hash: `([0-9a-f]+)`", tree.text("ops/CONTRACT.md"))
    return found([*files, *stated], [] if stated == [real] else ["ops/CONTRACT.md"])


def locked(tree: Tree) -> Found:
    lines = tree.lines("configs/docs/requirements.lock.txt")
    return found(
        lines, [one for one in lines if not re.fullmatch(r"[A-Za-z0-9_.\-\[\]]+==[A-Za-z0-9_.+-]+", one)]
    )


def requirements_locked(tree: Tree) -> Found:
    wanted, lock = (
        set(tree.lines("configs/docs/requirements.txt")),
        set(tree.lines("configs/docs/requirements.lock.txt")),
    )
    return found(wanted, wanted - lock)


def ports(tree: Tree) -> Found:
    contract = tree.json("ops/_meta/layer-contract.json")
    stated = {
        f"{app} {kind} {port}" for app, kinds in contract["ports"].items() for kind, port in kinds.items()
    }
    config = tree.json("configs/ops/ports.json")["ports"]
    real = {f"{app} {kind} {port}" for app, kinds in config.items() for kind, port in kinds.items()}
    return found(stated, stated ^ real)


def namespaces(tree: Tree) -> Found:
    stated = {*tree.json("ops/_meta/layer-contract.json")["namespaces"].items()}
    real = {*tree.json("configs/ops/namespaces.json")["namespaces"].items()}
    return found(stated, [area for area, _ in stated ^ real])
