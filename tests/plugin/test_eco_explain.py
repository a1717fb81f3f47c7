"""``--eco-explain``: a failure code, by code or name, without running anything."""

from __future__ import annotations

import pytest
from tests.plugin.conftest import Repository


@pytest.mark.parametrize("word", ["ECS003", "ecs003", "schema-type-mismatch"])
def test_a_code_is_explained(repository: Repository, word: str) -> None:
    result = repository.pytest("--eco-explain", word)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*ECS003*schema-type-mismatch*"])
    assert "test session starts" not in result.stdout.str()
    assert not list(repository.root.iterdir())


def test_nothing_is_collected_while_explaining(shop: Repository) -> None:
    result = shop.run("--eco-explain", "ECS003")
    assert result.ret == 0
    assert "shop.bad" not in result.stdout.str()


@pytest.mark.parametrize(
    ("word", "meant"), [("ECS03", "ECS003"), ("schema-type-mismatc", "schema-type-mismatch")]
)
def test_an_unknown_word_is_a_usage_error_with_what_was_meant(
    repository: Repository, word: str, meant: str
) -> None:
    result = repository.pytest("--eco-explain", word)
    assert result.ret == 4
    assert meant in result.stderr.str() + result.stdout.str()


def test_what_is_explained_is_shown_safely(repository: Repository) -> None:
    result = repository.pytest("--eco-explain", "\x1b[31mred")
    assert result.ret == 4
    assert "\x1b[31mred" not in result.stderr.str() + result.stdout.str()
