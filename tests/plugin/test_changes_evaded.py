"""A pull request that tries every way around the update rule at once is refused for each of them."""

from __future__ import annotations

import json

import pytest
from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository
from tests.repositories import make_repository, write

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

DECISION = "---\nstatus: accepted\ndate: 2026-01-02\n---\n# Everything\n\nAll of `shop.*` may change.\n"
SOURCE = {
    "files": "allow.json",
    "at": "/*",
    "map": {name: f"/{name}" for name in ("code", "of", "path", "owner", "reason", "until", "issue", "max")},
}
WAIVER = {
    "code": "ECV001",
    "of": "shop.refers",
    "path": "contracts/refers.contract.yaml",
    "owner": "data",
    "reason": "We are in a hurry this week.",
    "until": "2099-01-01",
    "issue": "#1",
    "max": 1,
}
RULE = {"id": "known", "rule": "self.k in params.words", "fails": [{"k": "z"}]}
OWNERS = {"platform": "p", "data": "d"}


def artifact(name: str, **fields: object) -> str:
    return contract(
        "artifact/v1", **{"id": f"shop.{name}", "path": f"data/{name}.json", "presence": "optional", **fields}
    )


BASE = {
    ".gitignore": ".*\n__*\n",
    "ecocontracts.yaml": catalog_file(owners=OWNERS),
    "contracts/decisions.contract.yaml": contract(
        "decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free"
    ),
    "adr/1.md": DECISION,
    "contracts/waivers.contract.yaml": contract(
        "waivers/v1", id="shop.waivers", waivers=[], **{"from": [SOURCE]}
    ),
    "allow.json": "[]",
    "contracts/experimental.contract.yaml": artifact("experimental", required=["id"]),
    "contracts/refers.contract.yaml": artifact("refers", schema="schemas/all.json"),
    "schemas/all.json": json.dumps({"properties": {"a": {"$ref": "some.json"}}}),
    "schemas/some.json": json.dumps({"items": {"$ref": "part.json"}}),
    "schemas/part.json": json.dumps({"type": ["string", "null"]}),
    "contracts/reads.contract.yaml": artifact(
        "reads", params={"words": {"from": "words.json"}}, invariants=[RULE]
    ),
    "words.json": '["a", "b"]',
    "contracts/moves.contract.yaml": artifact("moves"),
    "contracts/renamed.contract.yaml": artifact("renamed"),
    "contracts/bumped.contract.yaml": artifact("bumped", version="1.0.0+b1"),
}
CHANGE = {
    "ecocontracts.yaml": catalog_file(
        owners=OWNERS,
        version="2.0.0",
        change_policy={"requires": {word: [] for word in ("patch", "minor", "major", "removed")}},
    ),
    "adr/1.md": DECISION.replace("\n\n", "\n\n\n") + "<!-- shop.reads, indeed -->\n",
    "allow.json": json.dumps([WAIVER]),
    "contracts/experimental.contract.yaml": artifact(
        "experimental", status="experimental", required=["id", "count"], version="2.0.0"
    ),
    "schemas/part.json": json.dumps({"type": "string"}),
    "words.json": '["a"]',
    "elsewhere/moves.contract.yaml": BASE["contracts/moves.contract.yaml"],
    "contracts/renamed.contract.yaml": artifact("called_otherwise", path="data/renamed.json"),
    "contracts/bumped.contract.yaml": artifact("bumped", version="1.0.0+b2", required=["id"]),
}


def test_every_way_around_the_rule_is_closed(repository: Repository) -> None:
    root = repository.root
    make_repository(root, BASE)
    write(root, CHANGE)
    (root / "contracts/moves.contract.yaml").unlink()
    assert repository.only("--eco-base=main").ret == 1
    told: dict[str, set[str]] = {}
    for violation in repository.record()["failures"]:
        if violation["code"].startswith("ECV"):
            told.setdefault(violation["contract"]["id"], set()).add(violation["code"])
    answers = {"ECV006", "ECV007"}
    assert told == {
        "shop": answers,
        "shop.experimental": answers,
        "shop.refers": answers,
        "shop.reads": answers | {"ECV001", "ECV009"},
        "shop.moves": answers | {"ECV012"},
        "shop.renamed": answers | {"ECV012"},
        "shop.bumped": answers | {"ECV001"},
        "shop.waivers": {"ECV014"},
    }
