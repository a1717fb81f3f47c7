"""What a workflow says, as far as rules ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Said(NamedTuple):
    """One thing that a workflow says; line and column count from 1."""

    value: str
    line: int
    column: int | None
    record: Mapping[str, object]


class Workflow(NamedTuple):
    """A workflow, or a composite action, whose steps are in the job ""."""

    jobs: Sequence[Said]
    steps: Sequence[Said]
    uses: Sequence[Said]
    run: Sequence[Said]
    runs_on: Sequence[Said]
    triggers: Sequence[Said]
    permissions: Sequence[Said]
