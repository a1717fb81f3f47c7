"""``surface/v1``: entrypoints are declared, listed and real, thin, and go away in order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.core.pages.gate import CONTRACT, Gate, enforce
from tests.fakes import MemoryBase, MemoryFiles, Packages, catalog_file, contract, make_context

from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import WHOLE

DECLARED = {"file": "surface.json", "at": "/entrypoints/*"}
LISTED = {"file": "INDEX.md", "pattern": "`(ops-[a-z]+)`"}
REAL = {"file": "ops.mk", "pattern": r"^(ops-[a-z]+):"}
RECIPES = {"file": "ops.mk", "pattern": r"^(?P<target>ops-[a-z]+):.*\n\t(?P<value>.*)$"}


def surface(
    declared: list[str],
    *,
    index: str = "",
    makefile: str = "",
    files: dict[str, object] | None = None,
    **fields: Any,
) -> Gate:
    """The gate over a surface, with what the texts of its files are."""
    texts: dict[str, object] = {"surface.json": json.dumps({"entrypoints": declared}, indent=1)}
    if index:
        texts["INDEX.md"] = index
    if makefile:
        texts["ops.mk"] = makefile
    return enforce("surface/v1", {**texts, **(files or {})}, declared=DECLARED, **fields)


MAKEFILE = "ops-up:\n\t./bin/ctl up\nops-down:\n\t./bin/ctl down\n"


def test_what_is_declared_is_listed_and_real() -> None:
    gate = surface(
        ["ops-up", "ops-down"],
        index="`ops-up` and `ops-down`\n",
        makefile=MAKEFILE,
        listed={"index": LISTED},
        real=REAL,
        wrappers={"of": RECIPES, "through": r"^\./bin/ctl ", "max_lines": 1},
    )
    assert gate.problems == []
    assert gate.checks == ["listed", "real", "wrappers"]
    assert gate.codes == []
    assert all(outcome.examined for outcome in gate.outcomes.values())


def test_each_lack_is_told_where_it_is_to_be_mended() -> None:
    gate = surface(
        ["ops-up", "ops-gone"],
        index="`ops-up`\n\n`ops-extra`\n",
        makefile=MAKEFILE,
        listed={"index": LISTED},
        real=REAL,
    )
    assert gate.found == [
        ("ECB001", "surface.json", 4),  # ops-gone is not listed
        ("ECB003", "INDEX.md", 3),  # ops-extra is not declared
        ("ECB002", "surface.json", 4),  # ops-gone is not real
        ("ECB003", "ops.mk", 3),  # ops-down is not declared
    ]


def test_listings_may_list_more_and_reality_may_be_larger() -> None:
    gate = surface(
        ["ops-up"],
        index="`ops-up` `ops-extra`\n",
        makefile=MAKEFILE,
        listed={"index": LISTED},
        lists_more=["index"],
        real=REAL,
        undeclared="allowed",
    )
    assert gate.codes == []


def test_a_surface_without_entrypoints_proves_nothing() -> None:
    gate = surface([], index="`ops-up`\n", listed={"index": LISTED})
    assert gate.codes == ["ECC009"]


def test_a_place_that_is_not_there_blocks_the_check() -> None:
    gate = surface(["ops-up"], listed={"index": LISTED})
    assert gate.codes == ["ECX001"]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["./bin/ctl up"], []),
        (["bash ops/up.sh"], ["ECB008"]),
        (["echo ./bin/ctl up"], ["ECB008"]),
        (["./bin/ctl up", "./bin/ctl down", "./bin/ctl again"], ["ECB008"]),
    ],
)
def test_wrappers_are_thin(lines: list[str], codes: list[str]) -> None:
    recipes = [{"target": "ops-up", "line": line} for line in lines]
    recipes.append({"target": "undeclared", "line": "curl x"})
    gate = surface(
        ["ops-up"],
        files={"recipes.json": json.dumps(recipes)},
        wrappers={
            "of": {"file": "recipes.json", "at": "/*", "value": "/line"},
            "through": r"^\./bin/ctl ",
            "max_lines": 1,
        },
    )
    assert gate.codes == codes


def test_lines_of_no_entrypoint_prove_nothing_about_wrappers() -> None:
    lines = {"lines.json": json.dumps([{"target": "ops-upp", "line": "docker stop"}])}
    of = {"file": "lines.json", "at": "/*", "value": "/line"}
    assert surface(["ops-up"], files=lines, wrappers={"of": of, "through": "x"}).codes == ["ECC009"]
    named = surface(["ops-up"], files=lines, wrappers={"of": of, "through": "x", "entrypoint": "/name"})
    assert named.codes == ["ECI005", "ECC009"]


def test_internal_scripts_that_are_not_there_prove_nothing() -> None:
    page = {"file": "INDEX.md", "pattern": ".+"}
    gate = surface(["ops-up"], index="Run it\n", internal={"files": "opps/**/*.sh", "called_in": page})
    assert gate.codes == ["ECC009"]


def test_nobody_names_internal_scripts() -> None:
    gate = surface(
        ["ops-up"],
        files={
            "ops/stack/up.sh": "echo up\n",
            "ops/stack/up.sh.md": "about ops/stack/up.sh.md\n",
            "docs/use.md": "Run `bash ./ops/stack/up.sh`.\n",
            "docs/other.md": "Run `ops-up`, see docs/ops/stack/up.sh and ops/stack/up.sh-old\n",
        },
        internal={
            "files": ["ops/**/*.sh"],
            "called_in": {"file": "docs/*.md", "pattern": ".+"},
        },
    )
    assert gate.found == [("ECB009", "docs/use.md", 1)]


OLD = {
    "name": "ops-old",
    "since": "2026-01-01",
    "until": "2099-01-01",
    "replaced_by": "ops-up",
    "guidance": "docs/old.md",
}
PAGE = {"docs/old.md": "Use ops-up in place of ops-old.\n"}


def deprecated(entry: dict[str, object], declared: list[str], files: dict[str, object] | None = None) -> Gate:
    return surface(declared, files=PAGE if files is None else files, deprecated=[entry], window=90)


def test_a_deprecation_in_order() -> None:
    gate = deprecated(OLD, ["ops-up", "ops-old"])
    assert gate.problems == []
    assert gate.codes == []


@pytest.mark.parametrize(
    ("changes", "declared", "code"),
    [
        ({}, ["ops-up"], "ECB005"),
        ({"until": "2099-01-01", "since": "2098-12-01"}, ["ops-up", "ops-old"], "ECB004"),
        ({"since": "2025-01-01", "until": "2025-12-01"}, ["ops-up", "ops-old"], "ECB006"),
        ({"replaced_by": "place"}, ["ops-up", "ops-old"], "ECB004"),
        ({"since": "2026-02-30"}, ["ops-up", "ops-old"], "ECB004"),
        ({"guidance": "docs/none.md"}, ["ops-up", "ops-old"], "ECB004"),
    ],
)
def test_a_deprecation_out_of_order(changes: dict[str, str], declared: list[str], code: str) -> None:
    gate = deprecated({**OLD, **changes}, declared)
    assert gate.codes == [code]


def test_guidance_names_the_old_and_the_new() -> None:
    gate = deprecated(OLD, ["ops-up", "ops-old"], {"docs/old.md": "Use ops-up.\n"})
    assert gate.found == [("ECB004", "docs/old.md", None)]


def test_what_replaces_an_entrypoint_stays() -> None:
    def ending(name: str, successor: str) -> dict[str, str]:
        days = {"since": "2026-01-01", "until": "2090-01-01"}
        return {"name": name, "replaced_by": successor, "guidance": "move.md", **days}

    def codes(*entries: dict[str, str]) -> list[str]:
        files: dict[str, object] = {"move.md": "a, b, c"}
        return surface(["a", "b", "c"], files=files, deprecated=list(entries)).codes

    assert codes(ending("a", "b"), ending("c", "b")) == []
    assert codes(ending("a", "a")) == ["ECB004"]
    assert codes(ending("a", "b"), ending("b", "c")) == ["ECB004"]


def test_guidance_names_words_and_no_parts_of_them() -> None:
    entry = {"name": "up", "since": "2026-01-01", "until": "2090-01-01", "replaced_by": "up-now"}
    files: dict[str, object] = {"move.md": "Use up-now."}
    gate = surface(["up", "up-now"], files=files, deprecated=[{**entry, "guidance": "move.md"}])
    assert gate.codes == ["ECB004"]


def test_deprecations_may_stand_in_a_file() -> None:
    files: dict[str, object] = {**PAGE, "shims.json": json.dumps({"shims": [{**OLD, "replaced_by": " "}]})}
    gate = surface(
        ["ops-up", "ops-old"], files=files, deprecated={"file": "shims.json", "at": "/shims/*"}, window=1
    )
    assert gate.found == [("ECB004", "shims.json", 1)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": "2099-01-01", "since": "2098-12-01"}, "until"),
        ({"replaced_by": "ops-upp"}, "replaced_by"),
        ({"guidance": "docs/none.md"}, "guidance"),
    ],
)
def test_what_is_wrong_with_a_deprecation_is_told_at_its_field(changes: dict[str, str], field: str) -> None:
    """In the contract, and in a file; a replacement that is probably misspelt is told as it is meant."""
    entry = {**OLD, **changes}
    (inline,) = deprecated(entry, ["ops-up", "ops-old"]).violations
    files = {**PAGE, "shims.json": json.dumps([entry])}
    source = {"file": "shims.json", "at": "/*"}
    (filed,) = surface(["ops-up", "ops-old"], files=files, deprecated=source, window=90).violations
    assert (inline.location.pointer, filed.location.pointer) == (f"/deprecated/0/{field}", f"/0/{field}")
    assert field != "replaced_by" or inline.fix == "did you mean 'ops-up'?"


def test_what_is_removed_stands_nowhere() -> None:
    gate = surface(["ops-up"], index="`ops-up` `ops-old`\n", listed={"index": LISTED}, removed=["ops-old"])
    assert ("ECB007", "INDEX.md", 1) in gate.found
    gate = surface(["ops-up"], index="`ops-up`\n", listed={"index": LISTED}, removed=["ops-old"])
    assert gate.codes == []


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"listed": {"index": LISTED}, "lists_more": ["indx"]}, "ECC005", "/lists_more/0"),
        ({"real": "targets"}, "ECC005", "/real"),
        ({"real": {"fle": "x", "pattern": "y"}}, "ECC004", "/real"),
        ({"wrappers": {"of": RECIPES, "through": "("}}, "ECC020", "/wrappers/through"),
        ({"internal": {"files": "../x", "called_in": LISTED}}, "ECC022", "/internal/files"),
    ],
)
def test_what_cannot_be_used_is_refused(fields: dict[str, object], code: str, pointer: str) -> None:
    assert (code, pointer) in surface(["ops-up"], **fields).problems


def kept(
    before: list[str] | None, now: list[str], old: list[dict[str, str]], *, whole: bool = True, **fields: Any
) -> list[str] | str:
    """The codes for a change from one declaration to another, or why there are none.

    ``old`` are the deprecations of the base; ``whole``: it is a revision of git, and no release.
    """
    header = {"id": "shop.docs", "declared": DECLARED, "kept": "base"}
    there = contract("surface/v1", **header, **({"deprecated": old} if old else {}))
    base = {CONTRACT: there}
    if before is not None:
        base["surface.json"] = json.dumps({"entrypoints": before})
    here = contract("surface/v1", **header, **fields)
    files = {"ecocontracts.yaml": catalog_file(), CONTRACT: here}
    memory = MemoryFiles({**files, **PAGE, "surface.json": json.dumps({"entrypoints": now})})
    context = make_context(memory)
    context.base = MemoryBase(base)
    context.base.whole = whole
    catalog = build_catalog(context, KindRegistry(), Packages())
    (found,) = [one for one in catalog.contracts if one.id == "shop.docs"]
    (check,) = [one for one in KindRegistry().get("surface", 1).checks(found, catalog) if one.name == "kept"]
    reason = check.withheld(context)
    return reason or [violation.code for violation in check.run(context, WHOLE[0]).violations]


OVER = {**OLD, "since": "2025-01-01", "until": "2025-06-30"}


@pytest.mark.parametrize(
    ("old", "fields", "codes"),
    [
        ([], {}, ["ECB005"]),
        ([], {"removed": ["ops-old"]}, ["ECB005"]),
        ([OLD], {"removed": ["ops-old"]}, ["ECB005"]),
        ([OVER], {}, ["ECB005"]),
        ([OVER], {"removed": ["ops-old"]}, []),
    ],
)
def test_the_base_promises(old: list[dict[str, str]], fields: dict[str, Any], codes: list[str]) -> None:
    assert kept(["ops-up", "ops-old"], ["ops-up"], old, **fields) == codes
    assert kept(["ops-up", "ops-old"], ["ops-up"], old, whole=False, **fields) == codes


def test_a_release_without_the_declaration_promises_nothing_that_could_be_judged() -> None:
    for before in (None, []):
        reason = kept(before, ["ops-up"], [], whole=False)
        assert "what was declared in the base" in reason


def test_what_stays_and_what_is_added_is_fine() -> None:
    assert kept(["ops-up"], ["ops-up", "ops-down"], []) == []


def test_without_a_base_nothing_is_said_about_it() -> None:
    gate = surface(["ops-up"], kept="base")
    assert gate.checks == ["kept"]
    (found,) = [one for one in gate.catalog.contracts if one.id == "shop.docs"]
    (check,) = KindRegistry().get("surface", 1).checks(found, gate.catalog)
    assert "--eco-base" in (check.withheld(gate.context) or "")
