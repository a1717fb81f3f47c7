"""Whatever the bytes, a loader returns data or raises LoadError, and what it returns is JSON's model."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.inputs import LIMITS, json_texts, mutated, pointers, problems_of, read

from pytest_ecocontracts.core.loading.canonical import canonical_bytes
from pytest_ecocontracts.core.loading.documents import load_documents
from pytest_ecocontracts.core.loading.locate import positions
from pytest_ecocontracts.core.loading.values import FORMATS

VALID = {
    "json": '{"a": [1, 2.5, "x", null], "b": {"c": true}}\n',
    "jsonl": '{"a": 1}\n[2]\n"x"\n',
    "yaml": "a: &x [1, 2.5]\nb:\n  c: *x\n  d: |\n    text\n  e: {f: 'g', \"h\": ~}\n--- \n- 1\n",
    "toml": 'a = 1\nb.c = [1, {d = "x"}]\n[t.u]\nv = 2026-01-02 03:04:05\n[[w]]\nx = """y\n"""\n[[w]]\n',
    "csv": 'a,b\n1,"x\ny"\n"",2\n',
    "text": "one\r\ntwo\n",
    "checksums": f"{'0' * 64}  a.json\r\n{'Ab' * 32} *b.json\n",
    "markdown": "---\na: 1\nb: [x]\n---\n# Title\n",
}
#: ¦ parts the pieces
pieces = """---\n¦\"""¦'''¦é¦\ud800¦1e999¦nan¦2026-01-02¦[[w]]\n¦""¦<<: ¦!!int ¦&x ¦*x"""
fragments = st.sampled_from(
    [*"{}[],:\"'\\ \n\t\r-+.=#|>&*!%@?~0eE\0\x1b\u2028\ufeff", *pieces.split("¦"), "[" * 600]
)
forms = st.sampled_from(sorted(FORMATS))


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, bytes]:
    form = draw(forms)
    data = draw(
        mutated(st.just(VALID[form]), fragments) | mutated(json_texts, fragments) | st.binary(max_size=40)
    )
    return form, data


def load_and_locate(form: str, data: bytes) -> None:
    found = problems_of(lambda: read(form, data))
    for problem in found:
        assert problem.reason
        assert problem.message
        assert (problem.line or 1) >= 1
        assert (problem.column or 1) >= 1
    if found:
        return
    value = read(form, data)
    # Only what JSON has: this raises for dates, sets, NaN, keys that are no strings ...
    assert json.loads(canonical_bytes(value)) == value
    count = data.count(b"\n") + data.count(b"\r") + 1
    where = positions(form, data)
    for pointer, _ in list(pointers(value))[:50]:
        for key in (False, True):
            place = where.locate(pointer, key=key)
            assert place is not None, pointer
            assert 1 <= place[0] <= count
            assert place[1] >= 1
    assert where.locate("/no/such/place") is not None


def load_contract(form: str, data: bytes) -> None:
    suffix = {"markdown": "md"}.get(form, form)
    if suffix not in ("yaml", "json", "md"):
        return
    path = f"x.contract.{suffix}"
    if problems_of(lambda: load_documents(path, data, LIMITS)):
        return
    for document in load_documents(path, data, LIMITS):
        assert document.digest.startswith("sha256:")
        for pointer, _ in list(pointers(document.data))[:50]:
            assert document.location(pointer).line is not None


@given(broken())
def test_any_bytes_are_data_or_problems(case: tuple[str, bytes]) -> None:
    load_and_locate(*case)
    load_contract(*case)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_valid_inputs_are_valid(form: str) -> None:
    """Mutations of invalid files would find little."""
    data = VALID[form].replace("--- \n- 1\n", "")
    assert read(form, data)
    load_and_locate(form, data.encode())


@pytest.mark.fuzz
@given(st.lists(broken(), min_size=1, max_size=3))
def test_any_bytes_are_data_or_problems_at_length(cases: list[tuple[str, bytes]]) -> None:
    for case in cases:
        load_and_locate(*case)
        load_contract(*case)
