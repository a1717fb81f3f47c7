"""``matches``, ``holds``, ``requires`` and ``absent``; and the examples of relations."""

from __future__ import annotations

from dataclasses import replace

from tests.core.source_relations.judging import found, judge, lists, where
from tests.core.sources.reading import Index


def told(relation: dict[str, object], **values: list[object]) -> list[tuple[str, str]]:
    sources, files = lists(**values)
    return [each for each in found(judge(relation, files, sources=sources)) if each[0] != "ECC019"]


def test_matches_a_pattern_a_part_or_words() -> None:
    slug = {"matches": {"of": "a", "pattern": "[a-z]+"}, "fails": ["A"]}
    assert told(slug, a=["ab", "c"]) == []
    assert told(slug, a=["ab", "c-d", 3]) == [("ECI041", "a.json:3"), ("ECI041", "a.json:4")]
    part = {"matches": {"of": "a", "contains": "^docs: "}, "fails": ["x"]}
    assert told(part, a=["docs: more", "fix"]) == [("ECI041", "a.json:3")]
    words = {"matches": {"of": "a", "words": ["fast", "slow", 1]}, "fails": ["x"]}
    assert told(words, a=["fast", 1, True]) == [("ECI041", "a.json:4")]
    refused = {"matches": {"of": "a", "contains": "[0-9]", "not": True}, "fails": ["2024"]}
    assert told(refused, a=["run", "run2"]) == [("ECI041", "a.json:3")]


def test_matches_suggests_the_nearest_word() -> None:
    sources, files = lists(a=["fsat"])
    gate = judge({"matches": {"of": "a", "words": ["fast", "slow"]}, "fails": ["x"]}, files, sources=sources)
    assert gate.violations[0].fix == "did you mean 'fast'?"


def test_a_part_of_the_record_that_is_missing_has_no_form() -> None:
    relation = {"matches": {"of": "a", "at": "/owner", "pattern": "\\S.*"}, "fails": [{"owner": " "}, {}]}
    assert told(relation, a=[{"owner": "ops"}, {"owner": ""}, {"owner": None}, {}]) == [
        ("ECI041", "a.json:3"),
        ("ECI005", "a.json:4"),
        ("ECI005", "a.json:5"),
    ]
    relation["matches"]["optional"] = True  # type: ignore[index]
    relation["fails"] = [{"owner": " "}]
    assert told(relation, a=[{"owner": "ops"}, {}]) == []


def test_holds_shows_the_rule_and_the_values() -> None:
    relation = {"holds": {"of": "a", "rule": "self.end > self.begin"}, "fails": [{"begin": 2, "end": 1}]}
    sources, files = lists(a=[{"begin": 1, "end": 2}, {"begin": 5, "end": 3}, {"begin": 1}])
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECI030", "a.json:3"), ("ECI031", "a.json:4")]
    violation = gate.violations[0]
    assert violation.excerpt[0].endswith("self.end > self.begin")
    assert violation.excerpt[1].strip().startswith("^")
    assert violation.found == "self.end = 3; self.begin = 5"
    assert violation.location.pointer == "/1/end"  # type: ignore[union-attr]


def test_holds_reads_the_value_the_path_and_params() -> None:
    rule = "value.size() <= params.longest && path.startsWith('a')"
    relation = {"holds": {"of": "a", "rule": rule}, "fails": [{"value": "too long", "path": "a.json"}]}
    sources, files = lists(a=["abc", "abcd"])
    gate = judge(relation, files, sources=sources, params={"longest": 3})
    assert found(gate) == [("ECI030", "a.json:3")]


def test_requires_something_in_the_file_the_folder_or_nearby() -> None:
    sources = {
        "sockets": {"file": "**/*.py", "pattern": "^import (socket)"},
        "marks": {"file": "**/*.py", "pattern": "mark\\.network"},
    }
    files = {"t/a.py": "import socket\n\n\nmark.network\n", "t/b.py": "x = 1\nimport socket\n"}

    def relation(**fields: object) -> dict[str, object]:
        return {"requires": {"of": "sockets", "needs": "marks", **fields}}

    assert found(judge(relation(), files, sources=sources)) == [("ECI043", "t/b.py:2")]
    assert found(judge(relation(within="folder"), files, sources=sources)) == []
    near = relation(within={"lines": 3})
    assert found(judge(near, {"t/a.py": files["t/a.py"]}, sources=sources)) == []
    near = relation(within={"lines": 2})
    assert found(judge(near, {"t/a.py": files["t/a.py"]}, sources=sources)) == [("ECI043", "t/a.py:1")]
    # What is needed may be nowhere: that is what the relation finds.
    assert found(judge(relation(), {"t/b.py": files["t/b.py"]}, sources=sources)) == [("ECI043", "t/b.py:2")]


def test_requires_an_element_of_the_same_value() -> None:
    sources = {
        "used": {"file": "*.mk", "pattern": "\\$\\((\\w+)\\)"},
        "set": {"file": "*.mk", "pattern": "^(\\w+) ="},
    }
    relation = {"requires": {"of": "used", "needs": "set", "same_value": True}}
    files = {"a.mk": "A = 1\nrun: $(A) $(B)\n", "b.mk": "B = 1\n"}
    assert found(judge(relation, files, sources=sources)) == [("ECI043", "a.mk:2")]


def test_absent_elements_need_files_to_look_at() -> None:
    relation = {"absent": {"file": "ops/*.sh", "pattern": "curl"}}
    assert found(judge(relation, {"ops/a.sh": "wget\n"})) == []
    assert found(judge(relation, {"ops/a.sh": "wget\ncurl\n"})) == [("ECI040", "ops/a.sh:2")]
    assert found(judge(relation, {"src/a.sh": "curl\n"})) == [("ECC009", "contract")]


def test_examples_of_relations_are_trees_and_those_of_forms_elements() -> None:
    sources, files = lists(a=["x"], b=["x"])
    good = {"files": {"a.json": ["x"], "b.json": ["x", "y"]}}
    bad = {"files": {"a.json": ["z"], "b.json": ["x", "y"]}, "because": "z is not there"}
    relation = {"subset": {"of": "a", "in": "b"}, "passes": [good], "fails": [bad]}
    assert found(judge(relation, files, sources=sources)) == []
    relation = {"subset": {"of": "a", "in": "b"}, "passes": [bad], "fails": [good]}
    gate = judge(relation, files, sources=sources)
    assert [each.code for each in gate.violations] == ["ECC019", "ECC019"]
    assert all(where(each) == "contract" for each in gate.violations)
    form = {"matches": {"of": "a", "pattern": "[a-z]"}, "passes": ["x"], "fails": ["X", bad]}
    gate = judge(form, files, sources=sources)
    assert [each.message for each in gate.violations] == ["an example on which the rule must fail passes"]
    form = {"holds": {"of": "a", "rule": "value == 'x'"}, "passes": ["x"], "fails": ["y"]}
    assert found(judge(form, files, sources=sources)) == []


def test_every_file_of_an_example_is_tracked() -> None:
    relation = {
        "absent": {"tracked": "runs/**"},
        "passes": [{"files": {"a.md": ""}}],
        "fails": [{"files": {"runs/a.log": ""}}],
    }
    git = Index({"a.md": "100644"})
    gate = judge(relation, {"a.md": ""}, context=lambda context: replace(context, git=git))
    assert found(gate) == []
    assert gate.outcome("rule-examples").examined == 2


def test_an_example_that_cannot_be_judged_is_no_example() -> None:
    """A tree without the file that the relation reads has not been refused by it."""
    sources, files = lists(a=["x"], b=["x"])
    relation = {"subset": {"of": "a", "in": "b"}, "fails": [{"files": {"a.json": ["z"]}}]}
    gate = judge(relation, files, sources=sources)
    assert gate.codes == ["ECC019"]
    assert "cannot be judged by its example" in gate.violations[0].message


def test_a_condition_that_reads_what_no_element_has_says_what_there_is() -> None:
    source = {"file": "a.json", "at": "/*", "where": "self.comand == 1"}
    violation = judge({"absent": source}, {"a.json": [{"command": 1}]}).violations[0]
    assert (violation.code, violation.found) == ("ECX001", "there is no key 'comand'")
    assert violation.fix == "did you mean 'command'?"


def test_a_source_of_a_relation_that_is_written_short_is_told_at_its_place() -> None:
    relation = {"equal": [{"file": "a.json", "at": "/*"}, {"file": "a.json", "at": "/*", "value": "/nmae"}]}
    violation = judge(relation, {"a.json": [{"name": 1}]}).violations[0]
    assert (violation.code, violation.location.pointer) == ("ECC009", "/relations/0/equal/1")
    assert violation.message == "a.json /* finds nothing, so the check proves nothing"
    assert violation.found == "none of the 1 that are read: 'value' and 'where' leave nothing"


def test_a_thing_of_a_page_or_a_step_is_told_with_its_column_where_it_stands_in_the_line_once() -> None:
    page = "# A\n\nSee [b](b.md) and `x`, [c](c.md) and `y`, `y`.\n"
    ci = "jobs:\n test:\n  steps:\n  - run: |\n     cd ops\n     make tset\n"
    relations = [
        {"absent": {"links": "a.md", "where": "value == 'c.md'"}},
        {"absent": {"code": "a.md", "where": "value == 'y'"}},
        {"absent": {"workflow": "ci.yml", "give": "commands", "where": "value == 'make'"}},
        {"absent": {"requirements": "r.txt", "where": "value == 'requests'"}},
    ]
    gate = judge(relations, {"a.md": page, "ci.yml": ci, "r.txt": "a==1\nrequests>=2\n"})
    places = {(each.location.path, each.location.line, each.location.column) for each in gate.violations}
    assert places == {("a.md", 3, 28), ("a.md", 3, None), ("ci.yml", 6, 6), ("r.txt", 2, 1)}
