"""Sets of keys: the same answers from memory, from SQLite and from DuckDB."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.keys.ways import NEVER, ROOT, WAYS, no_database
from tests.fakes import MemoryFiles, make_context, without_adapters

from pytest_ecocontracts.adapters.sqlite_keys import SqliteKeys
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.keys import KeyStore, Repeat, Shared, Tally, decode, encode, open_keys
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.ports import KeyDatabase


@pytest.fixture(params=[way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
def store(request: pytest.FixtureRequest) -> Iterator[KeyStore]:
    with KeyStore(*request.param) as made:
        yield made


def test_duckdb_is_among_the_ways_where_it_is_installed() -> None:
    pytest.importorskip("duckdb", reason="the extra tables is not installed")
    pytest.importorskip("pyarrow", reason="the extra tables is not installed")
    assert "duckdb" in [name for name, *_ in WAYS]


def test_a_repeated_key_is_told_with_its_first_place(store: KeyStore) -> None:
    keys = store.keys()
    for place, value in enumerate(["a", "b", 1, "a", 1.0, "c", "a"]):
        keys.add(encode(value), place)
    assert list(keys.repeated()) == [
        Repeat(encode("a"), 3, 0),
        Repeat(encode(1), 4, 2),
        Repeat(encode("a"), 6, 0),
    ]
    assert len(keys) == 7


def test_a_key_twice_at_one_place_is_repeated(store: KeyStore) -> None:
    keys = store.keys()
    for value in ("a", "b", "a"):
        keys.add(encode(value), 4)
    assert list(keys.repeated()) == [Repeat(encode("a"), 4, 4)]


def test_distinct_keys_repeat_nothing(store: KeyStore) -> None:
    keys = store.keys()
    for place in range(50):
        keys.add(encode(place), place)
    assert list(keys.repeated()) == []


def test_an_empty_set_has_nothing_to_tell(store: KeyStore) -> None:
    keys, others = store.keys(), store.keys()
    others.add(encode("a"), 0)
    assert len(keys) == 0
    assert list(keys.repeated()) == list(keys.tallies()) == list(keys.missing_from(others)) == []
    assert list(others.missing_from(keys)) == [Tally(encode("a"), 0, 1)]
    assert list(others.shared_with(keys)) == []


def test_references_that_lead_nowhere_are_told_once_with_how_often(store: KeyStore) -> None:
    targets, references = store.keys(), store.keys()
    for place, value in enumerate(["a", "b"]):
        targets.add(encode(value), place)
    for place, value in enumerate(["b", "x", "a", "x", "y", "x"]):
        references.add(encode(value), place)
    assert list(references.missing_from(targets)) == [Tally(encode("x"), 1, 3), Tally(encode("y"), 4, 1)]
    assert list(targets.missing_from(references)) == []


def test_what_two_sets_share_is_told_with_both_places(store: KeyStore) -> None:
    left, right = store.keys(), store.keys()
    for place, value in enumerate(["a", "b", "c", "b"]):
        left.add(encode(value), place)
    for place, value in enumerate(["x", "c", "b"]):
        right.add(encode(value), place)
    assert list(left.shared_with(right)) == [Shared(encode("b"), 1, 2), Shared(encode("c"), 2, 1)]


def test_keys_can_be_counted_by_value(store: KeyStore) -> None:
    kinds = store.keys()
    for place, value in enumerate(["note", "task", "note", "note"]):
        kinds.add(encode(value), place)
    assert [(decode(key), place, times) for key, place, times in kinds.tallies()] == [
        (["note"], 0, 3),
        (["task"], 1, 1),
    ]


def test_keys_can_be_added_after_a_question(store: KeyStore) -> None:
    keys = store.keys()
    keys.add(encode("a"), 0)
    assert list(keys.repeated()) == []
    keys.add(encode("a"), 1)
    assert list(keys.repeated()) == [Repeat(encode("a"), 1, 0)]
    assert list(keys.tallies()) == [Tally(encode("a"), 0, 2)]


def test_answers_can_be_read_side_by_side(store: KeyStore) -> None:
    left, right = store.keys(), store.keys()
    for place in range(30):
        left.add(encode(place), place)
        right.add(encode(place), 100 + place)
    pairs = list(zip(left.tallies(), right.tallies(), strict=True))
    assert [(one.place, other.place) for one, other in pairs] == [(n, 100 + n) for n in range(30)]


def test_all_sets_move_to_disk_when_together_they_are_too_large() -> None:
    opened: list[KeyDatabase] = []

    def opening() -> KeyDatabase:
        opened.append(SqliteKeys(ROOT))
        return opened[-1]

    with KeyStore(2000, opening) as store:
        small, large = store.keys(), store.keys()
        small.add(encode("a"), 0)
        assert not store.on_disk
        for place in range(20):
            large.add(encode(place), place)
        assert store.on_disk
        later = store.keys()
        later.add(encode("a"), 9)
        assert list(small.shared_with(later)) == [Shared(encode("a"), 0, 9)]
    assert len(opened) == 1


def test_without_a_database_too_many_keys_are_a_missing_capability() -> None:
    context = without_adapters(make_context(MemoryFiles({})))
    context.limits = Limits(key_bytes=1000)
    with open_keys(context) as store, pytest.raises(CapabilityMissing) as failure:  # noqa: PT012 - fails midway
        keys = store.keys()
        for place in range(100):
            keys.add(encode(place), place)
    assert failure.value.capability == "a database for many keys"


def test_a_run_gives_its_limit_and_its_database() -> None:
    context: Context = make_context(MemoryFiles({}))
    context.limits = Limits(key_bytes=1000)
    with open_keys(context) as store:
        keys = store.keys()
        for place in range(100):
            keys.add(encode(place % 99), place)
        assert store.on_disk
        assert list(keys.repeated()) == [Repeat(encode(0), 99, 0)]


values = st.sampled_from(["a", "b", "c", "\0", "", 0, 1, 1.0, True, None, [1], {"k": 1.5}])
entries = st.lists(st.tuples(values, st.integers(0, 3)), max_size=12)


def answers(store: KeyStore, left: list[tuple[object, int]], right: list[tuple[object, int]]) -> object:
    """All that can be asked of two sets; the second number of an entry is the step to its place."""
    sets = []
    for found in (left, right):
        keys, place = store.keys(), 0
        for value, step in found:
            place += step
            keys.add(encode(value), place)
        sets.append(keys)
    one, other = sets
    return [
        (list(a.repeated()), list(a.tallies()), list(a.missing_from(b)), list(a.shared_with(b)), len(a))
        for a, b in ((one, other), (other, one), (one, one))
    ]


@settings(deadline=None, max_examples=25)
@given(entries, entries, st.sampled_from([0, 300, 1000, 2000]))
def test_every_way_gives_the_same_answers(
    left: list[tuple[object, int]], right: list[tuple[object, int]], budget: int
) -> None:
    with KeyStore(NEVER, no_database) as store:
        expected = answers(store, left, right)
    for name, _, opening in WAYS[1:]:
        with KeyStore(budget, opening) as store:
            assert answers(store, left, right) == expected, name


@given(entries, entries)
def test_the_answers_are_those_of_python_sets(
    left: list[tuple[object, int]], right: list[tuple[object, int]]
) -> None:
    with KeyStore(NEVER, no_database) as store:
        (repeated, tallies, missing, shared, size), *_ = answers(store, left, right)  # type: ignore[misc]
    mine, theirs = [encode(value) for value, _ in left], [encode(value) for value, _ in right]
    assert {key for key, *_ in tallies} == set(mine)
    assert sum(tally.times for tally in tallies) == size == len(mine)
    assert len(repeated) == len(mine) - len(set(mine))
    assert {key for key, *_ in missing} == set(mine) - set(theirs)
    assert {key for key, *_ in shared} == set(mine) & set(theirs)
