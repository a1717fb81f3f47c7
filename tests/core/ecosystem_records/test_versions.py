"""A record lists the versions of what it read and wrote, and says the same of each file."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.ecosystem_records.garden import changed, failed, judge, record
from tests.core.ecosystem_records.test_record_kind import told

READ, WRITTEN = ("ECR023", "/inputs/0/schema_version"), ("ECR023", "/outputs/0/schema_version")


@pytest.mark.parametrize(
    ("pointer", "value", "found"),
    [
        ("/schema_versions/read", {"garden": "bed.v1", "shed": "tool.v1"}, []),
        ("/schema_versions/read", {"garden": ["bed.v0", "bed.v1"]}, []),
        ("/schema_versions/read", {"garden": "bed.v2"}, [READ]),
        ("/schema_versions/read", {"garden": []}, [READ]),
        ("/schema_versions/read", {"shed": "bed.v1"}, [READ]),
        ("/schema_versions/written", {}, [WRITTEN]),
        ("/schema_versions", {"read": {}, "written": {}}, [READ, WRITTEN]),
    ],
)
def test_every_version_is_listed(pointer: str, value: Any, found: list[tuple[str, str]]) -> None:
    assert told(judge(changed(record(), (pointer, value)))) == found


def test_nothing_is_asked_of_what_was_neither_read_nor_promoted() -> None:
    assert told(judge(changed(failed(), ("/schema_versions", {"read": {}, "written": {}})))) == []


def test_a_file_without_a_version_and_a_record_without_the_field_are_for_the_shape_to_judge() -> None:
    quiet = {"without": ["manifests"], "shape": "core"}
    assert told(judge(changed(record(), ("/schema_versions", ...)), **quiet)) == []
    unversioned = changed(record(), ("/inputs/0/schema_version", None), ("/schema_versions/read", {}))
    assert told(judge(unversioned, **quiet)) == []


def test_a_contract_may_go_without_the_rule() -> None:
    made = changed(record(), ("/schema_versions/read", {}))
    assert told(judge(made, without=["versions"])) == []
