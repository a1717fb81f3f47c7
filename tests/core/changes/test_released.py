"""Every release of a repository: no version is used twice, and what is supported still works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.changes import ChangedBase
from tests.fakes import catalog_file, contract, link, note_kinds, problems

from pytest_ecocontracts.adapters.proving import change_prover
from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.releases.supported import Supported
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.model import Chunk
from pytest_ecocontracts.core.violations import Violation

DAY, CATALOG = "contracts/day.contract.yaml", "ecocontracts.yaml"
SCHEMAS: dict[str, dict[str, object]] = {
    "text": {"properties": {"a": {"type": "string"}}},
    "number": {"properties": {"a": {"type": "number"}, "z": {"type": "boolean"}}},
    "more": {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
    "less": {"properties": {"z": {"type": "boolean"}}},
    "any": {},
    "unknown": {"properties": {"a": {"type": "string", "pattern": "\\bshop"}}},
    "unknown-too": {"properties": {"a": {"type": "string", "pattern": "\\b(shop)"}}},
}
POLICY = catalog_file(change_policy={"requires": {level: ["version"] for level in ("minor", "major")}})
Files = Mapping[str, object]


def day(version: str, schema: str, **more: object) -> dict[str, object]:
    """A repository with one contract, in an edition with one of SCHEMAS."""
    text = contract(
        "artifact/v1", id="shop.day", version=version, path="day.json", schema=SCHEMAS[schema], **more
    )
    return {CATALOG: POLICY, DAY: text}


def based(now: Files, releases: Sequence[tuple[str, Files]]) -> Context:
    """The context of a repository with these releases, newest first, the first being the base."""
    catalog, context = link(now)
    assert problems(catalog) == []
    chain: list[Any] = []
    newer = now
    for name, files in releases:
        base: Any = ChangedBase(files, newer)
        base.name = name
        chain.append(base)
        newer = files
    chain[0].releases = tuple(chain[1:])
    context.base = chain[0]
    return context


def gate_of(
    now: Files, releases: Sequence[tuple[str, Files]], supported: Supported | None = None
) -> tuple[ChangeGate, Context]:
    context = based(now, releases)
    policy = ChangePolicy(supported=supported or Supported())
    return ChangeGate(context, note_kinds(), change_prover, policy), context


def found(
    now: Files,
    *releases: tuple[str, Files],
    supported: Supported | None = None,
    check: str = "released",
) -> list[Violation] | None:
    """What the check of the contract says; None where there is none."""
    gate, context = gate_of(now, releases, supported)
    told: list[Violation] | None = None
    for one in context.catalog.contracts:
        for each in gate.checks(one):
            if each.name == check:
                outcome = each.run(context, Chunk())
                assert outcome.examined > 0
                told = [*(told or []), *outcome.violations]
    return told


def codes(now: Files, *releases: tuple[str, Files], **more: Any) -> list[str] | None:
    told = found(now, *releases, **more)
    return None if told is None else [violation.code for violation in told]


def test_releases_that_never_differ_need_no_check_and_are_not_read() -> None:
    now = day("1.0.0", "text")
    gate, context = gate_of(now, [("v1.2.0", now), ("v1.1.0", now), ("v1.0.0", now)])
    assert [check.name for one in context.catalog.contracts for check in gate.checks(one)] == []
    assert context.base is not None
    bases: list[Any] = [context.base, *context.base.releases]
    assert [base.files.reads for base in bases] == [[], [], []]


def test_each_edition_is_read_once_and_compared_with_that_of_today() -> None:
    """1.0.0 was released three times as it is, and is one edition."""
    first, second, now = day("1.0.0", "text"), day("1.1.0", "more"), day("1.2.0", "more", summary="Others.")
    releases = [("v1.3.0", second), ("v1.2.0", first), ("v1.1.0", first), ("v1.0.0", first)]
    gate, context = gate_of(now, releases)
    assert [(one.release, one.version) for one in gate.editions.of("shop.day")] == [
        ("v1.3.0", "1.1.0"),
        ("v1.2.0", "1.0.0"),
    ]
    assert context.base is not None
    bases: list[Any] = [context.base, *context.base.releases]
    assert [base.files.reads.count(DAY) for base in bases] == [1, 1, 0, 0]
    assert codes(now, *releases) == []


def test_a_version_that_an_older_release_has_with_other_content_was_used_twice() -> None:
    """As after a fix on another branch; the base itself is the matter of the update rule (ECV001)."""
    now, base, other = day("1.1.0", "more"), day("1.0.0", "text"), day("1.1.0", "text", summary="Mended.")
    (violation,) = found(now, ("v1.0.0", base), ("v1.0.1", other)) or []
    assert violation.code == "ECV005"
    assert violation.message.startswith("the release v1.0.1 has the version 1.1.0 with other content: ")
    assert violation.fix == "write version: 1.2.0, or a later one"
    assert codes(now, ("v1.0.0", base), ("v1.0.1", now)) == []
    commented = {**now, DAY: f"# As it was.\n{now[DAY]}"}
    assert codes(now, ("v1.0.0", base), ("v1.0.1", commented)) == [], "a comment is no content"


def test_a_contract_that_comes_back_keeps_the_versions_that_it_had() -> None:
    old, gone = day("1.0.0", "text"), {CATALOG: POLICY, "contracts/a.contract.yaml": contract("layout/v1")}
    releases = (("v1.1.0", gone), ("v1.0.0", {**old, "contracts/a.contract.yaml": contract("layout/v1")}))
    for schema, told in (("text", []), ("number", ["ECV005"])):
        assert codes({**gone, **day("1.0.0", schema)}, *releases) == told


def test_one_thing_is_told_once_whether_the_base_or_an_older_release_shows_it() -> None:
    now, base = day("1.0.0", "more"), day("1.0.0", "text")
    older = ("v0.9.0", day("1.0.0", "less"))
    assert codes(now, ("v1.0.0", base), older, check="change") == ["ECV001"]
    assert codes(now, ("v1.0.0", base), older) == []


def test_a_supported_edition_that_two_small_steps_broke() -> None:
    """A name is given up, and comes back as something else: no single step shows it."""
    old, between, now = day("1.0.0", "text"), day("1.1.0", "less"), day("1.2.0", "number")
    releases = (("v1.1.0", between), ("v1.0.1", old), ("v1.0.0", {**old, "README.md": "Hello"}))
    violation, _ = found(now, *releases) or []
    assert violation.code == "ECV015"
    assert violation.message.startswith("the supported edition 1.0.0 (release v1.0.1) is broken: ")
    assert '"a": ""' in str(violation.found)
    assert str(violation.fix).startswith("write version: 2.0.0, or make the change so")
    assert violation.location is not None
    assert (violation.location.path, violation.location.line) == (DAY, 7)
    assert codes(day("2.0.0", "number"), *releases) is None, "a major step ends what is supported"
    assert codes(now, *releases, supported=Supported(otherwise="none")) is None
    assert codes(now, *releases, supported=Supported(patterns={"shop.*": ">=1.1"})) is None


def test_a_step_that_is_smaller_than_what_changed_since_a_supported_edition() -> None:
    now, base = day("1.0.1", "more"), day("1.0.0", "more", summary="Old.")
    (violation,) = found(now, ("v1.0.1", base), ("v1.0.0", day("1.0.0", "text"))) or []
    assert violation.code == "ECV015"
    told = "since the supported edition 1.0.0 (release v1.0.0) the change is minor, and the step patch: "
    assert violation.message.startswith(told)


def test_what_is_larger_than_what_the_update_rule_asks_for_is_told_beside_it() -> None:
    """A minor version would answer for the base, and break the edition before it all the same."""
    now, releases = day("1.1.1", "number"), (("v2", day("1.1.0", "less")), ("v1", day("1.0.0", "text")))
    assert codes(now, *releases, check="change") == ["ECV002"]
    assert set(codes(now, *releases) or ()) == {"ECV015"}


def test_what_a_major_version_leaves_open_is_asked_of_supported_editions() -> None:
    now, base = day("2.0.0", "unknown"), ("v1", day("1.0.0", "unknown-too"))
    assert codes(now, base, check="change") == []
    assert codes(now, base) is None
    assert codes(now, base, supported=Supported(otherwise=">=1")) == ["ECV017"]


def test_the_checklist_has_a_line_about_releases() -> None:
    old, between, now = day("1.0.0", "text"), day("1.1.0", "less"), day("1.2.0", "number")
    gate, _ = gate_of(now, (("v1.1.0", between), ("v1.0.1", old)))
    lines = gate.explain("shop.day")
    assert "[ ] a version that no release has otherwise, and every supported edition still works" in lines
    assert lines[-1].startswith("    ECV015: write version: 2.0.0, or")
    reworded = day("1.1.0", "less", summary="Others.")
    gate, _ = gate_of(between, (("v1.1.0", between), ("v1.0.1", day("1.0.0", "less")), ("v1.0.0", reworded)))
    lines = gate.explain("shop.day")
    assert lines[0].startswith("[ ] a version that no release has otherwise")
    gate, _ = gate_of(between, (("v1.1.0", between), ("v1.0.1", day("1.0.0", "less"))))
    assert gate.explain("shop.day") == [
        "[x] a version that no release has otherwise, and every supported edition still works",
        "    found: 1 edition of releases, and nothing against them",
    ]


def test_several_editions_that_one_change_breaks_are_told_together() -> None:
    old, older = day("1.1.0", "text", summary="One."), day("1.0.0", "text")
    told = found(day("1.3.0", "number"), ("v3", day("1.2.0", "less")), ("v2", old), ("v1", older)) or []
    assert len(told) == 2, "what was written is refused, and what was refused is written"
    assert "the supported edition 1.1.0 (release v2), 1.0.0 (release v1) is broken: " in told[0].message


def test_what_is_named_as_supported_is_read_behind_a_major_step_too() -> None:
    old, between = day("1.0.0", "text"), day("2.0.0", "more", summary="More.")
    releases = (("v2.0.0", between), ("v1.0.0", old))
    named = Supported(otherwise=">=1,<3")
    assert codes(day("3.0.0", "less"), *releases, supported=named) == [], "whatever was written is read"
    told = found(day("3.0.0", "number"), *releases, supported=named) or []
    assert [one.code for one in told] == ["ECV015"]
    assert (
        "for the supported edition 2.0.0 (release v2.0.0), 1.0.0 (release v1.0.0) is read no more"
        in told[0].message
    )
    assert codes(day("3.0.0", "number"), *releases) is None


def test_an_edition_that_nobody_can_compare_fails_until_it_is_waived_by_its_pointer() -> None:
    base = day("1.1.0", "more")
    now = day("1.2.0", "unknown")
    told = found(now, ("v1.1.0", base), ("v1.0.0", day("1.0.0", "unknown-too"))) or []
    assert {one.code for one in told} == {"ECV017"}
    assert "pattern" in str(told[0].metadata["pointer"])
    same = (("v1.1.0", day("1.1.0", "unknown-too")), ("v1.0.0", day("1.0.0", "unknown-too", summary="Old.")))
    assert set(codes(now, *same, check="change") or ()) == {"ECV009"}
    assert codes(now, *same) == [], "the update rule says the same of the base"


def test_a_later_edition_and_an_experimental_one_promise_nothing() -> None:
    now, base = day("1.1.0", "text"), day("1.0.0", "text", summary="Old.")
    assert codes(now, ("v1.0.0", base), ("v2.0.0", day("1.2.0", "number"))) is None
    assert codes(now, ("v1.0.0", base), ("v0.9.0", day("1.0.0", "number", status="experimental"))) is None


UNREADABLE: dict[str, object] = {
    CATALOG: POLICY,
    DAY: contract("artifact/v1", id="shop.day", unheard=1),
}


def test_an_edition_that_cannot_be_read_is_an_error_where_it_is_supported() -> None:
    now, base = day("1.2.0", "text"), day("1.1.0", "text", summary="Old.")
    (violation,) = found(now, ("v1.1.0", base), ("v1.0.0", UNREADABLE)) or []
    assert violation.code == "ECV016"
    assert "the edition of the release v1.0.0 cannot be read with the language of today" in violation.message
    assert violation.found == "version 1.0.0, with 2 problems"
    assert codes(now, ("v1.1.0", base), ("v1.0.0", UNREADABLE), ("v0.9.0", UNREADABLE)) == ["ECV016"]
    none = Supported(otherwise="none")
    assert codes(now, ("v1.1.0", base), ("v1.0.0", UNREADABLE), supported=none) is None
    assert codes(day("2.0.0", "text"), ("v1.1.0", base), ("v1.0.0", UNREADABLE)) is None


def test_a_file_that_does_not_say_whose_edition_it_is() -> None:
    now, base = day("1.2.0", "text"), day("1.1.0", "text", summary="Old.")
    lost = {**base, "contracts/gone.contract.yaml": "{"}
    told = found(now, ("v1.1.0", base), ("v1.0.1", lost), ("v1.0.0", {**lost, "README.md": "x"})) or []
    assert [(one.code, one.location and one.location.path) for one in told] == [
        ("ECV016", "contracts/gone.contract.yaml")
    ]
    spoiled = {**base, DAY: "{"}
    assert codes(now, ("v1.1.0", base), ("v1.0.0", spoiled)) == ["ECV016"]
    none = Supported(otherwise="none")
    assert codes(now, ("v1.1.0", base), ("v1.0.0", spoiled), supported=none) is None


def test_versions_that_are_named_and_no_release_has() -> None:
    now, base = day("1.2.0", "text"), day("1.1.0", "text", summary="Old.")
    named = Supported(patterns={"shop.day": ">=3"})
    (violation,) = found(now, ("v1.1.0", base), ("v1.0.0", base), supported=named) or []
    assert violation.code == "ECC009"
    assert (violation.expected, violation.found) == ("an edition >=3", "1.1.0")


@pytest.mark.parametrize(
    ("supported", "told"),
    [
        ("major", []),
        ("none", []),
        (">=1.2,<3", []),
        ({"shop.*": "major", "shop": ">=1"}, []),
        ("newest", ["ECC013 /change_policy/supported"]),
        ({"shop": "=>1"}, ["ECC013 /change_policy/supported/shop"]),
        ({"bus.*": "none"}, ["ECC005 /change_policy/supported/bus.*"]),
        ({}, ["ECC004 /change_policy/supported"]),
        (7, ["ECC004 /change_policy/supported"]),
    ],
)
def test_how_supported_is_written(supported: object, told: list[str]) -> None:
    catalog, _ = link(
        {CATALOG: catalog_file(change_policy={"supported": supported}), DAY: contract("layout/v1")}
    )
    assert [f"{one.code} {one.location.pointer if one.location else ''}" for one in problems(catalog)] == told


def test_the_longest_pattern_that_matches_counts() -> None:
    supported = Supported(patterns={"shop.*": "none", "shop.day": ">=1", "s*": "major"})
    assert [supported.of(name) for name in ("shop.day", "shop.night", "ship", "bus")] == [
        ">=1",
        "none",
        "major",
        "major",
    ]


def test_a_release_that_cannot_be_read_at_all_fails_once_and_hides_nothing() -> None:
    now, base = day("1.0.0", "more"), day("1.0.0", "text")
    gate, context = gate_of(now, [("1.1.0", base), ("1.0.0", {CATALOG: POLICY})])
    assert context.base is not None
    empty: Any = context.base.releases[0]
    empty.whole = False
    checks = [check for one in context.catalog.contracts for check in gate.checks(one)]
    assert [check.name for check in checks] == ["released", "change"]
    with pytest.raises(CapabilityMissing, match=r"1\.0\.0 holds no contract in the folders of its catalog"):
        checks[0].run(context, Chunk())
    assert [one.code for one in checks[1].run(context, Chunk()).violations] == ["ECV001"]
