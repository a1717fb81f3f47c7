"""JSON Pointers, against the examples of RFC 6901."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.pointers import join, resolve, split

# RFC 6901, section 5
DOCUMENT = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_resolves_the_examples_of_the_specification(pointer: str, value: object) -> None:
    assert resolve(DOCUMENT, pointer) == value


@pytest.mark.parametrize(
    "pointer", ["/foo/2", "/foo/00", "/foo/-", "/foo/bar", "/nothing", "/foo/0/x", "/foo/²"]
)
def test_a_pointer_to_nothing_is_a_key_error(pointer: str) -> None:
    with pytest.raises(KeyError):
        resolve(DOCUMENT, pointer)


def test_a_text_that_is_no_pointer_is_refused() -> None:
    with pytest.raises(ValueError, match="starts with '/'"):
        split("foo")


@given(st.lists(st.text()))
def test_split_undoes_join(tokens: list[str]) -> None:
    assert split(join("", *tokens)) == tokens
