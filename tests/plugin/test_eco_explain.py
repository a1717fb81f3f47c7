"""``--eco-explain``: a failure code, by code or name, without running anything."""

from __future__ import annotations

import pytest
from tests.plugin.conftest import Repository
from tests.processes import CONTRACT as SHOP


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


def test_codes_of_the_repositorys_own_taxonomies_are_explained(repository: Repository) -> None:
    """Also where another contract is broken: explaining does not judge."""
    repository.write(
        {
            "contracts/shop.contract.yaml": SHOP,
            "contracts/broken.contract.yaml": "contract: nothing/v1\n",
        }
    )
    for word in ("SHOP001", "till-open"):
        result = repository.pytest("--eco-explain", word)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["SHOP001 till-open (till, error)"])
    listed = repository.pytest("--eco-explain", "all").outlines
    assert any(line.startswith("ECS003 ") for line in listed)
    assert any(line.startswith("SHOP001 ") for line in listed)
    assert repository.pytest("--eco-explain", "SHOP01").ret == 4


def test_texts_of_foreign_taxonomies_are_shown_safely(repository: Repository) -> None:
    hostile = SHOP.replace("Close the till.", '"Close \\e[31m the till."')
    repository.write({"contracts/shop.contract.yaml": hostile})
    shown = repository.pytest("--eco-explain", "SHOP001").stdout.str()
    assert "\x1b[31m the till" not in shown
    assert "the till." in shown
