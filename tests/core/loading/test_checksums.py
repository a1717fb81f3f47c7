"""Lists of checksums: a digest and a path on each line, as sha256sum writes them."""

from __future__ import annotations

from pathlib import Path
from shutil import which
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.inputs import problems_of, read, reasons

from pytest_ecocontracts.core.loading.locate import locate

ONE, OTHER = "0" * 64, "Ab" * 32


def test_each_line_is_a_digest_and_a_path() -> None:
    text = f"{ONE}  a.json\n{OTHER} *b c/d.json\r\n"
    assert read("checksums", text) == [
        {"digest": ONE, "path": "a.json"},
        {"digest": OTHER, "path": "b c/d.json"},
    ]


def test_a_digest_alone_has_no_path() -> None:
    assert read("checksums", ONE) == [{"digest": ONE}]


def test_a_file_without_lines_has_no_records() -> None:
    assert read("checksums", "") == []


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a.json",
        f"{ONE} a.json",
        f"{ONE}  ",
        f"{ONE[:31]}  a.json",
        f"\\{ONE}  a\\nb.json",
        f"SHA256 (a.json) = {ONE}",
        f" {ONE}  a.json",
    ],
)
def test_every_line_that_is_no_checksum_is_told_with_its_number(line: str) -> None:
    found = problems_of(lambda: read("checksums", f"{ONE}  a\n{line}\n{ONE}  b\n{line}\n"))
    assert [(one.reason, one.line, one.pointer) for one in found] == [
        ("syntax", 2, "/1"),
        ("syntax", 4, "/3"),
    ]


def test_problems_that_are_told_are_bounded() -> None:
    assert len(reasons("checksums", "x\n" * 100_000)) == 100


def test_a_value_is_found_on_its_line() -> None:
    assert locate("checksums", f"{ONE}  a\n{ONE}  b\n".encode(), "/1/path") == (2, 1)


paths = st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=64), paths, st.sampled_from([" ", "*"]))))
def test_lists_are_read_as_they_were_written(lines: list[tuple[bytes, str, str]]) -> None:
    text = "".join(f"{digest.hex()} {mode}{path}\n" for digest, path, mode in lines)
    expected = [{"digest": digest.hex(), "path": path} for digest, path, _ in lines]
    assert read("checksums", text) == expected


@pytest.mark.skipif(which("sha256sum") is None, reason="there is no sha256sum here")
def test_what_sha256sum_writes_is_read(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_bytes(b"abc")
    written = run(["sha256sum", "a b.txt"], cwd=tmp_path, capture_output=True, check=True).stdout
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert read("checksums", written) == [{"digest": digest, "path": "a b.txt"}]
