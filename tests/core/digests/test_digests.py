"""Digests are computed as their sources say."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes import MemoryFiles, make_context

from pytest_ecocontracts.core.digests.computing import (
    ALGORITHMS,
    algorithm_name,
    digest_of_bytes,
    digest_of_content,
    digest_of_folder,
    digest_of_text,
    digest_of_text_content,
    without,
)
from pytest_ecocontracts.core.digests.jcs import jcs_bytes, number

# RFC 8785, appendix B: the bits of a double, and how it is written
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_numbers_are_written_as_the_rfc_says(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert number(value) == text


def test_the_example_of_the_rfc() -> None:
    """RFC 8785, sections 3.2.2 and 3.2.3."""
    data = json.loads(
        r'{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r'"string": "\u20ac$\u000F\u000aA'
        "'"
        r'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}'
    )
    assert jcs_bytes(data).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )


def test_names_sort_by_utf16_code_units() -> None:
    """RFC 8785, section 3.2.3."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = jcs_bytes(dict.fromkeys(names, 0)).decode()
    assert list(json.loads(written)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}, 2**53 + 1, -(2**63) + 1]
)
def test_what_the_scheme_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several errors, all of them ValueErrors
        jcs_bytes([value])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_as_what_they_were(value: float) -> None:
    assert float(number(value)) == value


@pytest.mark.parametrize("name", [*ALGORITHMS, "SHA-256", "Sha512", "SHA3-256"])
def test_algorithms_by_any_spelling(name: str) -> None:
    assert algorithm_name(name) in ALGORITHMS


@pytest.mark.parametrize("name", ["md5", "sha1", "SHA-1", "crc32", "", "sha256 "])
def test_broken_or_unknown_algorithms_are_none(name: str) -> None:
    assert algorithm_name(name) is None


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a", b"\r\r\n"]), max_size=12), st.integers(1, 5))
def test_line_ends_are_one_wherever_the_pieces_end(parts: list[bytes], size: int) -> None:
    from unittest.mock import patch

    data = b"".join(parts)
    context = make_context(MemoryFiles({"a.txt": data}))
    expected = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    with patch("pytest_ecocontracts.core.digests.computing._PIECE", size):
        assert digest_of_text(context, "a.txt", "sha256") == hashlib.sha256(expected).hexdigest()
        assert digest_of_bytes(context, "a.txt", "sha256") == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("pointer", "left"),
    [
        (["a"], {"b": [{"x": 1, "y": 2}, {"x": 3}]}),
        (["b", "*", "x"], {"a": 1, "b": [{"y": 2}, {}]}),
        (["b", "0"], {"a": 1, "b": [{"x": 3}]}),
        (["*"], {}),
        (["c", "d"], {"a": 1, "b": [{"x": 1, "y": 2}, {"x": 3}]}),
        (["a", "z"], {"a": 1, "b": [{"x": 1, "y": 2}, {"x": 3}]}),
    ],
)
def test_without(pointer: list[str], left: object) -> None:
    assert without({"a": 1, "b": [{"x": 1, "y": 2}, {"x": 3}]}, pointer) == left


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\n\r\\\0", exclude_categories=["Cs"]),
    min_size=1,
    max_size=4,
).filter(lambda name: name not in {".", ".."})
TREES = st.recursive(
    st.binary(max_size=4), lambda inner: st.dictionaries(NAMES, inner, max_size=4), max_leaves=8
).filter(lambda tree: isinstance(tree, dict))


@given(TREES)
@settings(deadline=None)
def test_the_listing_of_a_folder_is_what_sha256sum_prints_of_its_files(tree: dict[str, object]) -> None:
    """Made again in another way: one line for each file, sorted as bytes."""

    def flat(tree: dict[str, object], above: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for name, inner in tree.items():
            if isinstance(inner, bytes):
                found[above + name] = inner
            elif isinstance(inner, dict):
                found |= flat(inner, f"{above}{name}/")
        return found

    files = flat(tree, "")
    lines = {name.encode(): hashlib.sha256(data).hexdigest().encode() for name, data in files.items()}
    listing = b"".join(lines[name] + b"  " + name + b"\n" for name in sorted(lines))
    context = make_context(
        MemoryFiles({"other": b"", "bag/.keep": b"", **{f"bag/{n}": d for n, d in files.items()}})
    )
    made = digest_of_folder(context, "bag", "sha256", lambda path: path == ".keep" and path not in files)
    assert made == hashlib.sha256(listing).hexdigest()


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a"]), max_size=8))
def test_what_is_compressed_has_the_digest_of_what_it_holds(parts: list[bytes]) -> None:
    data = b"".join(parts)
    context = make_context(MemoryFiles({"a": data, "b": gzip.compress(data)}))
    assert digest_of_content(context, "b", "sha256") == digest_of_bytes(context, "a", "sha256")
    assert digest_of_text_content(context, "b", "sha256") == digest_of_text(context, "a", "sha256")
