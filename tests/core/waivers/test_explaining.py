"""What ``--eco-explain`` tells of waivers: the policy, the files, and who tolerates what."""

from __future__ import annotations

from tests.core.explaining.catalogs import ask
from tests.core.waivers.gate import WAIVER, repository, waiver
from tests.core.waivers.test_sources import GOVERNED, WAIVING, listed


def test_the_policy_and_the_files_are_told() -> None:
    policy = {
        "issue_pattern": "SHOP-[0-9]+",
        "horizon": {"days": 30},
        "scope": {"max": 7, "max_share": 0.5},
        "budget": {"max": 9, "shrinks": True},
        "sorted": True,
    }
    other = {**GOVERNED, "files": "config/more.json"}
    files = {"config/allow.json": listed({}), "config/more.json": listed({"id": "E-2"})}
    text = ask("shop.waivers", repository(files=files, policy=policy, **{"from": [WAIVING, other]}))
    for line in (
        "policy      issues like SHOP-[0-9]+",
        "            an end within 30 days",
        "            at most 7 violations each",
        "            at most a share of 0.5 of what a check examined each",
        "            at most 9 entries, and fewer over time",
        "            sorted",
        "files       config/allow.json (tolerated)",
        "            config/more.json (judged only)",
        f"waiver      of shop.note: ECS003 at data/a.json until 2026-06-30: {WAIVER['reason']} (SHOP-7, platform)",
    ):
        assert line in text.splitlines()


def test_a_contract_says_in_which_file_it_is_waived() -> None:
    text = ask("shop.note", repository(files={"config/allow.json": listed({})}, **{"from": [WAIVING]}))
    assert "(SHOP-7, platform); config/allow.json:3" in text


def test_a_baseline_is_told_in_sums() -> None:
    entries = [
        waiver(path=f"data/{n}.json", max=2, issue=None, until=f"2026-0{n}-01", code=code)
        for n, code in ((1, "ECS003"), (2, "ECS003"), (3, "ECS004"))
    ]
    files = repository(*entries, baseline=True)
    line = "ECS003 at most 4 in 2 places until 2026-01-01 to 2026-02-01, EXPIRED (baseline)"
    assert f"waiver      of shop.note: {line}" in ask("shop.waivers", files)
    text = ask("shop.note", files)
    assert f"  {line}; contracts/waivers.contract.yaml:" in text
    assert text.count("/waivers/") == 1, "where it is named first"
