"""The local file system reads what is below the root, and says why of anything else."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_ecocontracts.adapters import filesystem
from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.ports import Listing

LIMIT = 1024 * 1024


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    root = tmp_path / "root"
    (root / "a" / "b").mkdir(parents=True)
    (root / "a" / "file.txt").write_text("content")
    (root / "empty").write_bytes(b"")
    return root


@pytest.fixture
def files(root: Path) -> LocalFileSystem:
    return LocalFileSystem(str(root))


def problem(ask: Callable[[], object]) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        ask()
    return caught.value


def test_reads_a_file_and_its_size(files: LocalFileSystem) -> None:
    assert files.read("a/file.txt", LIMIT) == b"content"
    assert files.size("a/file.txt") == 7
    assert files.read("empty", LIMIT) == b""
    assert files.size("empty") == 0


def test_reads_a_file_of_several_megabytes(root: Path, files: LocalFileSystem) -> None:
    data = os.urandom(3 * 1024 * 1024 + 17)
    (root / "big").write_bytes(data)
    assert files.read("big", len(data)) == data


def test_lists_each_kind_of_entry_sorted_and_follows_no_link(root: Path, files: LocalFileSystem) -> None:
    (root / "to-folder").symlink_to("a")
    (root / "dangling").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    (root / "Z").touch()
    assert files.list("") == Listing(
        files=("Z", "empty"), folders=("a",), links=("dangling", "to-folder"), others=("pipe",)
    )
    assert files.list("a") == Listing(files=("file.txt",), folders=("b",))
    assert files.list("a/b") == Listing()


def test_lists_without_a_stat_per_entry(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        (root / f"{number}.txt").touch()
    files = LocalFileSystem(str(root))
    asked: list[object] = []
    monkeypatch.setattr(os, "stat", lambda *arguments, **_: asked.append(arguments))
    monkeypatch.setattr(os, "lstat", lambda *arguments, **_: asked.append(arguments))
    assert len(files.list("").files) == 51
    assert asked == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nothing", "missing"),
        ("a/nothing", "missing"),
        ("nothing/x", "missing"),
        ("a/file.txt/x", "missing"),
        ("a/file.txt/x/y", "missing"),
        ("x" * 300, "missing"),
        ("y/" * 3000 + "x", "missing"),
        ("\ud800", "missing"),
        ("\ud800/x", "missing"),
        ("a", "directory"),
        ("", "directory"),
        ("../outside/secret.txt", "outside-root"),
        ("a/../../outside/secret.txt", "outside-root"),
        ("a/..", "outside-root"),
        ("a/./file.txt", "outside-root"),
        ("a//file.txt", "outside-root"),
        ("a/file.txt/", "outside-root"),
        ("/etc/passwd", "outside-root"),
        ("/", "outside-root"),
        ("a\0b", "outside-root"),
        ("a\0b/c", "outside-root"),
    ],
)
def test_says_why_a_path_cannot_be_read(files: LocalFileSystem, path: str, reason: str) -> None:
    """Reading, asking the size and streaming agree on the reason, and cite the path that was asked for."""
    for ask in (
        lambda: files.read(path, LIMIT),
        lambda: files.size(path),
        lambda: list(files.lines(path, 0, None, LIMIT)),
    ):
        found = problem(ask)
        assert (found.reason, found.path) == (reason, path)
        assert found.message == str(found)


def test_says_why_a_folder_cannot_be_listed(root: Path, files: LocalFileSystem) -> None:
    (root / "out").symlink_to("../outside")
    (root / "loop").symlink_to("loop")
    reasons = {path: problem(lambda path=path: files.list(path)).reason for path in REASONS_OF_FOLDERS}
    assert reasons == REASONS_OF_FOLDERS


REASONS_OF_FOLDERS = {
    "nothing": "missing",
    "a/file.txt": "not-a-folder",
    "a/file.txt/x": "missing",
    "..": "outside-root",
    "/": "outside-root",
    "out": "outside-root",
    "loop": "link-loop",
}


def test_a_link_is_read_only_where_it_stays_below_the_root(root: Path, files: LocalFileSystem) -> None:
    (root / "inside").symlink_to("a/file.txt")
    (root / "chain").symlink_to(root / "inside")
    (root / "folder").symlink_to("a")
    (root / "up").symlink_to("../root/a/file.txt")
    for path in ("inside", "chain", "folder/file.txt", "up"):
        assert files.read(path, LIMIT) == b"content", path
        assert files.size(path) == 7, path
        assert list(files.lines(path, 0, None, LIMIT)) == [(0, b"content")], path


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("../outside/secret.txt", "outside-root"),
        ("/etc/passwd", "outside-root"),
        ("../outside/nothing-there", "outside-root"),
        ("../outside", "outside-root"),
        ("..", "outside-root"),
        ("../root-with-longer-name", "outside-root"),
        ("nowhere", "dangling-link"),
        ("a/file.txt/x", "dangling-link"),
        ("link", "link-loop"),
        ("other", "link-loop"),
        ("a", "directory"),
        (".", "directory"),
    ],
)
def test_says_why_a_link_cannot_be_read(root: Path, files: LocalFileSystem, target: str, reason: str) -> None:
    """A link out of the root never tells whether its target exists."""
    (root / "link").symlink_to(target)
    (root / "other").symlink_to("link")
    for ask in (lambda: files.read("link", LIMIT), lambda: files.size("link")):
        assert problem(ask).reason == reason
    assert files.kind("link") == "link"
    assert files.link_target("link") == target


def test_a_folder_that_is_a_link_out_of_the_root_is_no_way_in(root: Path, files: LocalFileSystem) -> None:
    (root / "out").symlink_to("../outside")
    (root / "dangling").symlink_to("nowhere")
    for ask in (
        lambda: files.read("out/secret.txt", LIMIT),
        lambda: files.size("out/secret.txt"),
        lambda: files.kind("out/secret.txt"),
        lambda: files.list("out"),
    ):
        assert problem(ask).reason == "outside-root"
    assert problem(lambda: files.read("dangling/x", LIMIT)).reason == "dangling-link"
    assert files.kind("dangling/x") is None
    assert files.link_target("dangling/x") is None


@pytest.mark.parametrize("path", ["pipe", "socket", "link"])
def test_what_is_not_a_regular_file_is_refused_without_waiting(
    root: Path, files: LocalFileSystem, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A FIFO without a writer would block an ordinary open for ever."""
    os.mkfifo(root / "pipe")
    (root / "link").symlink_to("pipe")
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert problem(lambda: files.read(path, LIMIT)).reason == "not-a-file"
        assert problem(lambda: files.size(path)).reason == "not-a-file"


def test_a_device_is_not_a_file(tmp_path: Path) -> None:
    assert problem(lambda: LocalFileSystem("/dev").read("null", LIMIT)).reason == "not-a-file"


def test_a_file_above_the_limit_is_not_read(
    root: Path, files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size is known from the open file: a sparse gigabyte costs nothing."""
    with (root / "sparse").open("wb") as stream:
        stream.truncate(1024**3)
    monkeypatch.setattr(os, "read", None)
    found = problem(lambda: files.read("sparse", LIMIT))
    assert (found.reason, str(1024**3) in found.message) == ("too-large", True)
    assert files.size("sparse") == 1024**3
    assert problem(lambda: files.read("a/file.txt", 6)).reason == "too-large"


@pytest.mark.parametrize("change", [b"content and more", b"con", b""])
def test_a_file_that_changes_its_size_while_it_is_read_is_a_problem(
    root: Path, files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch, change: bytes
) -> None:
    read = os.read

    def change_then_read(descriptor: int, size: int) -> bytes:
        (root / "a" / "file.txt").write_bytes(change)
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", change_then_read)
    assert problem(lambda: files.read("a/file.txt", LIMIT)).reason == "changed"


def test_a_large_file_that_is_rewritten_while_it_is_read_is_a_problem(
    root: Path, files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 2 * 1024 * 1024
    (root / "big").write_bytes(b"a" * size)
    os.utime(root / "big", (0, 0))
    read = os.read

    def read_then_change(descriptor: int, count: int) -> bytes:
        data = read(descriptor, count)
        (root / "big").write_bytes(b"b" * size)
        return data

    monkeypatch.setattr(os, "read", read_then_change)
    assert problem(lambda: files.read("big", size)).reason == "changed"


def test_a_file_that_changes_while_it_is_streamed_is_a_problem(root: Path, files: LocalFileSystem) -> None:
    (root / "log").write_bytes(b"1\n2\n")
    stream = files.lines("log", 0, None, LIMIT)
    assert next(stream) == (0, b"1")
    with (root / "log").open("ab") as log:
        log.write(b"3\n")
    assert problem(lambda: list(stream)).reason == "changed"


def test_a_file_that_is_read_in_several_parts_is_whole(
    files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 3)))
    assert files.read("a/file.txt", LIMIT) == b"content"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), "unreadable"),
        (FileNotFoundError(2, "vanished"), "missing"),
        (OSError(5, "Input/output error"), "unreadable"),
        (OSError(24, "Too many open files"), "unreadable"),
    ],
)
@pytest.mark.parametrize("call", ["open", "read"])
def test_errors_of_the_system_are_file_problems(
    files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str, call: str
) -> None:
    """Also where the file vanished after it was listed, and where the tests run as root."""

    def fail(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr(filesystem.os, call, fail)
    assert problem(lambda: files.read("a/file.txt", LIMIT)).reason == reason


def test_a_folder_that_may_not_be_listed_is_a_file_problem(
    files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> Iterator[os.DirEntry[str]]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(filesystem.os, "scandir", refuse)
    assert problem(lambda: files.list("a")).reason == "unreadable"


def test_names_that_are_not_utf8_are_read_by_the_name_that_the_listing_gives(
    root: Path, files: LocalFileSystem
) -> None:
    (Path(os.fsdecode(os.fsencode(root) + b"/a/\xff\xfe.txt"))).write_text("odd")
    (name,) = (name for name in files.list("a").files if name != "file.txt")
    assert files.read(f"a/{name}", LIMIT) == b"odd"
    assert files.kind(f"a/{name}") == "file"
    missing = problem(lambda: files.read(f"a/{name}x", LIMIT))
    assert missing.message.isprintable()


def test_tells_the_kind_of_an_entry(root: Path, files: LocalFileSystem) -> None:
    (root / "link").symlink_to("a/file.txt")
    os.mkfifo(root / "pipe")
    kinds = {path: files.kind(path) for path in ("", "a", "a/file.txt", "link", "pipe", "no", "a/file.txt/x")}
    assert kinds == {
        "": "folder",
        "a": "folder",
        "a/file.txt": "file",
        "link": "link",
        "pipe": "other",
        "no": None,
        "a/file.txt/x": None,
    }
    assert files.link_target("link") == "a/file.txt"
    assert files.link_target("a/file.txt") is None
    assert problem(lambda: files.kind("../outside")).reason == "outside-root"


def test_a_root_that_is_a_link_is_a_root_like_any_other(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to("root")
    (root / "absolute").symlink_to(tmp_path / "alias" / "a" / "file.txt")
    files = LocalFileSystem(str(tmp_path / "alias"))
    assert files.root == str(tmp_path / "alias")
    assert files.read("a/file.txt", LIMIT) == b"content"
    assert files.read("absolute", LIMIT) == b"content"


def test_more_folders_than_are_remembered_are_still_read(
    root: Path, files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystem, "_REMEMBERED_FOLDERS", 3)
    for number in range(10):
        folder = root / "many" / str(number) / "x"
        folder.mkdir(parents=True)
        (folder / "f").write_text(str(number))
    for _ in range(2):
        assert [files.read(f"many/{n}/x/f", LIMIT) for n in range(10)] == [b"%d" % n for n in range(10)]


def test_reading_leaves_no_file_open(files: LocalFileSystem) -> None:
    before = len(os.listdir("/proc/self/fd"))
    files.read("a/file.txt", LIMIT)
    next(files.lines("a/file.txt", 0, None, LIMIT))
    problem(lambda: files.read("a/file.txt", 1))
    problem(lambda: files.read("a", LIMIT))
    problem(lambda: files.read("nothing", LIMIT))
    assert len(os.listdir("/proc/self/fd")) == before


def test_lines_come_with_their_offset_and_without_their_end(root: Path, files: LocalFileSystem) -> None:
    (root / "log").write_bytes(b"one\r\n\ntwo\r\rx\nlast")
    assert list(files.lines("log", 0, None, LIMIT)) == [
        (0, b"one"),
        (5, b""),
        (6, b"two\r\rx"),
        (13, b"last"),
    ]
    assert list(files.lines("empty", 0, None, LIMIT)) == []
    assert list(files.lines("empty", 5, 9, LIMIT)) == []


def test_a_line_above_the_limit_is_a_problem_before_it_is_read_whole(
    root: Path, files: LocalFileSystem
) -> None:
    with (root / "endless").open("wb") as stream:
        stream.write(b"short\n")
        stream.truncate(1024**3)
    lines = files.lines("endless", 0, None, 100)
    assert next(lines) == (0, b"short")
    found = problem(lambda: next(lines))
    assert (found.reason, "at byte 6" in found.message) == ("too-large", True)
    (root / "fits").write_bytes(b"x" * 100 + b"\r\n" + b"y" * 101)
    lines = files.lines("fits", 0, None, 100)
    assert next(lines) == (0, b"x" * 100)
    assert problem(lambda: next(lines)).reason == "too-large"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"xyz", b"\r"]), max_size=40).map(b"".join),
    cuts=st.lists(st.integers(0, 100), max_size=6),
)
def test_byte_ranges_cut_anywhere_partition_the_lines(
    root: Path, files: LocalFileSystem, data: bytes, cuts: list[int]
) -> None:
    """Chunks of one file see each line exactly once, wherever the cuts fall."""
    (root / "log").write_bytes(data)
    borders = [0, *sorted(cuts)]
    ends: list[int | None] = [*borders[1:], None]
    parts = [list(files.lines("log", start, end, LIMIT)) for start, end in zip(borders, ends, strict=True)]
    expected = []
    offset = 0
    for line in data.split(b"\n"):
        if offset < len(data):
            expected.append((offset, line.removesuffix(b"\r")))
        offset += len(line) + 1
    assert [line for part in parts for line in part] == expected
    for (start, end), part in zip(zip(borders, ends, strict=True), parts, strict=True):
        assert all(start <= offset and (end is None or offset < end) for offset, _ in part)


def test_files_are_opened_for_reading_only(files: LocalFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate never changes what it judges."""
    seen: list[int] = []
    open_file = os.open

    def remember(path: str, flags: int) -> int:
        seen.append(flags)
        return open_file(path, flags)

    monkeypatch.setattr(os, "open", remember)
    files.read("a/file.txt", LIMIT)
    assert [flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) for flags in seen] == [0]
    assert stat.S_ISREG(os.stat(files.root + "/a/file.txt").st_mode)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "a", "a\n", "a\nbb\n\nc", "\r\n\r\n", "a\n" * 700_000],
    ids=["empty", "end", "open", "closed", "several", "crlf", "blocks"],
)
def test_lines_before_counts_what_lines_yields(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_bytes(text.encode())
    files = LocalFileSystem(str(tmp_path))
    begins = [offset for offset, _ in files.lines("a", 0, None, 1000)]
    for offset in {*range(min(6, len(text) + 1)), len(text)}:
        assert files.lines_before("a", offset) == sum(begin < offset for begin in begins)


def test_lines_before_ranges_are_counted_in_any_order_and_anew_after_a_change(tmp_path: Path) -> None:
    """What was counted before only shortens the way to what is asked next, in the same file."""
    files = LocalFileSystem(str(tmp_path))
    for number, text in enumerate(("a\nbb\n\nccc", "bb\n\n\n\nccc")):
        for name in ("x", "y"):
            (tmp_path / name).write_text(text)
            os.utime(tmp_path / name, (number, number))
        for offset in (3, 7, 4, 8, 8, 0, 5, 1, 100):
            for name in ("x", "y") if offset % 2 else ("x",):
                expected = text[: max(offset - 1, 0)].count("\n") + (offset > 0)
                assert files.lines_before(name, offset) == expected
