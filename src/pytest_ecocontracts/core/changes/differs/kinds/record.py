"""``record/v1``: the run records of an ecosystem: their shape, and what their words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from ...model import BOTH, CONSUMER, PRODUCER
from ...schemas.edition import schema_changes
from ..examples import proof_by
from ..fields import FieldDiffer, breaking, choice, demand, inside, mapping, paths, words
from ..file_fields import EXCLUSIVE, PARAMS, PRESENCE, rules_of
from ..rule_lists import rule_list

if TYPE_CHECKING:
    from ....ecosystem_records.model import RecordBody

_PROOF: Final = proof_by(lambda contract: rules_of(contract, cast("RecordBody", contract.body).artifact))

_STAGES: Final[Mapping[str, FieldDiffer]] = {
    "names": words("the stage", added=CONSUMER, removed=PRODUCER),
}
_COUNTERS: Final[Mapping[str, FieldDiffer]] = {
    "required": words("the required counter", added=PRODUCER, removed=CONSUMER),
}
_OPTIONAL: Final[Mapping[str, FieldDiffer]] = {
    "outputs": words("the optional output", added=CONSUMER, removed=PRODUCER),
}

FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "path": paths("the records"),
    "run_id": breaking("the capture that is the id of the run"),
    "root": breaking("the artifact root"),
    "presence": PRESENCE,
    "exclusive": EXCLUSIVE,
    "format": breaking("the format"),
    "shape": choice("what every record has", ("core", "standard"), "standard"),
    "schema": schema_changes,
    "names": mapping("the name of the field", added=BOTH, removed=BOTH),
    # A word that comes is one that no consumer knows.
    "statuses": mapping("the status", added=CONSUMER, removed=PRODUCER),
    "stages": inside(_STAGES, "the stages"),
    "counters": inside(_COUNTERS, "the counters"),
    "outputs": words("the output", added=PRODUCER, removed=CONSUMER),
    "optional": inside(_OPTIONAL, "what a run may go without"),
    "reasons": words("the reason code", removed=PRODUCER),
    "no_input": demand("a condition for a missing input"),
    "manifests": mapping("the place in manifests", added=PRODUCER, removed=CONSUMER),
    "taxonomy": words("the taxonomy", removed=PRODUCER),
    "run_ids": words("the place that names runs", added=PRODUCER, removed=CONSUMER),
    "params": PARAMS,
    "relations": rule_list("the relation", _PROOF),
    "invariants": rule_list("the invariant", _PROOF),
    "without": words("the rule that is not asked for", added=CONSUMER, removed=PRODUCER),
}
