"""Random and broken inputs for the loaders, and an equality that tells 1 from 1.0 and from true."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from pytest_ecocontracts.core.errors import LoadError, LoadProblem
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.values import read_value
from pytest_ecocontracts.core.pointers import join

LIMITS = Limits()

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
)


def values_of(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Nested lists and mappings with these leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
        max_leaves=12,
    )


values = values_of(scalars)

json_texts = st.builds(
    lambda value, indent, ascii_only: json.dumps(value, indent=indent, ensure_ascii=ascii_only),
    values,
    st.sampled_from([None, 0, 2]),
    st.booleans(),
)


@st.composite
def mutated(draw: st.DrawFn, texts: st.SearchStrategy[str], fragments: st.SearchStrategy[str]) -> bytes:
    """A valid text with up to three bytes deleted or replaced, or fragments inserted."""
    data = bytearray(draw(texts).encode())
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        change = draw(st.sampled_from(["delete", "replace", "insert"]))
        if change == "insert":
            data[place:place] = draw(fragments).encode("utf-8", "surrogatepass")
        elif place < len(data):
            data[place : place + 1] = b"" if change == "delete" else bytes([draw(st.integers(0, 255))])
    return bytes(data)


def identical(left: object, right: object) -> bool:
    """Equal in type, value, sign of zero and order of keys, all the way down."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(identical(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(identical, left, right))
    if isinstance(left, float) and isinstance(right, float):
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    return left == right


def pointers(value: object, pointer: str = "") -> Iterator[tuple[str, object]]:
    """Every pointer below a value, with what stands there."""
    yield pointer, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from pointers(child, join(pointer, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from pointers(child, join(pointer, index))


def problems_of(load: Callable[[], object]) -> tuple[LoadProblem, ...]:
    """The problems that loading raises; none where it succeeds."""
    try:
        load()
    except LoadError as error:
        if not error.problems:
            raise AssertionError("a LoadError says why") from error
        return error.problems
    return ()


def read(form: str, data: bytes | str, limits: Limits = LIMITS) -> object:
    """Read an artifact's data."""
    return read_value(form, data.encode() if isinstance(data, str) else data, limits)


def reasons(form: str, data: bytes | str, limits: Limits = LIMITS) -> list[str]:
    """Why an artifact cannot be read, a word per problem."""
    return [problem.reason for problem in problems_of(lambda: read(form, data, limits))]
