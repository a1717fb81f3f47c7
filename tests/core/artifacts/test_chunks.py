"""However files and lines are divided, the same is found, with the same line numbers."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.core.artifacts.gate import CONTRACT, Gate, artifact, enforce, gate
from tests.fakes import MemoryFiles, catalog_file

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.limits import Limits


def by_chunk(found: Gate) -> list[list[str]]:
    return [
        [target.path for target in unit.chunk.targets] for unit in found.units if unit.check.name == "format"
    ]


def test_files_are_divided_by_number() -> None:
    files = {f"d/{n}.json": "1" for n in range(5)}
    found = gate(files, Limits(chunk_targets=2), path="d/{n}.json")
    assert by_chunk(found) == [["d/0.json", "d/1.json"], ["d/2.json", "d/3.json"], ["d/4.json"]]
    assert [unit.name for unit in found.units if unit.check.name == "format"] == [
        "shop.data[format-1-of-3]",
        "shop.data[format-2-of-3]",
        "shop.data[format-3-of-3]",
    ]


def test_files_of_several_templates_are_judged_once() -> None:
    found = gate({"a.json": "1", "b.json": "1"}, path=["{n}.json", "a.json"])
    assert by_chunk(found) == [["a.json", "b.json"]]


def test_small_line_files_share_a_chunk_and_large_ones_are_divided() -> None:
    files = {
        "1.jsonl": "1\n" * 10,
        "2.jsonl": "1\n" * 45,
        "3.jsonl": "1\n" * 5,
        "4.jsonl": "1\n" * 5,
        "5.jsonl": "",
    }
    found = gate(files, Limits(chunk_bytes=40), path="{n}.jsonl")
    targets = [
        [(target.path, target.start, target.end) for target in unit.chunk.targets]
        for unit in found.units
        if unit.check.name == "format"
    ]
    assert targets == [
        [("1.jsonl", 0, None)],
        [("2.jsonl", 0, 40)],
        [("2.jsonl", 40, 80)],
        [("2.jsonl", 80, None), ("3.jsonl", 0, None), ("4.jsonl", 0, None), ("5.jsonl", 0, None)],
    ]
    assert sum(outcome.details.get("records", 0) for outcome in found.outcomes.values()) == 65


def test_chunks_are_planned_without_reading_anything() -> None:
    files = MemoryFiles(
        {"ecocontracts.yaml": catalog_file(), CONTRACT: artifact(path="d/{n}.json"), "d/1.json": "1"}
    )
    enforce(files)
    assert files.reads.count("d/1.json") == 1


LINES = st.lists(
    st.sampled_from(['"x"', "1", '{"a": 1}', "[", "", '"äöü"', "12345678901234567890"]), max_size=30
)


@given(LINES, st.integers(1, 60), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_byte_ranges_find_what_the_whole_file_does(
    lines: list[str], size: int, end: str, closed: bool
) -> None:
    """Every line is judged exactly once, whatever the range it begins in."""
    text = end.join(lines) + (end if closed and lines else "")

    def found(limit: int) -> list[tuple[str, int | None, str]]:
        # over a real file: its ranges are what is tested
        result = enforce(local({"a.jsonl": text}), Limits(chunk_bytes=limit, positions=1000))
        return sorted(
            (v.code, v.location.line, v.location.pointer) for v in result.violations if v.location is not None
        )

    assert found(size) == found(10**9)


def local(files: dict[str, str]) -> LocalFileSystem:
    import tempfile

    root = Path(tempfile.mkdtemp())
    for path, text in {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: artifact(path="a.jsonl", schema={"type": "integer"}),
        **files,
    }.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(text.encode())
    return LocalFileSystem(str(root))


def test_file_that_shrinks_between_planning_and_judging_is_told(tmp_path: Path) -> None:
    files = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: artifact(path="a.jsonl", schema={"type": "integer"}),
        "a.jsonl": "1\n" * 50,
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)

    class Shrinking(LocalFileSystem):
        def lines(self, path: str, start: int, end: int | None, limit: int):  # type: ignore[no-untyped-def]
            for number, item in enumerate(super().lines(path, start, end, limit)):
                if number == 3:
                    (tmp_path / "a.jsonl").write_text("1\n")
                yield item

    assert "ECS009" in enforce(Shrinking(str(tmp_path))).codes


def test_line_that_is_too_long_is_told() -> None:
    class Long(MemoryFiles):
        def lines(self, path: str, start: int, end: int | None, limit: int):  # type: ignore[no-untyped-def]
            from pytest_ecocontracts.core.errors import FileProblem

            for offset, line in super().lines(path, start, end, limit):
                if len(line) > limit:
                    raise FileProblem("too-large", path, f"a line of more than {limit} bytes")
                yield offset, line

    files = Long(
        {
            "ecocontracts.yaml": catalog_file(),
            CONTRACT: artifact(path="a.jsonl"),
            "a.jsonl": '1\n"' + "x" * 100 + '"\n',
        }
    )
    found = enforce(files, Limits(line_bytes=50))
    assert found.codes == ["ECS011"]
