"""``rules/v1``: relations between sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from ....rules.examples import Judged
from ..examples import proof_by
from ..fields import FieldDiffer, mapping, undecided
from ..file_fields import PARAMS
from ..rule_lists import rule_list

if TYPE_CHECKING:
    from ....kinds.rules import Rules
    from ....model import Contract


def _rules(contract: Contract) -> Sequence[Judged]:
    from ....source_relations.examples import judged_examples  # noqa: PLC0415 - only rules that changed need it

    return judged_examples(contract, cast("Rules", contract.body).relations)


FIELDS: Final[Mapping[str, FieldDiffer]] = {
    # A source that comes or goes is seen where a relation reads it; what another one gives is not.
    "sources": mapping(
        "the source", member=lambda pair: [undecided(pair, f"what the source {pair.name!r} reads")]
    ),
    "relations": rule_list("the relation", proof_by(_rules)),
    "params": PARAMS,
}
