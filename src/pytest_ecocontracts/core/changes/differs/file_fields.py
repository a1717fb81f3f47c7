"""Differs that several kinds share whose contracts are about files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ...artifacts.invariants import judged_invariants
from ...json_schema.showing import show
from ...relations.checks import judged_examples
from ...rules.examples import Judged
from ..model import ABSENT, NOBODY, PRODUCER, Change
from .comparing import Pair
from .fields import FieldDiffer, choice, mapping, undecided, words

if TYPE_CHECKING:
    from ...artifacts.model import Artifact
    from ...model import Contract

PRESENCE: Final = choice("whether files must be there", ("optional", "required"), "required")
EXCLUSIVE: Final = choice("whether nothing else may be there", (False, True), False, lifted=NOBODY)


def rules_of(contract: Contract, artifact: Artifact) -> Sequence[Judged]:
    """Every relation and invariant, with what judges its examples."""
    return [*judged_examples(contract, artifact), *judged_invariants(contract, artifact)]


def optional_names(pair: Pair) -> Iterable[Change]:
    """The shorthand ``optional:``: a list that comes closes the objects, a name that goes is refused."""
    if pair.before is ABSENT:
        return [pair.change("fields that are not listed are refused now", breaks=PRODUCER)]
    if pair.after is ABSENT:
        return [pair.change("fields that are not listed are fine now")]
    return words("the optional field", removed=PRODUCER)(pair)


def _type(pair: Pair) -> Iterator[Change]:
    if isinstance(pair.before, list) and isinstance(pair.after, list):
        yield from words(f"the word of the type {pair.name!r}", removed=PRODUCER)(pair)
    else:
        yield undecided(pair, f"the type {pair.name!r}")


#: capture types of path templates; one that comes or goes is seen where it is used
TYPES: Final[FieldDiffer] = mapping("the type", member=_type)


def _param(pair: Pair) -> Iterator[Change]:
    """What a value does depends on whoever reads it; of a list the elements are told that come and go."""
    what = f"the param {pair.name!r}"
    if isinstance(pair.before, list) and isinstance(pair.after, list):
        come = [show(value) for value in pair.after if value not in pair.before]
        gone = [show(value) for value in pair.before if value not in pair.after]
        moved = [f"{', '.join(come)} came"] * bool(come) + [f"{', '.join(gone)} went"] * bool(gone)
        what += f" ({'; '.join(moved) or 'its order'})"
    yield undecided(pair, what)


#: values for expressions; one that comes or goes is seen where it is read
PARAMS: Final[FieldDiffer] = mapping("the param", member=_param)
