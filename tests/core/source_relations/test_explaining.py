"""What ``--eco-explain`` tells of a rules contract and of a file that it reads."""

from __future__ import annotations

from tests.core.source_relations.judging import judge, lists

from pytest_ecocontracts.core.kinds.rules import KIND


def test_sources_with_what_they_find_now() -> None:
    sources, files = lists(a=["x", "y"], b=["x"])
    sources["gone"] = {"file": "gone.json", "at": "/*"}
    relation = {"id": "known", "subset": {"of": "a", "in": ["b", {"file": "c.json", "at": "/*"}]}}
    gate = judge([relation, {"unique": "gone"}], {**files, "c.json": ["y"]}, sources=sources)
    contract = gate.units[0].contract
    told = [f"{fact.label}: {fact.text}" for fact in KIND.facts(contract, gate.context)]
    assert told == [
        "source: a: a.json /*, 2 elements now",
        "source: b: b.json /*, 1 element now",
        "source: gone: gone.json /*, cannot be read: there is no file 'gone.json' to read",
    ]
    assert [unit.check.summary for unit in gate.units] == ["subset a, in: [b, c.json /*]", "unique gone"]
    about = [f"{fact.label}: {fact.text}" for fact in KIND.about(contract, "a.json", gate.context)]
    assert about[0] == "read by: a: 2 elements of it"
    assert [line.split(":")[1].strip() for line in about[1:]] == ["known"]
    inner = KIND.about(contract, "c.json", gate.context)
    assert inner[0].text == "c.json /*: 1 element of it"
    assert list(KIND.about(contract, "else.json", gate.context)) == []
