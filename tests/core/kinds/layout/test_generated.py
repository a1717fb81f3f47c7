"""What is generated: its lock, in both directions, and that it does not say when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.fakes import Link
from tests.layouts import Git, outcomes, refused, refused_codes

from pytest_ecocontracts.core.digests.blob import blob_id
from pytest_ecocontracts.core.digests.lock_file import read_lock, write_lock
from pytest_ecocontracts.core.errors import LoadError
from pytest_ecocontracts.core.model import Outcome
from pytest_ecocontracts.core.ports import Blob

GEN = {"$by": "tools/gen --all", "$lock": "gen.lock", "**": "opt"}


def lock(**files: str) -> str:
    blobs = {path: Blob("100644", blob_id(text.encode())) for path, text in files.items()}
    return write_lock("shop.layout", blobs).decode()


def judged(check: str, files: Mapping[str, object], gen: Mapping[str, Any], **fields: Any) -> Outcome:
    tree = {"gen/": gen, "**": "opt"}
    return outcomes(files, tree=tree, **fields)[check]


def told(outcome: Outcome) -> list[tuple[str, str, int | None]]:
    places = [(one.code, one.location) for one in outcome.violations]
    return [(code, place.path, place.line) for code, place in places if place is not None]


# ---- the lock --------------------------------------------------------------------------------------------


def test_what_the_lock_lists_is_there_and_the_same() -> None:
    files = {"gen/a.txt": "a", "gen/deep/b.txt": "b", "other.txt": "c"}
    outcome = judged(
        "generated", {**files, "gen.lock": lock(**{"gen/a.txt": "a", "gen/deep/b.txt": "b"})}, GEN
    )
    assert (told(outcome), outcome.examined) == ([], 2)


def test_each_direction_has_a_code_of_its_own() -> None:
    locked = lock(**{"gen/edited.txt": "before", "gen/gone.txt": "", "gen/same.txt": "s"})
    files = {"gen/edited.txt": "after", "gen/same.txt": "s", "gen/stray.txt": "", "gen.lock": locked}
    outcome = judged("generated", files, GEN)
    assert told(outcome) == [
        ("ECL052", "gen/edited.txt", None),
        ("ECL050", "gen/stray.txt", None),
        ("ECL051", "gen.lock", 3),
    ]
    edited = outcome.violations[0]
    assert edited.expected == f"100644 {blob_id(b'before')} (gen.lock:2)"
    assert "run 'tools/gen --all'" in str(edited.fix)


def test_modes_and_links_are_part_of_the_lock() -> None:
    files = {
        "gen/run.sh": "x",
        "gen/link": Link("a.txt"),
        "gen.lock": f"120000 {blob_id(b'a.txt')} gen/link\n100755 {blob_id(b'x')} gen/run.sh\n",
    }
    outcome = judged("generated", files, GEN)
    assert told(outcome) == [("ECL052", "gen/run.sh", None)]
    assert "its mode is not that of the lock" in outcome.violations[0].message


def test_what_the_index_of_git_vouches_for_is_not_read() -> None:
    class Index(Git):
        def blobs(self) -> Mapping[str, Blob]:
            return {"gen/a.txt": Blob("100644", blob_id(b"as in the index"))}

    files = {"gen/a.txt": "not looked at", "gen.lock": lock(**{"gen/a.txt": "as in the index"})}
    assert told(judged("generated", files, GEN, index=Index())) == []


def test_what_git_ignores_is_not_generated_as_far_as_the_lock_is_concerned() -> None:
    files = {"gen/a.txt": "", "gen/cache/x.bin": "", "gen.lock": lock(**{"gen/a.txt": ""})}
    assert told(judged("generated", files, GEN, index=Git(ignored=["gen/cache"]))) == []
    assert told(judged("generated", files, GEN, index=Git())) == [("ECL050", "gen/cache/x.bin", None)]


def test_what_people_keep_inside_and_the_lock_itself_are_not_generated() -> None:
    gen = {
        "$by": "tools/gen",
        "$lock": "gen/files.lock",
        "INDEX.md": {"$": "need", "$zone": "stable"},
        "notes.md": {"$lock": False},
        "files.lock": "need",
        "*.txt": "opt",
    }
    files = {
        "gen/a.txt": "",
        "gen/INDEX.md": "",
        "gen/notes.md": "",
        "gen/files.lock": lock(**{"gen/a.txt": ""}),
    }
    outcome = judged("generated", files, gen)
    assert (told(outcome), outcome.examined) == ([], 1)


def test_what_nobody_drew_is_told_once_by_the_tree() -> None:
    files = {"gen/a.txt": "", "gen/x.bin": "", "gen.lock": lock(**{"gen/a.txt": ""})}
    found = outcomes(files, tree={"gen/": {"$by": "g", "$lock": "gen.lock", "*.txt": "opt"}, "*": "opt"})
    assert told(found["generated"]) == []
    assert told(found["tree"]) == [("ECL004", "gen/x.bin", None)]


def test_a_lock_of_a_file_of_two_folders_and_of_the_whole_tree() -> None:
    same = {"$by": "tools/gen", "$lock": "gen.lock"}
    files = {"a/x": "", "b/y": "", "one.md": "", "gen.lock": lock(**{"a/x": "", "b/y": "", "one.md": ""})}
    tree = {
        "a/": {**same, "*": "opt"},
        "b/": {**same, "*": "opt"},
        "one.md": {**same, "$": "need"},
        "*": "opt",
    }
    assert told(outcomes(files, tree=tree)["generated"]) == []
    whole = {"out/x": "", "gen.lock": lock(**{"out/x": ""})}
    assert told(outcomes(whole, root="out", tree={**same, "*": "opt"})["generated"]) == []


def test_an_empty_lock_of_nothing_examines_nothing() -> None:
    outcome = judged("generated", {"x": "", "gen.lock": "# nothing\n"}, GEN)
    assert told(outcome) == [("ECC009", "contracts/layout.contract.yaml", 6)]
    assert judged("generated", {"x": "", "gen.lock": ""}, {"$": "opt", **GEN}).violations == ()


def test_each_lock_is_about_something() -> None:
    tree = {"gen/": GEN, "more/": {**GEN, "$lock": "more.lock"}, "**": "opt"}
    files = {"gen/a": "", "gen.lock": lock(**{"gen/a": ""}), "more.lock": ""}
    (one,) = outcomes(files, tree=tree)["generated"].violations
    assert (one.code, one.location and one.location.pointer) == ("ECC009", "/tree/more~1/$lock")


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        (None, "it is not there", None),
        ("100644 abc gen/a.txt\n", "line 1 is no line of a lock", 1),
        (f"100666 {'a' * 40} gen/a.txt\n", "line 1 is no line of a lock", 1),
        (f"100644 {'a' * 40} gen/b\n100644 {'a' * 40} gen/a\n", "line 2 is not in order", 2),
        (f"100644 {'a' * 40} gen/b\n100644 {'b' * 40} gen/b\n", "line 2 names a path a second time", 2),
        (f'100644 {"a" * 40} "gen\n', "line 1 is no line of a lock", 1),
        ("<<<<<<< ours\n", "line 1 is no line of a lock", 1),
    ],
)
def test_a_lock_that_is_none(text: str | None, said: str, line: int | None) -> None:
    files = {"gen/a.txt": "", **({} if text is None else {"gen.lock": text})}
    outcome = judged("generated", files, GEN)
    assert told(outcome)[0] == ("ECL053", "gen.lock", line)
    assert said in outcome.violations[0].message
    assert "--eco-write-locks" in str(outcome.violations[0].fix)


@pytest.mark.parametrize("path", ["a b", "ü", "new\nline", 'quo"te', " x ", "\udcff", "#x"])
def test_a_lock_reads_what_it_wrote(path: str) -> None:
    blobs = {path: Blob("100755", "a" * 40), "z": Blob("120000", "b" * 64)}
    read = read_lock(write_lock("x", blobs))
    assert {name: line.blob for name, line in read.items()} == blobs


def test_every_bad_line_of_a_lock_is_told_up_to_ten() -> None:
    with pytest.raises(LoadError) as raised:
        read_lock(b"bad\n" * 30)
    assert [problem.line for problem in raised.value.problems] == list(range(1, 11))


# ---- deterministic ---------------------------------------------------------------------------------------

STABLE = {"$by": "tools/gen", "$deterministic": True, "**": "opt"}


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ('{"generated_at": "2026-01-02T03:04:05Z"}', 19, "2026-01-02T03:04:05Z"),
        ("built 2026-01-02 03:04", 7, "2026-01-02 03:04"),
        ("as of 2026-01-02.", 7, "2026-01-02"),
        ("run: 20260102T030405Z", 6, "20260102T030405Z"),
        ("epoch: 1767323045", 8, "1767323045"),
        ('"builtAt": 1767323045123,', 12, "1767323045123"),
        ("created_at = 1767323045.25", 14, "1767323045.25"),
        ("Fri, 02 Jan 2026 03:04:05 GMT", 1, "Fri, 02 Jan 2026"),
        ("# Fri Jan  2 03:04:05 UTC 2026", 3, "Fri Jan  2 03:04:05 UTC 2026"),
        ("Generated on January 2, 2026", 14, "January 2, 2026"),
    ],
)
def test_a_time_in_the_content(text: str, column: int, found: str) -> None:
    (one,) = judged("deterministic", {"gen/a.txt": f"first\n{text}\n"}, STABLE).violations
    assert one.code == "ECL054"
    assert one.location is not None
    assert (one.location.path, one.location.line, one.location.column) == ("gen/a.txt", 2, column)
    assert str(one.found).startswith(f"{found} in: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version 1.2.3 of 2026",
        "https://json-schema.org/draft/2020-12/schema",
        "id: 1767323045",
        "order 1234-56-78, part 2026-13-01, 2026-02-99",
        "sha256: 2026010203040506070809abcdef",
        "size = 1767323045",
        "on May 5",
        "2026-01-02-slug",
    ],
)
def test_what_is_no_time(text: str) -> None:
    outcome = judged("deterministic", {"gen/a.txt": text}, STABLE)
    assert (told(outcome), outcome.examined) == ([], 1)


@pytest.mark.parametrize(
    "name", ["report-2026-01-02.md", "20260102T030405Z/x.md", "20260102.txt", "out.1767323045.json"]
)
def test_a_time_in_a_path(name: str) -> None:
    outcome = judged("deterministic", {f"gen/{name}": ""}, STABLE)
    assert told(outcome) == [("ECL054", f"gen/{name}", None)]


@pytest.mark.parametrize("name", ["report.md", "v2026.txt", "1234567890123456.txt", "99999999.bin"])
def test_no_time_in_a_path(name: str) -> None:
    assert told(judged("deterministic", {f"gen/{name}": ""}, STABLE)) == []


def test_an_allowance_excuses_its_lines_and_one_that_excuses_nothing_is_a_warning() -> None:
    gen = {**STABLE, "$deterministic": {"allow": ['"until"', "never there", r"archive/\d"]}}
    files = {"gen/a.json": '{"until": "2026-01-02"}\n{"at": "2026-01-02"}\n', "gen/archive/2026-01-02.md": ""}
    outcome = judged("deterministic", files, gen)
    assert told(outcome)[0] == ("ECL054", "gen/a.json", 2)
    assert [one.code for one in outcome.violations] == ["ECL054", "ECL058"]
    assert "'never there'" in outcome.violations[1].message


def test_a_file_of_many_times_is_told_in_short() -> None:
    outcome = judged("deterministic", {"gen/a.log": "2026-01-02 03:04\n" * 500}, STABLE)
    assert len(outcome.violations) == 6
    assert outcome.violations[-1].message.endswith("holds 495 more times")


def test_bytes_that_are_no_text_are_not_searched_and_links_by_their_name() -> None:
    files = {
        "gen/a.bin": b"\0 2026-01-02T03:04:05Z",
        "gen/2026-01-02": Link("../x"),
        "gen/b": Link("2026-01-02"),
    }
    assert told(judged("deterministic", files, STABLE)) == [("ECL054", "gen/2026-01-02", None)]


def test_a_large_file_is_read_line_by_line() -> None:
    text = ("x" * 999 + "\n") * 4500 + "at 2026-01-02 03:04\n"
    outcome = judged("deterministic", {"gen/a.txt": text, "gen/b.bin": "\0" + text}, STABLE)
    assert told(outcome) == [("ECL054", "gen/a.txt", 4501)]


def test_each_folder_without_times_has_a_file() -> None:
    tree = {"gen/": STABLE, "more/": STABLE, "less/": {"$": "opt", **STABLE}, "**": "opt"}
    outcome = outcomes({"gen/a": ""}, tree=tree)["deterministic"]
    assert [one.message for one in outcome.violations] == [
        "'$deterministic' of 'more/' is about nothing: no file is there"
    ]


def test_nothing_generated_is_nothing_examined() -> None:
    assert [one.code for one in judged("deterministic", {"x": ""}, STABLE).violations] == ["ECC009"]


# ---- the contract ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gen", "code"),
    [
        ({"$lock": "gen.lock"}, "ECC004"),
        ({"$deterministic": True}, "ECC004"),
        ({"$regenerate": True}, "ECC004"),
        ({"$by": "g", "$zone": "runtime", "$lock": "gen.lock"}, "ECC004"),
        ({"$by": "g", "$lock": "../gen.lock"}, "ECC022"),
        ({"$by": "g", "$lock": "{x}.lock"}, "ECC004"),
        ({"$by": "g", "$lock": True}, "ECC004"),
        ({"$by": "g", "$lock": "l", "$": "opaque"}, "ECC016"),
        ({"$by": "g", "$deterministic": {"allow": ["(?=x)"]}}, "ECC020"),
        ({"$by": "g | sort > x", "$regenerate": True}, "ECC004"),
        ({"$by": "g 'open", "$regenerate": True}, "ECC004"),
        ({"$by": " ", "$regenerate": True}, "ECC004"),
        ({"$by": []}, "ECC004"),
    ],
)
def test_options_that_cannot_be_kept(gen: dict[str, Any], code: str) -> None:
    assert refused_codes({"gen/": gen}) == [code]


def test_options_below_the_one_who_writes_are_kept() -> None:
    tree = {"gen/": {"$by": ["tools/gen", "|"], "sub/": {"$regenerate": True, "$lock": "l", "*": "opt"}}}
    assert refused(tree) == []
    assert refused({"gen/": {"$by": """python -c "print('(*)')" \\*""", "$regenerate": True}}) == []


def test_a_zone_without_the_one_who_writes_is_told_once() -> None:
    gen = {"$zone": "generated", "$lock": "gen.lock", "$deterministic": True, "a.txt": "opt"}
    (one,) = refused({"gen/": gen})
    assert one.message == "'gen/' is generated, and nothing says what writes it"
