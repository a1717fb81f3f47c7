"""``sorted``, ``count`` and ``same``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.core.source_relations.judging import found, judge, lists

from pytest_ecocontracts.core.source_relations.fields import number_in
from pytest_ecocontracts.core.source_relations.judges.sorted import in_order


def told(relation: dict[str, object], **values: list[object]) -> list[tuple[str, str]]:
    sources, files = lists(**values)
    return found(judge(relation, files, sources=sources))


def test_sorted_tells_what_must_move_and_where_it_belongs() -> None:
    assert told({"sorted": "a"}, a=["a", "b", "b", "c"]) == []
    sources, files = lists(a=["a", "z", "b", "c"])
    gate = judge({"sorted": "a"}, files, sources=sources)
    assert found(gate) == [("ECI011", "a.json:3")]
    assert gate.violations[0].expected == "'z' after 'c'"
    assert "belongs after a.json:5" in (gate.violations[0].found or "")


def test_orders() -> None:
    assert told({"sorted": {"of": "a", "order": "descending"}}, a=["c", "b", "a"]) == []
    assert told({"sorted": {"of": "a", "order": "descending"}}, a=["a", "c", "b"]) == [("ECI011", "a.json:2")]
    assert told({"sorted": "a"}, a=["a", "B", "c"]) == [("ECI011", "a.json:3")]
    assert told({"sorted": {"of": "a", "ignore_case": True}}, a=["a", "B", "c"]) == []
    assert told({"sorted": {"of": "a", "natural": True}}, a=["v2", "v10"]) == []
    assert told({"sorted": "a"}, a=["v2", "v10", "v3"]) == [("ECI011", "a.json:3")]
    assert told({"sorted": "a"}, a=[None, False, 2, 10, "1", ["a", 2], {"a": 1}]) == []


def test_numbers_of_any_length_are_in_natural_order() -> None:
    sources, files = lists(a=["v2", "v010", "v" + "9" * 5000, "v1" + "0" * 5000])
    assert found(judge({"sorted": {"of": "a", "natural": True}}, files, sources=sources)) == []
    sources, files = lists(a=["v10", "v9"])
    assert found(judge({"sorted": {"of": "a", "natural": True}}, files, sources=sources)) == [
        ("ECI011", "a.json:3")
    ]


def test_numbers_that_cannot_be_added_up_are_told() -> None:
    sources, files = lists(a=[0.5, 10**400])
    relation = {"count": {"of": "a", "measure": "sum", "max": 3}}
    assert found(judge(relation, files, sources=sources)) == [("ECI005", "a.json:3")]


def test_sorted_in_each_file() -> None:
    source = {"file": "*.list.json", "at": "/*"}
    files = {"a.list.json": ["x", "y"], "b.list.json": ["b", "c"]}
    assert found(judge({"sorted": {"of": source, "within": "file"}}, files)) == []
    assert len(found(judge({"sorted": source}, files))) == 2


@given(st.lists(st.integers(0, 9), max_size=12))
def test_what_stays_is_in_order_and_as_much_as_can_be(numbers: list[int]) -> None:
    kept = in_order(numbers)
    values = [numbers[index] for index in kept]
    assert kept == sorted(kept)
    assert values == sorted(values)
    longest = [1] * len(numbers)
    for end, number in enumerate(numbers):
        longest[end] = 1 + max((longest[at] for at in range(end) if numbers[at] <= number), default=0)
    assert len(kept) == max(longest, default=0)


def test_count_within_bounds_tells_the_first_that_is_too_many() -> None:
    assert told({"count": {"of": "a", "min": 2, "max": 3}}, a=["x", "y"]) == []
    assert told({"count": {"of": "a", "max": 1}}, a=["x", "y", "z"]) == [("ECI001", "a.json:3")]
    assert told({"count": {"of": "a", "min": 4}}, a=["x", "y"]) == [("ECI001", "a.json:3")]
    assert told({"count": {"of": "a", "equals": 2}}, a=["x", "y", "z"]) == [("ECI001", "a.json:4")]
    assert told({"count": {"of": "a", "max": 1, "measure": "distinct"}}, a=["x", "x"]) == []
    assert told({"count": {"of": "a", "max": 6, "measure": "sum"}}, a=[2, "5"]) == [("ECI001", "a.json:3")]
    assert told({"count": {"of": "a", "max": 6, "measure": "sum"}}, a=[2, "x"]) == [("ECI005", "a.json:3")]


def test_no_element_is_a_number_where_the_contract_says_so() -> None:
    source = {"file": "a.json", "at": "/*"}
    assert found(judge({"count": {"of": source, "max": 0}}, {"a.json": []})) == []
    assert found(judge({"count": {"of": source, "min": 1}}, {"a.json": []})) == [("ECI001", "contract")]
    assert found(judge({"count": {"of": source, "max": 3}}, {"a.json": []})) == [("ECC009", "contract")]


def test_count_is_what_another_source_states() -> None:
    stated = {"file": "page.md", "pattern": "([0-9]+) tools"}
    relation = {"count": {"of": "a", "equals": stated}}
    sources, files = lists(a=["x", "y"])
    assert found(judge(relation, {**files, "page.md": "# T\n2 tools\n"}, sources=sources)) == []
    gate = judge(relation, {**files, "page.md": "# T\n3 tools\n"}, sources=sources)
    assert found(gate) == [("ECI001", "page.md:2")]
    assert told({"count": {"of": "a", "equals": {"elements_of": "b"}}}, a=["x"], b=["y"]) == []
    assert told({"count": {"of": "a", "max": "b"}}, a=["x", "y"], b=[1, 2]) == [("ECI005", "b.json:3")]
    assert told({"count": {"of": "a", "max": "b"}}, a=["x", "y"], b=["no"]) == [("ECI005", "b.json:2")]


def test_numbers_in_texts() -> None:
    assert [number_in(text) for text in ("12", " 1,234 ", "1_000_000", 2.5)] == [12, 1234, 1000000, 2.5]
    assert [number_in(text) for text in ("1,5", "x", "", "-1", "9" * 19, True, None, [])] == [None] * 8


def test_a_table_of_bounds_that_cannot_be_used_is_told() -> None:
    relation = {"count": {"of": "a", "per": "file", "max": {"of": "b", "glob": "/at", "value": "/n"}}}
    assert told(relation, a=["x"], b=[{"at": "{x", "n": 1}]) == [("ECI005", "b.json:2")]
    assert told(relation, a=["x"], b=[{"at": 3, "n": 1}]) == [("ECI005", "b.json:2")]
    assert told(relation, a=["x"], b=[{"at": "a.json", "n": "few"}]) == [("ECI005", "b.json:2")]
    assert told(relation, a=["x"], b=[{"n": 1}]) == [("ECI005", "b.json:2")]
    assert told(relation, a=["x", "y"], b=[{"at": "a.json", "n": 1}]) == [("ECI001", "a.json:3")]


def test_count_in_groups_with_budgets_of_which_the_longest_counts() -> None:
    budgets = {"of": "budgets", "glob": "/path", "value": "/max", "default": 1}
    relation = {"count": {"of": "todo", "per": "file", "max": budgets, "unused": "refused"}}
    sources = {
        "todo": {"file": "src/**/*.py", "pattern": "TODO"},
        "budgets": {"file": "budgets.json", "at": "/*"},
    }
    rows = [{"path": "src/**", "max": 2}, {"path": "src/old/*.py", "max": 3}]
    files: dict[str, object] = {
        "budgets.json": rows,
        "src/a.py": "TODO TODO\n",
        "src/old/b.py": "TODO\nTODO\nTODO\n",
    }
    assert found(judge(relation, files, sources=sources)) == []
    files["src/old/b.py"] = "TODO\nTODO\nTODO\nTODO\n"
    assert found(judge(relation, files, sources=sources)) == [("ECI001", "src/old/b.py:4")]
    files["src/old/b.py"] = "x"
    assert found(judge(relation, files, sources=sources)) == [("ECI002", "budgets.json:1")]


def test_every_file_that_is_looked_at_is_a_group() -> None:
    """So a text that every file must hold is a count of at least one in each."""
    headings = {"file": "docs/*.md", "pattern": "^## Owner$"}
    relation = {"count": {"of": headings, "per": "file", "min": 1}}
    assert found(judge(relation, {"docs/a.md": "## Owner\n", "docs/b.md": "## Owner\n"})) == []
    assert found(judge(relation, {"docs/a.md": "## Owner\n", "docs/b.md": "# B\n"})) == [
        ("ECI001", "docs/b.md:None")
    ]
    assert found(judge(relation, {"docs/b.md": "# B\n"})) == [("ECI001", "docs/b.md:None")]
    assert found(judge(relation, {"other/b.md": "# B\n"})) == [("ECC009", "contract")]
    none = {"count": {"of": headings, "per": "file", "max": 0}}
    assert found(judge(none, {"docs/b.md": "# B\n"})) == []
    assert found(judge(none, {"docs/b.md": "# B\n## Owner\n"})) == [("ECI001", "docs/b.md:2")]
    most = {"count": {"of": headings, "per": "file", "max": 1}}
    assert found(judge(most, {"docs/b.md": "# B\n"})) == [("ECC009", "contract")]


def test_groups_that_should_be_there_count_as_none() -> None:
    sources = {
        "tests": {"file": "tests.json", "at": "/*", "empty": "valid"},
        "domains": {"file": "domains.json", "at": "/*"},
    }
    relation = {"count": {"of": "tests", "per": "/domain", "among": "domains", "min": 1}}
    files = {"domains.json": '[\n"ops",\n"docs"]', "tests.json": [{"domain": "ops"}]}
    assert found(judge(relation, files, sources=sources)) == [("ECI001", "domains.json:3")]
    most = {
        "count": {"of": {"file": "none.json", "at": "/*"}, "per": "/domain", "among": "domains", "max": 1}
    }
    assert found(judge(most, {**files, "none.json": []}, sources=sources)) == [("ECC009", "contract")]
    files["tests.json"] = [{"domain": "ops"}, {"domain": "docs"}, {}]
    assert found(judge(relation, files, sources=sources)) == [("ECI005", "tests.json:1")]


def test_same_names_the_majority_and_every_dissenter() -> None:
    assert told({"same": ["a", "b"]}, a=["3.11"], b=["3.11", "3.11"]) == []
    sources, files = lists(a=["3.10", "3.11"], b=["3.11"], c=["3.12"])
    gate = judge({"same": ["a", "b", "c"]}, files, sources=sources)
    assert found(gate) == [("ECI013", "a.json:2"), ("ECI013", "c.json:2")]
    assert gate.violations[0].message == "'3.10' stands here, and '3.11' in 2 other places"
    first = {"same": {"of": ["a", "b", "c"], "right": "first"}}
    assert found(judge(first, files, sources=sources)) == [
        ("ECI013", "a.json:3"),
        ("ECI013", "b.json:2"),
        ("ECI013", "c.json:2"),
    ]


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=8))
def test_all_but_the_most_frequent_value_dissent(values: list[str]) -> None:
    failed = told({"same": "a"}, a=values)
    assert len(failed) == len(values) - max(values.count(value) for value in values)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_counts_are_those_of_python(values: list[str], least: int, most: int) -> None:
    """Each bound that does not hold is told once; all groups are judged."""
    relation = {"count": {"of": "a", "min": least, "max": most}}
    assert len(told(relation, a=values)) == (len(values) < least) + (len(values) > most)
    sources: dict[str, object] = {"a": {"file": "a.json", "at": "/*"}}
    files = {"a.json": [{"in": value} for value in values]}
    gate = judge({"count": {"of": "a", "per": "/in", "max": most}}, files, sources=sources)
    assert len(found(gate)) == sum(values.count(value) > most for value in set(values))


def test_same_by_key() -> None:
    relation = {"same": {"of": ["a", "b"], "key": "/tool", "value": "/version"}}
    make, kind = {"tool": "make", "version": "4"}, {"tool": "kind", "version": "1"}
    assert told(relation, a=[make, kind], b=[kind]) == []
    assert told(relation, a=[make, kind], b=[{"tool": "kind", "version": "2"}]) == [("ECI013", "b.json:2")]
    assert told(relation, a=[make, kind], b=[kind, {"tool": "kind"}]) == [("ECI005", "b.json:3")]


def test_values_that_stand_alone_prove_nothing() -> None:
    relation = {"same": {"of": ["a", "b"], "key": "/tool", "value": "/version"}}
    assert told(relation, a=[{"tool": "make", "version": "4"}], b=[{"tool": "kind", "version": "1"}]) == [
        ("ECC009", "contract")
    ]
