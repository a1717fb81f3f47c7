"""``artifact/v1``: where files are, whether they must be there, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from ...model import BOTH, CONSUMER, PRODUCER, Level
from ...schemas.edition import schema_changes
from ..examples import proof_by
from ..fields import FieldDiffer, breaking, choice, demand, harmless, inside, mapping, paths, words
from ..file_fields import EXCLUSIVE, PARAMS, PRESENCE, TYPES, optional_names, rules_of
from ..rule_lists import rule_list

if TYPE_CHECKING:
    from ....artifacts.model import Artifact


_PROOF: Final = proof_by(lambda contract: rules_of(contract, cast("Artifact", contract.body)))

_COMPANION: Final[Mapping[str, FieldDiffer]] = {
    "path": breaking("the path of the companion"),
    "at": breaking("the pointer to the companion"),
    "relative_to": breaking("what the path of the companion is relative to"),
    "contract": breaking("the contract of the companion"),
    "format": breaking("the format of the companion"),
    "presence": choice("whether the companion must be there", ("optional", "required"), "required"),
}
_VERSION: Final[Mapping[str, FieldDiffer]] = {
    "at": breaking("where the data says its schema version"),
    "accept": words("the accepted schema version", removed=PRODUCER),
    "versions": words("the schema version", removed=BOTH, ordered=True),
}

FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "path": paths("the files"),
    "root": breaking("the artifact root"),
    "types": TYPES,
    "presence": PRESENCE,
    "empty": choice("whether a file may be empty", ("valid", "invalid"), "valid"),
    "exclusive": EXCLUSIVE,
    "format": breaking("the format"),
    "table": breaking("the table"),
    "schema": schema_changes,
    "required": words("the required field", added=PRODUCER, removed=CONSUMER),
    "optional": optional_names,
    "schema_version": lambda pair: (
        demand("a schema version")(pair)
        if not (isinstance(pair.before, dict) and isinstance(pair.after, dict))
        else inside(_VERSION, "the schema version")(pair)
    ),
    "aliases": mapping("the alias", removed=BOTH),
    "companions": mapping(
        "the companion",
        added=PRODUCER,
        removed=CONSUMER,
        member=inside(_COMPANION, "the companion"),
    ),
    "relations": rule_list("the relation", _PROOF),
    "invariants": rule_list("the invariant", _PROOF),
    "params": PARAMS,
    "examples": harmless("the examples", Level.PATCH),
}
