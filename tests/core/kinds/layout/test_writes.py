"""Who may write where, judged on a change; and the allowlist of what is tolerated for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from tests.fakes import catalog_file, contract, link, problems
from tests.layouts import CONTRACT, entries, refused_codes

from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.model import Chunk, Outcome, WorkUnit
from pytest_ecocontracts.core.ports import Change
from pytest_ecocontracts.core.running import run as run_unit
from pytest_ecocontracts.core.running import withheld
from pytest_ecocontracts.core.violations import Violation

WRITES = {"runner": ["runs/**"], "codegen": ["gen/", "docs/{name:slug}.json"], "nobody": []}


class Base:
    """Implements what is asked of ports.GitBase."""

    name, revision = "main", "0" * 40

    def __init__(self, *changes: Change, whole: bool = True) -> None:
        self.changes = changes
        self.whole = whole


def judge(
    check: str = "writes",
    *,
    actor: str | None = "runner",
    written: Sequence[str] | None = None,
    base: Base | None = None,
    files: dict[str, object] | None = None,
    as_of: str = "2026-06-30",
    **fields: Any,
) -> Outcome | str:
    """The outcome of a check, or why it is withheld."""
    fields = {"tree": {"**": "opt"}, "writes": WRITES, **fields}
    given = {
        CONTRACT: contract(**fields),
        "ecocontracts.yaml": catalog_file(),
        **entries({"runs/x": "", "docs/a.json": "", **(files or {})}),
    }
    catalog, context = link(given)
    assert not problems(catalog), problems(catalog)
    found = catalog.get("shop.layout")
    assert found is not None
    context.actor, context.base = actor, base  # type: ignore[assignment]
    context.written = None if written is None else tuple(written)
    context.as_of = date.fromisoformat(as_of)
    (one,) = [one for one in KIND.checks(found, catalog) if one.name == check]
    unit = WorkUnit(contract=found, check=one, chunk=Chunk())
    return withheld(unit, context) or run_unit(unit, context)


def found(**given: Any) -> tuple[Violation, ...]:
    outcome = judge(**given)
    assert isinstance(outcome, Outcome), outcome
    return outcome.violations


def paths(**given: Any) -> list[str]:
    return [str(one.metadata["path"]) for one in found(**given)]


def test_what_the_actor_may_write_is_fine() -> None:
    outcome = judge(written=["runs/x", "runs/deep/y"])
    assert isinstance(outcome, Outcome)
    assert (outcome.violations, outcome.examined) == ((), 2)
    assert paths(actor="codegen", written=["gen/a/b.txt", "docs/a.json"]) == []


def test_a_finding_names_the_actor_the_path_and_the_allowed_set() -> None:
    (one,) = found(written=["runs/x", "docs/a.json"])
    assert (one.code, one.message) == ("ECL060", "runner wrote 'docs/a.json', and may not")
    assert one.expected == "runner writes runs/**"
    assert one.fix == "leave it as it was, or let codegen write it"
    assert dict(one.metadata) == {"actor": "runner", "path": "docs/a.json"}
    assert one.contract is not None
    assert one.contract.line is not None


def test_a_folder_pattern_is_what_lies_in_it() -> None:
    assert paths(actor="codegen", written=["gen", "docs/UPPER.json", "docs/a/b.json"]) == [
        "docs/UPPER.json",
        "docs/a/b.json",
        "gen",
    ]


def test_every_change_counts_as_a_write_of_both_ends() -> None:
    base = Base(
        Change("runs/new", "added", None),
        Change("src/a", "modified", "src/a"),
        Change("src/b", "deleted", "src/b"),
        Change("runs/c", "renamed", "src/c"),
    )
    assert paths(base=base) == ["src/a", "src/b", "src/c"]


def test_a_list_goes_before_the_base() -> None:
    for whole in (True, False):
        assert paths(base=Base(Change("src/a", "added", None), whole=whole), written=["src/b"]) == ["src/b"]


def test_an_actor_that_is_unknown_or_has_no_patterns_writes_nothing() -> None:
    (one,) = found(actor="stranger", written=["runs/x"])
    assert one.expected == "stranger writes nothing: the contract names codegen, nobody, runner"
    assert found(actor="nobody", written=["runs/x"])[0].expected == "nobody writes nothing"


def test_what_lies_outside_of_the_repository_is_never_allowed() -> None:
    given = {"writes": {"runner": "**"}, "written": ["../x", "/etc/passwd", "a"]}
    assert paths(**given) == ["../x", "/etc/passwd"]


def test_patterns_are_relative_to_the_root_and_other_places_are_left_to_others() -> None:
    given: dict[str, Any] = {"root": "docs", "writes": {"runner": ["*.json"]}}
    assert paths(**given, written=["docs/a.json", "docs/b.md", "runs/x", "docsy/x"]) == ["docs/b.md"]


def test_what_the_gate_writes_itself_is_not_judged() -> None:
    assert paths(written=[".eco/runs/1/run.json"]) == []


def test_a_change_of_nothing_is_fine() -> None:
    assert found(written=[]) == ()
    assert found(base=Base()) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "it judges what was written: --eco-base=REF, or --eco-written=FILE, with --eco-actor=NAME"),
        ({"actor": None}, "--eco-base=REF"),
        ({"actor": None, "written": []}, "--eco-actor=NAME (codegen, nobody, runner)"),
        ({"actor": None, "base": Base()}, "--eco-actor=NAME"),
        ({"base": Base(whole=False)}, "main is a released catalog, which does not hold every file"),
    ],
)
def test_without_a_change_or_an_actor_the_check_is_withheld(given: dict[str, Any], said: str) -> None:
    assert said in str(judge(**given))


@pytest.mark.parametrize(
    ("writes", "code"),
    [
        ({"runner": ["../x"]}, "ECC022"),
        ({"runner": ["{a:nowhere}"]}, "ECC004"),
        ({"runner": ["a", "a"]}, "ECC004"),
        ({}, "ECC004"),
        ({"$alow": "x"}, "ECC004"),
    ],
)
def test_writes_that_cannot_be_used(writes: dict[str, Any], code: str) -> None:
    assert refused_codes({"**": "opt"}, writes=writes) == [code]


# ---- the allowlist ---------------------------------------------------------------------------------------

GOOD = "docs/ # owner=platform; reason=moves in July; until=2026-06-30"


def allowed(*lines: str, check: str = "allowlist", **given: Any) -> Any:
    files = {"allow.txt": "# a comment\n\n" + "\n".join(lines) + "\n"}
    return judge(check, files=files, writes={**WRITES, "$allow": "allow.txt"}, **given)


def test_a_line_excuses_until_its_last_day() -> None:
    assert allowed(GOOD, check="writes", written=["docs/a.json"]).violations == ()
    assert allowed(GOOD, check="writes", written=["docs/a.json"]).details["excused"] == 1
    (late,) = allowed(GOOD, check="writes", written=["docs/a.json"], as_of="2026-07-01").violations
    assert late.code == "ECL060"


def test_a_line_may_be_for_one_actor() -> None:
    line = GOOD + "; actor=runner"
    assert allowed(line, check="writes", written=["docs/b.md"]).violations == ()
    assert len(allowed(line, check="writes", actor="codegen", written=["docs/b.md"]).violations) == 1


def test_an_allowlist_that_is_kept_well() -> None:
    outcome = allowed(GOOD, "runs/** # until=2026-12-31 ; owner=platform; reason=a = b")
    assert (outcome.violations, outcome.examined) == ((), 3)


def test_an_empty_allowlist_is_valid() -> None:
    assert allowed().violations == ()


@pytest.mark.parametrize(
    ("line", "code", "column", "said"),
    [
        ("docs/", "ECL063", 1, "says no owner"),
        ("docs/ # owner=platform; until=2026-12-31", "ECL063", 1, "says no reason"),
        ("docs/ # owner=platform; reason=x", "ECL063", 1, "says no until"),
        ("docs/ # owner=platform; reason=; until=2026-12-31", "ECL063", 25, "says no reason"),
        ("docs/ # owner=platform; reason=x; until=tomorrow", "ECL063", 35, "the end is no day"),
        ("docs/ # owner=platfrom; reason=x; until=2026-12-31", "ECL063", 9, "'platfrom' is no owner"),
        (GOOD + "; actor=runer", "ECL063", 65, "'runer' is no actor"),
        ("../x # owner=platform; reason=x; until=2026-12-31", "ECL063", 1, "no pattern of paths"),
        (GOOD.replace("06-30", "06-29"), "ECL061", 47, "ended on 2026-06-29"),
        ("  old/** # owner=platform; reason=x; until=2026-12-31", "ECL062", 3, "about nothing that is there"),
        ("runs/** # owner=platform; reason=x; until=20991231", "ECL063", 37, "is no day"),
    ],
)
def test_a_line_that_is_wrong_is_told_at_its_place(line: str, code: str, column: int, said: str) -> None:
    one = allowed(line).violations[0]
    assert said in one.message
    assert (one.code, one.location.path, one.location.line, one.location.column) == (
        code,
        "allow.txt",
        3,
        column,
    )


def test_a_line_that_is_wrong_excuses_nothing() -> None:
    line = "docs/ # owner=platform; until=2026-12-31"
    assert len(allowed(line, check="writes", written=["docs/a.json"]).violations) == 1


def test_an_allowlist_that_is_missing_or_no_text() -> None:
    outcome = judge("allowlist", writes={**WRITES, "$allow": "allow.txt"})
    assert isinstance(outcome, Outcome)
    assert [one.code for one in outcome.violations] == ["ECL001"]
    bad = judge("allowlist", files={"allow.txt": b"\xff\xfe"}, writes={**WRITES, "$allow": "allow.txt"})
    assert isinstance(bad, Outcome)
    assert [one.code for one in bad.violations] == ["ECS001"]


def test_an_actor_that_is_probably_misspelt_is_told_the_name() -> None:
    (one,) = found(actor="runer", written=["runs/x"])
    assert one.fix == "did you mean the actor 'runner'? Else leave it as it was, or let runner write it"
    (one,) = found(actor="qqq", written=["docs/x.md"])
    assert one.fix == "leave it as it was"
