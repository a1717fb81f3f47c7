"""What a person reads: the nearest drawn name, its line, and what to do."""

from __future__ import annotations

from tests.fakes import link
from tests.layouts import CONTRACT, violations

TEXT = """\
contract: layout/v1
id: shop.layout
version: 1.0.0
owner: platform
summary: Where things live.
decisions: [ADR-0007]
tree:
  contracts/: opaque
  README.md: need
  docs/:
    "{n:int}-{title:slug}.md": some
    index.md: need
  runs/:
    "{run:int}/":
      "{run}.json": need
"""


def found(*paths: str) -> list[tuple[str, str, str | None, str | None, str | None, int | None]]:
    from pytest_ecocontracts.core.kinds.layout import KIND
    from pytest_ecocontracts.core.model import Chunk

    catalog, context = link({CONTRACT: TEXT, **dict.fromkeys(paths, "x")})
    contract = catalog.get("shop.layout")
    assert contract is not None
    (check,) = KIND.checks(contract, catalog)
    outcome = check.run(context, Chunk())
    assert {one.decisions for one in outcome.violations} <= {("ADR-0007",)}
    return [
        (one.code, one.message, one.expected, one.found, one.fix, one.contract.line if one.contract else None)
        for one in outcome.violations
    ]


SOUND = ("README.md", "docs/index.md", "docs/1-a.md", "runs/1/1.json")


def test_the_sound_tree() -> None:
    assert found(*SOUND) == []


def test_an_undrawn_file_near_a_drawn_name() -> None:
    assert found(*SOUND, "docs/Index.md") == [
        (
            "ECL004",
            "the file 'docs/Index.md' is not drawn in the layout",
            "in 'docs/': {n:int}-{title:slug}.md, index.md",
            "Index.md",
            "rename it to 'index.md' (contracts/layout.contract.yaml:12), remove it, or draw it",
            12,
        )
    ]


def test_an_undrawn_folder_near_nothing() -> None:
    assert found(*SOUND, "zzz/a") == [
        (
            "ECL004",
            "the folder 'zzz' is not drawn in the layout",
            "in the root folder: contracts/, README.md, docs/, runs/",
            "zzz/",
            "remove it, or draw it (contracts/layout.contract.yaml:7)",
            7,
        )
    ]


def test_a_missing_file_near_an_undrawn_name() -> None:
    missing = [one for one in found("readme.md", *SOUND[1:]) if one[0] == "ECL001"]
    assert missing == [
        (
            "ECL001",
            "the file 'README.md' is missing",
            "a file",
            "a similar name: readme.md",
            "rename 'readme.md' to 'README.md'",
            9,
        )
    ]


def test_a_missing_file_near_nothing() -> None:
    assert found(*SOUND[1:]) == [
        (
            "ECL001",
            "the file 'README.md' is missing",
            "a file",
            "nothing",
            "create it, or make 'README.md' 'opt'",
            9,
        )
    ]


def test_a_capture_with_two_values() -> None:
    assert found(*SOUND, "runs/2/1.json")[0] == (
        "ECL016",
        "'runs/2/1.json' matches '{run}.json' only if a repeated capture could have two values",
        "2.json",
        "1.json",
        "rename it to '2.json', or remove it",
        15,
    )


def test_control_characters_and_bytes_in_names_are_escaped() -> None:
    (one,) = violations(["a\x1b[31m\udcff"], tree={"a": "opt"})
    assert one.message == "the file 'a\\x1b[31m\\xff' is not drawn in the layout"
    assert one.location is not None
    assert one.location.path == "a\x1b[31m\udcff"


def test_what_identifies_a_finding_stands_in_its_metadata() -> None:
    for one in violations(["x", "old"], tree={"a": "need", "*.md": "some", "old": "ban"}):
        assert {"path"} <= set(one.metadata) <= {"path", "line"}
