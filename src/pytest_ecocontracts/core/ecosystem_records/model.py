"""What a ``record/v1`` contract asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..artifacts.model import Artifact
from ..cel import Expression
from .words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRule:
    """Where manifests say what the record says too: JSON Pointers, of which one has a value, or all the same.

    ``digest`` says how the bytes of the files themselves are digested (``bytes``, ``lf``), None: not here.
    ``required``: whatever was read or promoted has one.
    """

    required: bool = True

    run_id: tuple[str, ...] = ("/run_id",)
    created_at: tuple[str, ...] = ("/created_at",)
    data_hash: tuple[str, ...] = ("/hashes/data_hash",)
    hash_alg: tuple[str, ...] = ("/hashes/hash_alg",)
    path: tuple[str, ...] = ("/data_path",)
    schema_version: tuple[str, ...] = ("/schema_version_emitted",)
    artifact_family: tuple[str, ...] = ("/artifact_family",)
    counts: tuple[str, ...] = ("/counts",)
    digest: str | None = "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How the records of one ecosystem are written.

    ``statuses`` maps its words for the status of a run to what they mean here. ``no_input`` says for which
    runs a required input may be missing. ``after_failure`` are the stages that run in spite of a failure,
    ``stage_order`` all stages in the order of every run, () where that is free. ``optional_outputs`` and
    ``optional_stages`` are all that a run may go without and still not fail, None where records say it.
    """

    words: Words
    statuses: Mapping[str, str]
    capture: str
    counters: tuple[str, ...]
    sums: tuple[str, ...]
    outputs: tuple[str, ...]
    optional_outputs: frozenset[str] | None
    optional_stages: frozenset[str] | None
    after_failure: frozenset[str]
    stage_order: tuple[str, ...]
    no_input: Expression | None
    params: Mapping[str, object]
    manifests: ManifestRule
    taxonomies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBody:
    """The body of ``record/v1``: the records as an artifact whose relations are the rules of this kind.

    ``shape`` is the JSON Schema of what every record has, beside the ecosystem's own schema.
    """

    artifact: Artifact
    shape: Mapping[str, object]
    conventions: Conventions
