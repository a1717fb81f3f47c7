"""Codes are for ever: the lint catches every way to break that, and lets good changes pass."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from pytest_ecocontracts.core.taxonomy import shipped_bytes
from pytest_ecocontracts.core.taxonomy_lint import compare_taxonomies, lint

Data = dict[str, Any]
OLD: Data = yaml.safe_load(shipped_bytes())


def edition(
    change: Callable[[Data], None] = lambda data: None, version: str = "0.2.0", old: Data = OLD
) -> Data:
    data = copy.deepcopy(old)
    data["version"] = version
    change(data)
    return data


def entry(data: Data, code: str) -> Data:
    return next(found for found in data["entries"] if found["code"] == code)


def reasons(new: Data, old: Data = OLD) -> set[str]:
    return {problem.reason for problem in compare_taxonomies(old, new)}


def retire(data: Data) -> None:
    entry(data, "ECS011").update(status="retired", reason="Nothing is too large any more.")


RETIRED = edition(retire)


def add(data: Data, **changes: Any) -> None:
    data["entries"].append(
        {**copy.deepcopy(data["entries"][0]), "code": "ECC900", "name": "brand-new"} | changes
    )


def rename(data: Data) -> None:
    entry(data, "ECS001").update(name="file-unparsable")


MUTATIONS: dict[str, tuple[Callable[[Data], None], str]] = {
    "removed": (lambda d: d["entries"].pop(3), "removed"),
    "renamed without alias": (rename, "renamed"),
    "metadata key dropped": (lambda d: entry(d, "ECS002").update(metadata=[]), "metadata"),
    "stable severity changed": (lambda d: entry(d, "ECS002").update(severity="warning"), "promise"),
    "stable fault changed": (lambda d: entry(d, "ECS002").update(fault="consumer"), "promise"),
    "stops the line no more": (lambda d: entry(d, "ECS002").update(stops_line=False), "promise"),
    "alias collides": (lambda d: entry(d, "ECS001").update(aliases=["schema-required-missing"]), "duplicate"),
    "code twice": (lambda d: add(d, code="ECS002"), "duplicate"),
    "name twice": (lambda d: add(d, name="schema-required-missing"), "duplicate"),
    "deprecated without replacement": (
        lambda d: entry(d, "ECS001").update(status="deprecated"),
        "successor-missing",
    ),
    "replaced by nothing": (
        lambda d: entry(d, "ECS001").update(status="deprecated", replaced_by="ECS099"),
        "successor",
    ),
    "foreign prefix": (lambda d: add(d, code="SHOP001"), "prefix"),
    "prefix changed": (lambda d: d.update(prefix="E"), "identity"),
    "domain changed": (lambda d: d.update(domain="other"), "identity"),
    "from the future": (lambda d: add(d, since="9.0.0"), "since"),
    "since no version": (lambda d: add(d, since="soon"), "since"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_is_caught(name: str) -> None:
    change, reason = MUTATIONS[name]
    assert reasons(edition(change)) == {reason}


def test_retired_codes_are_not_reused() -> None:
    new = edition(lambda d: entry(d, "ECS011").update(status="stable"), version="0.3.0", old=RETIRED)
    assert reasons(new, RETIRED) == {"reused"}


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_an_edit_needs_a_newer_version(version: str) -> None:
    edited = edition(lambda d: entry(d, "ECS001").update(fix="Repair whatever writes the file."), version)
    assert "version" in reasons(edited)


def legal(data: Data) -> None:
    add(data, since="0.2.0")
    entry(data, "ECS001").update(
        name="file-unparsable", aliases=["artifact-unparsable"], meaning="It is broken."
    )
    entry(data, "ECS002")["metadata"].append("pointer")
    entry(data, "ECS003").update(status="deprecated", replaced_by="ECS004")
    retire(data)


def test_legal_changes_pass() -> None:
    """New entry, rename with alias, better words, new metadata key, deprecation, retirement."""
    assert compare_taxonomies(OLD, edition(legal)) == []


def test_nothing_changed_passes() -> None:
    assert compare_taxonomies(OLD, OLD) == []


def test_a_major_version_may_change_promises_but_not_names() -> None:
    def change(data: Data) -> None:
        entry(data, "ECS002").update(severity="warning", stops_line=False)

    assert reasons(edition(change, version="1.0.0")) == set()
    assert reasons(edition(rename, version="1.0.0")) == {"renamed"}


def test_preview_entries_may_change_promises() -> None:
    old = edition(lambda d: entry(d, "ECS002").update(status="preview"))
    new = edition(lambda d: entry(d, "ECS002").update(fault="tool"), version="0.3.0", old=old)
    assert reasons(new, old) == set()


def test_the_shipped_taxonomy_is_sound() -> None:
    assert lint(OLD) == []
